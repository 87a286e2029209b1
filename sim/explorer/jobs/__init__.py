"""Jobs: runs that somebody asked for here, each in a process of its own, one at a time.

A job is a file, so it outlasts the browser, the server and a kill. `job` is what the file holds,
`process` the run's process, `state` how it is by what its files say, and `line` the jobs together:
the way in. What runs is the command that the page shows, and it is made of the file's checked
fields alone.
"""
