"""What would not run is refused before anything is built: by name, value, limit and remedy."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import codes_of, read_for_a_look, read_network
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.files.schema import schema
from sim.files.size import Extent, check_size, extent_of, gigabytes_of
from sim.files.warnings import warnings_of
from sim.scenario import CLASSES
from sim.scenario.limits import OUTLETS_MAX
from tests.sim.runs import small_file

PEOPLE_PER_OUTLET = "network.people_per_outlet=1300"
DOCUMENT: dict[str, Any] = json.loads(schema())


def refused(*settings: str) -> str:
    """Return what is said of the scenario county with these settings."""
    scenario = read_scenario("county", settings)
    with pytest.raises(FileErrors) as refusal:
        read_network(scenario)
    return str(refusal.value)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_that_ships_is_small_enough(name: str) -> None:
    scenario = read_scenario(name)

    check_size(scenario, extent_of(scenario.network, len(codes_of(scenario))))


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (["network.people=100000000"], "outlets of one county would be about 3,846, and may be"),
        (["network.people_per_outlet=1"], "outlets of one county would be about 520,000"),
        (["network.outlets=1000", "network.people_per_outlet=1000000"], "people of one county"),
        (["network.area_km2_per_outlet=100000", "network.outlets=21"], "square kilometres of one"),
        (["others.visits_per_person_year=10000"], "people at the counters of one county would be"),
        (["backlog.customers_in_line=100000", "network.outlets=300"], "people at the counters"),
        (["others.visits_per_person_year=100", "line.return_share=1", "line.returns_max=100"],
         "visits to one county's counters, if all came back as often as they may, would be"),
        (["market.wishes_per_1000_people_day=60", "sms.asks_max=100", "run.days=60"],
         "visits to one county's counters, if all came back as often as they may, would be"),
        (["market.wishes_per_1000_people_day=1000"], "wishes in one county would be about 14,56"),
        (["market.price_yuan=1e6", "payment.draft_limit_yuan=1"], "drafts in one county would be"),
        (["parcel.other_parcels_per_1000_people_day=1000", "run.days=365"],
         "other people's parcels in one county would be about 379,600,000"),
        (["link.random.outlet_link_failures_per_month=1e3", "run.days=3660", PEOPLE_PER_OUTLET],
         "openings, shifts, rounds and failures of all outlets of one county would be"),
        (["producers.per_1000_people=1000", "run.days=56"],
         "lots, traders and news of a county's producers would be about 31,200,000"),
        (["run.replications=100000", 'network.counties=["all"]'], "counties times replications"),
        (["run.replications=100000"], "journeys of all replications would be about 72,800,000"),
        (["run.replications=100000", "run.days=3660"], "hours of all replications, by class"),
    ],
)  # fmt: skip
def test_a_product_that_would_not_run_is_named(settings: list[str], what: str) -> None:
    said = refused(*settings)

    assert what in said
    assert "and may be at most" in said
    assert ": lower" in said or ": raise" in said


@pytest.mark.parametrize(
    ("visits", "clustered"),
    [(400, "others.day_cv=3"), (620, "others.group_size=1000"), (540, "others.day_cv=0.15")],
)
def test_the_most_that_days_and_groups_may_bring_are_counted(visits: int, clustered: str) -> None:
    rate = f"others.visits_per_person_year={visits}"

    assert read_network(read_scenario("county", [rate]))
    assert "people at the counters of one county would be about" in refused(rate, clustered)


def test_surges_that_multiply_beyond_all_numbers_are_refused() -> None:
    surge = "{first_day=2007-11-05, last_day=2007-11-30, wishes=1000, others=1000}"

    said = refused(f"surge=[{', '.join([surge] * 200)}]")

    assert "people at the counters of one county would be about endless" in said
    assert "wishes in one county would be about endless" in said


def bounds(side: str) -> Iterator[str]:
    """Yield a setting for each number of each table: its lower or its upper limit."""

    def inside(table: dict[str, Any], prefix: str) -> Iterator[str]:
        for name, parameter in table["properties"].items():
            if side in parameter:
                yield f"{prefix}{name}={parameter[side]}"
            elif "$ref" in parameter:
                yield from inside(
                    DOCUMENT["$defs"][parameter["$ref"].split("/")[-1]], f"{prefix}{name}."
                )

    return inside(DOCUMENT, "")


def test_all_upper_limits_together_are_refused_before_anything_is_built() -> None:
    breaks = [f"staffing.{name}.break_min=0" for name in CLASSES]
    parts = ["redeem.tiers.sms_alert=0", "agents.settlement_share=0"]
    parts += [f"agents.dry_{where}_share=0" for where in ("next", "post")]
    said = refused(*bounds("maximum"), "run.warm_up_days=0", *parts, *breaks)

    assert "outlets of one county would be" in said
    assert "square kilometres of one county would be" in said


def test_all_lower_limits_together_are_small_enough() -> None:
    scenario = read_scenario("county", [*bounds("minimum")])

    assert len(read_network(scenario)) == 1


def test_ones_own_outlets_are_so_many_at_most(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.replications=1"])

    check_size(scenario, Extent(1, OUTLETS_MAX, 20_000, OUTLETS_MAX))
    with pytest.raises(FileErrors, match=r"outlets in network.outlets_csv .* split network"):
        check_size(scenario, Extent(1, OUTLETS_MAX + 1, 20_000, OUTLETS_MAX + 1))


def test_a_look_at_a_country_is_at_few_counties_and_says_so() -> None:
    scenario = read_scenario("china-week")

    counties, in_all = read_for_a_look(scenario)
    said = warnings_of(scenario, counties, in_all=in_all)

    assert (len(counties), in_all) == (92, 2_848)
    assert any("only 92 of 2,848 counties were looked at, evenly spread" in one for one in said)


def test_a_look_at_few_counties_is_at_all_of_them() -> None:
    scenario = read_scenario("county")

    counties, in_all = read_for_a_look(scenario)

    assert counties[0].code == read_network(scenario)[0].code
    assert (len(counties), in_all) == (1, 1)
    assert warnings_of(scenario, counties, in_all=in_all) == []


def test_a_county_that_takes_much_memory_is_warned_of() -> None:
    extent = Extent(1, 1_000, 26_000_000, 1_000)

    assert gigabytes_of(read_scenario("county", ["run.days=90"]), extent) == pytest.approx(4, abs=1)
    assert gigabytes_of(read_scenario("county"), extent) < 2
    many = ["producers.per_1000_people=20", "run.days=28"]
    assert gigabytes_of(read_scenario("county", many), extent) == pytest.approx(4, abs=1)


def test_rates_that_come_to_nothing_are_warned_of() -> None:
    sunday = "[0, 0, 0, 0, 0, 0, 1]"
    scenario = read_scenario(
        "county", ["run.days=5", f"others.day_factors={sunday}", f"market.day_factors={sunday}"]
    )

    said = " ".join(warnings_of(scenario, read_network(scenario)))

    assert "no other customer ever comes" in said
    assert "no wish ever arises" in said
