"""The file of a story: what a world of a test server was asked, so that another can be asked it.

It has no secret: what an answer showed is a reference to that answer, and what a client made up
itself has a stand-in.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StringConstraints

from service.schemas.basics import Moment, Strict

FORMAT = 1
REQUESTS_MAX = 10_000
_Header = Literal[
    "Idempotency-Key",
    "Content-Type",
    "Content-Digest",
    "Accept",
    "Traceparent",
    "Wanghuiyi-Fault",
    "Wanghuiyi-Setup",
]
TEXT_MAX = 4_096
_ShortText = Annotated[str, StringConstraints(max_length=TEXT_MAX)]


class KeyOwner(Strict):
    """Whose API key a request had that no answer of the story showed."""

    role: str
    holder: str


class Received(Strict):
    """What a receiver of webhooks answered; `problem` says why it did not, and `status` is null."""

    status: int | None
    retry_after_ms: int = 0
    problem: str = ""


class StoryRequest(Strict):
    """A request, and the status of its answer.

    Anywhere in `path`, `query` and `body` may stand `{"$from": [request, pointer]}`: what the
    answer to an earlier request, counted from 1, has at a JSON pointer; with a third element, the
    run of digits of that number in it, from 0. `{"$text": [...]}` is its parts in one text, and
    `{"$plain": {...}}` an object as it stands. `key` is the API key: such a reference, whose it is,
    "unknown" for one that did not work, or null. `body` is left out where there was none, and null
    where it was no JSON. `runs` says that the clock ran.
    """

    at: Moment
    runs: bool = False
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: JsonValue
    query: list[tuple[_ShortText, JsonValue]] = Field(default_factory=list)
    key: JsonValue = None
    headers: dict[_Header, _ShortText] = Field(default_factory=dict)
    body: JsonValue = None
    status: int
    is_over_rate: bool = False
    received: list[Received] = Field(default_factory=list)


class StoryFile(Strict):
    """A whole story; `lost` says why it is not whole, and `warnings` what may come out otherwise.

    `seed_sha256` is what the server's seed stands for, null without one: then numbers are others.
    `keys` are those of outlets and agents that no answer showed: with them they are opened.
    `start` is where the clock stood at the start, null if it ran; `end` is where it is now.
    """

    wanghuiyi_replay: Literal[1]
    package: _ShortText
    seed_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None
    start: Moment | None
    end: Moment
    is_frozen: bool
    lost: list[_ShortText]
    warnings: list[_ShortText]
    keys: list[KeyOwner] = Field(default_factory=list)
    requests: Annotated[list[StoryRequest], Field(max_length=REQUESTS_MAX)]


Written = dict[str, Any]
"""A story as it is written."""
