"""Mutants: faults that are planted in the simulation, to see that a test notices each.

Each file of `planted` is one fault: the rule that it breaks, the tests that must kill it, and the
change itself. A rule that both engines have is broken in both, so that their being equal does not
tell. `make mutants` plants them one at a time, in copies of the code.
"""
