"""Each contract of import is kept, and is seen to break when somebody breaches it."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.files import ROOT, python_files

CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
]
# For each contract, a module and what it may not import. A new contract needs one too.
BREACHES = {
    "The service never imports the simulation": ("service.clock", "sim.calendar"),
    "The plugin imports neither the service nor the simulation nor their libraries": (
        *("wanghuiyi.clock", "service.money"),
    ),
    "Nothing of ours needs the plugin": ("service.encoding", "wanghuiyi.line"),
    "The plugin imports one way": ("wanghuiyi.line", "wanghuiyi.world"),
    "The adversary imports one way": (
        *("wanghuiyi.adversary.shrinking", "wanghuiyi.adversary.search"),
    ),
    "The simulation imports of the service only its rules": ("sim.network", "service.vault"),
    "The service needs none of the simulation's libraries": ("service.money", "numpy"),
    "The simulation imports one way": ("sim.diary", "sim.measures"),
    "Running imports one way": ("sim.running.signals", "sim.running.shard"),
    "The model imports one way": ("sim.model.purchase", "sim.model.journey"),
    "People import one way": ("sim.people.seeding", "sim.people.wishes"),
    "Lives import one way": ("sim.lives.story", "sim.lives.counter"),
    "The compiled engine imports one way": ("sim.kernel.state", "sim.kernel.stages"),
    "The service imports one way": ("service.store.keys", "service.operations.keys"),
    "Operations write no SQL": ("service.operations.deposits", "sqlalchemy"),
    "The rules import one way": ("service.domain.typed", "service.domain.sale"),
    "The rules know no web, database, clock, chance or file": ("service.domain.till", "datetime"),
    "Only web, testing, server and the makers of pages know Flask": (
        *("service.operations.deposits", "flask"),
    ),
    "The web layer imports one way": ("service.web.request", "service.web.app"),
    "The tables of routes import one way": ("service.api.wallets", "service.api.books"),
    "Only the model uses SimPy": ("sim.measures", "simpy"),
    "Only one module uses Numba": ("sim.kernel.state", "numba"),
    "Only one module uses Dask": ("sim.running.replication", "dask"),
    "Only sim.plots draws pictures": ("sim.measures", "matplotlib"),
    "Only service.database speaks to PostgreSQL": ("service.store.wallets", "psycopg"),
    "Only one module uses OpenTelemetry": ("service.telemetry.access", "opentelemetry"),
    "Only the command line speaks to a terminal": ("service.client", "rich"),
    "Only files, plots, reports and the command line read and write files": (
        *("sim.measures", "json"),
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the modules and the contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in python_files("service", "sim", "wanghuiyi"):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


def file_of(tree: Path, module: str) -> Path:
    path = tree.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def report(tree: Path) -> str:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def broken(text: str) -> Iterator[tuple[str, str]]:
    """Yield each contract that is reported as broken, and what is said of it."""
    _, _, details = text.partition("Broken contracts")
    for name in re.findall(r"^(.+) BROKEN", text, flags=re.MULTILINE):
        heading = f"\n{name}\n{'-' * len(name)}\n"
        said = details.partition(heading)[2]
        yield name, re.split(r"\n.+\n-{5,}\n", said)[0]


def test_every_contract_has_a_breach_that_is_tried() -> None:
    assert sorted(BREACHES) == sorted(CONTRACTS)


def test_every_contract_is_kept(tree: Path) -> None:
    text = report(tree)

    assert list(broken(text)) == [], text
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in text


def test_every_contract_breaks_when_it_is_breached_and_names_the_breach(tree: Path) -> None:
    for module, imported in BREACHES.values():
        with file_of(tree, module).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")

    text = report(tree)

    said = dict(broken(text))
    assert sorted(said) == sorted(CONTRACTS), text
    unnamed = {
        name: said[name]
        for name, (module, imported) in BREACHES.items()
        if f"{module} -> {imported} " not in said[name]
    }
    assert unnamed == {}
