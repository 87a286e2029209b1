"""The schema: up, down and up again, and the same as the models, on both kinds of databases."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from service.database import schema
from service.database.transactions import Database
from service.store.keys import StoredKey, stored_key
from service.store.webhooks import OldSecret, Webhook, webhook_by_id
from tests.service.databases import Databases

OF_ALL = ("provider", "p", "https://shop.example/", ("*",), b"new", 1)


@pytest.fixture
def empty(databases: Databases, dialect: str) -> Iterator[Database]:
    """Make a database without a table."""
    made = databases.empty(dialect)
    yield made
    made.close()


def triggers(database: Database) -> int:
    """Return how many triggers of ours there are."""
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    if not database.is_sqlite:
        query = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    with database.reading() as connection:
        return int(connection.execute(text(query)).scalar_one())


def dumped(database: Database) -> list[str]:
    """Return the statements that make all that a file has, and close it."""
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver
        statements = list(driver.iterdump())
    database.close()
    return statements


def test_a_schema_goes_up_and_down_and_up_again(empty: Database) -> None:
    assert (schema.is_empty(empty), schema.is_current(empty)) == (True, False)

    schema.upgrade(empty)
    assert (schema.is_empty(empty), schema.is_current(empty)) == (False, True)
    found = triggers(empty)
    assert found > 0

    schema.downgrade(empty, schema.BASE)
    with empty.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert (triggers(empty), schema.is_current(empty)) == (0, False)

    schema.upgrade(empty)
    schema.upgrade(empty)
    assert (triggers(empty), schema.is_current(empty)) == (found, True)


def test_the_migrations_make_what_the_models_say(empty: Database) -> None:
    schema.upgrade(empty)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_new_file_has_what_the_migrations_make_to_the_letter(databases: Databases) -> None:
    migrated, created = databases.empty("sqlite"), databases.empty("sqlite")

    schema.upgrade(migrated)
    schema.create(created)
    schema.create(created)

    assert dumped(created) == dumped(migrated)
    assert schema.is_current(created)


def test_the_statements_for_new_files_are_those_of_the_migrations() -> None:
    written = schema.SQLITE_SCRIPT.read_text(encoding="utf-8")

    assert written == schema.sqlite_script(), "write them anew: make schema"


def test_the_migrations_make_the_constraints_of_the_models(empty: Database) -> None:
    schema.upgrade(empty)

    with empty.engine.connect() as connection:
        for table in SQLModel.metadata.tables.values():
            made = {one["name"] for one in inspect(connection).get_check_constraints(table.name)}
            said = {one.name for one in table.constraints if one.__visit_name__.startswith("check")}
            assert said <= made, table.name


def test_what_was_promised_of_an_old_secret_goes_up_with_the_database_and_down_again(
    empty: Database,
) -> None:
    webhook = text(
        "INSERT INTO webhook VALUES (:id, 'provider', 'p', 'https://shop.example/', :kinds, :new, "
        ":old, :until_ms, :yes, '', 1)"
    )
    key = text("INSERT INTO api_key VALUES ('k', 'auditor', 'a', :new, 1, 7, 0)")
    usual = {"kinds": '["*"]', "new": b"new", "yes": True}
    old = b"\x00old\xff"
    schema.upgrade(empty, "0007")
    with empty.engine.begin() as connection:
        connection.execute(webhook, {**usual, "id": "with", "old": old, "until_ms": 5_000})
        connection.execute(webhook, {**usual, "id": "without", "old": None, "until_ms": None})
        connection.execute(key, {"new": b"new"})

    schema.upgrade(empty)
    with empty.reading() as connection:
        up = {name: webhook_by_id(connection, name) for name in ("with", "without")}
        key_up = stored_key(connection, "k")
    schema.downgrade(empty, "0007")
    with empty.reading() as connection:
        found = text("SELECT webhook_id, old_secret_sealed, old_until_ms FROM webhook ORDER BY 1")
        down = [
            (one, sealed and bytes(sealed), end) for one, sealed, end in connection.execute(found)
        ]

    assert (up["with"], up["without"]) == (
        Webhook("with", *OF_ALL, old_secrets=(OldSecret(5_000, old),)),
        Webhook("without", *OF_ALL),
    )
    assert key_up == StoredKey("k", "auditor", "a", b"new", created_ms=1, ends_ms=7)
    assert down == [("with", old, 5_000), ("without", None, None)]
