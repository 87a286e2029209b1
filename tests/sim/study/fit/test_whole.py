"""What a log does not tell is said in words, each where it holds and not where it does not."""

from dataclasses import replace

import numpy as np
import pytest

from sim.scenario import Hours
from sim.study.fit.not_told import not_told
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.study.fit.whole import FitWishes, first_visits_share, fit_log

MONDAY_MS = 4 * 86_400_000
DAY_MS = 86_400_000
WISHES = FitWishes(Hours(), people=1_000, return_share=0.5, bootstrap=0)
DAYS = [day for day in range(14) if day % 7 < 5]


def log_of(together: int = 1, no_shows: int = 100) -> TicketLog:
    """Return two weeks of 120 tickets a day, of groups of so many, with so many calls in vain."""
    chance = np.random.default_rng(7)
    moments = [
        MONDAY_MS + day * DAY_MS + np.sort(chance.integers(31_000_000, 61_000_000, 120 // together))
        for day in DAYS
    ]
    issued = np.concatenate(moments).repeat(together)
    count = issued.size
    wait = chance.exponential(600_000, count).astype(np.int64)
    fate = np.full(count, int(TicketFate.SERVED), dtype=np.int64)
    fate[np.argsort(wait)[count - 2 * no_shows :: 2]] = TicketFate.NO_SHOW
    service = chance.exponential(180_000, count).astype(np.int64)
    zero = np.zeros(count, np.int64)
    return TicketLog(("",), zero, issued, wait, service, fate, zero, zero - 1)


def told(log: TicketLog) -> str:
    """Return what the log does not tell."""
    return "\n".join(not_told(log, fit_log(log, WISHES)))


def test_of_a_plain_log_only_what_no_log_tells_is_missing() -> None:
    remarks = told(log_of())

    assert "balking: " in remarks
    assert "no difference between days beyond chance" in remarks
    assert "how many come together" not in remarks
    assert "patience: " not in remarks
    assert "no law is near" not in remarks


def test_groups_are_counted_where_tickets_are_of_the_same_moment() -> None:
    log = log_of(together=4)

    groups = fit_log(log, WISHES).groups

    assert groups.mean.value == 4
    assert groups.values == (4,) * 100
    assert groups.clumping == 4


def test_too_few_calls_in_vain_are_counted() -> None:
    assert "patience: 7 left or did not come when called, and it takes 20" in told(
        log_of(no_shows=7)
    )


def test_a_median_beyond_all_waits_is_called_a_guess() -> None:
    chance = np.random.default_rng(8)
    log = log_of()
    fate = np.where(chance.random(log.count) < 0.03, TicketFate.NO_SHOW, TicketFate.SERVED)

    assert "its median is the law's guess" in told(replace(log, fate=fate.astype(np.int64)))


def test_services_that_no_law_has_are_named() -> None:
    log = log_of()
    two = np.where(np.arange(log.count) % 2, 60_000, 600_000)
    noisy = two + np.arange(log.count) % 1_000

    assert "services.other_min: no law is near" in told(replace(log, service_ms=noisy))


def test_services_that_are_all_alike_have_a_law_of_their_own() -> None:
    log = log_of()

    fitted = fit_log(replace(log, service_ms=np.full(log.count, 120_000)), WISHES)

    (service,) = fitted.services
    assert service.law.family == "deterministic"
    assert service.law.values == (2.0,)


def test_visits_are_less_those_who_come_back() -> None:
    log = log_of(no_shows=120)

    assert first_visits_share(log, 0.5) == pytest.approx(1 - 0.5 * 120 / 1_200)
    fitted = fit_log(log, WISHES)
    a_day = 120 * 5 / 7 * first_visits_share(log, 0.5)
    assert fitted.visits_per_person_year.value == pytest.approx(a_day * 365 / 1_000)
