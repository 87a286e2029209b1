"""The exact results agree with each other, with their limits, and with what is drawn."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.theory.chains import AfterFailure, Clock, FailingCounters, State, Windows, steady_state
from sim.theory.formulas import (
    cobham_waits,
    deterministic_service_wait,
    erlang_c_wait,
    found_failed_wait,
    kella_yechiali_waits,
    pollaczek_khinchine_wait,
    repeated_service,
    resumed_service,
    shortest_line_wait,
)

CLOSE = 1e-9
ALL = frozenset({0, 1})


def test_the_chain_of_m_m_1_has_the_geometric_distribution() -> None:
    def moves(state: State) -> Iterator[tuple[State, float]]:
        (present,) = state
        if present < 200:
            yield (present + 1,), 0.5
        if present:
            yield (present - 1,), 1.0

    shares = steady_state((0,), moves)

    assert [shares[(number,)] for number in range(4)] == pytest.approx([0.5, 0.25, 0.125, 0.0625])


@pytest.mark.parametrize("counters", [1, 3])
def test_one_class_alone_waits_as_in_m_m_c(counters: int) -> None:
    exact = erlang_c_wait(1.0, 0.7 * counters, counters)

    assert kella_yechiali_waits([1.0], 0.7 * counters, counters) == pytest.approx([exact])
    served = Windows((0.4, 0.6), 1 / (0.7 * counters), (ALL,) * counters).waits()
    assert 0.4 * served[0] + 0.6 * served[1] == pytest.approx(exact, rel=1e-6)


def test_one_class_alone_waits_as_in_m_g_1() -> None:
    assert cobham_waits([1.0], 0.7, 0.4) == pytest.approx([pollaczek_khinchine_wait(1.0, 0.7, 0.4)])


def test_priority_in_m_m_1_is_the_same_by_both_sources() -> None:
    assert kella_yechiali_waits([0.2, 0.6], 1.0, 1) == pytest.approx(
        cobham_waits([0.2, 0.6], 1.0, 1.0)
    )


@pytest.mark.parametrize("cv", [0.0, 1.0, 2.0])
def test_priority_changes_who_waits_and_not_how_much_work_waits(cv: float) -> None:
    # Kleinrock's conservation law (1965).
    arrivals, mean = [0.1, 0.5, 0.3], 0.9

    waits = cobham_waits(arrivals, mean, cv)

    assert waits == sorted(waits)
    weighted = sum(rate * wait for rate, wait in zip(arrivals, waits, strict=True))
    assert weighted == pytest.approx(0.9 * pollaczek_khinchine_wait(0.9, mean, cv))


@pytest.mark.parametrize("counters", [1, 2])
def test_priority_at_all_counters_is_the_chain_of_two_classes(counters: int) -> None:
    exact = kella_yechiali_waits([0.3, 0.7], 0.6 * counters, counters)

    chain = Windows((0.3, 0.7), 1 / (0.6 * counters), (ALL,) * counters, 80)

    assert chain.waits() == pytest.approx(exact, rel=1e-5)


def test_windows_that_share_no_class_are_queues_of_their_own() -> None:
    chain = Windows((0.3, 0.7), 1.0, (frozenset({0}), frozenset({1})), 80)

    alone = [erlang_c_wait(0.3, 1.0, 1), erlang_c_wait(0.7, 1.0, 1)]
    assert chain.waits() == pytest.approx(alone, rel=1e-5)


@pytest.mark.parametrize("counters", [1, 2, 3])
@pytest.mark.parametrize("after_failure", ["stays", "moves"])
@pytest.mark.parametrize("clock", ["calendar", "busy"])
def test_counters_that_hardly_ever_fail_wait_like_m_m_c(
    counters: int, after_failure: AfterFailure, clock: Clock
) -> None:
    chain = FailingCounters(1.0, 1 / (0.6 * counters), counters, 1e-9, 1.0, clock, after_failure)

    exact = erlang_c_wait(1.0, 0.6 * counters, counters)
    assert chain.wait() == pytest.approx(exact, rel=1e-6)
    assert chain.time_in_office() == pytest.approx(exact + 0.6 * counters, rel=1e-6)


@pytest.mark.parametrize("after_failure", ["stays", "moves"])
def test_a_counter_that_fails_by_the_calendar_agrees_with_its_closed_form(
    after_failure: AfterFailure,
) -> None:
    # White and Christie (1958): a breakdown is a customer with preemptive priority.
    arrivals, services, failures, repairs = 0.5, 1.0, 0.05, 0.4
    both = failures + repairs
    in_office = (both**2 + failures * services) / (both * (repairs * services - arrivals * both))

    chain = FailingCounters(arrivals, services, 1, failures, repairs, "calendar", after_failure)

    assert chain.time_in_office() == pytest.approx(in_office, rel=CLOSE)


@pytest.mark.parametrize("clock", ["calendar", "busy"])
def test_a_counter_that_fails_is_m_g_1_with_longer_services(clock: Clock) -> None:
    arrivals, failures, repairs = 0.5, 0.05, 0.4
    mean, cv = resumed_service(1.0, 1.0, failures, 1 / repairs)
    exact = pollaczek_khinchine_wait(arrivals, mean, cv)
    if clock == "calendar":
        exact += found_failed_wait(arrivals, failures, 1 / repairs)

    chain = FailingCounters(arrivals, 1.0, 1, failures, repairs, clock, "stays")

    assert chain.wait() == pytest.approx(exact, rel=CLOSE)
    assert chain.time_in_office() == pytest.approx(exact + mean, rel=CLOSE)


def test_repairs_that_take_no_time_leave_m_m_c() -> None:
    chain = FailingCounters(1.0, 1 / 1.2, 2, 0.1, 1e7, "calendar", "moves")

    assert chain.time_in_office() == pytest.approx(erlang_c_wait(1.0, 1.2, 2) + 1.2, rel=1e-5)


def test_who_moves_to_another_counter_waits_no_longer_than_who_stays() -> None:
    moves = FailingCounters(1.0, 1 / 1.2, 2, 0.02, 0.1, "calendar", "moves")
    stays = FailingCounters(1.0, 1 / 1.2, 2, 0.02, 0.1, "calendar", "stays")

    assert moves.time_in_office() < stays.time_in_office()


def test_a_longer_line_to_be_solved_changes_nothing() -> None:
    short = FailingCounters(1.0, 1 / 1.2, 2, 1 / 60, 1 / 10, "calendar", "stays")

    long = replace(short, waiting_most=500)

    assert short.wait() == pytest.approx(long.wait(), rel=1e-8)


def test_a_service_that_starts_again_has_the_moments_of_what_is_drawn() -> None:
    # One service at a time, by the race of its end with exponential failures.
    services, failures, repair, draws = [0.5, 1.0, 3.0], 0.3, 0.2, 200_000
    dice = np.random.default_rng(1)
    drawn = np.zeros(draws)
    service = dice.choice(services, draws)
    under_way = np.full(draws, fill_value=True)
    while under_way.any():
        up = dice.exponential(1 / failures, draws)
        fails = under_way & (up < service)
        ends = under_way & ~fails
        drawn += np.where(fails, up + dice.exponential(repair, draws), 0)
        drawn += np.where(ends, service, 0)
        under_way = fails

    mean, cv = repeated_service(services, failures, repair)

    second, fourth = (drawn**2).mean(), (drawn**4).mean()
    off = stats.norm.ppf(0.9995) / np.sqrt(draws)
    assert abs(drawn.mean() - mean) < off * drawn.std()
    assert abs(second - mean**2 * (1 + cv**2)) < off * np.sqrt(fourth - second**2)


@pytest.mark.parametrize("after", [resumed_service, repeated_service])
def test_a_service_at_a_counter_that_hardly_fails_is_as_long_as_ever(after: object) -> None:
    if after is resumed_service:
        assert resumed_service(2.0, 0.5, 1e-9, 1.0) == pytest.approx((2.0, 0.5), rel=1e-6)
    else:
        mean, cv = repeated_service([1.0, 3.0], 1e-5, 1.0)
        assert (mean, cv) == pytest.approx((2.0, 0.5), rel=1e-4)


def test_joining_the_shorter_of_two_lines_is_between_one_line_and_two_of_their_own() -> None:
    wait = shortest_line_wait(1.0, 1.4)

    assert erlang_c_wait(1.0, 1.4, 2) < wait < erlang_c_wait(0.5, 1.4, 1)


def test_deterministic_service_at_one_counter_is_m_g_1_without_variation() -> None:
    assert deterministic_service_wait(1.0, 0.7, 1) == pytest.approx(
        pollaczek_khinchine_wait(1.0, 0.7, 0.0)
    )
