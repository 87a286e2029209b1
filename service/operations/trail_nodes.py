"""How the nodes of a trail are shown: with the day that closed them, and the events of the moment.

Events are linked by their moment and their subject. That is the id in the key of an entry; of what
leaves a hold it is the hold, too, and of a reversal it is the payment.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.clock import date_of, rfc3339
from service.database.connection import Connection
from service.domain import chart
from service.domain.day import day_end_ms
from service.domain.movement import LedgerPlace, Movement
from service.domain.trail import Node
from service.domain.verbs import VERBS
from service.schemas.basics import money
from service.store.day_proofs import ClosedDay, all_proofs, closed_days
from service.store.reversals import payments_reversed
from service.store.trails import FoundEvent, events_of_subjects

_HOLD, _REVERSAL = chart.hold("").name, "payment_reversal:"


@dataclass(frozen=True)
class Closings:
    """The closings so far: the last line of each with a proof, and each settlement."""

    last_seqs: Sequence[int]
    days: Sequence[int]
    settlements: Sequence[ClosedDay]

    def closed_with(self, movement: Movement) -> int | None:
        """Return the day whose proof has the movement's last line; None if it is not closed yet."""
        place = bisect_left(self.last_seqs, _last_seq(movement))
        return self.days[place] if place < len(self.days) else None

    def settled_with(self, movement: Movement) -> int | None:
        """Return the day with which the movement was paid between Post and gateway, if it was."""
        if not movement.is_settled:
            return None
        return next(
            (
                one.day
                for one in self.settlements
                if _last_seq(movement) <= (one.last_seq or 0)
                and movement.at_ms < day_end_ms(one.day)
            ),
            None,
        )


@dataclass(frozen=True)
class ShownTrail:
    """What is shown beside the nodes of trails: to an auditor lines and events, too."""

    closings: Closings
    subjects: Mapping[str, Collection[str]]
    events: Mapping[tuple[str, int], Sequence[FoundEvent]]
    is_whole: bool

    @classmethod
    def of(cls, connection: Connection, trees: Collection[Node], *, is_whole: bool) -> "ShownTrail":
        """Load what belongs to the movements of some trees."""
        proofs = all_proofs(connection)
        closings = Closings(
            [proof.last_seq for proof in proofs],
            [proof.day for proof in proofs],
            closed_days(connection),
        )
        subjects: dict[str, set[str]] = {}
        events: defaultdict[tuple[str, int], list[FoundEvent]] = defaultdict(list)
        if is_whole:
            found = {movement for tree in trees for movement in _movements(tree)}
            subjects = _subjects(connection, found)
        if subjects:
            for event in events_of_subjects(connection, set().union(*subjects.values())):
                events[event.subject, event.at_ms].append(event)
        return cls(closings, subjects, events, is_whole)

    def node(self, node: Node) -> dict[str, Any]:
        """Return a node with all that follows."""
        place, movement = node.place, node.movement
        is_hidden = movement is not None and place is None
        return {
            "what": "hidden" if is_hidden else str(node.what),
            "money": money(node.amount_fen),
            "account": place.account if place else None,
            "draft_id": (place.draft_id or None) if place else None,
            "end": _end(place) if movement else None,
            "entry": self._entry(movement) if movement else None,
            "nodes": [self.node(one) for one in node.nodes],
        }

    def _entry(self, movement: Movement) -> dict[str, Any]:
        closed_with = self.closings.closed_with(movement)
        settled_with = self.closings.settled_with(movement)
        events = [
            event
            for subject in sorted(self.subjects.get(movement.key, ()))
            for event in self.events.get((subject, movement.at_ms), ())
        ]
        return {
            "key": movement.key,
            "kind": movement.kind,
            "money": money(movement.amount_fen),
            "at": rfc3339(movement.at_ms),
            "verbs": VERBS.get(movement.kind, ()),
            "lines": self._lines(movement) if self.is_whole else [],
            "events": [{"event_id": one.event_id, "kind": one.kind} for one in events],
            "closed_with": None if closed_with is None else date_of(closed_with),
            "settled_with": None if settled_with is None else date_of(settled_with),
        }

    def _lines(self, movement: Movement) -> list[dict[str, Any]]:
        return [
            {
                "seq": line.seq,
                "book": str(line.transfer.book),
                "debit": line.transfer.debit.name,
                "credit": line.transfer.credit.name,
                "money": money(line.transfer.amount_fen),
            }
            for line in movement.lines
        ]


def _movements(node: Node) -> Iterator[Movement]:
    if node.movement:
        yield node.movement
    for one in node.nodes:
        yield from _movements(one)


def _subjects(connection: Connection, found: Collection[Movement]) -> dict[str, set[str]]:
    """Return of the key of each movement the subjects of its events."""
    subjects = {movement.key: {movement.key.partition(":")[2]} for movement in found}
    for movement in found:
        if movement.source.account.startswith(_HOLD):
            subjects[movement.key].add(movement.source.account.removeprefix(_HOLD))
    given_back = [key for key in subjects if key.startswith(_REVERSAL)]
    if given_back:
        payments = payments_reversed(
            connection, [key.removeprefix(_REVERSAL) for key in given_back]
        )
        for key in given_back:
            subjects[key] = {payments[key.removeprefix(_REVERSAL)]}
    return subjects


def _last_seq(movement: Movement) -> int:
    return max(line.seq for line in movement.lines)


def _end(place: LedgerPlace | None) -> str | None:
    return str(place.end) if place and place.end else None
