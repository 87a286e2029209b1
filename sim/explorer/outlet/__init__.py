"""The outlet's day: who came, who was served where, and how long the line was.

`day` has the visits and counters of a day, `flow` how arrivals and services accumulate, `line` the
line with its band, `figures` what comes of it; `charts`, `gantt` and `visits` show them, and
`pages` answers.
"""
