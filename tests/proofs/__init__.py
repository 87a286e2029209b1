"""Proofs over the whole service: against a plain model, under load, and with processes killed.

Each has a short form for `make test` and a long one for `make proofs`: see `lengths`.
"""
