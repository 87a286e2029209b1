"""docs/architecture.md tells the truth: its picture is the contracts', its ways are really gone."""

import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner

from service.server.config import ServerConfig
from service.server.preparation import prepare
from service.server.workers import application
from sim.cli import commands
from tests.conventions.files import ROOT
from tests.service.conftest import database, databases, dialect, service
from tests.service.outbox.conftest import Scene, receiver, scene
from tests.service.servers import Service

__all__ = ["database", "databases", "dialect", "receiver", "scene", "service"]

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
OPTIMIZED = 1  # a function's code has this flag, a class's or a module's has not
DECLARED = {
    "service/api/counter.py",
    "service/schemas/counter.py",
    "service/server/config.py",
    "service/tables/payment.py",
}
"""They declare: what is in them is used without a call of theirs."""
AROUND = {"service/cli/serving.py"}
"""What a test leaves out: it forks the workers, and never returns."""


def layers_drawn(package: str) -> list[set[str]]:
    _, _, rest = PAGE.partition(f"<!-- layers of {package} -->\n```\n")
    return [set(line.split(", ")) for line in rest.partition("```")[0].splitlines()]


def layers_held(package: str) -> list[set[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (held,) = (
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == [package]
    )
    return [set(re.findall(r"\w+", layer)) for layer in held]


def way(of: str) -> list[str]:
    """Return the modules that a way names, in order."""
    _, _, rest = PAGE.partition(f"<!-- way of {of} -->\n")
    return re.findall(r"^\d+\. `([^`]+)`: ", rest.partition("\n\n")[0], re.MULTILINE)


def gone(named: list[str], act: Callable[[], object]) -> list[str]:
    """Return how far a way goes: one module after the other, a function of each is called."""
    reached: list[str] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_flags & OPTIMIZED or len(reached) == len(named):
            return
        if code.co_filename.endswith(named[len(reached)]):
            reached.append(named[len(reached)])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return reached


@pytest.mark.parametrize("package", ["sim", "service"])
def test_the_picture_has_the_layers_that_the_contracts_hold(package: str) -> None:
    assert layers_drawn(package) == layers_held(package)


@pytest.mark.parametrize("of", ["a request", "a start", "a message", "a run"])
def test_a_way_is_short_and_its_modules_are_there(of: str) -> None:
    named = way(of)

    assert 10 <= len(named) <= 12
    assert len(set(named)) == len(named)
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_a_deposit_goes_the_way_that_is_told(service: Service) -> None:
    service.deposit()
    named = [module for module in way("a request") if module not in DECLARED]

    assert gone(named, service.deposit) == named


def test_a_start_goes_the_way_that_is_told(tmp_path: Path) -> None:
    config = ServerConfig(f"sqlite:///{tmp_path / 'books.db'}", port=0)
    named = [module for module in way("a start") if module not in DECLARED | AROUND]
    config = prepare(config)  # the first start makes what later ones find

    assert gone(named, lambda: application(prepare(config))) == named


def test_a_message_goes_the_way_that_is_told(scene: Scene) -> None:
    scene.webhook()
    number = scene.service.deposit()["number"]
    named = way("a message")

    def told() -> None:
        assert scene.service.redeem(number, scene.wallet_id).status_code == 201
        scene.deliver()

    assert gone(named, told) == named
    assert len(scene.receiver.received) == 1


def test_a_run_goes_the_way_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    few = "--set=run.days=1 --set=others.visits_per_person_year=0.01"  # each call is looked at
    words = f"run county --replications=1 {few} --no-plots --engine=simpy --workers=1"
    named = way("a run")

    def run() -> None:
        assert CliRunner().invoke(commands, words.split()).exit_code == 0

    assert gone(named, run) == named
