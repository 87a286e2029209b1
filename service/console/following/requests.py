"""The request behind an entry, and the receipt that it was answered with, if they are kept.

Books name no request. What a world was asked is kept in memory, though: the request is the first
that went well at the entry's moment, by a verb that posts such entries, and that names what the
entry is about, in its path, its body or its answer. A simulation stands for the verbs that it uses.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from service.clock import from_rfc3339
from service.domain.verbs import VERBS
from service.json_reader import JsonError, read_json
from service.testing.replaying.kept import KeptRequest
from service.testing.state import State

_GOOD = range(200, 300)
_DEPOSIT = "deposit:"
_SIMULATIONS = "POST /test/simulations/.*"


@dataclass(frozen=True)
class RequestOfEntry:
    """A request as it is named: its place among those kept, its words, its idempotency key."""

    place: int
    method: str
    path: str
    idempotency_key: str


@dataclass(frozen=True)
class RequestsByMoment:
    """The requests that are kept of a world, by their moments, each with its place from 1."""

    by_moment: Mapping[int, Sequence[tuple[int, KeptRequest]]]

    @classmethod
    def of(cls, state: State) -> "RequestsByMoment":
        """Return those that went well and may have changed something."""
        found: dict[int, list[tuple[int, KeptRequest]]] = {}
        for place, one in enumerate(state.kept.story().requests, start=1):
            if one.method != "GET" and one.status in _GOOD:
                found.setdefault(one.asked.at_ms, []).append((place, one))
        return cls(found)

    def of_entry(self, key: str, at: str) -> RequestOfEntry | None:
        """Return the request that an entry is because of; None if it is not kept."""
        found = self._found(key, from_rfc3339(at))
        if found is None:
            return None
        place, one = found
        return RequestOfEntry(place, one.method, one.path, one.headers.get("Idempotency-Key", ""))

    def receipt_of(self, draft_id: str, issued_ms: int) -> dict[str, Any] | None:
        """Return the signed receipt of a draft as its deposit was answered; None if not kept."""
        found = self._found(f"{_DEPOSIT}{draft_id}", issued_ms)
        try:
            answer = read_json(found[1].answer) if found else {}
        except JsonError:
            return None
        receipt = answer.get("receipt") if isinstance(answer, dict) else None
        return receipt if isinstance(receipt, dict) else None

    def _found(self, key: str, at_ms: int) -> tuple[int, KeptRequest] | None:
        kind, _, named = key.partition(":")
        about, verbs = named.encode(), _verbs_of(kind)
        return next(
            (
                (place, one)
                for place, one in self.by_moment.get(at_ms, ())
                if verbs.fullmatch(f"{one.method} {one.path}")
                if about in one.answer or about in one.body or about in one.path.encode()
            ),
            None,
        )


@cache
def _verbs_of(kind: str) -> re.Pattern[str]:
    """Return the form of the requests that can have posted entries of a kind."""
    forms = [re.sub(r"\\{\w+\\}", "[^/]+", re.escape(verb)) for verb in VERBS.get(kind, ())]
    return re.compile("|".join([*forms, _SIMULATIONS]))
