"""Proofs over the whole service: against a plain model, under load, and with processes killed.

They carry the marker `proof`: `make proofs` runs them, and `make test` does not. See `lengths`.
"""
