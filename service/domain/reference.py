"""The payment reference: order first, pay later at a counter (OXXO, Konbini; FACTS 2).

A reference identifies an order at an outlet, which sees only the shop's name and the amount due.
It is no secret: whoever knows it can only pay. It has another length than a remittance number, so
that the two cannot be confused.
"""

from service.domain.refusals.trade import ReferenceMalformed, ReferenceMistyped
from service.domain.remittance import check_digit
from service.domain.typed import compact

REFERENCE_DIGITS = 14
"""13 random digits and their check digit: with a million references one guess in 10 million hits.

Assumption: Konbini has 10 or 11 digits (S, FACTS 2), without protection against guessing.
"""

VALID_DAYS = 3
"""How long a reference is valid by default. Source: S, Konbini's default (FACTS 2)."""

VALID_DAYS_MAX = 30
"""The longest validity allowed. Source: S, OXXO has 1 to 30 days (FACTS 2)."""

_GROUP_DIGITS = 4


def reference_number(digits: str) -> str:
    """Return the reference made of 13 digits and their check digit.

    >>> reference_number("2007010100057")
    '20070101000573'
    """
    assert _has_digits(digits, REFERENCE_DIGITS - 1), "the digits are drawn by us"
    return f"{digits}{check_digit(digits)}"


def parse_reference(text: str) -> str:
    """Return the digits of a reference, however it was typed: see `compact`.

    Refused: `ReferenceMalformed`, `ReferenceMistyped`.

    >>> parse_reference("2007 0101 0005 73")
    '20070101000573'
    """
    reference = compact(text)
    if not _has_digits(reference, REFERENCE_DIGITS):
        raise ReferenceMalformed
    if check_digit(reference) != 0:
        raise ReferenceMistyped
    return reference


def formatted(reference: str) -> str:
    """Return a reference as people read it, in groups of four.

    >>> formatted("20070101000573")
    '2007 0101 0005 73'
    """
    starts = range(0, len(reference), _GROUP_DIGITS)
    return " ".join(reference[start : start + _GROUP_DIGITS] for start in starts)


def _has_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()
