"""What trails are made of: lines found by the indexes of their accounts, or by their keys.

A place with an index of its own is read by it, with a running sum that the database makes; drafts,
escrows and holds, which have none, are found by the few keys that their lines can have.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
)

from service.domain.chart import escrow, hold
from service.domain.ledger import Transfer
from service.domain.movement import LedgerPlace, Movement, NumberedLine, movements
from service.domain.trail import Flow, Span, Way
from service.store.accounts import account_named
from service.store.books import TRANSFER
from service.store.events import EVENT
from service.store.holds import captures_of

KINDS_OF_DRAFT = {
    Way.FROM: ("deposit",),
    Way.TO: ("redemption", "cash_out", "draft_refund", "cancellation"),
}
KINDS_OF_ESCROW = {
    Way.FROM: ("reference", "order_paid", "cash_on_delivery"),
    Way.TO: ("release", "release_commission", "order_refund"),
}
KINDS_OF_HOLD = {Way.FROM: ("hold",), Way.TO: ("hold_release",)}
"""Besides, what was captured of it leaves it, under the ids of its payments."""
NOT_ADDRESSED_MAX = 10_000
"""How many of the last events that nobody has addressed yet are looked through."""

_ESCROW, _HOLD = escrow("").name, hold("").name
_OF_KEYS = (
    select(TRANSFER)
    .where(
        TRANSFER.c.book.in_(("post", "gateway")),
        TRANSFER.c.key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(TRANSFER.c.seq)
)


class FoundEvent(NamedTuple):
    """An event of a subject."""

    subject: str
    event_id: str
    kind: str
    at_ms: int


def _of_subjects() -> tuple[Select[Any], ...]:
    """Return what finds the events of subjects: those that are addressed, and those not yet."""
    fields = [EVENT.c[name] for name in ("seq", *FoundEvent._fields)]
    subjects: BindParameter[list[str]] = bindparam("subjects", expanding=True)
    waiting = (
        select(*fields)
        .where(EVENT.c.place.is_(None))
        .order_by(EVENT.c.seq.desc())
        .limit(NOT_ADDRESSED_MAX)
        .subquery()
    )
    return (
        select(*fields).where(EVENT.c.subject.in_(subjects), EVENT.c.place.is_not(None)),
        select(waiting).where(waiting.c.subject.in_(subjects)),
    )


_OF_SUBJECTS = _of_subjects()


def movements_of_keys(connection: Connection, keys: Collection[str]) -> dict[str, list[Movement]]:
    """Return what was moved under keys, in the order of entry."""
    lines: defaultdict[str, list[NumberedLine]] = defaultdict(list)
    for row in connection.execute(_OF_KEYS, {"keys": list(keys)}).mappings():
        lines[row["key"]].append(_line(row))
    return {key: list(movements(found)) for key, found in lines.items()}


def events_of_subjects(connection: Connection, subjects: Collection[str]) -> list[FoundEvent]:
    """Return the events of subjects, in their order; of those not addressed, only the last ones."""
    wanted = {"subjects": list(subjects)}
    rows = sorted(tuple(row) for query in _OF_SUBJECTS for row in connection.execute(query, wanted))
    return [FoundEvent(*row[1:]) for row in rows]


class StoredFlows:
    """The flows of a database, as one snapshot of it has them."""

    def __init__(self, connection: Connection) -> None:
        """Read by a connection."""
        self._connection = connection
        self._of_keys: dict[tuple[LedgerPlace, Way], list[Flow]] = {}

    def found(self, place: LedgerPlace, way: Way, span: Span, count: int) -> Sequence[Flow]:
        """Return the first movements that have fen of a span, in the order of entry."""
        if _has_few_keys(place):
            flows = self._by_keys(place, way)
            return [flow for flow in flows if flow.span.within(span).amount_fen > 0][:count]
        wanted = {"account": place.account, "start": span.start, "end": span.end, "count": count}
        found = self._connection.execute(_lines_of_span(way, _whose(place)), wanted)
        rows = found.mappings().all()
        moved = movements_of_keys(self._connection, {row["key"] for row in rows})
        return [
            Flow(_at(moved[row["key"]], row["seq"]), int(row["until_fen"]) - row["amount_fen"])
            for row in rows
        ]

    def start(self, movement: Movement, way: Way) -> int:
        """Return the number of a movement's first fen at its source or, `TO`, at its target."""
        is_source = way is Way.FROM
        place = movement.source if is_source else movement.target
        there = Way.TO if is_source else Way.FROM
        if _has_few_keys(place):
            flows = self._by_keys(place, there)
            return next(flow.start for flow in flows if flow.movement == movement)
        seq = movement.source_seq if is_source else movement.target_seq
        return self._sum_fen(place, there, before=seq)

    def total_fen(self, place: LedgerPlace, way: Way) -> int:
        """Return how many fen came into a place or left it until now."""
        if _has_few_keys(place):
            return sum(flow.movement.amount_fen for flow in self._by_keys(place, way))
        return self._sum_fen(place, way)

    def _by_keys(self, place: LedgerPlace, way: Way) -> list[Flow]:
        if (place, way) not in self._of_keys:
            moved = movements_of_keys(self._connection, self._keys(place, way))
            found = [
                one
                for of_key in moved.values()
                for one in of_key
                if place == (one.target if way is Way.FROM else one.source)
            ]
            found.sort(key=lambda one: one.target_seq if way is Way.FROM else one.source_seq)
            self._of_keys[place, way] = _counted(found)
        return self._of_keys[place, way]

    def _keys(self, place: LedgerPlace, way: Way) -> list[str]:
        """Return the keys that lines of a place with few of them can have."""
        if place.account.startswith(_HOLD):
            hold_id = place.account.removeprefix(_HOLD)
            captured = captures_of(self._connection, hold_id) if way is Way.TO else []
            return [
                *(f"{kind}:{hold_id}" for kind in KINDS_OF_HOLD[way]),
                *(f"hold_capture:{one.payment_id}" for one in captured),
            ]
        kinds = KINDS_OF_DRAFT if place.draft_id else KINDS_OF_ESCROW
        owner = place.draft_id or place.account.removeprefix(_ESCROW)
        return [f"{kind}:{owner}" for kind in kinds[way]]

    def _sum_fen(self, place: LedgerPlace, way: Way, before: int | None = None) -> int:
        query = _sum_of_account(way, _whose(place), is_part=before is not None)
        wanted = {"account": place.account, "before": before}
        return int(self._connection.execute(query, wanted).scalar_one())


def _has_few_keys(place: LedgerPlace) -> bool:
    return bool(place.draft_id) or place.account.startswith((_ESCROW, _HOLD))


def _whose(place: LedgerPlace) -> str:
    """Return whose account a place is, in the words of the indexes."""
    return ":".join((*place.account.split(":")[:2], "%"))


# Each statement is made once: making it takes longer than most of its answers.
@lru_cache(maxsize=64)
def _lines_of_span(way: Way, whose: str) -> Select[Any]:
    until = func.sum(TRANSFER.c.amount_fen).over(order_by=TRANSFER.c.seq)
    lines = _of_account(select(TRANSFER, until.label("until_fen")), way, whose).subquery()
    begun = lines.c.until_fen - lines.c.amount_fen
    return (
        select(lines)
        .where(lines.c.until_fen > bindparam("start"), begun < bindparam("end"))
        .order_by(lines.c.seq)
        .limit(bindparam("count", type_=Integer))
    )


@lru_cache(maxsize=64)
def _sum_of_account(way: Way, whose: str, *, is_part: bool) -> Select[Any]:
    summed = select(func.coalesce(func.sum(TRANSFER.c.amount_fen), 0))
    query = _of_account(summed, way, whose)
    return query.where(TRANSFER.c.seq < bindparam("before")) if is_part else query


def _of_account(query: Select[Any], way: Way, whose: str) -> Select[Any]:
    side = TRANSFER.c.credit if way is Way.FROM else TRANSFER.c.debit
    return query.where(side == bindparam("account"), side.like(literal_column(f"'{whose}'")))


def _counted(found: Iterable[Movement]) -> list[Flow]:
    flows, start = [], 0
    for movement in found:
        flows.append(Flow(movement, start))
        start += movement.amount_fen
    return flows


def _at(found: Iterable[Movement], seq: int) -> Movement:
    return next(one for one in found if seq in {line.seq for line in one.lines})


def _line(row: Any) -> NumberedLine:  # noqa: ANN401 - a row by its columns' names
    transfer = Transfer(
        row["key"],
        account_named(row["debit"]),
        account_named(row["credit"]),
        row["amount_fen"],
        row["at_ms"],
    )
    return NumberedLine(row["seq"], transfer)
