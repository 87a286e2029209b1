"""The diary of a run: what happened, in columns of integers; nothing derived.

A *visit* is one person at one counter, for whatever purpose; everyone who comes has one, also
who leaves at once. A *journey* is one wish, from the market's offer to the seller's money.
Times are milliseconds since the scenario's first midnight, amounts are fen; `NONE` where there
is nothing (yet). The tables have one row a visit in order of arrival, one a wish in order of the
person's number, and one a failure of a counter. Where producers are simulated, there is one a lot
of theirs, and one a text with the market's price.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from sim.units import Ints

NONE = -1


class Purpose(IntEnum):
    """What a person came to the counter for."""

    OTHER = 0
    DEPOSIT = 1
    PICK_UP = 2
    PAPER = 3
    WALLET = 4
    FLOAT = 5


USUAL_PURPOSES = (Purpose.OTHER, Purpose.DEPOSIT, Purpose.PICK_UP, Purpose.PAPER)
"""What people come for where there are no agents; the other two are a customer of an agent, who
wants cash in or out at the counter, and an agent who swaps."""


class Ending(IntEnum):
    """How a visit ended; only `SERVED` got what it came for."""

    PRESENT = 0
    SERVED = 1
    BALKED = 2
    RENEGED = 3
    TURNED_AWAY = 4
    FOUND_CLOSED = 5
    NO_LINK = 6
    NOT_THERE = 7


class JourneyOutcome(IntEnum):
    """How a wish ended: each ends in exactly one way, or is still under way."""

    UNDER_WAY = 0
    COMPLETED = 1
    NO_TRUST = 2
    GAVE_UP_BALKED = 3
    GAVE_UP_RENEGED = 4
    GAVE_UP_TURNED_AWAY = 5
    GAVE_UP_CLOSED = 6
    GAVE_UP_NO_LINK = 7
    REFERENCE_UNPAID = 8
    CASHED_OUT = 9
    EXPIRED_REFUNDED = 10
    EXPIRED_UNCLAIMED = 11
    OUT_OF_STOCK = 12
    LOST_COMPENSATED = 13
    DAMAGED_COMPENSATED = 14
    NOT_COLLECTED = 15
    REFUSED = 16
    DISPUTE_REFUNDED = 17
    GAVE_UP_NO_FLOAT = 18


USUAL_OUTCOMES = tuple(one for one in JourneyOutcome if one is not JourneyOutcome.GAVE_UP_NO_FLOAT)
"""How a wish may end where there are no agents."""


class AgentPurpose(IntEnum):
    """What a person came to an agent for."""

    CASH_IN = 0
    CASH_OUT = 1


class AgentEnding(IntEnum):
    """How a visit to an agent ended; `CLOSED` is a shop that is shut, or whose agent is away."""

    PRESENT = 0
    SERVED = 1
    BALKED = 2
    RENEGED = 3
    CLOSED = 4
    NO_FLOAT = 5
    NO_CASH = 6


class LotEnding(IntEnum):
    """How a producer's lot ended: each in exactly one way, or it is still there."""

    PRESENT = 0
    SOLD = 1
    LOST = 2


VISIT_COLUMNS = (
    "outlet",
    "person",
    "purpose",
    "arrived_ms",
    "called_ms",
    "left_ms",
    "ending",
    "priority",
    "counter",
)

FAILURE_COLUMNS = (
    "outlet",
    "counter",
    "visit",
    "failed_ms",
    "repaired_ms",
    "resumed_ms",
)

LOT_COLUMNS = (
    "lot",
    "producer",
    "kg",
    "harvested_ms",
    "spoils_ms",
    "refused",
    "ended_as",
    "ended_ms",
    "market_fen",
    "known_fen",
    "offer_fen",
    "price_fen",
)

PRICE_TEXT_COLUMNS = ("producer", "sent_ms", "heard_ms", "price_fen")

AGENT_COLUMNS = (
    "agent",
    "settlement",
    "float_fen",
    "cash_fen",
)

AGENT_VISIT_COLUMNS = (
    "agent",
    "person",
    "purpose",
    "amount_fen",
    "fee_fen",
    "commission_fen",
    "arrived_ms",
    "called_ms",
    "left_ms",
    "ending",
)

REBALANCE_COLUMNS = (
    "agent",
    "left_ms",
    "visit",
    "swapped_ms",
    "float_fen",
    "back_ms",
)

COUNTER_CASH_COLUMNS = (
    "visit",
    "amount_fen",
    "is_cash_out",
)

STEPS = (
    "wish_ms",
    "decided_ms",
    "first_arrived_ms",
    "called_ms",
    "deposited_ms",
    "known_ms",
    "credited_ms",
    "ordered_ms",
    "shipped_ms",
    "hub_ms",
    "outlet_ms",
    "notified_ms",
    "delivered_ms",
    "confirmed_ms",
)

JOURNEY_COLUMNS = (
    "person",
    "outlet",
    "settlement",
    "price_fen",
    "postage_fen",
    "fee_fen",
    "drafts",
    "drafts_redeemed",
    "tier",
    "certified",
    "outcome",
    *STEPS,
    "seller_paid_ms",
    "refunded_ms",
    "ended_ms",
    "trips",
    "trips_in_vain",
    "wrong_tries",
    "sms_sent",
)

# Who of those with a wish, and of their sellers, was in a course: a row a wish.
TRAINED_COLUMNS = ("buyer_trained", "seller_trained")


@dataclass(frozen=True)
class Diary:
    """What happened in one county in one replication.

    `journeys` has the columns of `JOURNEY_COLUMNS`, `visits` those of `VISIT_COLUMNS`; each is an
    int64 array. A visit's `person` below the number of journeys made that journey's wish; above
    it, it is another customer. Its `counter` is the one that called it, the last if it went on at
    another. `failures` are those of counters, in order of time, with the visit that each
    interrupted, by its row, and when that went on. `trained` has the columns of
    `TRAINED_COLUMNS`, a row a wish. `end_ms` is where the run ended.

    `lots` are by producer, then in order of time; `refused` counts the offers that were too little,
    and of a lot that was sold there are the market's price of the day, the one that the producer
    knew, what was offered first and what was paid: all in fen a kilogram. `price_texts` are by
    producer, then as they were sent; what was not heard by the end has NONE.

    Of agents, where there are any: `agents` says what each held at the beginning; `agent_visits`
    who came, in order of arrival, with fee and commission of who was served; `rebalances` each
    trip to the post office, in order of leaving, with the visit there, by its row, and the signed
    change of the float, which is that of the drawer the other way round; `counter_cash` what those
    did who were served at a counter in place of an agent, in order of the visit, by its row.
    """

    county: str
    replication: int
    end_ms: int
    journeys: Mapping[str, Ints]
    visits: Mapping[str, Ints]
    failures: Mapping[str, Ints] = field(default_factory=lambda: columns(FAILURE_COLUMNS, []))
    trained: Mapping[str, Ints] = field(default_factory=lambda: columns(TRAINED_COLUMNS, []))
    lots: Mapping[str, Ints] = field(default_factory=lambda: columns(LOT_COLUMNS, []))
    price_texts: Mapping[str, Ints] = field(default_factory=lambda: columns(PRICE_TEXT_COLUMNS, []))
    agents: Mapping[str, Ints] = field(default_factory=lambda: columns(AGENT_COLUMNS, []))
    agent_visits: Mapping[str, Ints] = field(
        default_factory=lambda: columns(AGENT_VISIT_COLUMNS, [])
    )
    rebalances: Mapping[str, Ints] = field(default_factory=lambda: columns(REBALANCE_COLUMNS, []))
    counter_cash: Mapping[str, Ints] = field(
        default_factory=lambda: columns(COUNTER_CASH_COLUMNS, [])
    )


def columns(names: tuple[str, ...], rows: list[tuple[int, ...]]) -> dict[str, Ints]:
    """Return the rows as one int64 array a column.

    >>> {name: column.tolist() for name, column in columns(("a", "b"), [(1, 2), (3, 4)]).items()}
    {'a': [1, 3], 'b': [2, 4]}
    """
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return {name: np.ascontiguousarray(table[:, index]) for index, name in enumerate(names)}
