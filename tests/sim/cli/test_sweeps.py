"""The command sweep: the same people at each point, nothing run twice, nothing lost by a kill."""

import json
from pathlib import Path
from typing import get_args

import polars as pl
import pytest
from click.testing import CliRunner, Result

from sim.cli.files import plot
from sim.cli.runs import run
from sim.cli.sweep_wanted import DESIGNS
from sim.cli.sweeps import sweep
from sim.files.sweep_points import KeptPoints
from sim.network import County
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.study.sweep.designs import DesignName
from sim.study.sweep.points import PointMetrics, PointToRun
from tests.sim.runs import SCENARIO, small_file

MEDIAN = "line.patience_min.median"
RANGES = (f"--vary={MEDIAN}=2..9", "--vary=redeem.lock_h=1..9")
FILES = ("values.csv", "values.parquet", "points.csv", "indices.csv", "design.csv")


def swept(folder: Path, *words: str, out: str = "results") -> Result:
    """Sweep two days of the small scenario, in this process."""
    file = small_file(folder)
    file.write_text(SCENARIO.replace("days = 12", "days = 2"), encoding="utf-8")
    usual = (f"--out={folder / out}", "--no-plots", "--workers=1", "--replications=2")
    return CliRunner().invoke(sweep, [str(file), *usual, *words])


def results(folder: Path, out: str = "results") -> Path:
    """Return the one folder of results, when nothing unfinished is left beside it."""
    (found,) = (folder / out).iterdir()
    return found


def test_a_point_is_what_run_gives_with_the_same_settings(tmp_path: Path) -> None:
    done = swept(tmp_path, f"--vary={MEDIAN}=2,9")
    assert done.exit_code == 0, done.output

    alone = 'line.patience_min={law = "lognormal_median", median = 2, sigma = 0.7}'
    words = [str(tmp_path / "small.toml"), f"--out={tmp_path / 'alone'}", "--no-plots"]
    CliRunner().invoke(run, [*words, "--replications=2", "--workers=1", f"--set={alone}"])

    ours = pl.read_csv(results(tmp_path) / "values.csv").filter(pl.col("point") == 0)
    theirs = pl.read_csv(tmp_path / "alone" / "small" / "replications.csv")
    for name in ("wait_mean_min", "reneged_share", "wishes_per_day"):
        found = ours.filter(pl.col("metric") == name)
        assert found["value"].to_list() == theirs[name].to_list()
        assert found["replication"].to_list() == [0, 1]


def test_every_point_meets_the_same_people(tmp_path: Path) -> None:
    done = swept(tmp_path, f"--vary={MEDIAN}=2,9", "--vary=redeem.lock_h=1,99")
    assert done.exit_code == 0, done.output

    table = pl.read_csv(results(tmp_path) / "values.csv")
    of_wishes = table.filter(pl.col("metric") == "wishes_per_day")
    assert of_wishes.group_by("replication").agg(pl.col("value").n_unique())["value"].to_list() == [
        *(1, 1)
    ]
    waits = table.filter(pl.col("metric") == "wait_mean_min").group_by(MEDIAN, "replication")
    assert set(waits.agg(pl.col("value").n_unique())["value"]) == {1}
    assert table["metric"].n_unique() * 4 * 2 == table.height


def test_an_interrupted_sweep_goes_on_to_the_same_bytes_with_any_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--design=morris", "--trajectories=3", f"--vary={MEDIAN}=2..30")
    whole = (*words, "--vary=services.other_min.mean=1..4")
    assert swept(tmp_path, *whole, out="whole").exit_code == 0
    keep = KeptPoints.keep
    kept: list[int] = []

    def keep_two(self: KeptPoints, point: PointToRun, first: int, metrics: PointMetrics) -> None:
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(point.number)
        keep(self, point, first, metrics)

    with monkeypatch.context() as patched:
        patched.setattr(KeptPoints, "keep", keep_two)
        interrupted = swept(tmp_path, *whole, out="parts")
    (left,) = (tmp_path / "parts").rglob("*-sweep")
    torn = min(left.iterdir(), key=lambda path: path.stat().st_mtime_ns)  # the first of all
    torn.write_bytes(torn.read_bytes()[:-1])

    done = swept(tmp_path, *whole, "--workers=2", out="parts")

    assert "2 finished points are kept in" in interrupted.output
    assert "is not believed, and done again: its checksum does not hold" in done.output
    assert "going on from 1 of 7 points" in done.output
    for name in FILES:
        one, other = (results(tmp_path, out) / name for out in ("whole", "parts"))
        assert one.read_bytes() == other.read_bytes()


def test_nothing_is_kept_if_nobody_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeptPoints, "keep", None)

    done = swept(tmp_path, f"--vary={MEDIAN}=2,9", "--no-resume")

    assert done.exit_code == 0, done.output


def test_whole_levers_are_run_once_however_often_they_come(tmp_path: Path) -> None:
    levers = ("--vary=network.town.counters_max=2..3", "--vary=line.reneging=true,false")

    done = swept(tmp_path, "--design=sobol", "--samples=8", *levers, "--json")

    document = json.loads(done.stdout)
    assert len(document["points"]) == 4
    assert pl.read_csv(results(tmp_path) / "design.csv").height == 8 * 4
    assert "4 points, 8 replications in all" in done.stderr
    assert {one["name"] for one in document["indices"]} == {"total", "first_order"}


def test_every_wrong_point_is_refused_before_any_is_run(tmp_path: Path) -> None:
    done = swept(tmp_path, f"--vary={MEDIAN}=-1,9", "--vary=parcel.claim_days=-3,4")

    assert done.exit_code == 2
    assert f"{MEDIAN}: -1, and must be at least" in done.output
    assert "--vary parcel.claim_days=-3: parcel.claim_days: -3, and must be at least 0" in (
        done.output
    )
    assert not (tmp_path / "results").exists()


def test_what_is_wrong_with_one_option_hides_nothing_of_another(tmp_path: Path) -> None:
    levers = (f"--vary={MEDIAN}=-1,9", "--vary=lin.x=1,2", "--vary=payment.method=draft,cheque")

    done = swept(tmp_path, *levers, "--metric=wait_meen", "--samples=8")

    said = " ".join(done.output.split())
    assert done.exit_code == 2
    for part in (f"{MEDIAN}: -1, and", "lin.x: not a", "cheque", "wait_mean_min?", "--samples"):
        assert part in said, part


def test_whole_laws_are_shown_by_what_differs_and_kept_as_toml(tmp_path: Path) -> None:
    law = '{law = "gamma", mean = 2, cv = %s}'
    words = ("--design=one-at-a-time", "--metric=wait_mean_min", "--replications=1", "--plots")

    done = swept(tmp_path, f"--vary=services.other_min=[{law % 1}, {law % 0.5}]", *words)

    assert done.exit_code == 0, done.output
    assert "gamma: mean 2, cv 0.5" in done.output
    table = pl.read_parquet(results(tmp_path) / "values.parquet")
    found = table["services.other_min"].unique(maintain_order=True).to_list()
    assert found[1:] == [law % 1, law % 0.5]
    assert found[0].startswith('{law = "lognormal"')
    assert (results(tmp_path) / "plots" / "response.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--design=sobol", "--samples=48"), "must be a power of two, such as 32 or 64"),
        (("--samples=4",), "--samples belongs to --design sobol, and this one is grid"),
        (("--metric=wait_meen", "--metric=x"), "did you mean wait_mean_min?"),
        (("--vary=redeem.lock_h=1..900:1", "--vary=redeem.retry_h=1..900:1"), "1,620,000 points"),
    ],
)
def test_a_usage_that_cannot_be_is_refused(
    words: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    done = swept(tmp_path, f"--vary={MEDIAN}=2,9", *words)

    assert done.exit_code == 2
    assert message in done.output


def test_other_people_are_said_to_be_others(tmp_path: Path) -> None:
    same, other = (swept(tmp_path, f"--vary={key}") for key in ("run.days=2,2", "run.days=2,3"))

    assert "do not meet the same people" not in " ".join(same.output.split())
    assert "do not meet the same people" in " ".join(other.output.split())


def test_a_preview_says_what_points_cost_and_runs_none(tmp_path: Path) -> None:
    done = swept(tmp_path, "--preview", f"--vary={MEDIAN}=2,20", "--json")

    short, long = json.loads(done.stdout)["points"]
    assert (short["values"], long["values"]) == ({MEDIAN: 2}, {MEDIAN: 20})
    assert short["visits"] == long["visits"] > 0
    assert short["expected"]["left_share"] > long["expected"]["left_share"] > 0
    assert not (tmp_path / "results").exists()
    assert "expected wait, min" in swept(tmp_path, "--preview", f"--vary={MEDIAN}=2,20").output


def test_a_point_that_fails_is_named_with_how_to_repeat_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(scenario: Scenario, county: County) -> Plan:
        if scenario.redeem.lock_h == 99:
            message = "a fault of ours"
            raise ValueError(message)
        return make_plan(scenario, county)

    monkeypatch.setattr("sim.running.shard.make_plan", failing)

    done = swept(tmp_path, "--vary=redeem.lock_h=1,99")

    assert done.exit_code == 1
    assert "replication 0 of your own outlets failed: ValueError: a fault of ours" in done.output
    assert "--set=redeem.lock_h=99 " in done.output
    assert "1 finished point is kept in" in done.output


def test_the_designs_are_those_of_the_study() -> None:
    assert get_args(DesignName) == DESIGNS


@pytest.mark.proof
@pytest.mark.parametrize(
    ("words", "pictures"),
    [
        ((f"--vary={MEDIAN}=2,9",), {"response"}),
        (("--vary=line.at_closing=serve,turn_away",), {"response"}),
        ((f"--vary={MEDIAN}=2,9", "--vary=line.at_closing=serve,turn_away"), {"heat-map"}),
        (
            ("--design=one-at-a-time", f"--vary={MEDIAN}=2,9", "--vary=line.reneging=true,false"),
            {"tornado"},
        ),
        (
            ("--design=lhs", "--points=4", *RANGES),
            {"tornado"},
        ),
        (
            (*("--design=morris", "--trajectories=2"), *RANGES),
            {"tornado", "indices"},
        ),
        (("--design=sobol", "--samples=2", f"--vary={MEDIAN}=2..9"), {"indices"}),
    ],
)
def test_each_design_has_its_pictures_and_plot_draws_them_anew(
    words: tuple[str, ...], pictures: set[str], tmp_path: Path
) -> None:
    done = swept(tmp_path, *words, "--replications=1", "--metric=wait_mean_min", "--plots")
    assert done.exit_code == 0, done.output
    folder = results(tmp_path)
    drawn = {path: path.read_bytes() for path in (folder / "plots").iterdir()}

    again = CliRunner().invoke(plot, [str(folder)])

    assert again.exit_code == 0, again.output
    assert {path.name for path in drawn} == {
        f"{name}.{ending}" for name in pictures for ending in ("png", "svg")
    }
    assert {path: path.read_bytes() for path in (folder / "plots").iterdir()} == drawn


def test_a_damaged_sweep_is_not_drawn(tmp_path: Path) -> None:
    swept(tmp_path, f"--vary={MEDIAN}=2,9")
    (results(tmp_path) / "points.csv").write_text("point\n", encoding="utf-8")

    refused = CliRunner().invoke(plot, [str(results(tmp_path))])

    assert refused.exit_code == 1
    assert "points.csv is not what the run wrote" in refused.output
