"""What a command says where libraries of the simulation are not installed."""

import sys

import pytest
from click.testing import CliRunner

from sim.cli import SIMULATION, commands
from sim.cli.libraries import MODULES

ALL = (
    "needs the extra sim, the libraries of the simulation, which is not installed: "
    "pip install 'wanghuiyi[sim]'\n"
)


@pytest.fixture
def without_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in MODULES.values():
        monkeypatch.setitem(sys.modules, module, None)


@pytest.mark.usefixtures("without_all")
@pytest.mark.parametrize("command", SIMULATION)
def test_a_command_of_the_simulation_names_the_extra_that_is_missing(command: str) -> None:
    done = CliRunner().invoke(commands, [command, "county"])

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"wanghuiyi {command} {ALL}"


@pytest.mark.usefixtures("without_all")
def test_help_and_the_service_do_without_it() -> None:
    for words in (["--help"], ["run", "--help"], ["sweep", "-h"], ["serve", "--help"]):
        assert CliRunner().invoke(commands, words).exit_code == 0


def test_a_library_that_alone_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)

    done = CliRunner().invoke(commands, ["scenarios"])

    assert done.exit_code == 1
    assert "of which polars is not installed: pip install 'wanghuiyi[sim]'" in done.stderr
