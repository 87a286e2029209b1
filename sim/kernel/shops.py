"""The nouns of agents of mobile money in the compiled engine: shops, ways to them, who comes there.

They are records of integers, as the nouns in `sim.kernel.state` are: each column of its own would
make every function of the engine longer to compile, for it is handed on with the world.
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


class AgentCustomer(Protocol):
    """Anyone else who comes to agents: as drawn, and where this person is.

    `stop` is the agent on the way at which the person is, and `at_counter` 1 after it was left.
    """

    number: int
    agent: int
    outlet: int
    arrives_ms: int
    is_cash_out: int
    amount_fen: int
    service_ms: int
    counter_ms: int
    enquiry_ms: int
    balk_length: int
    patience_ms: int
    when_dry: int
    returns: int
    first_return: int
    errand_ppm: int
    returns_left: int
    stop: int
    at_counter: int


class AgentVisit(Protocol):
    """A visit to an agent, as in the diary.

    `refused` is why it could not be done, or PRESENT; `behind` who follows in line, or NONE.
    """

    agent: int
    person: int
    purpose: int
    amount_fen: int
    fee_fen: int
    commission_fen: int
    arrived_ms: int
    called_ms: int
    left_ms: int
    ending: int
    refused: int
    behind: int


class Rebalance(Protocol):
    """A trip of an agent, as in the diary."""

    agent: int
    left_ms: int
    visit: int
    swapped_ms: int
    float_fen: int
    back_ms: int


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
    """All of agents: no records where there are none.

    `fees` are for cash out, and the commissions for cash in and cash out.
    """

    totals: Sequence[AgentTotals]
    shops: Sequence[Shop]
    near: Sequence[AgentsNear]
    stops: Sequence[RouteStop]
    fees: Sequence[AgentFee]
    customers: Sequence[AgentCustomer]
    returns_ms: Ints
    swap_ms: Ints
    visits: Sequence[AgentVisit]
    rebalances: Sequence[Rebalance]
