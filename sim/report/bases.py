"""Over whom or what a figure is taken, in a word a row and a note under the table."""

from collections.abc import Iterable

from sim.measures.metric import BASES


def over_whom(used: Iterable[str]) -> str:
    """Return a note of what the bases in a table mean, each once.

    >>> over_whom(["visits", "visits"])
    'Over whom: visits: of visits that began after the warm-up.'
    """
    words = set(used)
    said = [f"{basis}: {meaning}" for basis, meaning in BASES.items() if basis in words]
    return f"Over whom: {'; '.join(said)}." if said else ""
