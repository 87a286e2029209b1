"""The adversary: one seed disturbs a client's own tests, and each finding is made short.

`disturbance` is what can go wrong, `choice` what does, `shrinking` the shortest list of it that
still fails, `search` runs a whole suite in processes of its own, and `protocol` one test in this.
"""
