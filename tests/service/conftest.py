"""What the tests of the service share: new databases of both kinds, and a service upon each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.service.databases import DIALECTS, Databases, postgres_server
from tests.service.servers import Service

if TYPE_CHECKING:
    from service.database.transactions import Database


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Make databases of both kinds; the PostgreSQL server is this process's own."""
    with postgres_server() as url:
        made = Databases(tmp_path_factory.mktemp("databases"), url)
        yield made
        made.close()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Name one database after the other: what uses this is tested on both."""
    return str(request.param)


@pytest.fixture
def database(databases: Databases, dialect: str) -> "Iterator[Database]":
    """Make a new database with the schema."""
    made = databases.new(dialect)
    yield made
    made.close()


@pytest.fixture
def service(database: "Database") -> Iterator[Service]:
    """Run the application upon a new database."""
    made = Service(database)
    yield made
    made.database.close()


@pytest.fixture
def sqlite_service(databases: Databases) -> Iterator[Service]:
    """Run the application upon SQLite, for what does not reach the database."""
    made = Service(databases.new("sqlite"))
    yield made
    made.database.close()
