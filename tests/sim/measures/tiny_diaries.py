"""Diaries written by hand: a few visits, a few journeys, every figure of which can be reckoned."""

from collections.abc import Mapping
from typing import Any

from sim.diary import (
    JOURNEY_COLUMNS,
    NONE,
    VISIT_COLUMNS,
    Diary,
    Ending,
    JourneyOutcome,
    Purpose,
    columns,
)
from sim.network import County, HumanSettlement, Outlet
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from tests.sim.lives import DAY, HOUR, MINUTE

OUTLETS = (("A", "rural", 1), ("B", "town", 2), ("C", "rural", 1), ("D", "city", 4))
A, B = 0, 1

Visit = tuple[int, Purpose, float, float, float, Ending]


def plan_by_hand(days: int, **tables: Any) -> Plan:  # noqa: ANN401 - any table
    """Return a plan of four outlets, open for two hours a day from nine on."""
    settings = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": days},
        "hours": {"opening_hours": "Mo-Su 09:00-11:00"},
    }
    classes: Any = OUTLETS
    county = County(
        code="7",
        name="by hand",
        lat=0.0,
        lon=0.0,
        outlets=tuple(
            Outlet(name, its_class, 0.0, 0.0, counters, 1_000, invented=False)
            for name, its_class, counters in classes
        ),
        settlements=(HumanSettlement("place", 0.0, 0.0, 1_000, 0, 0.0),),
    )
    return make_plan(Scenario.model_validate(settings | tables), county)


def at(clock: float) -> int:
    """Return the moment of a clock on the first day, written as hours and minutes: 9.05, 10.30."""
    hours, minutes = divmod(round(clock * 10_000), 10_000)
    return hours * HOUR + round(minutes * MINUTE / 100)


def diary_of_visits(plan: Plan, visits: list[Visit]) -> Diary:
    """Return a diary of these visits by outlet, purpose, arrival, call or NONE, end, ending."""
    rows = [
        (
            *(outlet, number, purpose, at(came)),
            *(NONE if called == NONE else at(called), at(left), how),
            *(0, NONE if called == NONE else 0),
        )
        for number, (outlet, purpose, came, called, left, how) in enumerate(visits)
    ]
    return Diary(
        county=plan.county.code,
        replication=0,
        end_ms=plan.end_ms,
        journeys=columns(JOURNEY_COLUMNS, []),
        visits=columns(VISIT_COLUMNS, [tuple(map(int, row)) for row in rows]),
    )


def diary_of_journeys(plan: Plan, *pages: Mapping[str, float]) -> Diary:
    """Return a diary of these pages, whose steps are written in hours since the first midnight."""
    rows = []
    for number, page in enumerate(pages):
        row: dict[str, int] = {
            name: NONE if name.endswith("_ms") else 0 for name in JOURNEY_COLUMNS
        }
        row |= {"person": number, "price_fen": 10_000, "postage_fen": 1_200}
        for name, value in page.items():
            step = f"{name}_ms"
            row[step if step in row else name] = round(value * HOUR) if step in row else int(value)
        rows.append(tuple(row[name] for name in JOURNEY_COLUMNS))
    return Diary(
        county=plan.county.code,
        replication=0,
        end_ms=plan.end_ms,
        journeys=columns(JOURNEY_COLUMNS, rows),
        visits=columns(VISIT_COLUMNS, []),
    )


# Eleven visits of one day: A has one counter and B two, and both close at eleven.
VISITS: list[Visit] = [
    (A, Purpose.OTHER, 8.00, NONE, 8.00, Ending.FOUND_CLOSED),
    (A, Purpose.OTHER, 9.00, 9.00, 9.30, Ending.SERVED),
    (A, Purpose.DEPOSIT, 9.10, 9.30, 9.50, Ending.SERVED),
    (A, Purpose.OTHER, 9.20, NONE, 9.35, Ending.RENEGED),
    (A, Purpose.OTHER, 9.25, NONE, 9.25, Ending.BALKED),
    (B, Purpose.PICK_UP, 10.30, 10.30, 10.32, Ending.SERVED),
    (B, Purpose.DEPOSIT, 10.40, 10.45, 10.46, Ending.NO_LINK),
    (B, Purpose.OTHER, 10.50, 10.55, 11.20, Ending.SERVED),
    (B, Purpose.OTHER, 10.58, 11.10, 11.15, Ending.SERVED),
    (B, Purpose.PAPER, 10.59, NONE, 11.00, Ending.TURNED_AWAY),
    (B, Purpose.PICK_UP, 10.595, 11.00, 11.01, Ending.NOT_THERE),
]

# Eight wishes of ten days.
COMPLETED = {
    "wish": 0,
    "decided": 1,
    "first_arrived": 2,
    "called": 3,
    "deposited": 4,
    "known": 4,
    "credited": 6,
    "ordered": 7,
    "shipped": 10,
    "hub": 20,
    "outlet": 22,
    "notified": 23,
    "delivered": 25,
    "confirmed": 49,
    "seller_paid": 50,
    "ended": 50,
    "outcome": JourneyOutcome.COMPLETED,
    "drafts": 1,
    "drafts_redeemed": 1,
    "fee_fen": 200,
    "trips": 2,
    "sms_sent": 3,
    "wrong_tries": 1,
}
REFUNDED = {
    "wish": 1,
    "decided": 2,
    "deposited": 5,
    "refunded": 100,
    "ended": 100,
    "trips": 4,
    "outcome": JourneyOutcome.EXPIRED_REFUNDED,
    "drafts": 3,
    "drafts_redeemed": 1,
    "fee_fen": 600,
    "price_fen": 1_098_800,
    "trips_in_vain": 2,
}
UNCLAIMED = {
    "wish": 1,
    "decided": 2,
    "deposited": 5,
    "ended": 100,
    "trips": 2,
    "outcome": JourneyOutcome.EXPIRED_UNCLAIMED,
    "drafts": 4,
    "fee_fen": 400,
    "price_fen": 598_800,
}
CASHED = {
    "wish": 1,
    "decided": 2,
    "deposited": 6,
    "refunded": 30,
    "ended": 30,
    "trips": 2,
    "outcome": JourneyOutcome.CASHED_OUT,
    "drafts": 1,
    "fee_fen": 200,
}
HALF_REDEEMED = {
    "wish": 1,
    "decided": 2,
    "deposited": 8,
    "drafts": 2,
    "drafts_redeemed": 1,
    "trips": 1,
    "fee_fen": 400,
    "price_fen": 698_800,
}
NO_TRUST = {"wish": 2, "ended": 3, "outcome": JourneyOutcome.NO_TRUST}
LOST = {
    "wish": 1,
    "decided": 2,
    "deposited": 4,
    "credited": 5,
    "ordered": 5,
    "shipped": 6,
    "refunded": 50,
    "ended": 50,
    "outcome": JourneyOutcome.LOST_COMPENSATED,
    "trips": 1,
    "drafts": 1,
    "drafts_redeemed": 1,
    "fee_fen": 200,
}
ON_ITS_WAY = {
    "wish": 1,
    "decided": 2,
    "deposited": 8,
    "credited": 10,
    "ordered": 10,
    "trips": 1,
    "drafts": 1,
    "drafts_redeemed": 1,
    "fee_fen": 200,
}
JOURNEYS = (
    *(COMPLETED, REFUNDED, UNCLAIMED, CASHED),
    *(HALF_REDEEMED, NO_TRUST, LOST, ON_ITS_WAY),
)
TEN_DAYS_H = 10 * DAY // HOUR
