"""Each error of a database has one meaning, and whoever asks gets it: real errors, real HTTP."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest

from service.database.sqlstates import Meaning, meaning_of
from tests.service.databases import Databases
from tests.service.servers import Service, deposit_body, refused

PASSES = (503, "unavailable", "5")
BUSY = (503, "busy", "1")
WAITED = (409, "request_in_progress", "1")
FAULT = (500, "internal_error", None)
ANSWERS = {
    # Connections
    **dict.fromkeys(("08000", "08001", "08003", "08004", "08006", "08007", "08P01"), PASSES),
    # Fail-over, and sessions that were ended
    **dict.fromkeys(("25006", "25P03", "25P04", "26000", "28000", "28P01", "3D000"), PASSES),
    # Two that met
    **dict.fromkeys(("40000", "40001", "40P01"), BUSY),
    "40003": PASSES,
    # Resources
    **dict.fromkeys(("53000", "53100", "53200", "53300", "53400", "55006"), PASSES),
    "55P03": WAITED,
    # Operators, time-outs and the system
    **dict.fromkeys(("57000", "57014", "57P01", "57P02", "57P03", "57P04", "57P05"), PASSES),
    **dict.fromkeys(("58000", "58030", "58P01", "58P02"), PASSES),
    # What does not pass
    **dict.fromkeys(("0A000", "22003", "22P02", "23502", "23503", "23514", "25P02"), FAULT),
    **dict.fromkeys(("40002", "42501", "42703", "42P01", "54000", "55000"), FAULT),
    **dict.fromkeys(("P0001", "XX000", "XX001", "XX002"), FAULT),
}


@pytest.fixture
def service(databases: Databases) -> Iterator[Service]:
    """Run the application upon a PostgreSQL that fails when an answer is saved, as it is told."""
    made = Service(databases.new("postgresql"))
    made.run("CREATE TABLE fails_with (state text)")
    made.run(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE one text; BEGIN "
        "SELECT state INTO one FROM fails_with; IF one IS NULL THEN RETURN new; END IF; "
        "RAISE EXCEPTION 'it fails' USING ERRCODE = one; END $$"
    )
    made.run("CREATE TRIGGER fail BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION fail()")
    yield made
    made.database.close()


@pytest.mark.parametrize("path", ["/v1/deposits", "/v1/number-blocks"])
def test_each_sqlstate_has_its_answer_and_when_it_has_passed_all_goes_on(
    service: Service, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"/v1/deposits": deposit_body(), "/v1/number-blocks": {"count": 1}}[path]
    answers, logged, afterwards = {}, {}, {}
    assert service.post(service.outlet, path, body).status_code == 201

    for state in ANSWERS:
        caplog.clear()
        service.run("INSERT INTO fails_with VALUES (:state)", state=state)
        answer = service.post(service.outlet, path, body)
        service.run("DELETE FROM fails_with")
        answers[state] = (*refused(answer), answer.headers.get("Retry-After"))
        # Whether answers are logged, too, depends on what the process did before.
        logged[state] = [one.message for one in caplog.records if one.name != "service.access"]
        afterwards[state] = service.post(service.outlet, path, body).status_code

    assert answers == ANSWERS
    assert set(afterwards.values()) == {201}
    words = {PASSES: ["database unavailable"], FAULT: ["fault"], BUSY: [], WAITED: []}
    assert logged == {state: words[answer] for state, answer in ANSWERS.items()}


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (sqlite3.SQLITE_BUSY, Meaning.OUTRUN),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Meaning.OUTRUN),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, Meaning.OUTRUN),
        (sqlite3.SQLITE_PROTOCOL, Meaning.OUTRUN),
        (sqlite3.SQLITE_READONLY, Meaning.STALE),
        (sqlite3.SQLITE_READONLY_DBMOVED, Meaning.STALE),
        (sqlite3.SQLITE_CANTOPEN, Meaning.AWAY),
        (sqlite3.SQLITE_IOERR_FSYNC, Meaning.AWAY),
        (sqlite3.SQLITE_FULL, Meaning.SHORT),
        (sqlite3.SQLITE_NOMEM, Meaning.SHORT),
        (sqlite3.SQLITE_INTERRUPT, Meaning.SHORT),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, Meaning.DUPLICATE_KEY),
        (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, Meaning.DUPLICATE_KEY),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, Meaning.FAULT),
        (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, Meaning.FAULT),
        (sqlite3.SQLITE_CORRUPT, Meaning.FAULT),
        (sqlite3.SQLITE_ERROR, Meaning.FAULT),
        (sqlite3.SQLITE_NOTADB, Meaning.FAULT),
    ],
)
def test_each_code_of_sqlite_has_its_meaning(code: int, meaning: Meaning) -> None:
    error = sqlite3.OperationalError("in its words")
    error.sqlite_errorcode = code

    assert meaning_of(error) is meaning


def test_what_sqlite_says_itself_has_its_meaning() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE one (n INTEGER PRIMARY KEY, m INT UNIQUE CHECK (m > 0))")
        connection.execute("INSERT INTO one VALUES (1, 1)")
        meanings = []
        for statement in (
            "INSERT INTO one VALUES (1, 2)",
            "INSERT INTO one VALUES (2, 1)",
            "INSERT INTO one VALUES (2, 0)",
            "SELECT nothing FROM one",
        ):
            with pytest.raises(sqlite3.Error) as error:
                connection.execute(statement)
            meanings.append(meaning_of(error.value))
    connection.close()

    assert meanings == [Meaning.DUPLICATE_KEY, Meaning.DUPLICATE_KEY, Meaning.FAULT, Meaning.FAULT]


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), Meaning.AWAY),
        (psycopg.ProgrammingError("the query has 1 placeholder"), Meaning.FAULT),
        (psycopg.DataError("PostgreSQL text fields cannot contain NUL"), Meaning.FAULT),
        (None, Meaning.FAULT),
    ],
)
def test_what_has_no_code_is_away_if_the_connection_is(
    error: BaseException | None, meaning: Meaning
) -> None:
    assert meaning_of(error) is meaning
