"""The help of commands that run scenarios: their own options first, those that all share apart."""

import click
import pytest
from click.testing import CliRunner

from sim.cli import commands
from sim.cli.optimise import optimise
from sim.cli.options import OWN, SECTIONS
from sim.cli.runs import compare, run
from sim.cli.sweeps import sweep


@pytest.mark.parametrize("name", ["run", "compare", "sweep", "optimise"])
def test_help_has_the_options_that_are_shared_in_sections_of_their_own(name: str) -> None:
    lines = CliRunner().invoke(commands, [name, "--help"]).stdout.splitlines()

    headings = [line.removesuffix(":") for line in lines if line in {f"{one}:" for one in SECTIONS}]
    own = lines[lines.index(f"{OWN}:") : lines.index(f"{headings[0]}:")]
    assert headings == list(SECTIONS)
    # Of both names click keeps those that the first call of a command in this process gave it.
    assert any(line.lstrip().startswith(("-h, --help", "--help")) for line in own)
    assert not any("--out" in line or "--engine" in line for line in own)


@pytest.mark.parametrize("command", [run, compare, sweep, optimise], ids=lambda one: one.name)
def test_help_leaves_out_no_option(command: click.Command) -> None:
    said = CliRunner().invoke(command, ["--help"]).stdout

    options = [one.opts[0] for one in command.params if isinstance(one, click.Option)]
    assert [name for name in options if f"  {name} " not in said] == []
