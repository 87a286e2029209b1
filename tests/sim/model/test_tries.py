"""How often people try in vain: as the pause itself counts it, and warned of or refused."""

from pathlib import Path

import numpy as np
import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.files.warnings import warnings_of
from sim.model.pause import after_pause
from sim.model.tries import rounds, tries_a_wish
from sim.running.engines import AUTO, engine_for
from tests.sim.runs import small_file

MINUTE, DAY = 60_000, 86_400_000
OUTAGE = 'outage=[{kind="link", start=2007-11-05T00:00:00, hours=8784}]'
IN_VAIN = (
    *("redeem.retry_h=0", 'clearing.mode="batch"', "clearing.told_share=0", "sms.enabled=false"),
    *("redeem.own_access_share=1", "link.deposits_need_link=false", OUTAGE),
    *("others.visits_per_person_year=0", "payment.valid_days=3660"),
)


@pytest.mark.parametrize(
    ("elapsed_ms", "pause_ms"),
    [(0, 0), (DAY, 0), (300 * DAY, 0), (3_660 * DAY, 0), (60 * DAY, DAY // 2), (40 * DAY, 2 * DAY)],
)
def test_rounds_are_those_that_the_pause_leaves_time_for(elapsed_ms: int, pause_ms: int) -> None:
    count, now_ms = 0, 0
    while (now_ms := after_pause(now_ms, pause_ms, now_ms)) <= elapsed_ms:
        count += 1

    (estimated,) = rounds(elapsed_ms, np.array([pause_ms]))

    assert estimated == pytest.approx(count, rel=0.01, abs=1)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_in_a_scenario_that_ships_nobody_tries_often(name: str) -> None:
    assert tries_a_wish(read_scenario(name)) < 5


def test_a_link_that_fails_once_in_an_eternity_is_not_down() -> None:
    seldom = "link.random.outlet_link_failures_per_month=5e-324"

    assert tries_a_wish(read_scenario("county", [seldom])) == tries_a_wish(read_scenario("county"))


def test_whoever_tries_every_minute_for_days_is_warned_of(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), [*IN_VAIN, "run.days=300"])
    network = read_network(scenario)

    said = warnings_of(scenario, network, engine="simpy")

    assert tries_a_wish(scenario) == pytest.approx(1_000 * (1 + np.log(432)), rel=0.03)
    assert engine_for(AUTO, scenario, network) == "compiled"
    (tries,) = [one for one in said if "tries in vain" in one]
    assert "raise redeem.retry_h, line.return_days or clearing.told_share" in tries
    assert any("as much work as" in one for one in said)


def test_tries_that_would_not_end_are_refused() -> None:
    wishes = "market.wishes_per_1000_people_day=10"
    scenario = read_scenario("county", [*IN_VAIN, "run.days=300", wishes])

    with pytest.raises(FileErrors, match="tries in vain in one county, if all failed that can,"):
        read_network(scenario)


@pytest.mark.parametrize(
    "one",
    ["redeem.retry_h=12", "clearing.told_share=1", "payment.method=reference", "run.days=1"],
)
def test_what_ends_the_tries_is_believed(one: str) -> None:
    assert tries_a_wish(read_scenario("county", [*IN_VAIN, "run.days=300"])) > 7_000
    assert tries_a_wish(read_scenario("county", [*IN_VAIN, "run.days=300", one])) < 1_500


def test_links_that_are_always_down_are_as_one_long_outage() -> None:
    link = "link.random.county_link_failures_per_month"
    settings = ["redeem.retry_h=0", "clearing.told_share=0", "sms.enabled=false", "run.days=300"]

    down = [*settings, f"{link}=10", "link.random.repair_h=10000"]

    assert tries_a_wish(read_scenario("county", down)) > 4_000
    assert tries_a_wish(read_scenario("county", settings)) < 5
