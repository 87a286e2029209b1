"""Results of commands: data first, then pictures, and nothing is lost that was worked out."""

import errno
import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import sim.files.disk
import sim.files.results
from sim.cli import commands
from sim.files.checkpoint import checkpoint_of
from sim.files.scenario_file import read_scenario
from sim.plots import maps
from tests.sim.runs import small_file

ONE = ("--replications", "1", "--workers", "1", "--set", "run.days=3")
CHANGED = ["run.days=3", "run.replications=1"]
DATA = {"manifest.json", "summary.csv", "journeys.parquet", "offices.parquet"}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    small_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wanghuiyi(*arguments: str) -> int:
    """Run a command in this process, and return its exit code."""
    try:
        return int(commands.main(list(arguments), standalone_mode=False) or 0)
    except SystemExit as error:
        return int(error.code or 0)


@pytest.mark.usefixtures("pencil")
def test_a_picture_that_fails_is_named_and_the_rest_stays(
    small: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        message = "no such colour"
        raise ValueError(message)

    monkeypatch.setattr(maps, "county_map", broken)

    code = wanghuiyi("run", "small.toml", *ONE)

    said = capfd.readouterr().err
    assert code == 1
    assert "no picture of waits map: ValueError: no such colour" in said
    assert {path.name for path in (small / "results/small").iterdir()} >= DATA
    drawn = {path.name for path in (small / "results/small/plots").iterdir()}
    assert "funnel.png" in drawn
    assert "map.png" not in drawn


@pytest.mark.usefixtures("pencil")
def test_names_with_dollars_braces_and_tags_are_drawn_as_text(small: Path) -> None:
    names = ["a$_$", "\\frac{1}{2} <b>&--></b>", "两河口 & Söhne"]
    rows = [
        f'"{name}",{30.5 + number / 10},109.7,rural,1,6000' for number, name in enumerate(names)
    ]
    (small / "outlets.csv").write_text(
        "\n".join(["name,lat,lon,class,counters,people", *rows]) + "\n", encoding="utf-8"
    )

    code = wanghuiyi("run", "small.toml", *ONE)

    assert code == 0
    assert (small / "results/small/plots/map.svg").is_file()


def test_a_full_disk_is_named_and_earlier_results_are_left(small: Path) -> None:
    wanghuiyi("run", "small.toml", *ONE, "--no-plots")
    before = (small / "results/small/manifest.json").read_bytes()

    done = subprocess.run(
        [sys.executable, "-c", "from sim.cli import main; main()", "run", "small.toml", *ONE],
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (3_000, 3_000)),
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")}
        | {"PYTHONDONTWRITEBYTECODE": "1"},  # nor could coverage write its data
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    said = "results/small: File too large: nothing was written there: make room, and start it again"
    assert said in done.stderr
    assert "no finished shards were kept: the same command works everything out" in done.stderr
    assert (small / "results/small/manifest.json").read_bytes() == before
    assert [path.name for path in (small / "results").iterdir()] == ["small"]


def test_after_a_full_disk_the_same_command_goes_on_from_what_was_kept(
    small: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    command = ("run", "small.toml", *ONE, "--resume", "--no-plots")
    full = partial(full_for_parquet, sim.files.disk.write)
    with monkeypatch.context() as patch:
        patch.setattr(sim.files.results, "write", full)
        failed = wanghuiyi(*command)
    said = capfd.readouterr().err

    gone_on = wanghuiyi(*command)

    assert (failed, gone_on) == (1, 0)
    assert "1 finished shard is kept in results/small.unfinished" in said
    assert "No space left on device" in said
    assert {path.name for path in (small / "results/small").iterdir()} >= DATA
    assert not (small / "results/small.unfinished").exists()


def full_for_parquet(write: object, path: Path, content: bytes) -> None:
    """Write as ever, but tables find the disk full."""
    if path.suffix == ".parquet":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    assert callable(write)
    write(path, content)


@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_file_in_the_way_is_known_before_anything_is_run(
    command: str, small: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    other = 'extends = "small.toml"\nname = "other"\n'
    (small / "other.toml").write_text(other, encoding="utf-8")
    files = {"run": ["small.toml"], "compare": ["small.toml", "other.toml"]}[command]
    (small / "results").mkdir()
    in_the_way = small / "results" / {"run": "small", "compare": "compare-small_other"}[command]
    in_the_way.write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sim.running.experiment.experiment", lambda *_: pytest.fail("it was run"))

    code = wanghuiyi(command, *files, *ONE)

    assert code == 2
    assert "this is a file" in capfd.readouterr().err
    assert in_the_way.read_text(encoding="utf-8") == "mine"


INTERRUPTED = """
import os, signal
from sim.plots import maps
maps.county_map = lambda *_: os.kill(os.getpid(), signal.SIGINT)
from sim.cli import main
main()
"""


@pytest.mark.proof
def test_who_interrupts_the_drawing_is_reported_that_the_data_are_complete(small: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "run", "small.toml", *ONE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == (
        "interrupted: the data in results/small/ are complete: "
        "draw them with wanghuiyi plot results/small"
    )
    assert {path.name for path in (small / "results/small").iterdir()} >= DATA
    assert not (small / "results/small/plots").exists()


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize("last", ["small.unfinished", "small.unfinished/HASH"])
def test_what_stands_where_shards_are_to_be_kept_is_known_before_anything_is_run(
    last: str,
    command: str,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    other = 'extends = "small.toml"\nname = "other"\n'
    (small / "other.toml").write_text(other, encoding="utf-8")
    files = {"run": ["small.toml"], "compare": ["other.toml", "small.toml"]}[command]
    kept = checkpoint_of(Path("results"), read_scenario("small.toml", CHANGED), "simpy", print)
    in_the_way = Path("results") / last.replace("HASH", kept.folder.name)
    in_the_way.parent.mkdir(parents=True)
    in_the_way.symlink_to("nowhere")
    monkeypatch.setattr("sim.running.experiment.experiment", lambda *_: pytest.fail("it was run"))

    code = wanghuiyi(command, *files, *ONE, "--engine=simpy", "--resume")

    assert code == 2
    assert f"{in_the_way}: finished shards are to be kept in a folder" in capfd.readouterr().err
    assert in_the_way.is_symlink()


def test_a_name_too_long_for_a_folder_is_reported_with_the_scenario(
    small: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = (small / "small.toml").read_text(encoding="utf-8")
    long = text.replace('name = "small"', f'name = "{"a" * 101}"')
    (small / "long.toml").write_text(long, encoding="utf-8")

    code = wanghuiyi("validate", "long.toml")

    assert code == 2
    assert "long.toml:1:1: name: " in capfd.readouterr().err
