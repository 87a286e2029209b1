"""Replaying in the console: the story of a world as a file, for whoever looks for a fault."""
