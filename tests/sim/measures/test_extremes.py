"""Measures at all limits together are what Python's integers, which have no limit, say they are."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sim.diary import JOURNEY_COLUMNS, NONE, VISIT_COLUMNS, Diary, Ending
from sim.files.size import CUSTOMERS_MAX, WISHES_MAX
from sim.measures import Measures, measure, metrics_of
from sim.measures.intervals import LATER_MS, average_by_hour
from sim.measures.tallies import summed
from sim.model.office import NUMBERS
from sim.people.sampling import ENDLESS, PRICE_MAX_FEN
from sim.plan import Plan, make_plan
from sim.scenario.limits import COUNTERS_MAX, DAYS_MAX, OUTLETS_MAX, POSTAGE_MAX_YUAN
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS, FEN_PER_YUAN, HOUR_MS, NEVER_MS, PPM, Ints

MAX = 2**63
END_MS = DAYS_MAX * DAY_MS
AMOUNT_FEN = PRICE_MAX_FEN + POSTAGE_MAX_YUAN * FEN_PER_YUAN
COUNT = 60_000


def test_no_sum_of_what_the_limits_allow_passes_63_bits() -> None:
    longest_service_ms = ENDLESS * (AMOUNT_FEN // FEN_PER_YUAN)  # a draft holds a yuan at least

    assert CUSTOMERS_MAX * END_MS < MAX  # waits: each is at one place at a time
    assert 3 * WISHES_MAX * END_MS < MAX  # durations, and the parts of the way to the door
    assert AMOUNT_FEN * HOUR_MS < MAX  # one amount over one hour; sums of these are taken apart
    assert AMOUNT_FEN * WISHES_MAX < MAX
    assert OUTLETS_MAX * COUNTERS_MAX * HOUR_MS < MAX
    assert OUTLETS_MAX * LATER_MS < MAX  # outlet and moment in one number
    assert END_MS < LATER_MS
    assert CUSTOMERS_MAX + WISHES_MAX < NUMBERS  # rank and person in one number
    assert PRICE_MAX_FEN * PPM < MAX  # a price over another, in millionths
    assert END_MS * 1_000_000 < MAX  # how far into an opening, in millionths
    assert longest_service_ms < NEVER_MS
    assert NEVER_MS + END_MS + 8 * ENDLESS + longest_service_ms < MAX


def diary() -> Diary:
    """Return a diary of people who wait ten years, and of purchases that are held as long."""
    chance = np.random.default_rng(1)
    begun_ms, ended_ms = (chance.integers(0, DAY_MS, COUNT) for _ in range(2))
    visits = {name: np.zeros(COUNT, np.int64) for name in VISIT_COLUMNS}
    visits |= {
        "outlet": np.arange(COUNT) % 2,
        "arrived_ms": np.sort(begun_ms),
        "called_ms": END_MS - 1 - ended_ms,
        "left_ms": END_MS - 1 - ended_ms // 2,
        "ending": np.full(COUNT, int(Ending.SERVED)),
    }
    journeys = {name: np.zeros(COUNT, np.int64) for name in JOURNEY_COLUMNS}
    journeys |= {name: np.full(COUNT, NONE) for name in JOURNEY_COLUMNS if name.endswith("_ms")}
    journeys |= {
        "price_fen": np.full(COUNT, PRICE_MAX_FEN) - np.arange(COUNT),
        "postage_fen": np.full(COUNT, AMOUNT_FEN - PRICE_MAX_FEN),
        "wish_ms": begun_ms,
        "deposited_ms": begun_ms,
        "ordered_ms": begun_ms + 1,
        "seller_paid_ms": END_MS - 1 - ended_ms,
    }
    return Diary("1", 0, END_MS, journeys, visits)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of two outlets over the longest run, paid by reference."""
    scenario = bare_scenario(1, DAYS_MAX, payment={"method": "reference"})
    return make_plan(scenario, bare_county(2, 1, 10))


@pytest.fixture(scope="module")
def measures(plan: Plan) -> Measures:
    """Return the measures of the extreme diary."""
    return measure(diary(), plan)


def held_fen(since_ms: Ints, until_ms: Ints, amounts: Ints, hour: int) -> int:
    """Return the average amount held in an hour, rounded down, by integers without limit."""
    first, last = hour * HOUR_MS, (hour + 1) * HOUR_MS
    intervals = zip(since_ms.tolist(), until_ms.tolist(), amounts.tolist(), strict=True)
    held: int = sum(
        amount * max(0, min(until, last) - max(since, first)) for since, until, amount in intervals
    )
    return held // HOUR_MS


@pytest.mark.parametrize("hour", [0, 7, 23, 24, 40_000, DAYS_MAX * 24 - 20, DAYS_MAX * 24 - 1])
def test_money_held_is_exact_at_the_limits(measures: Measures, hour: int) -> None:
    journeys = diary().journeys
    amounts = journeys["price_fen"] + journeys["postage_fen"]

    escrow = held_fen(journeys["ordered_ms"], journeys["seller_paid_ms"], amounts, hour)
    post = held_fen(journeys["deposited_ms"], np.full(COUNT, END_MS), amounts, hour)

    assert measures.flows["escrow_float_fen"][hour] == escrow
    assert measures.flows["post_float_fen"][hour] == post


def test_waits_are_exact_at_the_limits(measures: Measures) -> None:
    visits = diary().visits
    waits = (visits["called_ms"] - visits["arrived_ms"]).tolist()

    assert sum(waits) > 2**53
    assert measures.outlets["wait_called_ms"].tolist() == [sum(waits[::2]), sum(waits[1::2])]
    assert measures.outlets["waiting_open_ms"].tolist() == [sum(waits[::2]), sum(waits[1::2])]
    assert sum(measures.series["wait_called_ms"].tolist()) == sum(waits)
    assert sum(measures.series["waiting_ms"].tolist()) == sum(waits)


def test_the_waits_of_a_country_pass_63_bits_and_are_right(measures: Measures) -> None:
    outlets = {name: np.tile(column, 500) for name, column in measures.outlets.items()}
    whole = replace(measures, outlets=outlets)

    waits = (diary().visits["called_ms"] - diary().visits["arrived_ms"]).tolist()

    assert whole.total("wait_called_ms") == 500 * sum(waits) > MAX
    mean_min = float(Fraction(sum(waits), COUNT * 60_000))
    assert metrics_of(measures)["wait_mean_min"] == pytest.approx(mean_min, rel=1e-15)


def test_durations_are_exact_at_the_limits(measures: Measures) -> None:
    journeys = diary().journeys

    lengths = (journeys["seller_paid_ms"] - journeys["ordered_ms"]).tolist()

    assert measures.durations_ms["seller_to_money"] == sum(lengths)


def test_the_average_of_an_hour_is_rounded_down_once_also_where_it_goes_down() -> None:
    since_ms, until_ms = np.array([1, HOUR_MS - 1]), np.array([HOUR_MS + 7, 2 * HOUR_MS - 5])
    amounts = np.array([3, 10])

    found = average_by_hour(since_ms, until_ms, 3, amounts)

    assert found.tolist() == [held_fen(since_ms, until_ms, amounts, hour) for hour in range(3)]


def test_tables_that_add_up_beyond_63_bits_are_refused_and_up_to_them_are_exact() -> None:
    def table(values: list[int]) -> dict[str, Ints]:
        return {"hour": np.zeros(len(values), np.int64), "ms": np.array(values)}

    assert summed([table([2**62, 2**62 - 1])], ["hour"])["ms"].tolist() == [MAX - 1]
    with pytest.raises(OverflowError):
        summed([table([2**62, 2**62])], ["hour"])
