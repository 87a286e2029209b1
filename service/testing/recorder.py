"""Recorded requests for a test to look at: the last thousand, their secrets masked."""

import re
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from service.domain.incoming import Intent, intent_of
from service.domain.typed import compact
from service.json_reader import JsonError, read_json

KEPT_MAX = 1_000
MASK = "***"
SECRETS = frozenset(
    {
        *("number", "numbers", "password", "identity", "signature", "key"),
        *("sender", "recipient", "phone", "text"),
    }
)

# A number, password or identity is masked under an unknown name too.
_DIGITS = re.compile(r"\d{6,}[Xx]?")


@dataclass
class Records:
    """The last requests of a server, for all its threads."""

    _kept: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT_MAX))
    _lock: Lock = field(default_factory=Lock)

    def note(self, request: dict[str, Any]) -> None:
        """Record a request, and drop the oldest."""
        with self._lock:
            self._kept.append(request)

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._kept.clear()

    def shown(self) -> dict[str, Any]:
        """Return the records, the oldest first."""
        with self._lock:
            return {"requests": list(self._kept)}


def masked_body(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Return the JSON of a body without its secrets; None if it is not valid JSON.

    >>> masked_body(b'{"number": "2007010100005726", "money": {"amount": 5}}')
    {'number': '***', 'money': {'amount': 5}}
    """
    try:
        return _masked(read_json(content))
    except JsonError:
        return None


def _is_redemption(text: str) -> bool:
    """Return whether it may be a text with a number and its password, under whatever name."""
    return intent_of(text)[0] is Intent.REDEEM


def _masked(value: object) -> object:
    match value:
        case dict():
            return {
                name: MASK if name in SECRETS else _masked(inner) for name, inner in value.items()
            }
        case list():
            return [_masked(inner) for inner in value]
        case str() if _DIGITS.fullmatch(compact(value)) or _is_redemption(value):
            return MASK
    return value
