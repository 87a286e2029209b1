"""A county about to begin, as records: made once of the plan and of everyone in it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, get_args, get_type_hints

import numpy as np

from service.domain.tariff import tariff_named
from service.domain.wallet import redemptions_a_day
from sim.diary import NONE
from sim.kernel.agencies import agencies, hours_of_agents
from sim.kernel.halls import (
    TABLES_AN_OFFICE,
    columns_of_failures,
    duties,
    halls,
    rules_of_lines,
)
from sim.kernel.outlets import Breakdown, Departure, Failures, Rounds
from sim.kernel.records import record_of, records
from sim.kernel.state import (
    Clock,
    Customers,
    Interval,
    Notes,
    Page,
    Rules,
    ScheduledEvent,
    Timetable,
    World,
)
from sim.kernel.steps import Stage
from sim.model.journey import STAGES
from sim.model.purchase import deposits_fen
from sim.people import People
from sim.people.wishes import TIERS, Wish
from sim.plan import Plan
from sim.plan import Timetable as PlannedTimetable
from sim.units import Ints

NOTES_A_WISH = 4
NOTES_AT_LEAST = 1_000


def begin(plan: Plan, people: People) -> World:
    """Return a world at its first midnight, with nothing in it under way."""
    timetables, intervals = _timetables(plan, people)
    rounds, departures, parcels = _rounds(plan, people)
    offices, counters, queues = halls(plan, people)
    method = plan.scenario.payment.method
    world = World(
        clock=records(Clock, {"end_ms": [plan.end_ms], "departing": [NONE]}),
        events=records(ScheduledEvent, {}),
        rules=_rules(plan),
        stages=np.array([Stage[stage.__name__.upper()] for stage in STAGES[method]]),
        redemptions_a_day=np.array([redemptions_a_day(tier) or 0 for tier in TIERS]),
        batches_ms=np.array(plan.batches_ms, dtype=np.int64),
        timetables=timetables,
        intervals=intervals,
        offices=offices,
        counters=counters,
        breakdowns=records(Breakdown, columns_of_failures(people)),
        queues=queues,
        rounds=rounds,
        departures=departures,
        parcels=parcels,
        wishes=records(Wish, people.wishes),
        customers=_customers(people),
        wish_returns_ms=_column(people.wish_returns_ms),
        customer_returns_ms=_column(people.customer_returns_ms),
        pages=_pages(plan, people),
        notes=Notes._make(np.empty(0, np.int64) for _ in Notes._fields),
        failures=Failures._make(
            np.empty(sum(map(len, people.failures)), np.int64) for _ in Failures._fields
        ),
        agencies=agencies(plan, people, len(timetables) - len(hours_of_agents(plan))),
    )
    wishes, others = len(world.wishes), len(world.customers.number)
    return with_room(world, NOTES_AT_LEAST + others + others // 4 + NOTES_A_WISH * wishes)


def nobody() -> World:
    """Return a world of no records, which is enough to compile for."""
    return World._make(_none_of(noun) for noun in get_type_hints(World).values())


def _none_of(noun: Any) -> Any:  # noqa: ANN401 - any field of a world
    if noun == Ints:
        return np.empty(0, np.int64)
    if hasattr(noun, "_make"):
        return noun._make(map(_none_of, get_type_hints(noun).values()))
    return records(get_args(noun)[0], {})


def with_room(world: World, notes: int) -> World:
    """Return the world with room for so many notes, and for the events that may follow.

    A person waits for one moment, and a parcel for one; a question that news has answered, the
    end of patience and that of an interrupted service stay among the events until their time. So
    does the end of patience in an agent's line; an agent waits for one moment, and for the next
    trip.
    """
    agencies = world.agencies
    schedules = len(world.rounds) + len(world.offices) + 2 * len(world.counters)
    events = (
        schedules
        + len(world.breakdowns)
        + 3 * len(world.wishes)
        + len(world.customers.number)
        + notes
        + 3 * len(agencies.shops)
        + len(agencies.customers)
        + len(agencies.visits)
    )
    return world._replace(
        notes=Notes._make(_longer(column, notes) for column in world.notes),
        events=_longer(world.events, events),
    )


def is_full(world: World) -> bool:
    """Return whether there is no room for another note."""
    return bool(np.asarray(world.clock)["notes"][0] == len(world.notes.person))


def _longer(few: Any, size: int) -> Any:  # noqa: ANN401 - records of any noun
    many = np.empty(size, few.dtype)
    many[: few.size] = few
    return many


def _customers(people: People) -> Customers:
    """Return the columns as they were drawn, in the one form that the engine is compiled for."""
    drawn = {name: _column(column) for name, column in people.customers.items()}
    return Customers(**drawn, returns_left=drawn["returns"].copy())


def _column(drawn: Ints) -> Ints:
    return np.require(drawn, np.int64, ["C", "W"])


def _rules(plan: Plan) -> Any:  # noqa: ANN401 - records of a noun
    scenario = plan.scenario
    method = scenario.payment.method
    rules = asdict(plan.rules) | {
        "deposits_need_link": scenario.link.deposits_need_link,
        "in_batches": scenario.clearing.mode == "batch",
        "turns_away": plan.turns_away,
        **rules_of_lines(plan),
        "is_money_order": method == "money_order",
        "is_cash_on_delivery": method == "cash_on_delivery",
        "tries_max": scenario.redeem.tries_max,
        "asks_max": scenario.sms.asks_max,
        "cafe": TABLES_AN_OFFICE * len(plan.outlets),
    }
    return records(Rules, {name: [int(value)] for name, value in rules.items()})


def _timetables(plan: Plan, people: People) -> tuple[Any, Any]:
    """Return three tables an outlet, the cafe's, those of duty and agents, and all intervals."""
    of_offices = [
        (outlet.announced, outlet.actual, down)
        for outlet, down in zip(plan.outlets, people.link_down, strict=True)
    ]
    tables: list[PlannedTimetable] = [*(one for three in of_offices for one in three), plan.cafe]
    tables += [*duties(plan), *hours_of_agents(plan)]
    after = np.cumsum([len(table.opens_ms) for table in tables])
    intervals = {
        "opens_ms": _joined(table.opens_ms for table in tables),
        "closes_ms": _joined(table.closes_ms for table in tables),
    }
    first = np.append(0, after[:-1])
    return records(Timetable, {"first": first, "after": after}), records(Interval, intervals)


def _rounds(plan: Plan, people: People) -> tuple[Any, Any, Ints]:
    """Return the hub and each outlet's rounds, all departures, and room for all parcels."""
    parcel = plan.scenario.parcel
    moments = [plan.hub_ms, *(outlet.rounds_ms for outlet in plan.outlets)]
    outlet = people.wishes["outlet"]
    carried = np.append(outlet.size, np.bincount(outlet, minlength=len(plan.outlets)))
    departures = np.array([len(of_one) for of_one in moments])
    slots = carried + departures + 1
    first_slot = np.cumsum(slots) - slots
    rounds = {
        "capacity": [parcel.hub_capacity_a_day] + [parcel.round_capacity] * len(plan.outlets),
        "next_departure": np.cumsum(departures) - departures,
        "after_departure": np.cumsum(departures),
        "first_parcel": first_slot,
        "after_parcel": first_slot,
    }
    table = records(Rounds, rounds)
    parcels = np.zeros(slots.sum(), dtype=np.int64)
    backlog = plan.scenario.backlog.parcels_at_hub
    if backlog:
        parcels[0] = -backlog
        table["after_parcel"][0] = 1
    others = {
        "at_ms": _joined(moments),
        "others": _joined([people.hub_parcels, *people.round_parcels]),
    }
    return table, records(Departure, others), parcels


def _pages(plan: Plan, people: People) -> Any:  # noqa: ANN401 - records of a noun
    """Return a page for each wish; what a deposit of its amount takes follows from the rules."""
    payment, wishes = plan.scenario.payment, people.wishes
    amounts_fen = (wishes["price_fen"] + wishes["postage_fen"]).tolist()
    deposits = [deposits_fen(amount_fen, payment) for amount_fen in amounts_fen]
    tariff = tariff_named(payment.tariff)
    known: dict[str, Sequence[int] | Ints] = {
        "person": wishes["number"],
        "returns_left": wishes["returns"],
        "mistypes_left": wishes["mistypes"],
        "has_forgotten": wishes["forgets"],
        "texts_lost_left": wishes["texts_lost"],
        "deposits": [len(parts) for parts in deposits],
        "deposits_fee_fen": [sum(map(tariff.fee_fen, parts)) for parts in deposits],
        "kept_until_ms": np.full(len(deposits), NONE),
        "way_ms": wishes["travel_ms"],
    }
    fields = record_of(Page).names or ()
    known |= {name: wishes[name] for name in fields if name in wishes}
    nothing = np.full(len(deposits), NONE)
    yet = {name: nothing for name in fields if name.endswith("_ms") and name not in known}
    return records(Page, known | yet)


def _joined(parts: Iterable[Sequence[int]]) -> Ints:
    return np.array([number for part in parts for number in part], dtype=np.int64)
