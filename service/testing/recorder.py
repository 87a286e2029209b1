"""Recorded requests for a test to look at: the last thousand, their secrets masked.

Beside each stands what a verdict needs of it, and webhooks that were sent are recorded too.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any

from service.domain.incoming import Intent, intent_of
from service.domain.typed import compact
from service.json_reader import JsonError, read_json
from service.testing.evidence import ClientEvidence, SeenRequest, SentMessage

KEPT_MAX = 1_000
MASK = "***"
SECRETS = frozenset(
    {
        *("number", "numbers", "password", "identity", "signature", "key"),
        *("sender", "recipient", "phone", "text"),
    }
)

_ANSWERS = "/v1/answers/"

# A number, password or identity is masked under an unknown name too.
_DIGITS = re.compile(r"\d{6,}[Xx]?")


@dataclass(frozen=True)
class Recorded:
    """A request as it is shown, and as it is judged."""

    shown: dict[str, Any]
    seen: SeenRequest


@dataclass(frozen=True)
class RecordedEvidence:
    """What a verdict is founded on, each request as it is shown, and whether all is there."""

    evidence: ClientEvidence
    shown: Mapping[int, dict[str, Any]]
    is_whole: bool


@dataclass
class Records:
    """The last requests to a server, and the last webhooks it sent, for all its threads.

    Both are counted together, so that their order is known. The count goes on when they are
    forgotten, and begins anew at a reset.
    """

    _kept: deque[Recorded] = field(default_factory=lambda: deque(maxlen=KEPT_MAX))
    _sent: deque[SentMessage] = field(default_factory=lambda: deque(maxlen=KEPT_MAX))
    _counted: "count[int]" = field(default_factory=lambda: count(1))
    _is_whole: bool = True
    _lock: Lock = field(default_factory=Lock)

    def note(self, request: dict[str, Any], seen: Callable[[int], SeenRequest]) -> int:
        """Record a request by the number that it gets, return that, and drop the oldest."""
        with self._lock:
            self._is_whole &= len(self._kept) < KEPT_MAX
            seq = next(self._counted)
            self._kept.append(Recorded({"seq": seq, **request}, seen(seq)))
        return seq

    def note_sent(self, sent: Callable[[int], SentMessage]) -> int:
        """Record a webhook by the number that it gets, return that, and drop the oldest."""
        with self._lock:
            self._is_whole &= len(self._sent) < KEPT_MAX
            seq = next(self._counted)
            self._sent.append(sent(seq))
        return seq

    @property
    def requests(self) -> list[Recorded]:
        """Return the requests as they are shown and judged, the oldest first."""
        with self._lock:
            return list(self._kept)

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._kept.clear()
            self._sent.clear()
            self._is_whole = True

    def restart(self) -> None:
        """Forget them all, and count anew."""
        self.clear()
        with self._lock:
            self._counted = count(1)

    def shown(self) -> dict[str, Any]:
        """Return the requests, the oldest first."""
        with self._lock:
            return {"requests": [one.shown for one in self._kept]}

    def evidence(self) -> RecordedEvidence:
        """Return all that a verdict is founded on."""
        with self._lock:
            kept, sent, is_whole = list(self._kept), tuple(self._sent), self._is_whole
        judged = [one for one in kept if not one.seen.is_preview]
        evidence = ClientEvidence(tuple(one.seen for one in judged), sent)
        return RecordedEvidence(evidence, {one.seen.seq: one.shown for one in judged}, is_whole)


def masked_path(path: str) -> str:
    """Return a path without the idempotency key that may stand in it.

    >>> masked_path("/v1/answers/7d9a8f1c-5f1e")
    '/v1/answers/***'
    """
    return f"{_ANSWERS}{MASK}" if path.startswith(_ANSWERS) else path


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
