"""The nouns of outlets in the compiled engine: lines, counters and their failures, and rounds.

They are records of integers, and the failures are columns, as the nouns in `sim.kernel.state` are.
"""

from typing import NamedTuple, Protocol

from sim.units import Ints


class Office(Protocol):
    """An outlet: three timetables by number, and its lines and counters, which are numbered on."""

    announced: int
    hours: int
    link_down: int
    first_line: int
    after_line: int
    first_counter: int
    after_counter: int


class Counter(Protocol):
    """One counter: its outlet and place there, whom it calls, its hours of duty, who is at it.

    `first_queue` is that of its line, or of its outlet's first where it calls from those of all
    kinds that it `serves`, by bits. `note` is the visit that it serves, or NONE, begun at
    `began_ms` and over at `over_ms`, NEVER_MS while the counter does not work. Its failures are
    from `next_failure` until before `after_failure`; `busy_left_ms` is how long until it wears out.
    """

    office: int
    place: int
    first_queue: int
    serves: int
    duty: int
    on_duty: int
    works: int
    note: int
    began_ms: int
    over_ms: int
    busy_left_ms: int
    next_failure: int
    after_failure: int
    failure: int


class Breakdown(Protocol):
    """How long a counter works until it fails, by its clock, and how long its repair takes."""

    up_ms: int
    repair_ms: int


class Queue(Protocol):
    """Who waits in a line with one urgency; three are a line. `first` and `last` are notes."""

    waiting: int
    first: int
    last: int


class Rounds(Protocol):
    """The hub, or an outlet's delivery rounds: its departures, and its part of the parcels."""

    capacity: int
    room: int
    next_departure: int
    after_departure: int
    first_parcel: int
    after_parcel: int


class Departure(Protocol):
    """One departure, and how many parcels of other people come before it."""

    at_ms: int
    others: int


class Failures(NamedTuple):
    """The failures of counters, in the columns of the diary."""

    outlet: Ints
    counter: Ints
    visit: Ints
    failed_ms: Ints
    repaired_ms: Ints
    resumed_ms: Ints
