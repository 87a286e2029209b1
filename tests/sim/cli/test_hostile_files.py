"""Hostile files and options of commands: reported in words, exit code 2 or 1, no traceback."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sim.cli import commands
from sim.cli.options import REPLICATIONS, SEED
from sim.scenario import Run
from tests.sim.runs import OUTLETS, SCENARIO

NOT_UTF_8 = "a name that is not UTF-8: rename the file"
HUGE = "99999999999999999999"


def errors_of(*words: str) -> tuple[int, str]:
    """Return the exit code of a command and what it said, and know that it did not break down."""
    done = CliRunner().invoke(commands, words)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a scenario and its outlets."""
    (tmp_path / "small.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "outlets.csv").write_text(OUTLETS, encoding="utf-8")
    return tmp_path


OF_COLUMN = ', column = "x"'
LAW = '[services]\nother_min = {{ law = "empirical", file = "t.csv"{} }}\n'


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"small.toml": "# 村\n".encode("gbk")}, "small.toml:1:3: not UTF-8"),
        ({"small.toml": SCENARIO.encode("utf-16")}, "small.toml:1:1: UTF-16"),
        ({"small.toml": SCENARIO.encode("utf-16-le")}, "small.toml:1:1: UTF-16"),
        ({"small.toml": b"a = 1\n\n\0"}, "small.toml:3:1: a zero byte"),
        ({"small.toml": b""}, "network.counties names no county"),
        ({"small.toml": b'question = """\n'}, "small.toml:1:15: not TOML"),
        ({"small.toml": b"#" * 1_000_001}, "small.toml: 1000001 bytes, and must be at most"),
        ({"outlets.csv": OUTLETS.replace("6000", "6,000").encode()}, "outlets.csv:3:29: 7 cells"),
        ({"outlets.csv": OUTLETS.replace(",", ";").encode()}, "outlets.csv:1:1: cells separated"),
        (
            {"outlets.csv": OUTLETS.replace("Hill", "邮局").encode("gbk")},
            "outlets.csv:3:1: not UTF",
        ),
        ({"outlets.csv": OUTLETS.encode("utf-16")}, "outlets.csv:1:1: UTF-16"),
        ({"outlets.csv": OUTLETS.replace("Hill", "a\0").encode()}, "outlets.csv:3:2: a zero byte"),
        ({"outlets.csv": f'{OUTLETS}"x'.encode()}, "outlets.csv:4:1: a quote that is not closed"),
        (
            {"small.toml": f"{SCENARIO}{LAW.format('')}".encode()},
            "small.toml:20:34: services.other",
        ),
        (
            {
                "small.toml": f"{SCENARIO}{LAW.format('')}".encode(),
                "t.csv": b"number,minutes\n1,2.5\n",
            },
            "t.csv:1:8: 2 columns, and must have one",
        ),
        (
            {
                "small.toml": f"{SCENARIO}{LAW.format(OF_COLUMN)}".encode(),
                "t.csv": b"number,minutes\n1,2.5\n",
            },
            "t.csv:1:1: x: no column has this name; there are number, minutes",
        ),
    ],
)
def test_a_file_that_could_be_misread_is_reported_at_its_place(
    folder: Path, files: dict[str, bytes], place: str
) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)

    for command in ("validate", "run"):
        code, output = errors_of(command, str(folder / "small.toml"))

        assert code == 2
        assert place in output.replace(f"{folder}/", "")


def test_what_is_no_file_is_reported(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder / "loop")

    for name in (".", "pipe", "loop", "none", "x" * 300, "\x1b[2J", "small.toml/x"):
        code, output = errors_of("validate", str(folder / name))

        assert code == 2
        assert output.strip().isprintable()
    for name in (".", "pipe", "loop", "x" * 300):
        setting = f"network.outlets_csv={folder / name}"
        assert errors_of("validate", str(folder / "small.toml"), "--set", setting)[0] == 2


@pytest.mark.parametrize(
    "option",
    [
        f"--first-replication={HUGE}",
        "--first-replication=-1",
        f"--replications={HUGE}",
        "--replications=0",
        "--replications=1e3",
        f"--seed={HUGE}",
        f"--seed={'9' * 5_000}",
        f"--workers={HUGE}",
        "--workers=0",
        "--only=county",
        f"--only=county={HUGE}",
        "--executor=dask://x",
        "--executor=dask://x:0",
        "--executor=dask://x:65536",
        "--engine=other",
        "--keep=other",
        "--set=run.days",
        f"--set=run.days={HUGE}",
        "--set=run.days=nan",
    ],
)
def test_an_option_that_cannot_be_is_reported(folder: Path, option: str) -> None:
    (folder / "other.toml").write_text(SCENARIO.replace("small", "other"), encoding="utf-8")
    files = (str(folder / "small.toml"), str(folder / "other.toml"))

    for words in (("run", files[0]), ("compare", *files)):
        code, output = errors_of(*words, option, "--out", str(folder / "results"))

        assert code == 2
        assert option.partition("=")[0] in output or "--only" in output
        assert not (folder / "results").exists()


def test_days_to_verify_are_at_least_one(folder: Path) -> None:
    for days in ("0", "-1", "1.5", "x"):
        code, output = errors_of("verify", str(folder / "small.toml"), "--days", days)

        assert code == 2
        assert "--days" in output


def test_limits_of_options_are_those_of_the_scenario() -> None:
    limits = {
        name: {type(one).__name__: one for one in Run.model_fields[name].metadata}
        for name in ("replications", "seed")
    }

    of_replications = limits["replications"]
    assert (of_replications["Ge"].ge, of_replications["Le"].le) == (
        REPLICATIONS.min,
        REPLICATIONS.max,
    )
    assert isinstance(SEED, click.IntRange)
    assert SEED.max is not None
    assert (limits["seed"]["Ge"].ge, limits["seed"]["Lt"].lt) == (SEED.min, SEED.max + 1)


def test_names_that_are_not_utf_8_are_reported_before_anything_is_run(folder: Path) -> None:
    odd = folder / "odd\udcff.toml"
    odd.write_text(SCENARIO, encoding="utf-8")
    small = str(folder / "small.toml")

    assert errors_of("validate", str(odd)) == (2, f"{folder}/odd\\udcff.toml: {NOT_UTF_8}\n")
    assert errors_of("run", str(odd))[0] == 2
    assert errors_of("validate", small, "--set", "question=\udcff")[0] == 2
    for words in (("run", small, "--out", "odd\udcff"), ("plot", "odd\udcff")):
        code, output = errors_of(*words)
        assert (code, "its name is not UTF-8" in output) == (2, True)
