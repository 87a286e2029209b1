"""Codes of counties, and how a sentence names the one that a code means."""

OWN_CODE = "own"


def county_named(code: str) -> str:
    """Return a county as a sentence names it; outlets of a file of one's own have none.

    >>> county_named("500242"), county_named(OWN_CODE)
    ('county 500242', 'your own outlets')
    """
    return "your own outlets" if code == OWN_CODE else f"county {code}"
