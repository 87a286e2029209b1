"""Originals: the last requests and webhooks as they were, secrets and all, for pages of a test.

What is recorded is masked, so it can be shown to anybody and sent by nobody. To send a request
again, or to say why a signature is wrong, it takes the bytes. They are kept in memory alone, of
each world a bounded number of them and of bytes, are in no log, and are forgotten with the records.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from service.outbox import SentPost

KEPT_MAX = 1_000
KEPT_BYTES_MAX = 1 << 21
"""Of each kind in each world; a thousand deposits with their answers have less."""
ONE_BYTES_MAX = 1 << 17
"""Whatever is larger is not kept, so that it does not push out all others."""
SENT_AGAIN = (
    *("Authorization", "Idempotency-Key", "Content-Type", "Content-Digest"),
    *("Want-Content-Digest", "Accept", "Accept-Language"),
)
"""The headers that a request has again: not those of its connection, of faults, or of traces."""

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class OriginalAnswer:
    """An answer as the service gave it, also where a fault lost or damaged it on its way."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class OriginalRequest:
    """A request as it came: `target` is path and query, within its world."""

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    answer: OriginalAnswer = field(repr=False)

    @property
    def size(self) -> int:
        """Return how many bytes it has, roughly."""
        return len(self.target) + len(self.content) + len(self.answer.content)


@dataclass(frozen=True)
class OriginalPost:
    """A webhook as it was sent: `at_ms` by the test clock, `sent_s` by the real one since 1970."""

    at_ms: int
    sent_s: int
    sent: SentPost = field(repr=False)

    @property
    def message_id(self) -> str:
        """Return the id of its message."""
        return self.sent.post.headers.get("webhook-id", "")


@dataclass
class LastKept(Generic[Kept]):
    """The last things of a kind, by the number with which they were recorded."""

    _kept: OrderedDict[int, tuple[Kept, int]] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def keep(self, seq: int, one: Kept, size: int) -> None:
        """Keep something of so many bytes, and drop the oldest for it."""
        if size > ONE_BYTES_MAX:
            return
        with self._lock:
            self._kept[seq] = one, size
            self._bytes += size
            while len(self._kept) > KEPT_MAX or self._bytes > KEPT_BYTES_MAX:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped

    def of(self, seq: int) -> Kept | None:
        """Return what has this number, if it is still there."""
        with self._lock:
            found = self._kept.get(seq)
        return found[0] if found else None

    def all(self) -> list[tuple[int, Kept]]:
        """Return all with their numbers, the oldest first."""
        with self._lock:
            return [(seq, one) for seq, (one, _) in self._kept.items()]

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


@dataclass(frozen=True)
class Originals:
    """The originals of a world: its requests, and the webhooks that it sent."""

    requests: LastKept[OriginalRequest] = field(default_factory=LastKept)
    posts: LastKept[OriginalPost] = field(default_factory=LastKept)

    def clear(self) -> None:
        """Forget them all."""
        self.requests.clear()
        self.posts.clear()
