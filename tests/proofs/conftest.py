"""One PostgreSQL for all proofs that leave it alive, and a service for each of them."""

from collections.abc import Iterator

import pytest

from tests.proofs.postgres import Postgres, postgres
from tests.proofs.served import Served, serving


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve with two workers, on one database after the other; every fault of ours is told."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'books.db'}"
    else:
        cluster: Postgres = request.getfixturevalue("cluster")
        url = cluster.new_database()
    with serving(url, folder) as running:
        yield running
