"""The nouns of agents of mobile money in the compiled engine: shops, ways to them, who comes there.

They are records and columns of integers, as the nouns in `sim.kernel.state` are.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sim.units import Ints


class Shop(Protocol):
    """An agent: its timetable, its outlet, what it holds and should hold, its line, its trips.

    `visit` is the one at the till, `first` and `last` are those in line, or NONE. `trip` is the
    last trip, and `trips` is how many there were.
    """

    hours: int
    outlet: int
    travel_ms: int
    first_stop: int
    after_stop: int
    float_fen: int
    cash_fen: int
    float_target_fen: int
    cash_target_fen: int
    float_low_fen: int
    cash_low_fen: int
    enquiry_ms: int
    balk_length: int
    patience_ms: int
    visit: int
    waiting: int
    first: int
    last: int
    is_away: int
    leaves_from_ms: int
    trip: int
    trips: int


class AgentsNear(Protocol):
    """The way from a settlement to agents; `is_nearer` is 1 if an agent is nearer than the Post."""

    first_stop: int
    after_stop: int
    is_nearer: int


class RouteStop(Protocol):
    """An agent on a way, and how long it takes by road, as in `AgentStop`."""

    agent: int
    start_ms: int
    previous_ms: int
    outlet_ms: int


class AgentFee(Protocol):
    """A fee or a commission by a tariff, as in `Tariff`."""

    rate_basis_points: int
    minimum_fen: int
    maximum_fen: int


class AgentCustomers(NamedTuple):
    """Everybody else who comes to agents: the columns of `AgentCustomer`, and where each one is.

    `stop` is the agent on the way at which the person is, and `at_counter` 1 after it was left.
    """

    number: Ints
    agent: Ints
    outlet: Ints
    arrives_ms: Ints
    is_cash_out: Ints
    amount_fen: Ints
    service_ms: Ints
    counter_ms: Ints
    enquiry_ms: Ints
    balk_length: Ints
    patience_ms: Ints
    when_dry: Ints
    returns: Ints
    first_return: Ints
    errand_ppm: Ints
    returns_left: Ints
    stop: Ints
    at_counter: Ints


class AgentVisits(NamedTuple):
    """The visits to agents, in the columns of the diary.

    `refused` is why it could not be done, or PRESENT; `behind` who follows in line, or NONE.
    """

    agent: Ints
    person: Ints
    purpose: Ints
    amount_fen: Ints
    fee_fen: Ints
    commission_fen: Ints
    arrived_ms: Ints
    called_ms: Ints
    left_ms: Ints
    ending: Ints
    refused: Ints
    behind: Ints


class Rebalances(NamedTuple):
    """The trips of agents, in the columns of the diary."""

    agent: Ints
    left_ms: Ints
    visit: Ints
    swapped_ms: Ints
    float_fen: Ints
    back_ms: Ints


class AgentTotals(Protocol):
    """How many came to agents so far, and how many visits and trips there were.

    `customers` are those who have come for the first time.
    """

    customers: int
    visits: int
    trips: int
    first_customer: int
    first_agent: int
    rebalances: int
    swaps: int


class Agencies(NamedTuple):
    """All of agents: empty records and columns where there are none.

    `fees` are for cash out, and the commissions for cash in and cash out.
    """

    totals: Sequence[AgentTotals]
    shops: Sequence[Shop]
    near: Sequence[AgentsNear]
    stops: Sequence[RouteStop]
    fees: Sequence[AgentFee]
    customers: AgentCustomers
    returns_ms: Ints
    swap_ms: Ints
    visits: AgentVisits
    rebalances: Rebalances
