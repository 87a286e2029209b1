"""A trail as a page shows it: legs of steps, which split and meet, with what each step did.

The trail is the answer of `GET /v1/trails/{kind}/{id}` to an auditor. Beside each line of it stand
the rule that posted it, and what both of its accounts held before and after.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.call import Call, Caller
from service.console.following.accounts import in_words
from service.console.following.requests import RequestOfEntry, RequestsByMoment
from service.console.following.rules import PostingRule, rule_of
from service.operations.trails import show_trail
from service.schemas.trails import DEPTH_MAX, NODES_MAX, TrailQuery
from service.store.running_balances import AroundLine, balances_around
from service.testing.state import State

SHOWN_SIDES = 48
"""With up to so many accounts of lines, all of them are shown at once."""
AUDITOR = Caller("console", "auditor", "console")
_ENDS = {
    "till": "cash in a till: before it came over the counter, or after it was paid out, nobody "
    "can follow it",
    "bank": "a bank",
    "income": "income, which is nobody else's any more",
    "expense": "an expense",
    "earned": "what somebody has earned and was not paid yet",
    "other_book": "the other book",
    "other": "an account that is not followed",
}
_UNMOVED = {
    "held": "still lies here",
    "cut": "goes on, further than this page shows",
    "hidden": "somebody else's",
    "unexplained": "not explained by the books: look at their check",
}


@dataclass(frozen=True)
class LineSide:
    """An account of a line, and what it held before and after it, in fen."""

    account: str
    words: str
    around: AroundLine


@dataclass(frozen=True)
class FollowedLine:
    """A line of a book, with both of its accounts; `amount_fen` is whole."""

    seq: int
    book: str
    amount_fen: int
    debit: LineSide
    credit: LineSide


@dataclass(frozen=True)
class TrailStep:
    """A step of money: `amount_fen` of what an entry moved, which may be more.

    `key` is empty where nothing was moved: `says` is then what is the matter. Of many steps not all
    are shown with their lines, which a click shows.
    """

    amount_fen: int
    says: str
    where: str = ""
    key: str = ""
    entry_fen: int = 0
    at: str = ""
    rule: PostingRule | None = None
    lines: tuple[FollowedLine, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    closed_with: str | None = None
    settled_with: str | None = None
    request: RequestOfEntry | None = None
    is_shown: bool = True


@dataclass(frozen=True)
class TrailLeg:
    """Steps of one amount, one after the other; after the last, it is in several legs."""

    steps: tuple[TrailStep, ...]
    legs: tuple["TrailLeg", ...] = ()

    @property
    def amount_fen(self) -> int:
        """Return how much goes along it."""
        return self.steps[0].amount_fen


@dataclass(frozen=True)
class FollowedMoney:
    """Where the money of a thing came from, and where it went."""

    amount_fen: int
    came_from: tuple[TrailLeg, ...]
    went_to: tuple[TrailLeg, ...]


def followed(state: State, kind: str, named: str, *, is_balance: bool) -> FollowedMoney:
    """Return the trail of what is named. Refused: `TrailUnknown`."""
    query = TrailQuery(depth=DEPTH_MAX, nodes=NODES_MAX, of="balance" if is_balance else "all")
    path = {"trail_kind": kind, "trail_id": named}
    call = Call(state.context, AUDITOR, query, state.clock.now_ms(), path=path)
    with state.context.database.reading() as connection:
        trail = show_trail(connection, call)
        places = {
            (line["seq"], line[side])
            for line in _lines([*trail["came_from"], *trail["went_to"]])
            for side in ("debit", "credit")
        }
        around = balances_around(connection, places)
    making = _Making(around, RequestsByMoment.of(state), are_shown=len(places) <= SHOWN_SIDES)
    return FollowedMoney(
        trail["money"]["amount"],
        making.legs(trail["came_from"]),
        making.legs(trail["went_to"]),
    )


@dataclass(frozen=True)
class _Making:
    around: Mapping[tuple[int, str], AroundLine]
    requests: RequestsByMoment
    are_shown: bool

    def legs(self, nodes: Sequence[Mapping[str, Any]]) -> tuple[TrailLeg, ...]:
        return tuple(self._leg(node) for node in nodes)

    def _leg(self, node: Mapping[str, Any]) -> TrailLeg:
        steps = [self._step(node)]
        while len(node["nodes"]) == 1:
            [node] = node["nodes"]
            steps.append(self._step(node))
        return TrailLeg(tuple(steps), self.legs(node["nodes"]))

    def _step(self, node: Mapping[str, Any]) -> TrailStep:
        entry, amount_fen = node["entry"], node["money"]["amount"]
        where = _where(node)
        if entry is None:
            return TrailStep(amount_fen, _UNMOVED[node["what"]], where)
        return TrailStep(
            amount_fen,
            _ENDS.get(node["end"] or "", ""),
            where,
            key=entry["key"],
            entry_fen=entry["money"]["amount"],
            at=entry["at"],
            rule=rule_of(entry["kind"]),
            lines=tuple(self._line(line) for line in entry["lines"]),
            events=tuple((one["event_id"], one["kind"]) for one in entry["events"]),
            closed_with=entry["closed_with"],
            settled_with=entry["settled_with"],
            request=self.requests.of_entry(entry["key"], entry["at"]),
            is_shown=self.are_shown,
        )

    def _line(self, line: Mapping[str, Any]) -> FollowedLine:
        debit, credit = (
            LineSide(name, in_words(name), self.around[line["seq"], name])
            for name in (line["debit"], line["credit"])
        )
        return FollowedLine(line["seq"], line["book"], line["money"]["amount"], debit, credit)


def _where(node: Mapping[str, Any]) -> str:
    if node["draft_id"]:
        return f"draft {node['draft_id']}"
    return in_words(node["account"]) if node["account"] else ""


def _lines(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in nodes:
        if node["entry"]:
            yield from node["entry"]["lines"]
        yield from _lines(node["nodes"])
