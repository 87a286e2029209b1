"""The requests of a world: each with what its key came to, its problem, and a way to repeat it."""
