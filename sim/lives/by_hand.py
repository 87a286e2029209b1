"""A person with every trait by hand, whom nothing befalls, and the outlet, empty of anybody else.

The wish arises on a Monday at 9, the search takes an hour, the way to the outlet half an hour;
it is open from 8:30 to 17:00 on all days. Traits of a life that turns out otherwise are replaced.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.diary import columns
from sim.people import People
from sim.people.customers import Customer
from sim.people.producers import Lot, PriceNews, Produce, Trader
from sim.people.sampling import ENDLESS
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable, make_plan, time_of_day_ms
from sim.scenario import Run, Scenario
from sim.theory.bare import bare_county
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, NEVER_MS

WISH = Wish(
    number=0,
    settlement=0,
    outlet=0,
    wish_ms=9 * HOUR_MS,
    search_ms=HOUR_MS,
    certified=1,
    trusts=1,
    price_fen=10_000,
    postage_fen=1_200,
    travel_ms=30 * MINUTE_MS,
    knows_hours=1,
    errand_ppm=0,
    balk_length=ENDLESS,
    patience_ms=NEVER_MS,
    returns=0,
    first_return=0,
    deposit_ms=4 * MINUTE_MS,
    pick_up_ms=2 * MINUTE_MS,
    paper_ms=6 * MINUTE_MS,
    enquiry_ms=MINUTE_MS,
    pays=1,
    order_transit_ms=5 * DAY_MS,
    refuses=0,
    remit_ms=7 * DAY_MS,
    informed=1,
    never_redeems=0,
    cashes_out=0,
    claims_refund=1,
    own_access=1,
    cafe_trip_ms=20 * MINUTE_MS,
    redeem_delay_ms=2 * HOUR_MS,
    retry_ms=12 * HOUR_MS,
    mistypes=0,
    forgets=0,
    tier=0,
    out_of_stock=0,
    handling_ms=HOUR_MS,
    line_haul_ms=3 * DAY_MS,
    rural_leg_ms=2 * HOUR_MS,
    lost=0,
    damaged=0,
    home=0,
    absent=0,
    phone=1,
    sms_credited=1,
    sms_arrived_ms=MINUTE_MS,
    notice_ms=DAY_MS,
    collect_ms=HOUR_MS,
    confirm_ms=DAY_MS,
    forgets_to_confirm=0,
    disputes=0,
    dispute_ms=7 * DAY_MS,
    dispute_won=0,
    redeems_by_text=0,
    orders_by_phone=0,
    text_ms=MINUTE_MS,
    texts_lost=0,
    buyer_trained=0,
    seller_trained=0,
    has_phone=1,
    trusts_agent=1,
    own_place_ms=0,
    agent_ms=2 * MINUTE_MS,
    when_dry=0,
)
CUSTOMER_TRAITS = Customer._fields


def at(day: int, time_of_day: str) -> int:
    """Return a moment in milliseconds.

    >>> at(1, "00:02")
    86520000
    """
    return day * DAY_MS + time_of_day_ms(time_of_day)


def customer(
    number: int, arrives_ms: int, service_ms: int = MINUTE_MS, patience_ms: int = NEVER_MS
) -> Customer:
    """Return somebody else, who stays for any line and does not come back."""
    return Customer(
        number=number,
        outlet=0,
        arrives_ms=arrives_ms,
        service_ms=service_ms,
        balk_length=ENDLESS,
        patience_ms=patience_ms,
        returns=0,
        first_return=0,
        errand_ppm=0,
    )


def outage(kind: str, from_ms: int, hours: float) -> dict[str, Any]:
    """Return an outage that nobody announced, of the office or of its link."""
    midnight = dt.datetime.combine(Run().first_day, dt.time())
    return {"kind": kind, "start": midnight + dt.timedelta(milliseconds=from_ms), "hours": hours}


def plan_of(counters: int = 1, /, **tables: Any) -> Plan:  # noqa: ANN401 - a table, or a list of them
    """Return a plan of 90 days from a Monday: one outlet, open from 8:30 to 17:00 all week."""
    settings = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": 90},
        "hours": {"opening_hours": "Mo-Su 08:30-17:00"},
    }
    scenario = Scenario.model_validate({**settings, **tables})
    return make_plan(scenario, bare_county(1, counters, 100))


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
        wish_returns_ms=np.array(returns_ms or [DAY_MS] * (wish.returns + wish.forgets), np.int64),
        customer_returns_ms=np.array([], dtype=np.int64),
        hub_parcels=(0,) * len(plan.hub_ms),
        round_parcels=((0,) * len(plan.outlets[0].rounds_ms),),
        link_down=(link_down or Timetable((), ()),),
    )


def customers_of(plan: Plan, *customers: Customer, returns_ms: Sequence[int] = ()) -> People:
    """Return a county with nobody but these customers, by number and so in order of arrival.

    `returns_ms` are the delays before the returns of the first, then of the second and so on; a
    day each if there are none.
    """
    wishes = {name: np.array([], dtype=np.int64) for name in WISH._fields}
    return joined_by(replace(people_of(plan), wishes=wishes), customers, returns_ms)


def joined_by(
    people: People, customers: Sequence[Customer], returns_ms: Sequence[int] = ()
) -> People:
    """Return the people with these customers, as `customers_of` takes them."""
    traits = {
        name: np.array([getattr(one, name) for one in customers], dtype=np.int64)
        for name in CUSTOMER_TRAITS
    }
    returns = traits["returns"]
    return replace(
        people,
        customers=traits | {"first_return": np.cumsum(returns) - returns},
        customer_returns_ms=np.array(returns_ms or [DAY_MS] * int(returns.sum()), dtype=np.int64),
    )


def with_parcels(people: People, hub: Mapping[int, int], rounds: Mapping[int, int]) -> People:
    """Return the people with other people's parcels at these departures of the hub and rounds."""
    return replace(
        people,
        hub_parcels=tuple(hub.get(day, 0) for day in range(len(people.hub_parcels))),
        round_parcels=(
            tuple(rounds.get(number, 0) for number in range(len(people.round_parcels[0]))),
        ),
    )


def produce_of(
    lots: Sequence[Lot], news: Sequence[PriceNews], traders: Sequence[Trader]
) -> Produce:
    """Return as many producers as have anything; rows are by producer, then in order of time."""
    rows: list[Lot | PriceNews | Trader] = [*lots, *news, *traders]
    return Produce(
        producers=1 + max((row.producer for row in rows), default=-1),
        lots=columns(Lot._fields, list(lots)),
        news=columns(PriceNews._fields, list(news)),
        traders=columns(Trader._fields, list(traders)),
    )
