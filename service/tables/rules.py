"""Rules that several tables share, as SQL."""


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column has one of these values.

    >>> one_of("state", ("on", "off"))
    "state IN ('on', 'off')"
    """
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
