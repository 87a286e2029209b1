"""What is written of a fit is read back as it was: the log, the profile, and hostile names."""

import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.files.fitted import shown_p
from sim.files.fitted_scenario import FittedFile, profile_text, scenario_text
from sim.files.printed import tickets_text
from sim.files.profile import read_profile
from sim.files.tickets import TicketFormat, read_tickets
from sim.scenario import Hours
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.study.fit.whole import FitWishes, fit_log

MONDAY_MS = 4 * 86_400_000
WISHES = FitWishes(Hours(opening_hours="Mo-Fr 08:30-12:00,14:00-17:00"), 1_000, 0.0, bootstrap=0)
FILE = FittedFile("own", "county", "own.csv", WISHES.hours.opening_hours)


def log_of(count: int = 60) -> TicketLog:
    """Return a log of two outlets on one Monday, every third called in vain."""
    chance = np.random.default_rng(2)
    zero = np.zeros(count, np.int64)
    fate = np.where(np.arange(count) % 3 == 0, TicketFate.NO_SHOW, TicketFate.SERVED)
    issued = np.sort(chance.integers(9 * 3_600_000, 11 * 3_600_000, count)) + MONDAY_MS
    took = chance.integers(1, 600_000, count)
    service = np.where(fate == TicketFate.SERVED, took[::-1], -1)
    outlet = np.arange(count) % 2
    return TicketLog(
        ("a", 'b "by" the bridge, 2'),
        outlet,
        issued,
        took,
        service,
        fate.astype(np.int64),
        zero,
        zero - 1,
        has_purposes=True,
    )


def test_a_log_is_read_back_as_it_was_printed(tmp_path: Path) -> None:
    log, path = log_of(), tmp_path / "log.csv"
    path.write_text(tickets_text(log), encoding="utf-8")

    again, bad = read_tickets(path, TicketFormat())

    assert bad == []
    assert again.outlets == log.outlets
    for name in ("outlet", "issued_ms", "wait_ms", "service_ms", "fate", "purpose"):
        assert getattr(again, name).tolist() == getattr(log, name).tolist()


def test_a_profile_is_read_back_with_its_noon_closed(tmp_path: Path) -> None:
    late = np.full(10, MONDAY_MS + 15 * 3_600_000)
    log = log_of(60)
    log.issued_ms[-10:] = late
    fitted, path = fit_log(log, WISHES), tmp_path / "profile.csv"
    path.write_text(profile_text(fitted), encoding="utf-8")

    again = read_profile(path)

    assert again[0] == pytest.approx(fitted.arrivals.profile[0], rel=1e-4)
    assert again[0][13 * 4] == 0
    assert again[1:] == [[]] * 6


def test_names_of_files_cannot_write_into_the_scenario() -> None:
    hostile = FittedFile("own", 'a"b\\c.toml', 'x"\n[line]\nbalking = true\n#.csv', "24/7")

    values = tomllib.loads(scenario_text(fit_log(log_of(), WISHES), WISHES, hostile))

    assert values["extends"] == 'a"b\\c.toml'
    assert values["line"]["balking"] is False
    assert values["hours"]["opening_hours"] == WISHES.hours.opening_hours


def test_hours_stand_in_the_scenario_only_where_they_differ() -> None:
    values = tomllib.loads(scenario_text(fit_log(log_of(), WISHES), WISHES, FILE))

    assert "hours" not in values
    assert values["others"]["profile_csv"] == "profile.csv"
    assert "network" not in values


def test_outlets_have_their_counters_by_name_where_the_base_has_them() -> None:
    log = log_of()
    log.counters[:] = np.where(log.outlet, 3, 1)
    fitted = fit_log(log, WISHES)
    named = dict.fromkeys(log.outlets, 2)

    by_name = tomllib.loads(scenario_text(fitted, WISHES, replace(FILE, outlets=named)))
    as_in_base = tomllib.loads(
        scenario_text(
            fitted, WISHES, replace(FILE, outlets=dict(zip(log.outlets, (1, 3), strict=True)))
        )
    )
    elsewhere = tomllib.loads(scenario_text(fitted, WISHES, FILE))

    assert by_name["staffing"]["by_outlet"] == {
        "a": {"counters": 1},
        'b "by" the bridge, 2': {"counters": 3},
    }
    assert not {"staffing", "network"} & as_in_base.keys()
    assert elsewhere["network"]["town"] == {"counters_min": 1, "counters_max": 3}


@pytest.mark.parametrize(("p_value", "said"), [(0.0009, "p < 0.001"), (0.001, "p = 0.001")])
def test_small_chances_are_not_written_out(p_value: float, said: str) -> None:
    assert shown_p(p_value) == said
