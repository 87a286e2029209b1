"""The connection over which an operation asks the store; what is SQL in it is the store's alone."""

from sqlalchemy import Connection

__all__ = ["Connection"]
