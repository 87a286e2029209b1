"""Pages of sweeps, of searches for staffing, of fits and of courses: all that they say is there."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from sim.files.costs_of_effect import read_costs, write_costs
from sim.files.manifest import faults_of, kind_of
from sim.plots.needs import faults_of_tables
from sim.report import faults_of_manifest
from sim.report.answers import answer_of
from sim.report.courses import costs_tables
from sim.report.parts import Chapter, ReportTable
from sim.running.replication import Experiment
from sim.study.cost_of_effect import CostOfEffect
from sim.study.sweep.designs import Lever
from tests.sim.report.studies import PATIENCE, PLACE, PROMISE, facts_of, write_a_sweep

NAN = float("nan")


def of(folder: Path) -> Chapter:
    return answer_of(folder, "one", with_pictures=True)


def rows_of(table: ReportTable) -> list[tuple[str, ...]]:
    return [row for group in table.groups for row in group.rows]


def test_each_kind_is_known_and_has_no_faults(
    sweep_folder: Path, staffing_folder: Path, fit_folder: Path
) -> None:
    kinds = {kind_of(one): one for one in (sweep_folder, staffing_folder, fit_folder)}

    assert set(kinds) == {"sweep", "staffing", "fit"}
    for kind, folder in kinds.items():
        assert faults_of(folder) == []
        assert faults_of_tables(folder, kind) == []
        assert faults_of_manifest(folder) == []


def test_a_sweep_says_what_was_varied_what_it_cost_and_what_came_of_it(sweep_folder: Path) -> None:
    chapter = of(sweep_folder)
    points, levers = chapter.tables
    varied, _ = chapter.levers

    assert chapter.questions == ("Does everything work?", f"What does {PATIENCE} do?")
    assert "2 points of 2 replications each: 4 replications in all" in chapter.short[0]
    # Student's t with one degree of freedom: 12.706 times 0.5.
    assert chapter.verdicts[0].sentences == (
        "wait_mean_min is 1.50 min (-4.85 to 7.85) at 9, and 3.50 min (-2.85 to 9.85) at 18.",
    )
    assert rows_of(points) == [
        ("9", "1.50", "-4.85 to 7.85", "min"),
        ("18", "3.50", "-2.85 to 9.85", "min"),
    ]
    # Less the mean of both points, replication by replication: each time the same.
    assert rows_of(levers) == [
        (PATIENCE, "first value", "-1.00", "-1.00 to -1.00", "min"),
        (PATIENCE, "last value", "+1.00", "+1.00 to +1.00", "min"),
    ]
    assert rows_of(varied)[0][:2] == (PATIENCE, "9, 18")
    assert chapter.command == f"wanghuiyi sweep mine.toml --vary {PATIENCE}=9,18"


def test_laws_that_were_varied_are_named_by_what_differs(
    done: tuple[Experiment, Experiment], tmp_path: Path
) -> None:
    laws = ('{law = "exponential", mean = 3}', '{law = "gamma", mean = 3, cv = 0.5}')
    labels = tuple(zip(laws, ("exponential", "gamma: cv 0.5"), strict=True))
    folder = tmp_path / "sweep-laws"
    write_a_sweep(folder, done[0], Lever("services.other_min", laws, labels=labels))

    chapter = answer_of(folder, "one", with_pictures=False)

    assert [row[0] for row in rows_of(chapter.tables[0])] == ["exponential", "gamma: cv 0.5"]
    assert rows_of(chapter.levers[0])[0][1] == "exponential; gamma: cv 0.5"
    (said,) = chapter.verdicts[0].sentences
    assert "at exponential, and 3.50 min (-2.85 to 9.85) at gamma: cv 0.5." in said


def test_a_staffing_says_the_promise_the_plan_its_cost_and_what_was_pruned(
    staffing_folder: Path,
) -> None:
    chapter = of(staffing_folder)
    text = " ".join(chapter.short)
    plan, promises = chapter.tables

    promised = "wait_over_15_min_share is at most 5.0% in each outlet"
    assert chapter.questions[-1] == f"Which staffing is cheapest such that {promised}?"
    assert "The plan has 3 counters and costs 1,500 yuan a week." in text
    assert "With a probability of 95% the promise is kept in every outlet" in text
    assert "2.0% (95% interval 1.0% to 3.0%), of all together" in text
    assert "It took 40 replications, 10 of them the check: of 5 candidates 3 were simulated" in text
    assert "1 ruled out unseen, 1 not needed" in text
    assert [row[0] for row in rows_of(plan)] == ["Hill, rural", "Town, town"]
    assert rows_of(plan)[1][-2:] == ("1 counter, 30.0%, breaks", "settled")
    # Of 5% ten times would be half of all, twenty times all: 0.5% and 1% are not to be had.
    assert [row[:2] for row in rows_of(promises)] == [
        ("2.5%", "2,000"),
        *((limit, "1,500") for limit in ("5.0%", "10.0%", "20.0%", "50.0%")),
    ]
    assert [len(group.rows) for group in chapter.appendix[0].groups] == [1, 4]


def test_a_plan_is_shown_as_a_scenario_without_the_way_to_its_files(staffing_folder: Path) -> None:
    (listing,) = of(staffing_folder).listings

    assert 'extends = "mine.toml"' in listing.text
    assert 'outlets_csv = "outlets.csv"' in listing.text
    assert PLACE not in listing.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"confidence": None, "chance_at_least": 0.87}, "probability of at least 87.0%"),
        ({"confidence": None}, "Nothing is guaranteed, since not every outlet is settled."),
    ],
)
def test_what_is_not_guaranteed_is_said_to_be_so(
    staffing_folder: Path, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    folder = Path(copytree(staffing_folder, tmp_path / "other"))
    facts = facts_of(folder) | {"staffing": PROMISE | changed}
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")

    assert any(said in sentence for sentence in of(folder).short)


def test_a_fit_says_its_parameters_its_laws_and_what_it_could_not_tell(fit_folder: Path) -> None:
    chapter = of(fit_folder)
    parameters, laws = chapter.tables

    assert "1,003 rows read, 1,000 tickets used, and 3 rows left out." in chapter.short
    assert "extends base.toml" in chapter.short[1]
    assert [row[:4] for row in rows_of(parameters)] == [
        ("services.other_min.mean", "2.5", "2.4 to 2.6", "900"),
        ("others.day_cv", "0.1", "none", "20"),
    ]
    assert [row[0] for row in rows_of(laws)] == ["lognormal, chosen", "exponential"]
    assert rows_of(laws)[1][2:4] == ("112.5", "+12.5")
    assert ("left out: issued: not a moment", "3") in rows_of(chapter.levers[0])
    assert chapter.warnings[0] == "Balking: who saw the line and went took no ticket."
    assert chapter.command == "wanghuiyi fit log.csv --base=base.toml"
    (profile,) = chapter.appendix
    assert rows_of(profile)[0][:3] == ("08:00", "3.00", "0")


def test_what_courses_cost_stands_in_a_table_and_an_open_ratio_is_no_figure(tmp_path: Path) -> None:
    names = ("yuan", "before", "after")
    settled = CostOfEffect(
        "yuan_per_day_saved", *names, 600.0, 3.0, 200.0, 150.0, 300.0, 5, "settled"
    )
    unsettled = CostOfEffect("yuan_per_thing", *names, 600.0, -0.1, NAN, NAN, NAN, 5, "open")
    write_costs([settled, unsettled], tmp_path)
    write_costs([], tmp_path / "none")

    (table,) = costs_tables(tmp_path, "costs")

    assert read_costs(tmp_path)[0] == settled
    assert costs_tables(tmp_path / "none", "costs") == ()
    assert rows_of(table) == [
        ("day saved", "600", "+3.00", "200", "150 to 300", "settled"),
        (
            *("thing", "600", "-0.100", "none", "none"),
            "open: the effect may be none, so no ratio is settled",
        ),
    ]
