"""Runs to compare: a small one, others of the same people, and some that nothing pairs with."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.app import create_app
from sim.explorer.explorer import Explorer
from sim.explorer.results import Shelf
from sim.files.folder import new_folder
from sim.files.results import write_run
from sim.running.replication import Experiment
from tests.sim.explorer.conftest import TOKEN
from tests.sim.runs import small_experiment

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "small": (),
    "short": ('hours.opening_hours="Mo-Fr 09:00-12:00"',),
    "strict": ("line.at_closing=turn_away",),
    "fewer": ("run.replications=2",),
    "longer": ("run.days=13",),
    "later": ("run.first_day=2007-12-03",),
    "once": ("run.replications=1",),
    "lucky": ("run.seed=2",),
}


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Experiment]:
    """Run all of them."""
    folder = tmp_path_factory.mktemp("compared")
    return {
        name: small_experiment(folder, f"name={name}", *settings)
        for name, settings in SETTINGS.items()
    }


@pytest.fixture(scope="session")
def results(done: dict[str, Experiment], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write all of them into one folder of results."""
    out = tmp_path_factory.mktemp("written")
    for name, one in done.items():
        with new_folder(out / name) as fresh:
            write_run(one, fresh, f"wanghuiyi run {name}.toml --seed {one.scenario.run.seed}")
    return out


@pytest.fixture
def shelved(results: Path) -> Explorer:
    """Lend an explorer of these results."""
    return Explorer(Shelf(results))


@pytest.fixture
def comparing(results: Path) -> FlaskClient:
    """Lend a browser that has the token, with these runs among the results."""
    client = create_app(results, (), TOKEN).test_client()
    client.get("/", query_string={"token": TOKEN}, base_url="http://127.0.0.1")
    return client
