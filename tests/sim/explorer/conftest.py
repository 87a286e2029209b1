from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.again import Again, CountyAgain, CountyWanted
from sim.explorer.app import create_app
from sim.explorer.results import RunResults
from tests.sim.explorer.run_folders import CALMER, COUNTY, EVENTFUL, make_runs

TOKEN = "the token"  # noqa: S105 - of a test
REFERENCE = Path("results/reference")


@pytest.fixture
def explorer(tmp_path: Path) -> FlaskClient:
    """Lend a browser that has the token, with the reference run among the results."""
    return with_token(tmp_path / "results", REFERENCE)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two runs of the same people, one with breakdowns and one without."""
    return make_runs(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def eventful(runs: Path) -> RunResults:
    return RunResults(EVENTFUL, runs / EVENTFUL)


@pytest.fixture(scope="session")
def calmer(runs: Path) -> RunResults:
    return RunResults(CALMER, runs / CALMER)


@pytest.fixture(scope="session")
def reference() -> RunResults:
    return RunResults("reference", REFERENCE)


@pytest.fixture(scope="session")
def again() -> Again:
    """Lend one store for all tests, so that a county is simulated once."""
    return Again()


@pytest.fixture(scope="session")
def county(again: Again, eventful: RunResults) -> CountyAgain:
    """Simulate the second replication of the eventful run again."""
    return again.county(CountyWanted(eventful, COUNTY, 1))


@pytest.fixture(scope="session")
def visitor(runs: Path) -> FlaskClient:
    """Lend a browser of an explorer of both runs."""
    return with_token(runs, REFERENCE)


def with_token(out: Path, *folders: Path) -> FlaskClient:
    client = create_app(out, folders, TOKEN).test_client()
    client.get("/", query_string={"token": TOKEN}, base_url="http://127.0.0.1")
    return client
