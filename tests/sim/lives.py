"""One person with one wish, every trait by hand, and nobody else at the counter."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from sim.diary import Diary, Ending, JourneyOutcome, Purpose
from sim.model.journey import simulate_people
from sim.people import People
from sim.people.customers import Customer
from sim.people.sampling import ENDLESS
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable, make_plan
from sim.scenario import Run, Scenario
from sim.theory.bare import bare_county
from sim.units import NEVER_MS

SimulatePeople = Callable[[Plan, People, int], Diary]

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

WISH = Wish(
    number=0,
    settlement=0,
    outlet=0,
    wish_ms=9 * HOUR,
    search_ms=HOUR,
    certified=1,
    trusts=1,
    price_fen=10_000,
    postage_fen=1_200,
    travel_ms=30 * MINUTE,
    knows_hours=1,
    errand_ppm=0,
    balk_length=ENDLESS,
    patience_ms=NEVER_MS,
    returns=0,
    first_return=0,
    deposit_ms=4 * MINUTE,
    pick_up_ms=2 * MINUTE,
    paper_ms=6 * MINUTE,
    enquiry_ms=MINUTE,
    pays=1,
    order_transit_ms=5 * DAY,
    refuses=0,
    remit_ms=7 * DAY,
    informed=1,
    never_redeems=0,
    cashes_out=0,
    claims_refund=1,
    own_access=1,
    cafe_trip_ms=20 * MINUTE,
    redeem_delay_ms=2 * HOUR,
    retry_ms=12 * HOUR,
    mistypes=0,
    forgets=0,
    tier=0,
    out_of_stock=0,
    handling_ms=HOUR,
    line_haul_ms=3 * DAY,
    rural_leg_ms=2 * HOUR,
    lost=0,
    damaged=0,
    home=0,
    absent=0,
    phone=1,
    sms_credited=1,
    sms_arrived_ms=MINUTE,
    notice_ms=DAY,
    collect_ms=HOUR,
    confirm_ms=DAY,
    forgets_to_confirm=0,
    disputes=0,
    dispute_ms=7 * DAY,
    dispute_won=0,
)


def plan_of(**tables: Any) -> Plan:  # noqa: ANN401 - a table, or a list of them
    """Return a plan of 90 days from a Monday: one outlet, one counter, 8:30 to 17:00 all week."""
    settings = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": 90},
        "hours": {"opening_hours": "Mo-Su 08:30-17:00"},
    }
    scenario = Scenario.model_validate({**settings, **tables})
    return make_plan(scenario, bare_county(1, 1, 100))


def people_of(
    plan: Plan,
    wish: Wish = WISH,
    link_down: Timetable | None = None,
    returns_ms: Sequence[int] = (),
) -> People:
    """Return a county with one wish and nobody else, who returns after so long, or a day."""
    return People(
        wishes={name: np.array([value]) for name, value in wish._asdict().items()},
        customers={name: np.array([], dtype=np.int64) for name in CUSTOMER_TRAITS},
        wish_returns_ms=np.array(returns_ms or [DAY] * (wish.returns + wish.forgets), np.int64),
        customer_returns_ms=np.array([], dtype=np.int64),
        hub_parcels=(0,) * len(plan.hub_ms),
        round_parcels=((0,) * len(plan.outlets[0].rounds_ms),),
        link_down=(link_down or Timetable((), ()),),
    )


CUSTOMER_TRAITS = Customer._fields


def outage(kind: str, from_ms: int, hours: float) -> dict[str, Any]:
    """Return an outage that nobody announced, of the office or of its link."""
    midnight = dt.datetime.combine(Run().first_day, dt.time())
    return {"kind": kind, "start": midnight + dt.timedelta(milliseconds=from_ms), "hours": hours}


def customers_of(plan: Plan, *customers: Customer, returns_ms: Sequence[int] = ()) -> People:
    """Return a county with nobody but these customers, by number and so in order of arrival.

    `returns_ms` are the delays before the returns of the first, then of the second and so on; a
    day each if there are none.
    """
    traits = {name: np.array([getattr(one, name) for one in customers]) for name in CUSTOMER_TRAITS}
    returns = traits["returns"]
    return replace(
        people_of(plan),
        wishes={name: np.array([], dtype=np.int64) for name in WISH._fields},
        customers=traits | {"first_return": np.cumsum(returns) - returns},
        customer_returns_ms=np.array(returns_ms or [DAY] * returns.sum(), dtype=np.int64),
    )


class Life(Protocol):
    """Lets one person with a wish live, and returns the page of the journey by column."""

    def __call__(
        self, plan: Plan, wish: Wish = WISH, link_down: Timetable | None = None
    ) -> dict[str, int]:
        """Return the page."""


def page_of(diary: Diary) -> dict[str, int]:
    """Return the page of the first wish, as values by column."""
    return {name: int(column[0]) for name, column in diary.journeys.items()}


def life(plan: Plan, wish: Wish = WISH, link_down: Timetable | None = None) -> dict[str, int]:
    """Return the page of the one wish, as values by column, with the outcome as a name."""
    return page_of(simulate_people(plan, people_of(plan, wish, link_down), 0))


def outcome(page: dict[str, int]) -> JourneyOutcome:
    """Return how the wish ended."""
    return JourneyOutcome(page["outcome"])


def visits(diary: Diary) -> list[tuple[Purpose, Ending]]:
    """Return what each visit was for and how it ended."""
    pairs = zip(diary.visits["purpose"].tolist(), diary.visits["ending"].tolist(), strict=True)
    return [(Purpose(purpose), Ending(ending)) for purpose, ending in pairs]
