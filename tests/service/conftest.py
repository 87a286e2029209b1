"""What the tests of the service share: new databases of both kinds, and a service upon each."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_core import to_json

from service import idempotency
from service.call import OptimisticOperation
from service.domain.audience import data_for
from service.schemas.events import EVENTS, EVENTS_FOR_PHONES
from service.store.entered import transfers_in
from service.tables.messages import HEARERS
from service.web.app import ROUTES
from tests.service.api.previewing import WITHOUT_PREVIEW
from tests.service.databases import DIALECTS, Databases, folder_in_memory, postgres_server
from tests.service.servers import Service

if TYPE_CHECKING:
    from functools import partial

    from service.call import Call, Outcome
    from service.database.change import Change
    from service.database.transactions import Database
    from service.idempotency import Answer


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


@pytest.fixture(autouse=True)
def what_moves_money_has_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no operation of a route enter a transfer in any test, unless its route says so."""
    decide = idempotency._decided  # noqa: SLF001 - every operation that is carried out passes here
    names = {f"{route.method} {route.path}": route for route in ROUTES}
    unmarked = {
        decision(route.operation): name
        for name, route in names.items()
        if route.operation and not route.moves_money and name not in WITHOUT_PREVIEW
    }

    def checked(decided: "partial[Outcome]", call: "Call[Any]") -> "tuple[Answer, Outcome]":
        answer, outcome = decide(decided, call)
        if name := unmarked.get(decision(decided.func)):
            saved = [one for step in (*outcome.earlier, outcome.changes) for one in step]
            assert not transfers_in(saved), f"{name} moves money: its Route must say so"
        return answer, outcome

    monkeypatch.setattr(idempotency, "_decided", checked)


def decision(operation: object) -> object:
    """Return the function that decides, for an operation that can be run without locks too."""
    return operation.decide if isinstance(operation, OptimisticOperation) else operation


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
