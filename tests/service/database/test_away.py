"""A database that cannot be written or reached for a while: reported, and over when it is over."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from service.database import transactions as room
from service.database.transactions import Database
from tests.service.databases import Databases
from tests.service.servers import Service, deposit_body
from tests.waiting import wait_for

AWAY = (503, "5")
NOBODY = 65_534
# What is set for the service must not end the sessions that look at it, however slow they are.
UNBOUND = "-c default_transaction_read_only=off -c statement_timeout=0 -c idle_session_timeout=0"


@pytest.fixture
def service(databases: Databases) -> Iterator[Service]:
    made = Service(databases.new("postgresql"))
    yield made
    made.database.close()


class Operator:
    """Who runs the PostgreSQL of a service: what is done there goes past the service."""

    def __init__(self, service: Service) -> None:
        self.name = make_url(service.database.url).database or ""
        self._url = service.database.url.replace("+psycopg", "", 1)

    def do(self, *statements: str) -> None:
        """Run statements, in which {} is the database."""
        with psycopg.connect(self._url, autocommit=True, options=UNBOUND) as connection:
            for one in statements:
                connection.execute(SQL(one).format(Identifier(self.name)))

    def sessions(self) -> int:
        """Return how many sessions the service has."""
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        with psycopg.connect(self._url, options=UNBOUND) as connection:
            found = connection.execute(query).fetchone()
        assert found
        return int(found[0])

    def end_sessions(self) -> None:
        """Let the service lose all its sessions, as in a fail-over."""
        self.do(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def deposited(service: Service) -> tuple[int, str | None]:
    answer = service.post(service.outlet, "/v1/deposits", deposit_body())
    return answer.status_code, answer.headers.get("Retry-After")


def reserved(service: Service) -> tuple[int, str | None]:
    answer = service.post(service.outlet, "/v1/number-blocks", {"count": 1})
    return answer.status_code, answer.headers.get("Retry-After")


def ready(service: Service) -> tuple[int, str | None]:
    answer = service.get(None, "/readyz")
    return answer.status_code, answer.headers.get("Retry-After")


def listed(service: Service) -> int:
    return service.get(service.auditor, "/v1/settlements").status_code


def test_a_fail_over_to_a_standby_and_on_to_a_new_primary(service: Service) -> None:
    operator = Operator(service)
    assert (deposited(service)[0], listed(service)) == (201, 200)

    operator.do("ALTER DATABASE {} SET default_transaction_read_only = on")
    operator.end_sessions()
    ready(service)  # it, or whoever asks first, finds that the sessions are gone
    while_read_only = [
        (deposited(service), reserved(service), ready(service), listed(service)) for _ in range(2)
    ]
    operator.do("ALTER DATABASE {} RESET default_transaction_read_only")
    afterwards = [ready(service), deposited(service), reserved(service), ready(service)]

    assert while_read_only == [(AWAY, AWAY, AWAY, 200)] * 2
    assert [status for status, _ in afterwards] == [200, 201, 201, 200]


def test_sessions_that_were_read_only_are_not_kept_by_who_only_looked(service: Service) -> None:
    operator = Operator(service)
    operator.do("ALTER DATABASE {} SET default_transaction_read_only = on")
    assert ready(service) == AWAY
    operator.do("ALTER DATABASE {} RESET default_transaction_read_only")

    assert ready(service)[0] == 200
    assert deposited(service)[0] == 201


def test_all_sessions_turn_read_only_where_they_are_and_back(service: Service) -> None:
    operator = Operator(service)
    assert (deposited(service)[0], reserved(service)[0], ready(service)[0]) == (201, 201, 200)

    operator.do("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
    try:
        wait_for(lambda: ready(service) == AWAY)
        while_read_only = [deposited(service), reserved(service)]
    finally:
        operator.do("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
    wait_for(lambda: ready(service)[0] == 200)

    assert while_read_only == [AWAY, AWAY]
    assert (deposited(service)[0], reserved(service)[0]) == (201, 201)


def test_sessions_that_idled_too_long_cost_one_answer_at_most(service: Service) -> None:
    operator = Operator(service)
    operator.do("ALTER DATABASE {} SET idle_session_timeout = '100ms'")
    for ask in (ready, reserved, deposited):
        ask(service)

    wait_for(lambda: operator.sessions() == 0)
    operator.do("ALTER DATABASE {} RESET idle_session_timeout")
    first = deposited(service)

    assert first in {AWAY, (201, None)}
    assert [deposited(service)[0], reserved(service)[0], ready(service)[0]] == [201, 201, 200]


def test_sessions_that_were_ended_are_reported_once_and_then_made_anew(service: Service) -> None:
    operator = Operator(service)
    assert (deposited(service)[0], reserved(service)[0]) == (201, 201)

    operator.end_sessions()
    answers = deposited(service)

    assert answers == AWAY  # whether it was done is known by repeating it
    assert [deposited(service)[0], reserved(service)[0]] == [201, 201]


def test_a_statement_that_takes_too_long_is_reported_and_the_sessions_go_on(
    service: Service,
) -> None:
    operator = Operator(service)
    operator.do("ALTER DATABASE {} SET statement_timeout = '300ms'")
    service.run(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(30); RETURN new; END $$"
    )
    service.database.close()
    service.run("CREATE TRIGGER slow BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION slow()")

    answers = [deposited(service), reserved(service)]
    service.run("DROP TRIGGER slow ON answer")

    assert answers == [AWAY, AWAY]
    assert [deposited(service)[0], reserved(service)[0]] == [201, 201]


def test_no_connection_to_be_had_is_reported_until_there_is_one(service: Service) -> None:
    operator = Operator(service)
    clerk = f"clerk_{operator.name}"
    operator.do(
        f"CREATE ROLE {clerk} LOGIN",
        f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {clerk}",
        f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {clerk}",
    )
    key = service.outlet
    url = make_url(service.database.url).set(username=clerk)
    clerks = Service(Database(url.render_as_string(hide_password=False), 2), _keys=service._keys)  # noqa: SLF001 - they have the same
    assert clerks.outlet == key

    operator.do(f"ALTER ROLE {clerk} CONNECTION LIMIT 0")
    answers = [deposited(clerks), reserved(clerks), ready(clerks)]
    operator.do(f"ALTER ROLE {clerk} CONNECTION LIMIT 1")
    one_session = [ready(clerks)[0], reserved(clerks), ready(clerks)[0]]
    operator.do(f"ALTER ROLE {clerk} CONNECTION LIMIT -1")

    assert answers == [AWAY] * 3
    assert one_session == [200, AWAY, 200]  # the one that there is is kept
    assert [deposited(clerks)[0], reserved(clerks)[0], ready(clerks)[0]] == [201, 201, 200]
    clerks.database.close()
    operator.do(f"DROP OWNED BY {clerk}", f"DROP ROLE {clerk}")


@contextmanager
def file_of_another(databases: Databases) -> Iterator[tuple[Service, Path]]:
    """Lend a service upon a SQLite file that only this process's user may write."""
    folder = Path(tempfile.mkdtemp(prefix="whro"))
    folder.chmod(0o755)
    made = databases.new("sqlite")
    made.close()
    shutil.copyfile(make_url(made.url).database or "", folder / "books.db")
    service = Service(Database(f"sqlite:///{folder / 'books.db'}", connections=4))
    try:
        yield service, folder
    finally:
        service.database.close()
        shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else and back")
def test_a_file_that_may_not_be_written_is_reported_until_it_may(databases: Databases) -> None:
    with file_of_another(databases) as (service, _):
        assert (deposited(service)[0], ready(service)[0], listed(service)) == (201, 200, 200)
        with service.database.reading():  # keeps the file's memory in place for who may only read
            service.database.close()
            os.seteuid(NOBODY)
            try:
                while_read_only = [deposited(service), ready(service)]
                seen = listed(service)
            finally:
                os.seteuid(0)

            assert while_read_only == [AWAY, AWAY]
            assert seen == 200
            assert (ready(service)[0], deposited(service)[0]) == (200, 201)


def test_a_disk_without_room_is_not_ready(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready(sqlite_service)[0] == 200

    monkeypatch.setattr(room, "has_room", lambda _: False)

    assert ready(sqlite_service) == AWAY


def test_a_file_that_another_has_locked_is_not_ready_until_it_lets_go(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LOCK_WAIT_MS", 50)
    other = Database(sqlite_service.database.url, connections=1)

    with other.engine.begin():
        locked = ready(sqlite_service)

    assert locked == (503, "1")
    assert ready(sqlite_service)[0] == 200
    other.close()
