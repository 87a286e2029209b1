"""What a newcomer relies on here: the environment, the targets, the rules of the project."""
