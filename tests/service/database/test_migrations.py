"""The schema: up, down and up again, and the same as the models, on both kinds of databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from service.database import schema
from service.database.schema import SchemaState
from service.database.transactions import Database
from service.store.keys import stored_key
from service.store.webhooks import webhook_by_id
from service.tables import OldSecret
from tests.service.api.market import Market
from tests.service.api.stories.wallets import contact_of
from tests.service.api.stories.webhooks import webhook_of
from tests.service.databases import Databases
from tests.service.parcels import parcel
from tests.service.servers import Service

OF_ALL = {
    "role": "provider",
    "holder": "p",
    "url": "https://shop.example/",
    "kinds": ("*",),
    "secret_sealed": b"new",
    "is_enabled": True,
    "disabled_because": "",
    "created_ms": 1,
}


@pytest.fixture
def empty(databases: Databases, dialect: str) -> Iterator[Database]:
    """Make a database without a table."""
    made = databases.empty(dialect)
    yield made
    made.close()


def fields_of(row: SQLModel) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).model_fields}


def state(database: Database) -> SchemaState:
    with database.reading() as connection:
        return schema.schema_state(connection)


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


def test_migrations_are_numbered_in_the_order_in_which_they_run() -> None:
    steps = list(ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions())[::-1]

    numbers = [f"{number:04}" for number in range(1, len(steps) + 1)]
    assert [step.revision for step in steps] == numbers
    assert [Path(step.path).name.partition("_")[0] for step in steps] == numbers
    assert schema.newest() == numbers[-1]


def test_a_schema_goes_up_and_down_and_up_again(empty: Database) -> None:
    assert state(empty) is SchemaState.EMPTY

    schema.upgrade(empty)
    assert state(empty) is SchemaState.CURRENT
    found = triggers(empty)
    assert found > 0

    schema.downgrade(empty, schema.BASE)
    with empty.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert (triggers(empty), state(empty)) == (0, SchemaState.OTHER)

    schema.upgrade(empty)
    schema.upgrade(empty)
    assert (triggers(empty), state(empty)) == (found, SchemaState.CURRENT)


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
        found_up = [webhook_by_id(connection, name) for name in ("with", "without")]
        up = {one.webhook_id: fields_of(one) for one in found_up if one}
        key_up = stored_key(connection, "k")
    schema.downgrade(empty, "0007")
    with empty.reading() as connection:
        found = text("SELECT webhook_id, old_secret_sealed, old_until_ms FROM webhook ORDER BY 1")
        down = [
            (one, sealed and bytes(sealed), end) for one, sealed, end in connection.execute(found)
        ]

    assert up == {
        "with": {**OF_ALL, "webhook_id": "with", "old_secrets": (OldSecret(5_000, old),)},
        "without": {**OF_ALL, "webhook_id": "without", "old_secrets": ()},
    }
    assert key_up
    assert fields_of(key_up) == {
        "key_id": "k",
        "role": "auditor",
        "holder": "a",
        "secret_hash": b"new",
        "created_ms": 1,
        "ends_ms": 7,
        "blocked_until_ms": 0,
        "revoked_ms": None,
    }
    assert down == [("with", old, 5_000), ("without", None, None)]


def test_what_a_database_of_0008_holds_stays_when_agents_come_and_when_they_go(
    empty: Database,
) -> None:
    key = "INSERT INTO api_key VALUES (:id, :role, 'Li', :secret, 1, NULL, 0, NULL)"
    event = (
        "INSERT INTO event (event_id, kind, subject, wallet_id, seller_id, data, at_ms, place, "
        "provider, shop) VALUES ('e', 'order.paid', 'o', 'w', 's', '{}', 1, 1, 'p', 's')"
    )
    webhook = (
        "INSERT INTO webhook (webhook_id, role, holder, url, kinds, secret_sealed, old_secrets, "
        "is_enabled, disabled_because, created_ms) VALUES (:id, :role, 'Li', 'https://a.example', "
        "'[]', :secret, '[]', :yes, '', 1)"
    )
    line = (
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
        "('gateway', 'payment:p', 'gateway:wallet:w', 'gateway:wallet:v', 5, 1)"
    )
    of_shop = {"id": "k", "role": "shop", "secret": b"s", "yes": True}
    of_agent = {**of_shop, "id": "l", "role": "agent"}
    schema.upgrade(empty, "0008")
    with empty.engine.begin() as connection:
        for statement in (key, event, webhook, line):
            connection.execute(text(statement), of_shop)
    before = rows(empty)
    for statement in (key, webhook):
        with pytest.raises(DBAPIError), empty.engine.begin() as connection:
            connection.execute(text(statement), of_agent)

    schema.upgrade(empty)
    with empty.engine.begin() as connection:
        assert connection.execute(text("SELECT place, agent FROM event")).one() == (1, None)
        connection.execute(text("INSERT INTO agent VALUES ('Li', 5, 0, 'standard', 1, 1)"))
        for statement in (key, webhook):
            connection.execute(text(statement), of_agent)
    schema.downgrade(empty, "0008")

    assert rows(empty) == before


def rows(database: Database) -> dict[str, list[str]]:
    """Return all rows of all tables; a column that was made anew stands last, so by its name.

    Numbers that a migration gives are left out: `test_lists_migration` has them.
    """
    with database.reading() as connection:
        return {
            table: sorted(
                str(sorted((name, one) for name, one in row.items() if name not in given(table)))
                for row in connection.execute(select(text("*")).select_from(text(table))).mappings()
            )
            for table in inspect(connection).get_table_names()
        }


def given(table: str) -> set[str]:
    """Return the columns of a table that a migration fills."""
    return {"seq"} if table in {"wallet", "offer", "trade_order"} else set()


@pytest.mark.parametrize("revision", ["0007", "0008", "0010"])
def test_a_database_that_was_used_before_is_upgraded_in_place_with_every_row(
    service: Service, revision: str
) -> None:
    market = Market(service)
    held = service.deposit()
    market.disputed()
    contact_of(service)
    webhook_of(service)
    parcel(service)
    before = rows(service.database)

    schema.downgrade(service.database, revision)
    schema.upgrade(service.database)
    after = rows(service.database)
    service.restart()

    assert after == before
    assert service.redeem(held["number"], service.wallet()).status_code == 201
    assert service.books()["is_sound"]
