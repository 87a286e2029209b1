"""What a word that is not known was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(word: str, known: Iterable[str]) -> str:
    """Return the question whether a similar word was meant; nothing if none is similar.

    >>> meant("loose_answer", ["lose_answer", "delay"])
    ' (did you mean lose_answer?)'
    >>> meant("flood", ["lose_answer", "delay"])
    ''
    """
    close = get_close_matches(word, known, 1)
    return f" (did you mean {close[0]}?)" if close else ""
