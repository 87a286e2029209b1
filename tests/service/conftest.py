"""What the tests of the service share: new databases of both kinds, and a service upon each."""

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.routing import Rule

from tests.service.servers import (
    DIALECTS,
    Databases,
    Service,
    folder_in_memory,
    postgres_server,
)

if TYPE_CHECKING:
    from service.database.transactions import Database


@pytest.fixture(scope="session", autouse=True)
def _rules_are_compiled_once() -> Iterator[None]:
    """Let Werkzeug compile a rule once: most tests have an application, and all the same rules.

    What is compiled depends on the rule's pieces alone, and takes seven eighths of the time in
    which an application is made.
    """
    compiled: dict[tuple[object, ...], Any] = {}
    compile_builder: Callable[[Rule, bool], Any] = Rule._compile_builder  # noqa: SLF001 - see above

    def once(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as there
        assert not rule.defaults, "they go into what is compiled"
        pieces = (append_unknown, *rule._trace)  # noqa: SLF001 - as above
        if pieces not in compiled:
            compiled[pieces] = compile_builder(rule, append_unknown)
        return compiled[pieces]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


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
