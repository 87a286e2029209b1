"""Recorded requests as pages list them, searched, filtered and paged."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from service.console.requests.keyed import VERDICTS, KeyVerdict, key_verdicts
from service.store.names import table_of
from service.tables import KeyRow
from service.tables.payment import ROLES
from service.testing.evidence import SeenRequest
from service.testing.state import State
from service.testing.verdict import MISTAKES, FoundMistake, findings

PAGE_SIZE = 50
STATUS_CLASSES = {
    "2": "2xx: done",
    "4": "4xx: refused",
    "5": "5xx: a fault",
    "lost": "the answer was lost",
}
_KEY = table_of(KeyRow)


@dataclass(frozen=True)
class MadeMistake:
    """A mistake of the client in which a request took part, and what would be right."""

    mistake: str
    what: str
    instead: str


@dataclass(frozen=True)
class RequestLine:
    """A request as a page lists it: as it was recorded, who sent it, and what is known of it."""

    shown: Mapping[str, Any]
    seen: SeenRequest = field(repr=False)
    role: str
    holder: str
    verdict: KeyVerdict | None
    mistakes: Sequence[MadeMistake]

    @property
    def seq(self) -> int:
        """Return the number under which it was recorded."""
        return self.seen.seq

    @property
    def took_ms(self) -> float:
        """Return how long it took by the real clock, with injected latency."""
        return (self.seen.ended_s - self.seen.began_s) * 1_000

    @property
    def target(self) -> str:
        """Return path and query, masked."""
        query = self.shown["query"]
        return f"{self.shown['path']}?{query}" if query else str(self.shown["path"])

    @property
    def text(self) -> str:
        """Return everything that a search looks through, in lower case."""
        body = json.dumps(self.shown["body"], ensure_ascii=False)
        words = (
            *(self.shown["method"], self.target, str(self.seen.status), self.seen.code),
            *(self.shown["idempotency_key"] or "", self.role, self.holder, body),
            *(one.mistake for one in self.mistakes),
        )
        return " ".join(words).lower()


@dataclass(frozen=True)
class RequestFilter:
    """Which requests are wanted: `text` is searched, the others are exact or empty."""

    text: str = ""
    role: str = ""
    status: str = ""
    verdict: str = ""
    with_mistakes: bool = False
    page: int = 1

    def has(self, line: RequestLine) -> bool:
        """Return whether a request is wanted."""
        is_lost = line.seen.is_lost
        return (
            all(word in line.text for word in self.text.lower().split())
            and self.role in {"", line.role}
            and (
                (self.status == "lost" and is_lost) or str(line.seen.status).startswith(self.status)
            )
            and (not self.verdict or bool(line.verdict and line.verdict.name == self.verdict))
            and (not self.with_mistakes or bool(line.mistakes))
        )


def request_filter(fields: Mapping[str, str]) -> RequestFilter:
    """Return the filter that the fields of a form name. Raise ValueError for an unknown value."""
    for name, allowed in (
        ("role", ROLES),
        ("status", tuple(STATUS_CLASSES)),
        ("verdict", tuple(VERDICTS)),
    ):
        value = fields.get(name, "")
        if value and value not in allowed:
            message = f"{name} is {value!r}, and there is {', '.join(allowed)}: choose one, or none"
            raise ValueError(message)
    page = fields.get("page", "1")
    if not page.isascii() or not page.isdecimal() or not 1 <= int(page) <= PAGE_SIZE:
        message = f"page is {page!r}, and pages are counted from 1 to {PAGE_SIZE}"
        raise ValueError(message)
    return RequestFilter(
        text=fields.get("text", ""),
        role=fields.get("role", ""),
        status=fields.get("status", ""),
        verdict=fields.get("verdict", ""),
        with_mistakes="with_mistakes" in fields,
        page=int(page),
    )


def request_lines(state: State) -> list[RequestLine]:
    """Return all requests that are recorded, the newest first."""
    recorded = state.records.requests
    verdicts = key_verdicts(one.seen for one in recorded)
    mistakes = _mistakes(findings(state.records.evidence().evidence))
    holders = _holders(state, {one.shown["key_id"] for one in recorded} - {None})
    return [
        RequestLine(
            one.shown,
            one.seen,
            *holders.get(one.shown["key_id"], ("", "")),
            verdicts.get(one.seen.seq),
            mistakes.get(one.seen.seq, ()),
        )
        for one in reversed(recorded)
    ]


def _mistakes(found: Sequence[FoundMistake]) -> Mapping[int, Sequence[MadeMistake]]:
    of_request: defaultdict[int, list[MadeMistake]] = defaultdict(list)
    for one in found:
        for request in one.requests:
            made = MadeMistake(one.mistake, one.what, MISTAKES[one.mistake])
            of_request[request.seq].append(made)
    return of_request


def _holders(state: State, key_ids: set[str]) -> dict[str | None, tuple[str, str]]:
    """Return whose each API key is; a key of a database that was emptied is nobody's."""
    query = select(_KEY.c.key_id, _KEY.c.role, _KEY.c.holder).where(_KEY.c.key_id.in_(key_ids))
    with state.context.database.reading() as connection:
        return {row[0]: (str(row[1]), str(row[2])) for row in connection.execute(query)}
