"""Made-up diaries of three days: anything that could happen, and edges met more often."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from sim.diary import (
    FAILURE_COLUMNS,
    JOURNEY_COLUMNS,
    NONE,
    STEPS,
    TRAINED_COLUMNS,
    USUAL_PURPOSES,
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
from sim.units import HOUR_MS

DAYS = 3
END_MS = DAYS * 24 * HOUR_MS
METHODS = ("draft", "reference", "money_order", "cash_on_delivery")
NOT_CALLED = (Ending.BALKED, Ending.RENEGED, Ending.TURNED_AWAY, Ending.FOUND_CLOSED)
AT_ONCE = (Ending.BALKED, Ending.FOUND_CLOSED)
LENGTHS = st.one_of(
    st.sampled_from([0, 1, 999, 60_000, HOUR_MS // 2, HOUR_MS, 24 * HOUR_MS]),
    st.integers(0, 30 * HOUR_MS),
)
MOMENTS = st.one_of(
    st.sampled_from([0, HOUR_MS, 24 * HOUR_MS - 1, 24 * HOUR_MS, 48 * HOUR_MS, END_MS - 1]),
    st.integers(0, END_MS - 1),
)
OUTLETS = (("rural", 1, 8_000), ("town", 2, 12_000))
# The town's second counter is staffed in the morning, but for its break; the first all day.
SHIFTS = {"Mo-Su 08:00-12:00": 2, "Mo-Su 12:00-20:00": "50%"}
BREAKS = {"breaks_from": "09:30", "breaks_until": "10:30", "break_min": 30.0}
ALL_ON: dict[str, Any] = {
    "line": {"priority_share": 0.5},
    "staffing": {"town": {"counters": SHIFTS, **BREAKS}},
    "counters": {"fail": True},
    "training": {"seats_a_week": 5, "seller_seats_a_week": 2, "sellers": 1, "seat_yuan": 12.5},
    "producers": {"per_1000_people": 1.0},
}


@cache
def plan_of(method: str, warm_up_days: int, *, all_on: bool = False) -> Plan:
    """Return the plan of a rural outlet of one counter and a town's of two, which never closes.

    With all on, there are shifts and breaks in town, priority, counters that fail, courses and
    producers.
    """
    tables: dict[str, Any] = {
        "run": {"days": DAYS, "warm_up_days": warm_up_days},
        "network": {"outlets_csv": "by hand", "town": {"opening_hours": "24/7"}},
        "hours": {"opening_hours": "Mo-Su 08:30-12:00,13:00-17:00"},
        "payment": {"method": method},
        **(ALL_ON if all_on else {}),
    }
    outlets = [
        Outlet(name, name, 30.0, 110.0, counters, people, invented=True)  # type: ignore[arg-type]  # the names are classes
        for name, counters, people in OUTLETS
    ]
    places = [
        HumanSettlement(name, 30.0, 110.0, people, number, 0.0)
        for number, (name, _, people) in enumerate(OUTLETS)
    ]
    county = County("1", "made up", 30.0, 110.0, tuple(outlets), tuple(places))
    return make_plan(Scenario.model_validate(tables), county)


WARM_UPS = st.integers(0, DAYS - 1)
PLANS = st.builds(plan_of, st.sampled_from(METHODS), WARM_UPS, all_on=st.booleans())


def by_end(moment_ms: int) -> int:
    """Return a moment, or NONE if the run ends before."""
    return moment_ms if moment_ms < END_MS else NONE


def counters_of(outlet: int) -> st.SearchStrategy[int]:
    """Draw a counter of an outlet."""
    return st.integers(0, OUTLETS[outlet][1] - 1)


@st.composite
def visits(draw: st.DrawFn, purposes: tuple[Purpose, ...]) -> tuple[int, ...]:
    """Draw a visit to either outlet, which may still last when the run ends."""
    ending = draw(st.sampled_from([one for one in Ending if one != Ending.PRESENT]))
    arrived_ms = draw(MOMENTS)
    called_ms = arrived_ms + (0 if ending in AT_ONCE else draw(LENGTHS))
    left_ms = called_ms + (0 if ending in NOT_CALLED else draw(LENGTHS))
    is_called = ending not in NOT_CALLED and called_ms < END_MS
    is_gone = left_ms < END_MS
    outlet, purpose = draw(st.integers(0, 1)), draw(st.sampled_from(purposes))
    row = {
        "outlet": outlet,
        "person": 0,
        "purpose": int(purpose),
        "arrived_ms": arrived_ms,
        "called_ms": called_ms if is_called else NONE,
        "left_ms": by_end(left_ms),
        "ending": int(ending if is_gone else Ending.PRESENT),
        "priority": draw(st.integers(0, 1)),
        "counter": draw(counters_of(outlet)) if is_called else NONE,
    }
    return tuple(row[name] for name in VISIT_COLUMNS)


@st.composite
def failures(draw: st.DrawFn, made_up: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Draw failures of idle counters, and others that interrupt some of the visits."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        outlet, failed_ms = draw(st.integers(0, 1)), draw(MOMENTS)
        found.append((outlet, draw(counters_of(outlet)), NONE, failed_ms, draw(LENGTHS), END_MS))
    for number, values in enumerate(made_up):
        visit = dict(zip(VISIT_COLUMNS, values, strict=True))
        at_ms, until_ms = visit["called_ms"], visit["left_ms"]
        until_ms = END_MS if until_ms == NONE else until_ms
        for _ in range(0 if at_ms == NONE else draw(st.integers(0, 2))):
            if at_ms == END_MS:
                break
            failed_ms = draw(st.integers(at_ms, min(until_ms, END_MS - 1)))
            # Who has left went on before; who is there still may not have.
            at_ms = draw(st.integers(failed_ms, until_ms))
            counter = draw(counters_of(visit["outlet"]))
            found.append((visit["outlet"], counter, number, failed_ms, draw(LENGTHS), at_ms))
    return [
        (
            *(outlet, counter, visit, failed_ms),
            *(by_end(failed_ms + repair_ms), by_end(resumed_ms)),
        )
        for outlet, counter, visit, failed_ms, repair_ms, resumed_ms in sorted(
            found, key=lambda row: row[3]
        )
    ]


@st.composite
def journeys(draw: st.DrawFn) -> tuple[int, ...]:
    """Draw a wish that gets as far as it gets, by steps in order."""
    row = dict.fromkeys(JOURNEY_COLUMNS, 0)
    row |= dict.fromkeys((name for name in JOURNEY_COLUMNS if name.endswith("_ms")), NONE)
    moment_ms = draw(MOMENTS)
    lengths = st.one_of(st.just(0), st.integers(0, 12 * HOUR_MS))
    for step in STEPS[: draw(st.integers(1, len(STEPS)))]:
        moment_ms += 0 if step == "wish_ms" else draw(lengths)
        row[step] = moment_ms if moment_ms < END_MS else NONE
    row |= {"price_fen": draw(st.integers(1, 10**6)), "postage_fen": draw(st.integers(0, 900))}
    if row["deposited_ms"] != NONE:
        row["drafts"] = draw(st.integers(1, 3))
        row["drafts_redeemed"] = draw(st.integers(0, row["drafts"]))
        row["fee_fen"] = draw(st.integers(0, 5_000))
    last_ms = max(row[step] for step in STEPS)
    outcome = draw(st.sampled_from(JourneyOutcome))
    ended_ms = last_ms + draw(lengths)
    if outcome != JourneyOutcome.UNDER_WAY and ended_ms < END_MS:
        row |= {"outcome": int(outcome), "ended_ms": ended_ms}
        row[draw(st.sampled_from(["seller_paid_ms", "refunded_ms", "ended_ms"]))] = ended_ms
    row |= {name: draw(st.integers(0, 3)) for name in ("trips", "trips_in_vain", "sms_sent")}
    return tuple(row[name] for name in JOURNEY_COLUMNS)


@st.composite
def diaries(draw: st.DrawFn, purposes: tuple[Purpose, ...] = USUAL_PURPOSES) -> Diary:
    """Draw a diary; without agents nobody comes for a purpose of theirs."""
    made_up = draw(st.lists(visits(purposes), max_size=20))
    wishes = draw(st.lists(journeys(), max_size=8))
    trained: list[tuple[int, ...]] = [
        draw(st.tuples(st.integers(0, 1), st.integers(0, 1))) for _ in wishes
    ]
    return Diary(
        county="1",
        replication=0,
        end_ms=END_MS,
        journeys=columns(JOURNEY_COLUMNS, wishes),
        visits=columns(VISIT_COLUMNS, made_up),
        failures=columns(FAILURE_COLUMNS, draw(failures(made_up))),
        trained=columns(TRAINED_COLUMNS, trained),
    )
