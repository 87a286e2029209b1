"""Queueing theory: exact results, the model shrunk to a bare queue, and how the two compare."""
