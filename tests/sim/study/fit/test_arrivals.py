"""Arrivals: what is worked out by hand, and the test of dispersion against known laws of days."""

import numpy as np
import pytest
from scipy import stats

from sim.people.streams import Dice
from sim.scenario import Hours
from sim.study.fit.arrivals import FittedArrivals, fit_arrivals, weekday_means
from sim.study.fit.days import Days, dispersion, together_by_date
from sim.study.fit.hours import hours_of_tickets, outside_hours
from sim.study.fit.logged_days import logged_days, open_share
from sim.units import Ints

DICE = Dice(seed=1, replication=0, county="fit")
MONDAY_MS = 4 * 86_400_000  # 5 January 1970
HOUR_MS = 3_600_000
HOURS = Hours(opening_hours="Mo-Fr 08:30-17:00")


def at(day: int, hour: float, count: int = 1) -> list[int]:
    """Return moments of so many tickets on a day after the first Monday."""
    return [MONDAY_MS + day * 24 * HOUR_MS + round(hour * HOUR_MS)] * count


def fitted(issued: Ints, hours: Hours = HOURS, samples: int = 0) -> FittedArrivals:
    """Return what the tickets of one outlet tell."""
    logged = logged_days(np.zeros(issued.size, np.int64), issued, hours)
    return fit_arrivals(logged, hours, DICE, samples)


def many_days(cv: float, seed: int) -> tuple[Ints, Ints]:
    """Return the tickets of 400 days of a mean of 100, in groups of four."""
    chance = np.random.default_rng(seed)
    factor = chance.gamma(1 / cv**2, cv**2, 400) if cv else np.ones(400)
    return np.arange(400) // 4, chance.poisson(100 * factor)


def test_the_index_of_dispersion_is_worked_out_by_hand() -> None:
    groups = np.array([0, 0, 1, 1, 1])
    tickets = np.array([[4], [8], [3], [3], [6]])

    found = dispersion(groups, tickets)

    assert found.degrees == 3
    assert found.index == pytest.approx((8 / 6 + 6 / 4) / 3)


def test_days_of_poisson_counts_pass_and_others_do_not() -> None:
    rejected = [dispersion(*_column(*many_days(0.0, seed))).p_value < 0.05 for seed in range(200)]

    assert 2 <= sum(rejected) <= 20
    assert dispersion(*_column(*many_days(0.2, 1))).p_value < 1e-6


def _column(groups: Ints, totals: Ints) -> tuple[Ints, Ints]:
    return groups, totals[:, np.newaxis]


def test_the_variation_of_days_is_found_without_bias() -> None:
    found = [days_of(*many_days(0.2, seed)).cv for seed in range(40)]

    assert np.mean(found) == pytest.approx(0.2, abs=0.005)
    assert days_of(np.array([0, 0]), np.array([5, 5])).cv == 0


def days_of(groups: Ints, totals: Ints) -> Days:
    """Return days of one weekday, each group of an outlet of its own."""
    return Days(groups, np.zeros_like(groups), np.arange(groups.size), totals)


def test_weekdays_count_by_the_days_that_the_log_has() -> None:
    opened = np.zeros((7, 96))
    opened[:3] = 1.0
    weekday, totals = np.array([0, 0, 1]), np.array([10, 20, 30])

    assert weekday_means(weekday, totals, opened).tolist() == [15, 30, 20, 0, 0, 0, 0]


def test_a_log_of_two_weeks_is_counted_by_hand() -> None:
    moments = [*at(0, 8.5, 4), *at(0, 12, 2), *at(1, 9, 3), *at(7, 8.6, 6), *at(8, 20, 5)]
    issued = np.array(moments)

    found = fitted(issued)

    assert found.count == 15
    assert found.outside_hours == 5
    assert found.outlet_days == 3
    assert found.days_without == 3  # Wednesday to Friday of the first week
    assert found.weekdays_missing == (2, 3, 4)
    assert found.profile[0][34] == 4 * (4 + 6) / 2
    assert found.profile[0][48] == 4 * 2 / 2
    assert sum(found.profile[5]) == 0


def test_a_quarter_that_is_open_in_part_counts_for_its_part() -> None:
    hours = Hours(opening_hours="Mo-Fr 08:40-17:00")
    issued = np.array([*at(0, 8.7, 2), *at(0, 9, 2)])

    found = fitted(issued, hours)

    assert open_share(hours)[0, 34] == pytest.approx(1 / 3)
    assert found.profile[0][34] == pytest.approx(3 * found.profile[0][36])


def test_weekdays_that_differ_have_profiles_of_their_own() -> None:
    chance = np.random.default_rng(5)
    early = [at(day, 8.5 + hour)[0] for day in range(4) for hour in chance.random(300) * 4]
    spread = [at(4, 8.5 + hour)[0] for hour in chance.random(300) * 8.5]
    issued = np.array([*early, *spread])

    found = fitted(issued)
    alone = fitted(np.array(early))

    assert found.alike == ((0,), (1,), (2,), (3,), (4,))
    assert alone.alike == ((0, 1, 2, 3),)


def test_intervals_of_the_mean_are_as_wide_as_theory_has_them() -> None:
    chance = np.random.default_rng(6)
    issued = np.array(
        [at(day, 8.5 + hour)[0] for day in (0, 7, 14, 21) for hour in chance.random(100) * 8.5]
    )

    found = fitted(issued, samples=400).per_day

    # Four days of one weekday: three of them say how much days differ.
    half = stats.t.ppf(0.975, 1 / (1 / 3 + 1 / 399)) / 20
    assert np.log(found.high / found.low) == pytest.approx(2 * half, rel=0.1)


@pytest.mark.parametrize(("shared", "alone"), [(0.2, 0.0), (0.0, 0.2), (0.15, 0.15)])
def test_what_outlets_share_on_a_date_is_told_from_what_each_has_alone(
    shared: float, alone: float
) -> None:
    """Ten weeks of ten outlets, three of which were not logged in the first two."""
    found = [together_by_date(weeks(shared, alone, seed)) for seed in range(40)]

    seen = np.mean([one.p_value < 0.05 for one in found])
    if shared:
        assert seen == 1
        squares = np.mean([one.cv**2 for one in found])
        assert squares == pytest.approx(shared**2, rel=0.15)
    else:
        assert seen <= 0.15  # 5%, and twice its error
    assert {one.degrees for one in found} == {5 * 9}


def weeks(shared: float, alone: float, seed: int) -> Days:
    """Return the days of outlets of unequal size, by factors of dates and of their own."""
    chance = np.random.default_rng(seed)
    dates = np.array([7 * week + day for week in range(10) for day in range(5)])
    outlet, date = (one.ravel() for one in np.meshgrid(np.arange(10), dates, indexing="ij"))
    factors = [
        chance.gamma(1 / cv**2, cv**2, size) if cv else np.ones(size)
        for cv, size in ((shared, 70), (alone, date.size))
    ]
    totals = chance.poisson((50 + 20 * outlet) * factors[0][date] * factors[1])
    kept = (outlet > 2) | (date >= 14)
    return Days(outlet[kept], date[kept] % 7, date[kept], totals[kept])


@pytest.mark.proof
def test_few_days_give_intervals_that_hold_as_often_as_they_say() -> None:
    """Four weeks of one outlet, of gamma factors: fifteen days compare with another."""
    mean, cv = [], []
    for seed in range(300):
        chance = np.random.default_rng(seed)
        counts = chance.poisson(60 * chance.gamma(1 / 0.09, 0.09, 20)).tolist()
        issued = np.concatenate(
            [at(7 * (day // 5) + day % 5, 12, count) for day, count in enumerate(counts)]
        )
        found = fitted(issued.astype(np.int64), samples=40)
        mean.append(found.per_day.low <= 60 * 5 / 7 <= found.per_day.high)
        cv.append(found.day_cv.low <= 0.3 <= found.day_cv.high)

    least = 0.95 - 2 * (0.95 * 0.05 / 300) ** 0.5
    assert np.mean(mean) >= least
    assert np.mean(cv) >= least


def test_hours_are_suggested_that_hold_the_tickets() -> None:
    moments = [moment for day in range(5) for hour in (9.1, 12, 17.9) for moment in at(day, hour)]
    issued = np.array([*moments, *at(5, 9, 2), *at(5, 11.99, 2)])

    assert outside_hours(issued, HOURS) == 5 + 4
    assert hours_of_tickets(issued) == "Mo-Fr 09:00-18:00; Sa 09:00-12:00"
    assert outside_hours(issued, Hours(opening_hours=hours_of_tickets(issued))) == 0


def test_days_that_are_closed_are_not_missed() -> None:
    issued = np.array([*at(4, 9), *at(7, 9)])

    assert logged_days(np.zeros(2, np.int64), issued, HOURS).days_without == 0
