"""The page of a run: how far it is while it runs, and its results when it has any.

`pages` has the routes. `under_way` and `so_far` show what the run's process writes meanwhile,
`answers` what its files say at the end, with charts of `waiting` and `trade`, and `places` with the
outlets and people whom one looks at next.
"""
