"""Fitting a log of tickets: who came when, how long they were served, how long they would wait.

`tickets` are the log, `arrivals`, `services` and `patience` what is learnt of it, `laws` and
`likelihood` how, `printed` is the log that the simulation itself would have left, and `whole` puts
all together, with what the log could not tell.
"""
