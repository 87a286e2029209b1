"""The nouns of the compiled engine: what a county under way consists of.

Most are records of integers, whose fields numba reads and writes by name, and so the steps read as
they do in the SimPy model. Customers and notes, of which there are most, are columns, as they come
from the draws and go into the diary. Those of outlets are in `sim.kernel.outlets`, of agents in
`sim.kernel.shops`. Times are
milliseconds since the first midnight, amounts fen.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple, Protocol

from sim.kernel.outlets import Breakdown, Counter, Departure, Failures, Office, Queue, Rounds
from sim.kernel.shops import Agencies
from sim.people.wishes import Wish
from sim.units import Ints


class Clock(Protocol):
    """The one moment that is now, and how far the county has come.

    `departing` are the rounds that carry parcels just now, or NONE; `closing` is the queue whose
    door was closed just now, of the outlet `closing_at`, while it is below `closing_to`.
    """

    now_ms: int
    end_ms: int
    events: int
    notes: int
    customers: int
    failures: int
    departing: int
    closing: int
    closing_to: int
    closing_at: int


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
    text_again_ms: int
    cut_off_ms: int
    claim_ms: int
    kept_ms: int
    expected_ms: int
    ask_again_ms: int
    limit_ms: int
    deposits_need_link: int
    in_batches: int
    turns_away: int
    has_shifts: int
    line_per_window: int
    line_per_kind: int
    spreads: int
    own_line: int
    priority_purposes: int
    has_priority: int
    has_windows: int
    most_urgent: int
    can_fail: int
    wears: int
    restarts: int
    moves: int
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


class Person(NamedTuple):
    """Whoever comes to a counter, with a wish or not."""

    number: int
    outlet: int
    balk_length: int
    patience_ms: int
    priority: int
    pick_up: int


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
    priority: Ints
    pick_up: Ints
    returns_left: Ints


class Notes(NamedTuple):
    """The visits, in the columns of the diary but priority, and each one's position in a line.

    `refused` is why the person was refused at the counter, or PRESENT; `service_ms` what is left of
    a service that a `failure` interrupted; `behind` the note that follows in its queue, or NONE.
    """

    outlet: Ints
    person: Ints
    purpose: Ints
    arrived_ms: Ints
    called_ms: Ints
    left_ms: Ints
    ending: Ints
    counter: Ints
    refused: Ints
    service_ms: Ints
    failure: Ints
    queue: Ints
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
    texts_lost_left: int
    credited_offline: int
    errand: int
    service_ms: int
    deadline_ms: int
    expires_ms: int
    kept_until_ms: int
    asks_left: int
    has_news: int
    waits_for_news: int
    # Of agents of mobile money:
    way_ms: int
    stop: int


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
    counters: Sequence[Counter]
    breakdowns: Sequence[Breakdown]
    queues: Sequence[Queue]
    rounds: Sequence[Rounds]
    departures: Sequence[Departure]
    parcels: Ints
    wishes: Sequence[Wish]
    customers: Customers
    wish_returns_ms: Ints
    customer_returns_ms: Ints
    pages: Sequence[Page]
    notes: Notes
    failures: Failures
    agencies: Agencies
