"""What a receipt says: `Receipt`, which has its form or does not exist.

`canonical_json` gives the bytes that are signed: keys sorted, no spaces, UTF-8. For a receipt that
is RFC 8785, so that a program in whatever language finds the same bytes.
"""

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from service.domain.refusals.base import Refusal
from service.domain.remittance import parse_number

AMOUNT_FEN_MAX = 2**53 - 1
"""The greatest whole number that every reader of JSON keeps. Source: RFC 8259, section 6."""


class ReceiptError(ValueError):
    """A receipt that proves nothing; the message says why, and never holds the number."""


class ReceiptFormError(ReceiptError):
    """Something on a receipt has another form."""


_AMOUNTS = f"1 to {AMOUNT_FEN_MAX}"
_MOMENTS = "a moment in UTC like 2007-01-01T00:30:00.000Z"
_NO_AMOUNT, _NO_FEE = f"amount_fen is not {_AMOUNTS}", f"fee_fen is neither 0 nor {_AMOUNTS}"
_NOT_ISSUED, _NOT_EXPIRING = f"issued_at is not {_MOMENTS}", f"expires_at is not {_MOMENTS}"
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


@dataclass(frozen=True)
class Receipt:
    """What was paid in, where and when, and until when its number can be used.

    The number is left out of the repr, which may end in a log. The moments are RFC 3339 in UTC.
    Raise ReceiptFormError, which names all that is wrong.
    """

    draft_id: str
    number: str = field(repr=False)
    amount_fen: int
    fee_fen: int
    currency: str
    outlet: str
    issued_at: str
    expires_at: str

    def __post_init__(self) -> None:
        """Require the form."""
        said = vars(self)
        wrong = [
            f"{name} is not of type {kind.__name__}"
            for name, kind in _TYPES
            if type(said[name]) is not kind
        ]
        # Only what has its type can be asked for its form.
        wrong = wrong or [message for is_right, message in self._form() if not is_right]
        if wrong:
            raise ReceiptFormError("; ".join(wrong))

    def _form(self) -> tuple[tuple[bool, str], ...]:
        are_moments = _is_moment(self.issued_at), _is_moment(self.expires_at)
        in_order = not all(are_moments) or self.issued_at < self.expires_at
        return (
            (_is_printable(self.draft_id), "draft_id is empty or cannot be printed"),
            (_is_number(self.number), "number is not a remittance number of 16 digits"),
            (0 < self.amount_fen <= AMOUNT_FEN_MAX, _NO_AMOUNT),
            (0 <= self.fee_fen <= AMOUNT_FEN_MAX, _NO_FEE),
            (self.currency == "CNY", "currency is not CNY"),
            (_is_printable(self.outlet), "outlet is empty or cannot be printed"),
            (are_moments[0], _NOT_ISSUED),
            (are_moments[1], _NOT_EXPIRING),
            (in_order, "expires_at is not after issued_at"),
        )


_TYPES = tuple((part.name, part.type) for part in fields(Receipt) if isinstance(part.type, type))


def canonical_json(document: dict[str, Any]) -> bytes:
    """Return the one way of writing a document.

    >>> canonical_json({"outlet": "固始", "amount_fen": 5}).decode()
    '{"amount_fen":5,"outlet":"固始"}'
    """
    return to_json(_sorted(document))


def _sorted(said: object) -> object:
    if isinstance(said, dict):
        return {name: _sorted(said[name]) for name in sorted(said)}
    return [*map(_sorted, said)] if isinstance(said, list) else said


def _is_printable(text: str) -> bool:
    return text != "" and text.isprintable()


def _is_number(text: str) -> bool:
    try:
        return parse_number(text) == text
    except Refusal:
        return False


def _is_moment(text: str) -> bool:
    # Of all the ways to write a moment, the one by which moments can be compared as texts.
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
