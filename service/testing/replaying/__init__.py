"""Replaying: what was asked of a world is kept, written as a file, and asked once more.

`kept` has the requests in memory, `references` replaces what is secret in them, `story` is the
file, and `playing` asks for all of it on an empty server.
"""
