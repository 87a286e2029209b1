"""Damaged results given to `plot`: reported in words before anything is drawn, exit code 1."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from tests.sim.cli.test_hostile_files import HUGE, errors_of
from tests.sim.runs import small_results

OTHER = "damaged, or of another version"
ANEW = "write the results anew with run, compare, sweep, optimise or fit"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of a run."""
    return small_results(tmp_path_factory.mktemp("run"), "run.days=1", "run.replications=1")


def _facts(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Return what changes the facts in a manifest."""

    def damage(results: Path) -> None:
        path = results / "manifest.json"
        facts = json.loads(path.read_text(encoding="utf-8"))
        change(facts)
        path.write_text(json.dumps(facts), encoding="utf-8")

    return damage


def _text(content: bytes) -> Callable[[Path], None]:
    """Return what writes another manifest."""
    return lambda results: _none((results / "manifest.json").write_bytes(content))


def _none(_: object) -> None:
    """Return nothing."""


def _table(name: str, content: bytes) -> Callable[[Path], None]:
    """Return what writes another table, and its hash into the manifest."""

    def damage(results: Path) -> None:
        (results / name).write_bytes(content)
        digest = sha256(content).hexdigest()
        _facts(lambda facts: facts["outputs_sha256"].update({name: digest}))(results)

    return damage


def _without(name: str, column: str) -> Callable[[Path], None]:
    """Return what takes a column from a table."""

    def damage(results: Path) -> None:
        pl.read_parquet(results / name).drop(column).write_parquet(results / name)
        _table(name, (results / name).read_bytes())(results)

    return damage


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_text(b""), f"manifest.json:1:1: damaged, and not JSON from here on: {ANEW}"),
        (_text(b'{\n "seed": 1,'), "manifest.json:2:12: damaged, and not JSON from here on"),
        (_text(b"[1]"), f"manifest.json:1:1: {OTHER} (not a table): {ANEW}"),
        (_text(b"null"), f"manifest.json:1:1: {OTHER} (not a table)"),
        (_text(b"[" * 100_000), f"manifest.json: damaged: {ANEW}"),
        (_text(b'{"seed": ' + b"9" * 5_000 + b"}"), "manifest.json: damaged: write"),
        (_text("{}".encode("utf-16")), "manifest.json:1:1: UTF-16, and must be UTF-8"),
        (_text(b"{}"), f"manifest.json:1:1: command: {OTHER} (field required)"),
        (_facts(lambda facts: facts.pop("outputs_sha256")), "outputs_sha256: damaged, or of"),
        (_facts(lambda facts: facts.update(outputs_sha256=[1])), "outputs_sha256: damaged, or"),
        (_facts(lambda facts: facts.update(seed="x")), "seed: damaged, or of another version"),
        (_facts(lambda facts: facts.update(replications=0)), "replications: damaged, or of"),
        (_facts(lambda facts: facts.update(versions={})), "versions has no wanghuiyi"),
        (_facts(lambda facts: facts.update(effective_scenario={})), "effective_scenario.run: "),
        (_facts(lambda facts: facts.update(comparison=3)), "comparison: damaged, or of"),
        (
            _facts(lambda facts: facts["effective_scenario"]["run"].update(warm_up_days=9)),
            "warm_up_days leaves no days to measure",
        ),
        (
            _facts(lambda facts: facts["outputs_sha256"].pop("series.parquet")),
            "series.parquet is not what the run wrote: write it anew with wanghuiyi run",
        ),
        (
            _facts(lambda facts: facts["outputs_sha256"].update({"/dev/zero": "", "\0": ""})),
            "/dev/zero is missing",
        ),
        (lambda results: (results / "flows.parquet").unlink(), "flows.parquet is missing"),
        (_table("flows.parquet", b"PAR1"), "flows.parquet cannot be read: another version"),
        (_table("summary.csv", b"metric,mean\n"), "summary.csv has no metric wishes_per_day"),
        (_table("summary.csv", b"metric,mean\nx,y\n"), "summary.csv cannot be read"),
        (_table("waterfall.csv", b"\xff\n"), "waterfall.csv cannot be read"),
        (_without("offices.parquet", "visits"), "offices.parquet has no column visits: another"),
        (_without("series.parquet", "at"), "series.parquet has no column at: another version"),
    ],
)
def test_damaged_results_are_reported_before_they_are_drawn(
    written: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    results = tmp_path / "small"
    copytree(written, results)
    damage(results)

    code, output = errors_of("plot", str(results))

    assert code == 1
    assert message in output
    assert not (results / "plots").exists()


def test_folders_of_others_beside_the_results_are_left_alone(written: Path, tmp_path: Path) -> None:
    copytree(written, tmp_path / "small")
    others = [tmp_path / f".small.new-{name}" for name in ("abc", "", "1x")]
    for other in others:
        other.mkdir()
    (tmp_path / f".small.new-{HUGE}").mkdir()
    (tmp_path / "small" / "manifest.json").unlink()

    assert errors_of("plot", str(tmp_path / "small"))[0] == 1
    assert all(other.is_dir() for other in others)


def test_a_folder_that_is_none_is_reported(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "odd" / "manifest.json").mkdir(parents=True)

    for name in ("loop", "odd", "none", "x" * 300):
        code, output = errors_of("plot", str(tmp_path / name))

        assert code in {1, 2}
        assert "holds no results" in output or "File name too long" in output
