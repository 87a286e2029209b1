"""Telling a story again: its requests go through the whole application of an empty test server.

Each is made at its moment, with the clock standing still. An answer of another status is noted, and
the story goes on: whoever looks for what has changed wants to see what comes of it. What cannot be
asked, because an earlier answer shows something else, is left out and noted, too.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask

from service.call import Call, Caller, seeded
from service.clock import from_rfc3339
from service.idempotency import IdempotentRequest, answer_once
from service.json_reader import JsonError, read_json
from service.operations import keys
from service.schemas.books import KeyBody
from service.schemas.replays import Received, StoryFile, StoryRequest
from service.schemas.testing import ClockBody
from service.testing.replaying.references import digits_in
from service.testing.replaying.story import NOT_REPLAYED, PATHS
from service.testing.replaying.words import path_words
from service.testing.state import RATED, State
from service.transport import PostAnswered, PostUnanswered

NO_JSON = b"{"
_UNKNOWN_KEY = "unknown"
_OPERATOR = Caller("test", "operator", "test")
_WITH_POINTER, _WITH_DIGITS = 2, 3


@dataclass(frozen=True)
class ReplayDifference:
    """A request that came out otherwise; `found` is None if it was not made. Places begin at 1."""

    place: int
    what: str
    recorded: int
    found: int | None
    why: str = ""

    def __str__(self) -> str:
        """Return it as a line."""
        if self.found is None:
            return f"request {self.place}, {self.what}: left out, {self.why}"
        return (
            f"request {self.place}, {self.what}: status {self.found} here, {self.recorded} in the "
            f"file{self.why}"
        )


class _NotThereError(LookupError):
    """A reference to what an answer does not show."""


@dataclass
class _Playing:
    app: Flask
    state: State
    answers: list[Any] = field(default_factory=list)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    differences: list[ReplayDifference] = field(default_factory=list)

    def play(self, place: int, request: StoryRequest) -> None:
        """Make a request at its moment, and note what comes out otherwise."""
        what = f"{request.method} {path_words(request.path)}"
        self.state.clock.stop_at(from_rfc3339(request.at))
        self.state.kept.expect([_received(one) for one in request.received])
        try:
            status, content = self._asked(request)
        except (_NotThereError, ValueError, TypeError) as error:  # of a file that somebody changed
            self.answers.append(None)
            why = str(error) if isinstance(error, _NotThereError) else f"which cannot be: {error}"
            difference = ReplayDifference(place, what, request.status, None, why)
            self.differences.append(difference)
            return
        answer = _read(content)
        self.answers.append(answer)
        if status != request.status:
            code = answer.get("code") if isinstance(answer, dict) else None
            why = f" ({code})" if code else ""
            self.differences.append(ReplayDifference(place, what, request.status, status, why))

    def _asked(self, request: StoryRequest) -> tuple[int, bytes]:
        headers: dict[str, str] = {str(name): text for name, text in request.headers.items()}
        if request.key is not None:
            headers["Authorization"] = f"Bearer {self._key(request.key)}"
        query = [(name, self.resolved(value)) for name, value in request.query]
        path = self.resolved(request.path)
        if not isinstance(path, str) or not path.startswith(PATHS) or path.startswith(NOT_REPLAYED):
            message = "since it goes elsewhere than to /v1/ and /test/"
            raise _NotThereError(message)
        known = self.state.kept.count
        answer = self.app.test_client().open(
            quote(path),
            method=request.method,
            query_string=urlencode([(name, str(value)) for name, value in query]),
            headers=headers,
            data=self._body(request),
            environ_overrides={RATED: request.is_over_rate},
        )
        answered = self.state.kept.last(known)
        if answered is None:  # there is no room for more
            return answer.status_code, answer.get_data()
        return answered.status, answered.answer  # whole, even where the client lost it

    def _body(self, request: StoryRequest) -> bytes | None:
        if "body" not in request.model_fields_set:
            return None
        if request.body is None:
            return NO_JSON
        return json.dumps(self.resolved(request.body)).encode()

    def resolved(self, value: object) -> Any:  # noqa: ANN401 - whatever JSON it is
        """Return a value with what its references refer to. Raise _NotThereError."""
        match value:
            case {"$from": list(where)}:
                return self._shown(where)
            case {"$text": list(parts)}:
                return "".join(str(self.resolved(part)) for part in parts)
            case {"$plain": dict(inner)}:
                return {name: self.resolved(one) for name, one in inner.items()}
            case dict():
                return {name: self.resolved(one) for name, one in value.items()}
            case list():
                return [self.resolved(one) for one in value]
        return value

    def _shown(self, where: Sequence[Any]) -> Any:  # noqa: ANN401 - as above
        is_formed = len(where) in {_WITH_POINTER, _WITH_DIGITS} and isinstance(where[0], int)
        if not is_formed or not 1 <= where[0] <= len(self.answers):
            message = f"since $from {json.dumps(where)} is no earlier request and a pointer"
            raise _NotThereError(message)
        found = self.answers[where[0] - 1]
        for part in str(where[1]).split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            found = _inner(found, name)
        if len(where) == _WITH_DIGITS:
            found = digits_in(str(found), int(where[2])) if found is not None else None
        if found is None:
            message = f"since the answer to request {where[0]} shows nothing at {where[1]}"
            raise _NotThereError(message)
        return found

    def _key(self, key: object) -> str:
        if key == _UNKNOWN_KEY:
            return _UNKNOWN_KEY
        if isinstance(key, dict) and key.keys() == {"role", "holder"}:
            return self.key_of(str(key["role"]), str(self.resolved(key["holder"])))
        return str(self.resolved(key))

    def key_of(self, role: str, holder: str) -> str:
        """Return a key of somebody's, made at first use; an outlet or agent is opened with it."""
        if (role, holder) not in self.keys:
            body = KeyBody.model_validate({"role": role, "holder": holder})
            label = f"replay {role} {holder}"
            context = self.state.context
            entropy = seeded(context, _OPERATOR, label)
            call = Call(context, _OPERATOR, body, self.state.clock.now_ms(), entropy)
            made = answer_once(keys.make_key, call, IdempotentRequest(label, label.encode()))
            answer = read_json(made.content)
            if "key" not in answer:
                message = f"since {role} {holder} can have no key ({answer['code']})"
                raise _NotThereError(message)
            self.keys[role, holder] = answer["key"]
        return self.keys[role, holder]


def played(app: Flask, state: State, story: StoryFile) -> tuple[ReplayDifference, ...]:
    """Tell a story to the default world of an application; return what came out otherwise."""
    playing = _Playing(app, state)
    for request in story.requests[:1]:
        state.clock.stop_at(from_rfc3339(request.at))
        for owner in story.keys:
            with suppress(_NotThereError, ValueError):  # its first request says so
                playing.key_of(owner.role, owner.holder)
    for place, request in enumerate(story.requests, start=1):
        playing.play(place, request)
    state.kept.expect(None)
    state.clock.stop_at(from_rfc3339(story.end))
    if not story.is_frozen:
        state.clock.change(ClockBody(is_frozen=False))
    return tuple(playing.differences)


def _inner(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        return value[int(name)]
    return None


def _received(one: Received) -> PostAnswered | PostUnanswered:
    if one.status is None:
        return PostUnanswered(one.problem)
    return PostAnswered(one.status, one.retry_after_ms)


def _read(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON it is
    try:
        return read_json(content)
    except JsonError:
        return None
