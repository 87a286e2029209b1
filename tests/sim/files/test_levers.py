"""Levers as users write them: values in order, whole ones rounded, all that is wrong at once."""

import pytest

from sim.files.levers import base_point, read_levers, settings_of
from sim.files.listed_values import labels_of
from sim.files.scenario_file import read_scenario
from sim.scenario import Scenario
from sim.study.sweep.designs import DesignName, Lever

GAMMA = '{law = "gamma", mean = 2.5, cv = 0.5}'
MEDIAN, COUNTERS = "line.patience_min.median", "network.rural.counters_max"


@pytest.fixture(scope="module")
def county() -> Scenario:
    return read_scenario("county")


@pytest.mark.parametrize(
    ("written", "values"),
    [
        (f"{MEDIAN}=9,18.5, 36", (9, 18.5, 36)),
        (f"{MEDIAN}=0.1..0.4:0.1", (0.1, 0.2, 0.3, 0.4)),
        (f"{MEDIAN} = 10 .. 19 : 5", (10.0, 15.0)),
        (f"{MEDIAN}=1e1,9,9", (10.0, 9)),
        (f"{COUNTERS}=1..3:0.5", (1, 2, 3)),
        ("payment.method=draft,reference", ("draft", "reference")),
        ("line.reneging=true,false", (True, False)),
        ("line.patience_min=20,30", (20, 30)),
        ('hours.opening_hours=["Mo-Fr 08:00-12:00, Sa 09:00-12:00", "24/7"]',
         ("Mo-Fr 08:00-12:00, Sa 09:00-12:00", "24/7")),
    ],
)  # fmt: skip
def test_values_are_those_that_were_written(
    written: str, values: tuple[object, ...], county: Scenario
) -> None:
    (lever,), _ = read_levers([written], county, "grid")

    assert lever.values == values
    assert list(map(type, lever.values)) == list(map(type, values))


def test_a_range_alone_is_for_designs_that_choose_values(county: Scenario) -> None:
    found, _ = read_levers([f"{MEDIAN}=9..36", f"{COUNTERS}=1..3"], county, "lhs")

    assert found == [
        Lever(MEDIAN, low=9, high=36),
        Lever(COUNTERS, low=1, high=3, is_whole=True),
    ]


@pytest.mark.parametrize(
    ("written", "design", "message"),
    [
        (MEDIAN, "grid", "no KEY=VALUES"),
        (f"{MEDIAN}=", "grid", "no KEY=VALUES"),
        ("line.patience=9", "grid", "did you mean line.patience_min?"),
        ("run.seed=1,2", "grid", "one for all points"),
        ("network.rural=1,2", "grid", "a table, and no value: name one of network.rural."),
        (
            "others.day_factors=1,2",
            "grid",
            "and no value: write others.day_factors=[[...], ",
        ),
        ("others.day_factors=[1,2,3]", "grid", "one list alone: write its alternatives as [["),
        ("others.day_factors=1..3:1", "grid", "a range has numbers"),
        ("network.rural=1..3:1", "grid", "a range has numbers"),
        (
            f"services.other_min=[{GAMMA}, 3]",
            "morris",
            "low to high, and morris needs one",
        ),
        (f"services.other_min={GAMMA},3", "lhs", "or choose --design grid or one-at-a-time"),
        (f"{MEDIAN}=9..36", "grid", "a range without a step: write 9..36:STEP"),
        (f"{MEDIAN}=9..36", "one-at-a-time", "a range without a step"),
        (f"{MEDIAN}=36..9:1", "grid", "9 is not above 36"),
        (f"{MEDIAN}=9..36:0", "grid", "the step is 0"),
        (f"{MEDIAN}=1..36:0.01", "grid", "3,501 values, and may be at most 1,000"),
        (f"{MEDIAN}=9..many", "grid", '"9..many" is no number'),
        (f"{MEDIAN}=[9, 2007-11-05]", "grid", "a value of the list is none"),
        (f"{MEDIAN}=[9", "grid", "cannot be read as a list"),
        (f"{MEDIAN}=9", "morris", "one value alone"),
        (f"{COUNTERS}=1.1..1.4", "sobol", "holds only 1: widen it"),
        ("payment.method=1..3:1", "grid", "a range has numbers"),
        ("line.reneging=0..1", "lhs", "a range has numbers"),
    ],
)
def test_what_is_no_lever_is_refused_with_what_is_allowed(
    written: str, design: DesignName, message: str, county: Scenario
) -> None:
    _, (finding,) = read_levers([written], county, design)

    assert message in str(finding)
    assert str(finding).startswith("--vary ")


def test_all_that_is_wrong_is_said_at_once(county: Scenario) -> None:
    written = ["lin.x=3", f"{MEDIAN}=9..", f"{COUNTERS}=1,2", f"{COUNTERS}=3"]

    _, findings = read_levers(written, county, "grid")

    assert {finding.key for finding in findings} == {"lin.x", MEDIAN, COUNTERS}


def test_a_law_and_a_key_inside_it_are_not_varied_together(county: Scenario) -> None:
    _, (finding,) = read_levers(["line.patience_min=9,18", f"{MEDIAN}=9,18"], county, "grid")

    assert "vary one of them" in finding.message


def test_keys_inside_a_law_leave_the_rest_of_it(county: Scenario) -> None:
    keys = ("services.other_min.mean", "services.other_min.cv", "payment.method")

    settings = settings_of([Lever(key, (1,)) for key in keys], (3.5, 0.1, "draft"), county)

    assert settings == [
        'services.other_min={law = "lognormal", mean = 3.5, cv = 0.1}',
        'payment.method="draft"',
    ]
    law = read_scenario("county", settings).services.other_min
    assert law.model_dump(by_alias=True) == {"law": "lognormal", "mean": 3.5, "cv": 0.1}


def test_the_base_is_what_the_scenario_has(county: Scenario) -> None:
    assert base_point([Lever(MEDIAN), Lever(COUNTERS)], county) == (36.0, 2)


@pytest.mark.parametrize("design", ["grid", "one-at-a-time"])
def test_whole_laws_lists_and_tables_are_alternatives_that_can_be_set(
    design: DesignName, county: Scenario
) -> None:
    written = [
        f"services.other_min=[{GAMMA}, 4, {GAMMA.replace('2.5', '3')}]",
        'clearing.batch_times=["06:00"],["06:00","18:00"]',
        'staffing.rural.counters={},{"Mo-Fr 08:30-12:00" = 1}',
    ]

    levers, findings = read_levers(written, county, design)

    assert not findings
    point = tuple(lever.values[-1] for lever in levers)
    changed = read_scenario("county", settings_of(levers, point, county))
    law = {"law": "gamma", "mean": 3.0, "cv": 0.5}
    assert changed.services.other_min.model_dump(by_alias=True) == law
    assert list(changed.clearing.batch_times) == ["06:00", "18:00"]
    assert changed.staffing.rural.counters == {"Mo-Fr 08:30-12:00": 1}
    if design == "one-at-a-time":
        own = read_scenario("county", settings_of(levers, base_point(levers, county), county))
        assert own == county
    for lever in levers:
        shown = [lever.said(value) for value in lever.values]
        assert len(set(shown)) == len(shown)
        assert not any("{" in str(one) for one in shown)


def test_labels_say_what_differs_and_number_what_would_look_alike() -> None:
    laws = {name: {"law": name, "mean": 2, "cv": 1} for name in ("gamma", "lognormal")}
    long = {text: ["08:30-17:00"] * 9 + [text] for text in ("one", "other")}

    assert list(labels_of(laws).values()) == ["gamma", "lognormal"]
    assert list(labels_of({"4": 4, "[]": []}).values()) == ["4", "nothing"]
    assert list(labels_of({"[]": [], "{}": {}}).values()) == ["1. nothing", "2. nothing"]
    first, second = labels_of(long).values()
    assert first != second
