"""The requests of a world: each with its verdict on the key, its problem, and a way to repeat it."""
