"""The solver of explain against exact results: limits, an independent equation, fluid."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.study.explain.behaviour import Behaviour, Leaving
from sim.study.explain.days import CounterDays, OfficeDays, hourly
from sim.study.explain.failing import Failing
from sim.theory.formulas import erlang_a, erlang_c_wait, pollaczek_khinchine_wait
from sim.units import Floats

SERVICE_MIN = 2.9


def long_day(per_min: float, counters: int) -> OfficeDays:
    """A day so long that the last of its two pieces has no memory of the beginning."""
    edges = np.array([0.0, 3_000.0, 4_000.0])
    rates, counts = np.full((1, 2), per_min), np.full((1, 2), counters)
    return OfficeDays(edges, np.array([True, True]), rates, counts, np.zeros((1, 2)))


def last_wait_min(solved: CounterDays) -> float:
    return float(solved.wait_min[0, 1] / solved.called[0, 1])


def impatient(mean_min: float) -> Leaving:
    return Leaving(patient=lambda minutes: np.exp(-minutes / mean_min))


def busy_day(rows: int = 1, counters: int = 2) -> OfficeDays:
    """A morning that is too full, a quiet noon, an afternoon, and overtime."""
    edges = np.array([510.0, 600.0, 660.0, 840.0, 1_020.0, 1_080.0, 1_200.0])
    is_open = np.array([True, True, True, True, False, False])
    rates = np.tile(np.array([0.6, 0.9, 0.5, 0.7, 0.0, 0.0]), (rows, 1))
    counts = np.full((rows, 6), counters)
    return OfficeDays(edges, is_open, rates, counts, np.zeros((rows, 6)))


@pytest.mark.parametrize(("per_min", "counters"), [(0.25, 1), (0.5, 2), (1.1, 4)])
def test_a_long_day_waits_as_erlang_c(per_min: float, counters: int) -> None:
    solved = hourly(long_day(per_min, counters), Behaviour(SERVICE_MIN))

    expected = erlang_c_wait(per_min, SERVICE_MIN, counters)
    assert last_wait_min(solved) == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize("cv", [0.0, 0.5, 0.8, 1.5])
def test_a_long_day_at_one_counter_waits_as_pollaczek_and_khinchine(cv: float) -> None:
    solved = hourly(long_day(0.25, 1), Behaviour(SERVICE_MIN, cv))

    expected = pollaczek_khinchine_wait(0.25, SERVICE_MIN, cv)
    assert last_wait_min(solved) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(("per_min", "counters"), [(0.25, 1), (1.0, 2), (1.5, 4)])
def test_a_long_day_loses_and_holds_as_erlang_a(per_min: float, counters: int) -> None:
    patience_min = 10.0
    shares = erlang_a(per_min, SERVICE_MIN, patience_min, counters)
    line = float(shares @ np.maximum(np.arange(shares.size) - counters, 0))

    solved = hourly(
        long_day(per_min, counters), Behaviour(SERVICE_MIN, first_time=impatient(patience_min))
    )

    assert solved.line_end[0, 1] == pytest.approx(line, rel=0.002)
    lost = solved.reneged[0, 1] / solved.arrivals[0, 1]
    assert lost == pytest.approx(line / patience_min / per_min, rel=0.005)
    assert solved.busy_min[0, 1] == pytest.approx(
        1_000 * float(shares @ np.minimum(np.arange(shares.size), counters)), rel=0.002
    )


def lines_by_differential_equation(days: OfficeDays, patience_min: float) -> Floats:
    """Return the line at the end of each piece, by another solver and another matrix."""
    size = 120
    people = np.arange(size, dtype=np.float64)
    state, lines = np.append(1.0, np.zeros(size - 1)), []
    for piece, length in enumerate(days.lengths_min.tolist()):
        rate, counters = days.per_min[0, piece], days.counters[0, piece]
        line = np.maximum(people - counters, 0)
        down = np.minimum(people, counters) / SERVICE_MIN + line / patience_min

        def change(_: float, now: Floats, rate: float = rate, down: Floats = down) -> Floats:
            up = rate * now
            up[-1] = 0.0
            flow = -up - down * now
            flow[1:] += up[:-1]
            flow[:-1] += (down * now)[1:]
            return np.asarray(flow)

        solution = solve_ivp(change, (0, length), state, method="LSODA", rtol=1e-9, atol=1e-12)
        state = solution.y[:, -1]
        lines.append(float(state @ line))
    return np.array(lines)


def test_a_day_with_rates_that_change_follows_the_differential_equation() -> None:
    days = busy_day()

    solved = hourly(days, Behaviour(SERVICE_MIN, first_time=impatient(30.0)))

    expected = lines_by_differential_equation(days, 30.0)
    np.testing.assert_allclose(solved.line_end[0], expected, rtol=0.002, atol=1e-3)


def test_what_is_far_too_full_goes_as_water_does() -> None:
    # Twenty counters, half as much again as they serve: the line nears 1/2 of it times patience.
    patience_min = 20.0
    served = 20 / SERVICE_MIN
    coming = 1.5 * served
    edges, is_open = np.array([0.0, 200.0, 230.0]), np.array([True, True])
    rates, counts = np.full((1, 2), coming), np.full((1, 2), 20)
    days = OfficeDays(edges, is_open, rates, counts, np.zeros((1, 2)))

    solved = hourly(days, Behaviour(SERVICE_MIN, first_time=impatient(patience_min)))

    assert solved.line_end[0, 1] == pytest.approx((coming - served) * patience_min, rel=0.01)
    assert solved.reneged[0, 1] == pytest.approx((coming - served) * 30, rel=0.02)


def test_another_counter_never_makes_anybody_wait_longer() -> None:
    behaviour = Behaviour(
        SERVICE_MIN,
        0.8,
        Leaving(
            patient=lambda minutes: np.exp(-((minutes / 40) ** 1.5)),
            deterred=lambda people: np.clip((people - 10) / 20, 0, 1),
        ),
    )
    days = busy_day(rows=5)
    plans = OfficeDays(
        days.edges_min,
        days.is_open,
        days.per_min,
        np.tile(np.arange(1, 6)[:, np.newaxis], (1, 6)),
        days.again,
    )

    solved = hourly(plans, behaviour)

    waits = solved.wait_min.sum(axis=1) / solved.called.sum(axis=1)
    over = solved.over_15.sum(axis=1) / solved.called.sum(axis=1)
    assert (np.diff(waits) < 0).all()
    assert (np.diff(over) <= 0).all()
    assert (np.diff(solved.left.sum(axis=1)) < 0).all()


@pytest.mark.parametrize("is_turned_away", [False, True])
def test_everybody_who_comes_is_called_or_leaves(*, is_turned_away: bool) -> None:
    behaviour = Behaviour(SERVICE_MIN, 0.8, impatient(30.0), turned_away=is_turned_away)

    solved = hourly(busy_day(counters=1), behaviour)

    people = solved.called + solved.left
    np.testing.assert_allclose(people.sum(), solved.arrivals.sum(), rtol=1e-6)
    # What the counters did is what those called took.
    assert solved.busy_min.sum() == pytest.approx(solved.called.sum() * SERVICE_MIN, rel=0.002)
    overtime = solved.busy_min[0, 4:].sum()
    assert (overtime < SERVICE_MIN) == is_turned_away


def test_who_comes_before_a_second_counter_opens_waits_for_it() -> None:
    # One counter in the first hour, five afterwards: the wait ends soon after the hour does.
    edges, is_open = np.array([0.0, 60.0, 120.0]), np.array([True, True])
    days = OfficeDays(edges, is_open, np.array([[1.0, 0.2]]), np.array([[1, 5]]), np.zeros((1, 2)))

    solved = hourly(days, Behaviour(SERVICE_MIN))

    # By one counter alone the twentieth in line, on the mean, would wait for an hour.
    assert 10 < solved.wait_min[0, 0] / solved.called[0, 0] < 40
    assert solved.line_end[0].tolist() == pytest.approx([38.8, 0.0], abs=1.0)


def test_groups_at_one_counter_wait_as_in_a_queue_of_groups() -> None:
    # Of groups half are one person, 3/10 two and 2/10 three; Gaver (1959), M^X/G/1.
    sizes, shares, cv, per_min = np.array([1.0, 2.0, 3.0]), (0.5, 0.3, 0.2), 0.8, 0.2
    busy = per_min * SERVICE_MIN
    more = shares @ sizes**2 / (shares @ sizes) - 1
    expected = SERVICE_MIN * (busy * (1 + cv**2) + more) / (2 * (1 - busy))

    solved = hourly(long_day(per_min, 1), Behaviour(SERVICE_MIN, cv, groups=shares))

    assert last_wait_min(solved) == pytest.approx(expected, rel=0.01)


def test_of_a_group_each_decides_by_the_line_that_the_others_made() -> None:
    # Nobody joins a line of one: of three who come to a free counter the third goes.
    behaviour = Behaviour(
        0.5,
        groups=(0.0, 0.0, 1.0),
        first_time=Leaving(deterred=lambda people: np.clip(people, 0, 1)),
    )

    solved = hourly(long_day(0.01, 1), behaviour)

    assert solved.balked[0, 1] / solved.arrivals[0, 1] == pytest.approx(1 / 3, rel=0.01)


@pytest.mark.parametrize("counters", [1, 2])
@pytest.mark.parametrize("wears", [False, True])
def test_counters_that_fail_make_a_line_as_the_balance_of_its_flows_says(
    counters: int, *, wears: bool
) -> None:
    per_min, failing = 0.2 * counters, Failing(1 / 400, 45.0, wears)

    solved = hourly(long_day(per_min, counters), Behaviour(SERVICE_MIN, failing=failing))

    expected = line_by_balance(per_min, counters, failing)
    assert solved.line_end[0, 1] == pytest.approx(expected, rel=0.02)


def line_by_balance(per_min: float, counters: int, failing: Failing) -> float:
    """Return the mean line in the long run: one linear equation for each state."""
    most = 250
    size = (most + 1) * (counters + 1)
    flow = np.zeros((size, size))

    def place(people: int, out: int) -> int:
        return people * (counters + 1) + out

    for people in range(most + 1):
        for out in range(counters + 1):
            here, working = place(people, out), counters - out
            served = min(people, working)
            if people < most:
                flow[place(people + 1, out), here] += per_min
            if people:
                flow[place(people - 1, out), here] += served / SERVICE_MIN
            if working:
                fails = served if failing.wears else working
                flow[place(people, out + 1), here] += failing.per_min * fails
            if out:
                flow[place(people, out - 1), here] += out / failing.repair_min
    flow -= np.diag(flow.sum(axis=0))
    flow[0] = 1.0
    shares = np.linalg.solve(flow, np.eye(size)[0]).reshape(most + 1, counters + 1)
    lines = np.maximum(np.arange(most + 1)[:, np.newaxis] - (counters - np.arange(counters + 1)), 0)
    return float((shares * lines).sum())


@pytest.mark.parametrize("cv", [0.7071067811865476, 1.0])
def test_who_is_there_at_the_opening_is_called_one_after_the_other(cv: float) -> None:
    edges, is_open = np.array([0.0, 60.0, 120.0, 180.0]), np.array([True, True, False])
    nobody, one = np.zeros((1, 3)), np.ones((1, 3), np.int64)
    ten = np.append(np.zeros((1, 10)), [[1.0]], axis=1)
    days = OfficeDays(edges, is_open, nobody, one, nobody, ten)

    solved = hourly(days, Behaviour(SERVICE_MIN, cv))

    assert solved.called.tolist() == [[pytest.approx(10), 0, 0]]
    # Nobody waits for none, one for one service, ... and one for nine.
    assert solved.wait_min.sum() == pytest.approx(45 * SERVICE_MIN, rel=0.01)
    assert solved.busy_min.sum() == pytest.approx(10 * SERVICE_MIN, rel=0.01)
