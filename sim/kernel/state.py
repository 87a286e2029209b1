"""The nouns of the compiled engine: what a county under way consists of.

Most are records of integers, one row of an array; numba reads and writes their fields by name,
and so the steps read as they do in the SimPy model. Customers and notes, of which there are most,
are columns, as they come from the draws and go into the diary. Times are milliseconds since the
first midnight, amounts fen, as in `sim.diary`.
"""

from collections.abc import MutableSequence, Sequence
from enum import IntEnum
from functools import cache
from typing import NamedTuple, Protocol, get_type_hints

import numpy as np

from sim.people.wishes import Wish
from sim.units import Ints


class Stage(IntEnum):
    """The stages of the journey, by the names that they have in `sim.model.journey`."""

    SEARCH = 0
    DEPOSIT = 1
    PAY_REFERENCE = 2
    CREDIT_ORDER = 3
    SEND_MONEY_ORDER = 4
    REDEEM = 5
    ORDER = 6
    SHIP = 7
    RECEIVE = 8
    CONFIRM = 9
    REMIT = 10
    KEEP = 11


class Continuation(IntEnum):
    """What happens at a moment that a person or a parcel waits for: the `yield`s of the model."""

    FOUND = 0
    AT_THE_DOOR = 1
    REFERENCE_EXPIRED = 2
    ORDER_CREDITED = 3
    MONEY_ORDER_ARRIVED = 4
    ONLINE = 5
    DRAFT_EXPIRED = 6
    SENT_BACK = 7
    COLLECTED = 8
    CLAIM_PAID = 9
    ASKS = 10
    RETURNED = 11
    DECIDED = 12
    CONFIRMED = 13
    REMITTED = 14
    KEPT = 15
    AT_HUB = 16
    AT_OUTLET = 17
    NEWS = 18


class Errand(IntEnum):
    """What one goes to the counter for: a purpose, and the stage that it belongs to."""

    DEPOSIT = 0
    RESET = 1
    CASH_OUT = 2
    REFUND = 3
    PICK_UP = 4
    ASK = 5


class Clock(Protocol):
    """The one moment that is now, and how far the county has come.

    `departing` are the rounds that carry parcels just now, `closing` the line whose door was
    closed just now; NONE otherwise.
    """

    now_ms: int
    end_ms: int
    events: int
    notes: int
    customers: int
    departing: int
    closing: int
    closing_to: int


class ScheduledEvent(Protocol):
    """What will happen, and in which order; `what` is a step, a note, or an index in a schedule."""

    at_ms: int
    priority: int
    what: int


class Rules(Protocol):
    """What a journey asks of the scenario: the durations of `sim.plan.Rules`, and more."""

    valid_ms: int
    lock_ms: int
    reset_ms: int
    cut_off_ms: int
    claim_ms: int
    kept_ms: int
    expected_ms: int
    ask_again_ms: int
    limit_ms: int
    deposits_need_link: int
    in_batches: int
    turns_away: int
    is_money_order: int
    is_cash_on_delivery: int
    tries_max: int
    asks_max: int
    cafe: int


class Timetable(Protocol):
    """When something is open: its intervals are those from `first` until before `after`."""

    first: int
    after: int


class Interval(Protocol):
    """Open from the opening until before the closing."""

    opens_ms: int
    closes_ms: int


class Office(Protocol):
    """An outlet: three timetables by number, and its lines, which are numbered on."""

    announced: int
    hours: int
    link_down: int
    first_line: int
    after_line: int


class Line(Protocol):
    """One line and its counters; `first` and `last` are notes, or NONE."""

    counters: int
    free: int
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


class Person(NamedTuple):
    """Whoever comes to a counter, with a wish or not."""

    number: int
    outlet: int
    balk_length: int
    patience_ms: int


class Customers(NamedTuple):
    """Everybody else: the columns of `Customer` as they were drawn, and returns left to each."""

    number: Ints
    outlet: Ints
    arrives_ms: Ints
    service_ms: Ints
    balk_length: Ints
    patience_ms: Ints
    returns: Ints
    first_return: Ints
    errand_ppm: Ints
    returns_left: Ints


class Notes(NamedTuple):
    """The visits, in the columns of the diary, and each one's position in a line.

    `refused` is why the person was refused at the counter, or PRESENT;
    `behind` is the note that follows in line, or NONE.
    """

    outlet: Ints
    person: Ints
    purpose: Ints
    arrived_ms: Ints
    called_ms: Ints
    left_ms: Ints
    ending: Ints
    refused: Ints
    line: Ints
    behind: Ints


class Page(Protocol):
    """A purchase under way: the journey's page in the diary, and what only the person knows."""

    person: int
    outlet: int
    settlement: int
    price_fen: int
    postage_fen: int
    fee_fen: int
    drafts: int
    drafts_redeemed: int
    tier: int
    certified: int
    outcome: int
    wish_ms: int
    decided_ms: int
    first_arrived_ms: int
    called_ms: int
    deposited_ms: int
    known_ms: int
    credited_ms: int
    ordered_ms: int
    shipped_ms: int
    hub_ms: int
    outlet_ms: int
    notified_ms: int
    delivered_ms: int
    confirmed_ms: int
    seller_paid_ms: int
    refunded_ms: int
    ended_ms: int
    trips: int
    trips_in_vain: int
    wrong_tries: int
    sms_sent: int
    # Beyond the diary's columns:
    stages_begun: int
    deposits: int
    deposits_fee_fen: int
    returns_left: int
    returned: int
    knows_hours: int
    mistypes_left: int
    has_forgotten: int
    errand: int
    service_ms: int
    deadline_ms: int
    expires_ms: int
    kept_until_ms: int
    asks_left: int
    has_news: int
    waits_for_news: int


class World(NamedTuple):
    """A county under way. `parcels` are persons, or minus a number of other people's parcels."""

    clock: Sequence[Clock]
    events: MutableSequence[ScheduledEvent]
    rules: Sequence[Rules]
    stages: Ints
    redemptions_a_day: Ints
    batches_ms: Ints
    timetables: Sequence[Timetable]
    intervals: Sequence[Interval]
    offices: Sequence[Office]
    lines: Sequence[Line]
    rounds: Sequence[Rounds]
    departures: Sequence[Departure]
    parcels: Ints
    wishes: Sequence[Wish]
    customers: Customers
    wish_returns_ms: Ints
    customer_returns_ms: Ints
    pages: Sequence[Page]
    notes: Notes


@cache
def record_of(noun: type) -> np.dtype[np.void]:
    """Return the layout of a noun: its fields in order, 8 bytes each.

    >>> record_of(Interval).names
    ('opens_ms', 'closes_ms')
    """
    return np.dtype([(name, np.int64) for name in get_type_hints(noun)])
