"""The content of a receipt: `Receipt`, which is always well-formed.

`canonical_json` gives the bytes that are signed: keys sorted, no spaces, UTF-8. For a receipt that
is RFC 8785, so that a program in any language gets the same bytes.
"""

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from service.domain.refusals.base import Refusal
from service.domain.remittance import parse_number

AMOUNT_FEN_MAX = 2**53 - 1
"""The greatest integer that every JSON parser represents exactly. Source: RFC 8259, section 6."""


class ReceiptError(ValueError):
    """A receipt that is not valid; the message says why, and never contains the number."""


class ReceiptFormError(ReceiptError):
    """A field of a receipt is malformed."""


_AMOUNTS = f"1 to {AMOUNT_FEN_MAX}"
_MOMENTS = "a moment in UTC like 2007-01-01T00:30:00.000Z"
_NO_AMOUNT, _NO_FEE = f"amount_fen is not {_AMOUNTS}", f"fee_fen is neither 0 nor {_AMOUNTS}"
_NOT_ISSUED, _NOT_EXPIRING = f"issued_at is not {_MOMENTS}", f"expires_at is not {_MOMENTS}"
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


@dataclass(frozen=True)
class Receipt:
    """What was deposited, where and when, and until when its number can be used.

    The number is left out of the repr, which may be logged. Moments are RFC 3339 in UTC.
    Raise ReceiptFormError, which names every fault.
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
        """Require well-formed fields."""
        values = vars(self)
        wrong = [
            f"{name} is not of type {kind.__name__}"
            for name, kind in _TYPES
            if type(values[name]) is not kind
        ]
        # Only a value of the right type can be checked further.
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
    """Return the canonical JSON of a document.

    >>> canonical_json({"outlet": "固始", "amount_fen": 5}).decode()
    '{"amount_fen":5,"outlet":"固始"}'
    """
    return to_json(_sorted(document))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [*map(_sorted, value)] if isinstance(value, list) else value


def _is_printable(text: str) -> bool:
    return text != "" and text.isprintable()


def _is_number(text: str) -> bool:
    try:
        return parse_number(text) == text
    except Refusal:
        return False


def _is_moment(text: str) -> bool:
    # The one of the many forms in which moments can be compared as texts.
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
