"""Results whose outlets were made by hand: what differs there is known."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from flask.testing import FlaskClient

from sim.explorer.app import create_app
from sim.explorer.explorer import Explorer
from sim.explorer.results import Shelf
from sim.files.schema import effective
from sim.scenario import Scenario
from sim.units import MINUTE_MS
from tests.sim.explorer.conftest import TOKEN

REPLICATIONS, COUNTIES, OUTLETS = 6, 3, 4
PLANTED = (1, 2)  # county and outlet that wait longer in the other run
LONGER_MIN, NOISE_MIN = 3.0, 0.2
CODES = [f"50024{number}" for number in range(COUNTIES)]


def write_outlets(folder: Path, longer_min: float, seed: int, codes: Sequence[str] = CODES) -> None:
    """Write a run of some counties with four outlets each, with noise in every wait."""
    chance = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for replication in range(REPLICATIONS):
        for county, code in enumerate(codes):
            for outlet in range(OUTLETS):
                is_planted = (county, outlet) == PLANTED
                wait = 5 + outlet + chance.normal(0, NOISE_MIN) + longer_min * is_planted
                called = 100 + 10 * outlet
                rows.append(
                    {
                        "replication": replication,
                        "county": code,
                        "outlet": f"Outlet {outlet}",
                        "lat": 29.0 + county % 20 + 0.1 * outlet,
                        "lon": 108.0 + county % 20 + 0.05 * outlet**2,
                        "visits": called + 20,
                        "called": called,
                        "wait_called_ms": round(called * wait * MINUTE_MS),
                        "balked": 4,
                        "reneged": 6,
                        "turned_away": 2,
                        "busy_ms": 9_000_000,
                        "busy_open_ms": 8_000_000,
                        "open_counter_ms": 16_000_000,
                        "open_ms": 16_000_000,
                        "waiting_open_ms": 4_000_000,
                        "class": "town",
                    }
                )
    folder.mkdir()
    pl.DataFrame(rows).write_parquet(folder / "offices.parquet")
    settlements = [
        {"county": code, "settlement": "Village", "lat": 29.05, "lon": 108.02, "people": 900}
        for code in codes
    ]
    pl.DataFrame(settlements).write_parquet(folder / "settlements.parquet")
    scenario = Scenario.model_validate({"name": folder.name, "network": {"counties": list(codes)}})
    facts = {
        "scenario": folder.name,
        "seed": 1,
        "replications": REPLICATIONS,
        "first_replication": 0,
        "command": f"wanghuiyi run {folder.name}.toml",
        "counties": [{"code": code, "name": "Shan<b>"} for code in codes],
        "effective_scenario": effective(scenario),
    }
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two runs, the second with one outlet that waits longer."""
    out = tmp_path_factory.mktemp("maps")
    write_outlets(out / "usual", 0.0, 1)
    write_outlets(out / "planted", LONGER_MIN, 2)
    return out


@pytest.fixture
def mapped(made: Path) -> Explorer:
    """Lend an explorer of these results."""
    return Explorer(Shelf(made))


@pytest.fixture
def looking(made: Path) -> FlaskClient:
    """Lend a browser that has the token, with these runs among the results."""
    client = create_app(made, (), TOKEN).test_client()
    client.get("/", query_string={"token": TOKEN}, base_url="http://127.0.0.1")
    return client
