"""Sweeps: what happens to the figures as levers are moved, the same people at every point.

`designs` says which points are run, `points` runs them, `indices` says what each lever does.
"""
