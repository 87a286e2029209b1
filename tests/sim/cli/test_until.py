"""A run until its figures are precise: the bytes of as many replications, and what it says."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import commands
from sim.cli.working import Work
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.running.engines import engine_for
from sim.running.executors import SERIAL
from tests.end_to_end.command_line import called
from tests.sim.cli.test_wanted import OPTIONS
from tests.sim.runs import small_file

USUAL = ("--set=run.days=3", "--workers=1", "--no-plots", "--engine=simpy")
UNTIL = ("--until=wait_mean_min=20%", "--until=line_mean=5people")


@pytest.fixture(autouse=True)
def _beside_the_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_file(tmp_path)
    monkeypatch.chdir(tmp_path)


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments, *USUAL])


def manifest(folder: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))
    return facts


def data_of(folder: str) -> dict[str, bytes]:
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files if path.name != "manifest.json"}


def test_the_files_are_those_of_as_many_replications_byte_for_byte() -> None:
    done = invoke("run", "small.toml", *UNTIL, "--out=by-rule")
    used = manifest("by-rule/small")["until"]["used"]
    again = invoke("run", "small.toml", f"--replications={used}", "--out=by-number")

    assert (done.exit_code, again.exit_code) == (0, 0), done.output
    assert data_of("by-rule/small") == data_of("by-number/small")
    by_rule, by_number = manifest("by-rule/small"), manifest("by-number/small")
    chosen = by_rule.pop("until")
    assert by_rule | {"command": ""} == by_number | {"command": ""}
    assert chosen["reached"]
    assert chosen["at_most"] == 200
    assert [one["metric"] for one in chosen["metrics"]] == ["wait_mean_min", "line_mean"]
    assert [path.name for path in Path("by-rule").iterdir()] == ["small"]


def test_a_comparison_is_that_of_as_many_replications_byte_for_byte() -> None:
    Path("other.toml").write_text('extends = "small.toml"\nname = "other"\n', encoding="utf-8")
    pair = ("small.toml", "other.toml", "--set=line.patience_min=30")
    done = invoke("compare", *pair, "--until=wait_mean_min=1%", "--json", "--out=by-rule")
    (folder,) = Path("by-rule").iterdir()
    used = manifest(str(folder))["until"]["used"]
    invoke("compare", *pair, f"--replications={used}", "--out=by-number")

    assert used == 15  # both are the same, so nothing ever differs
    assert data_of("by-rule") == data_of("by-number")
    (wanted,) = json.loads(done.stdout)[-1]["until"]["metrics"]
    assert (wanted["alternative"], wanted["half_width"], wanted["reached"]) == ("other", 0.0, True)


def test_it_says_how_precise_and_how_many_planned_and_used() -> None:
    done = invoke("run", "small.toml", *UNTIL)

    used = manifest("results/small")["until"]
    assert "As precise as wanted" in done.stdout
    assert f"Planned {used['planned']} replications, used {used['used']}: enough" in done.stdout
    assert f"planned: {used['planned']} replications, by the first 10" in done.stderr


def test_at_the_most_it_ends_with_1_and_a_larger_most_goes_on_from_there() -> None:
    narrow = ("run", "small.toml", "--until=wait_mean_min=1%")

    first = invoke(*narrow, "--at-most=15")
    kept = len(list(Path().glob("results/small.unfinished/*/*.shard")))
    second = invoke(*narrow, "--at-most=17")

    assert (first.exit_code, second.exit_code, kept) == (1, 1, 15)
    assert "Not as precise as wanted" in first.stdout
    assert "and at most 15 may be run" in first.stderr
    assert "the same command with a larger --at-most goes on from there" in first.stderr
    assert "going on from 15 finished shards" in second.stderr
    assert manifest("results/small")["replications"] == 17
    gone_on = data_of("results/small")
    invoke("run", "small.toml", "--replications=17", "--out=fresh")
    assert gone_on == data_of("fresh/small")
    again = invoke("run", "small.toml", "--replications=17", "--resume", "--out=results")
    assert "going on from 17 of 17 shards" in again.stderr
    assert [path.name for path in Path("results").iterdir()] == ["small"]


def test_the_engine_is_the_same_whatever_the_most_or_a_run_would_not_go_on() -> None:
    scenario = read_scenario("small.toml", ["run.replications=15"])
    longer = read_scenario("small.toml", ["run.replications=100000"])
    counties = read_network(scenario)
    usual = engine_for("auto", scenario, counties), engine_for("auto", longer, counties)
    work = Work(replace(OPTIONS, until=("wait_mean_min=1%",)), SERIAL)

    engines = [work.engine_for(one, counties) for one in (scenario, longer)]

    assert usual == ("simpy", "compiled")
    assert engines[0] == engines[1]


def test_what_none_of_the_first_replications_has_is_refused() -> None:
    done = invoke("run", "small.toml", "--until=wait_priority_mean_min=5%")

    assert done.exit_code == 2
    assert (
        "--until: wait_priority_mean_min: not defined in any of the first 10 replications, "
        "so no more are run"
    ) in done.stderr.splitlines()
    assert not Path("results/small").exists()


def test_the_command_in_the_manifest_is_the_one_that_was_typed(tmp_path: Path) -> None:
    called("run", "small.toml", *UNTIL, *USUAL, folder=tmp_path)

    assert "--until=wait_mean_min=20%" in manifest("results/small")["command"]


def test_in_a_log_lines_on_stderr_have_the_precision_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quiet = invoke("run", "small.toml", *UNTIL)
    monkeypatch.setattr("sim.cli.progress.FIRST_LINE_S", 0.0)

    done = invoke("run", "small.toml", *UNTIL)

    lines = [line for line in done.stderr.splitlines() if line.startswith("small: ")]
    assert lines[0].startswith("small: 0 of 10")
    assert any(" wanted" in line and "left" in line for line in lines)
    used = manifest("results/small")["until"]["used"]
    assert lines[-1].startswith(f"small: {used} of {used}, in ")
    assert done.stdout == quiet.stdout


def test_what_is_too_large_for_so_many_is_refused_with_the_option_that_lowers_them() -> None:
    done = invoke("run", "china-week", *UNTIL, "--at-most=1000")

    assert done.exit_code == 2
    assert "with --until 1,000 replications may be run: lower that with --at-most" in done.stderr
