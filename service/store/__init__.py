"""Rows in, domain values out: a module a noun, and no rules.

A module has functions that read with a connection, and statements that change with the names of
their parameters; `service.database.transactions.Changes` sends several of them together.
"""
