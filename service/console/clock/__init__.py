"""The clock of a world: what a jump will set off, the jump, and what happened by it."""
