"""What is wrong with what a form says, in the words of the API where that said it."""

from typing import Any

FIRST_REFUSED = 400


def said_wrong(answer: Any) -> list[str]:  # noqa: ANN401 - whatever JSON it is
    """Return what a refusal says: of each field, or in all.

    >>> said_wrong({"detail": "no", "errors": [{"at": "/rules/0/nth", "message": "send 1"}]})
    ['nth: send 1']
    >>> said_wrong({"detail": "it waits already"}), said_wrong(None)
    (['it waits already'], ['the answer was lost: a fault is on; look whether it was done'])
    """
    if not isinstance(answer, dict):
        return ["the answer was lost: a fault is on; look whether it was done"]
    errors = [(one["at"].rpartition("/")[2], one["message"]) for one in answer.get("errors", [])]
    said = [message if at.isdecimal() or not at else f"{at}: {message}" for at, message in errors]
    return said or [str(answer.get("detail", "it was refused"))]


def before_of(text: str) -> int | None:
    """Return the number before which a page begins, or None for the newest. Raise ValueError."""
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(1 << 62)):
        message = f"before is {text!r}, and it is a whole number: leave it out for the newest"
        raise ValueError(message)
    return int(text)
