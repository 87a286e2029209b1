"""Requests kept in memory: all that a world was asked for since it began, so that it can be again.

The first ones are kept, and what comes when there is no more room is counted: a story without its
beginning could not be told again. Bodies and answers stand here as they were, secrets and all; they
leave this process only through `service.testing.replaying.references`.
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from pydantic import BaseModel

from service.transport import PostAnswered, PostUnanswered

FILE_NAME = "wanghuiyi-replay.json"
REQUESTS_MAX = 10_000
BYTES_MAX = 32 << 20
ANSWER_MAX_BYTES = 1 << 18
"""Longer answers, which are pages of lists, are not kept: nobody needs an id of theirs alone."""
HEADERS = (
    "Authorization",
    "Idempotency-Key",
    "Content-Type",
    "Content-Digest",
    "Accept",
    "Traceparent",
    "Wanghuiyi-Fault",
    "Wanghuiyi-Setup",
)
"""The headers on which something depends."""

Received = PostAnswered | PostUnanswered
"""What a receiver of webhooks said, or did not."""
NOTHING_RECORDED = PostUnanswered("nothing was sent there when this was recorded")


@dataclass(frozen=True)
class AskedAt:
    """When a request was made by the world's clock, and whether that stood still."""

    at_ms: int
    is_frozen: bool


@dataclass(frozen=True)
class KeptRequest:
    """A request as it came, and its answer; `received` is what webhooks got meanwhile.

    `is_over_rate` says that it was refused because too many came. `key_id` is that of its API key,
    if it had one that works.
    """

    asked: AskedAt
    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    status: int
    answer: bytes = field(default=b"", repr=False)
    is_over_rate: bool = False
    key_id: str | None = None
    received: tuple[Received, ...] = ()

    @property
    def size(self) -> int:
        """Return how many bytes it takes, roughly."""
        return len(self.body) + len(self.answer) + len(self.path) + len(self.query)


@dataclass(frozen=True)
class KeptStory:
    """The requests of a world in the order in which they were answered.

    `lost` says why the story is not whole, in sentences.
    """

    requests: tuple[KeptRequest, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass
class KeptRequests:
    """What is kept of a world, for all threads; `begins_with` is why it does not begin empty."""

    begins_with: tuple[str, ...] = ()
    _kept: list[KeptRequest] = field(default_factory=list)
    _received: list[Received] = field(default_factory=list)
    _expected: deque[Received] | None = None
    _left_out: int = 0
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def note(self, request: KeptRequest) -> None:
        """Keep a request, if there is room; what webhooks said since the one before is its own."""
        if len(request.answer) > ANSWER_MAX_BYTES:
            request = replace(request, answer=b"")
        with self._lock:
            received, self._received = tuple(self._received), []
            is_full = len(self._kept) >= REQUESTS_MAX or self._bytes + request.size > BYTES_MAX
            if is_full or self._left_out:  # what follows a gap could not be told again
                self._left_out += 1
                return
            self._bytes += request.size
            self._kept.append(replace(request, received=received))

    def note_received(self, received: Received) -> None:
        """Note what a receiver of webhooks said to a message."""
        with self._lock:
            self._received.append(received)

    def expect(self, received: Iterable[Received] | None) -> None:
        """Let receivers of webhooks say this in a replay, instead of sending anything to them.

        None ends that: what is sent is sent again.
        """
        with self._lock:
            self._expected = None if received is None else deque(received)

    @property
    def is_replayed(self) -> bool:
        """Return whether a replay is under way, which sends nothing to anybody."""
        return self._expected is not None

    def next_expected(self) -> Received:
        """Return what the next receiver says in a replay."""
        with self._lock:
            return self._expected.popleft() if self._expected else NOTHING_RECORDED

    def restart(self) -> None:
        """Forget all: the world is empty again."""
        with self._lock:
            self.begins_with = ()
            self._kept.clear()
            self._received.clear()
            self._left_out = self._bytes = 0

    def copied(self, *lost: str) -> "KeptRequests":
        """Return what is kept for a world that is forked from this one."""
        with self._lock:
            copy = KeptRequests((*self.begins_with, *lost), list(self._kept))
            copy._left_out, copy._bytes = self._left_out, self._bytes
            return copy

    @property
    def count(self) -> int:
        """Return how many requests are kept."""
        with self._lock:
            return len(self._kept)

    def last(self, known: int) -> KeptRequest | None:
        """Return the last request, if it is new to who knows so many, or is the first again."""
        with self._lock:
            return self._kept[-1] if self._kept and len(self._kept) != known else None

    def story(self) -> KeptStory:
        """Return what is kept."""
        with self._lock:
            requests, left_out = tuple(self._kept), self._left_out
        lost = self.begins_with
        if left_out:
            lost = (*lost, f"there was no room for the last {left_out} requests: reset the world")
        return KeptStory(requests, lost)


def seed_request(asked: AskedAt, body: BaseModel, answer: object) -> KeptRequest:
    """Return the request that opens what was opened without one."""
    content, said = json.dumps(answer).encode(), body.model_dump_json().encode()
    typed = {"Content-Type": "application/json"}
    return KeptRequest(asked, "POST", "/test/seed", "", typed, said, 200, content)


def is_kept(method: str, path: str) -> bool:
    """Return whether requests to a control of the server are kept: those that change the world.

    Texts are kept as well, since they show codes that requests send.
    """
    return (method != "GET" and not path.startswith("/test/worlds")) or path == "/test/texts"
