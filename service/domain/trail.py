"""A trail: where fen came from and where they went, as a tree whose amounts add up at each node.

Money has no identity once it lies with other money, so a trail needs a convention: of each place,
the first fen in is the first fen out. The fen that come into a place are counted from 0 in the
order of entry, and so are those that leave it: the fen of a number that leaves is the one of the
same number that came. What lies in a place is therefore what came last. A draft and an escrow hold
one matter's money alone, and need the convention only where they are paid out in parts.

`MoneyFlows` says what came into a place and what left it; `grown_from_place` and
`grown_from_movements` make a tree of it, level by level, until everything ended: in a till, at a
bank, as income, or still where it is. What is beyond the limits, or is not for the eyes of who
asks, is one node of the same amount. Amounts are fen.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from service.domain.movement import LedgerPlace, Movement


class Way(StrEnum):
    """In which direction fen are followed."""

    FROM = "from"
    TO = "to"


class What(StrEnum):
    """What a node is: a part of a movement, or a reason why no movement follows.

    `HELD` still lies there; `CUT` is beyond the limits; `UNEXPLAINED` came by no line of the books,
    which the check of the books names as a fault.
    """

    MOVED = "moved"
    HELD = "held"
    CUT = "cut"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Span:
    """The fen of a place from one number up to another, which is not among them."""

    start: int
    end: int

    @property
    def amount_fen(self) -> int:
        """Return how many they are."""
        return self.end - self.start

    def within(self, other: "Span") -> "Span":
        """Return those that are of the other too."""
        return Span(max(self.start, other.start), min(self.end, other.end))


@dataclass(frozen=True)
class Flow:
    """A movement into a place or out of it, and the number of its first fen there."""

    movement: Movement
    start: int

    @property
    def span(self) -> Span:
        """Return its fen."""
        return Span(self.start, self.start + self.movement.amount_fen)


class MoneyFlows(Protocol):
    """What came into places and left them; `Way.FROM` is what came in, `Way.TO` what went out."""

    def found(self, place: LedgerPlace, way: Way, span: Span, count: int) -> Sequence[Flow]:
        """Return the first movements that have fen of a span, in the order of entry."""

    def start(self, movement: Movement, way: Way) -> int:
        """Return the number of a movement's first fen at its source or, `TO`, at its target.

        At its source they are counted among those that left, at its target among those that came.
        """

    def total_fen(self, place: LedgerPlace, way: Way) -> int:
        """Return how many fen came into a place or left it until now."""


@dataclass
class Node:
    """A part of a trail, and what it consists of: the amounts of `nodes` add up to its own.

    `place` is where the fen came from or went to; it is None where who asks may not see it.
    """

    what: What
    amount_fen: int
    place: LedgerPlace | None = None
    movement: Movement | None = None
    nodes: list["Node"] = field(default_factory=list)

    def leaves(self) -> Iterator["Node"]:
        """Yield the nodes beyond which there are none."""
        for node in self.nodes:
            yield from node.leaves()
        if not self.nodes:
            yield self


@dataclass(frozen=True)
class TrailLimits:
    """How far a trail goes: from movement to movement, and to how many of them in all."""

    depth: int = 8
    nodes: int = 200


@dataclass(frozen=True)
class Viewer:
    """Who asks, by which places with an owner they may see."""

    sees: Callable[[LedgerPlace], bool]


@dataclass(frozen=True)
class _Open:
    """A node that is to be continued: where, with which fen of that place, how deep."""

    node: Node
    place: LedgerPlace
    span: Span
    depth: int


@dataclass
class _Growing:
    flows: MoneyFlows
    viewer: Viewer
    limits: TrailLimits
    way: Way
    room: int
    open: deque[_Open] = field(default_factory=deque)

    def all(self) -> None:
        """Continue whatever is open, the nearest first."""
        while self.open:
            one = self.open.popleft()
            if self.room <= 0 or one.depth >= self.limits.depth:
                one.node.nodes.append(Node(What.CUT, one.span.amount_fen, one.place))
            else:
                self._continue(one)

    def add(self, to: Node, movement: Movement, part: Span, depth: int) -> None:
        """Add a part of a movement, given by the numbers of its fen within the movement."""
        self.room -= 1
        place = movement.source if self.way is Way.FROM else movement.target
        is_seen = self.viewer.sees(place)
        node = Node(What.MOVED, part.amount_fen, place if is_seen else None, movement)
        to.nodes.append(node)
        if is_seen and place.end is None:
            start = self.flows.start(movement, self.way) + part.start
            self.open.append(_Open(node, place, Span(start, start + part.amount_fen), depth))

    def _continue(self, one: _Open) -> None:
        flows = self.flows.found(one.place, self.way, one.span, self.room)
        is_cut = len(flows) == self.room
        rest_fen = one.span.amount_fen
        for flow in flows:
            part = flow.span.within(one.span)
            rest_fen -= part.amount_fen
            within = Span(part.start - flow.start, part.end - flow.start)
            self.add(one.node, flow.movement, within, one.depth + 1)
        for what, amount_fen in self._rest(one, rest_fen, is_cut=is_cut):
            if amount_fen:
                one.node.nodes.append(Node(what, amount_fen, one.place))

    def _rest(self, one: _Open, rest_fen: int, *, is_cut: bool) -> Iterator[tuple[What, int]]:
        if self.way is Way.TO:
            gone = self.flows.total_fen(one.place, Way.TO)
            held_fen = one.span.amount_fen - one.span.within(Span(0, gone)).amount_fen
            held_fen = min(held_fen, one.span.amount_fen)
            rest_fen -= held_fen
            yield What.HELD, held_fen
        yield (What.CUT if is_cut else What.UNEXPLAINED), rest_fen


def grown_from_place(
    flows: MoneyFlows, place: LedgerPlace, span: Span, way: Way, asked: tuple[Viewer, TrailLimits]
) -> Node:
    """Return the trail of some fen of a place, counted as they came into it."""
    root = Node(What.MOVED, span.amount_fen, place)
    growing = _Growing(flows, *asked, way, asked[1].nodes)
    if span.amount_fen:
        growing.open.append(_Open(root, place, span, 0))
    growing.all()
    return root


def grown_from_movements(
    flows: MoneyFlows, movements: Sequence[Movement], way: Way, asked: tuple[Viewer, TrailLimits]
) -> Node:
    """Return the trail of all that some movements moved."""
    root = Node(What.MOVED, sum(one.amount_fen for one in movements))
    growing = _Growing(flows, *asked, way, asked[1].nodes)
    for movement in movements:
        growing.add(root, movement, Span(0, movement.amount_fen), 1)
    growing.all()
    return root
