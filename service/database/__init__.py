"""The databases, SQLite and PostgreSQL: transactions, statements, schema, errors.

Only this package knows a driver.
"""
