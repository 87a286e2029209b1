"""What the tests of the service share: new databases of both kinds, and a service upon each."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_core import to_json

from service import idempotency
from service.domain.audience import data_for
from service.schemas.events import EVENTS, EVENTS_FOR_PHONES
from service.tables.messages import HEARERS
from tests.service.databases import DIALECTS, Databases, folder_in_memory, postgres_server
from tests.service.servers import Service

if TYPE_CHECKING:
    from service.call import Call, Outcome
    from service.database.change import Change
    from service.database.transactions import Database


@pytest.fixture(autouse=True)
def every_event_has_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold each event that an operation notes in any test to what the contract says of its kind."""
    write = idempotency._events  # noqa: SLF001 - every operation's events pass here, and no others

    def checked(outcome: "Outcome", call: "Call[Any]") -> "tuple[Change, ...]":
        for event in outcome.events:
            for role in HEARERS:
                told = to_json(data_for(role, event))
                (EVENTS | EVENTS_FOR_PHONES)[event.kind].model_validate_json(told)
        return write(outcome, call)

    monkeypatch.setattr(idempotency, "_events", checked)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Make databases of both kinds; the PostgreSQL server is this process's own."""
    folder = folder_in_memory("whdb")
    with postgres_server() as url:
        made = Databases(folder, url)
        yield made
        made.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Name one database after the other: what uses this is tested on both."""
    return str(request.param)


@pytest.fixture
def database(databases: Databases, dialect: str) -> "Iterator[Database]":
    """Make a new database with the schema."""
    made = databases.new(dialect)
    yield made
    databases.drop(made)


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
    databases.drop(made.database)
