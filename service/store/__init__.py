"""Rows in, domain values out: a module a noun, and no rules.

A module has functions that read with a connection, and functions that return a change: a statement
with its values (`service.database.change`). What parameters are called stays in the module.
"""
