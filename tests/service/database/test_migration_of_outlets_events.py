"""What a database of before has stays, when outlets and watchers hear, and when they do no more."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.database import schema
from service.database.transactions import Database
from tests.service.api.stories import drafts, outlets
from tests.service.api.stories.webhooks import webhook_of
from tests.service.database.test_migrations import rows
from tests.service.databases import Databases
from tests.service.servers import Service, money, taken

WEBHOOK = (
    "INSERT INTO webhook (webhook_id, role, holder, url, kinds, secret_sealed, old_secrets, "
    "is_enabled, disabled_because, created_ms) VALUES (:id, :role, 'x', 'https://a.example', "
    "'[]', :secret, '[]', :yes, '', 1)"
)
HEARERS = ("outlet", "auditor", "operator")


@pytest.fixture
def empty(databases: Databases, dialect: str) -> Iterator[Database]:
    """Lend a database without a schema."""
    made = databases.empty(dialect)
    yield made
    databases.drop(made)


def hook(role: str) -> dict[str, object]:
    """Return what a webhook of a role is written with."""
    return {"id": f"of {role}", "role": role, "secret": b"s", "yes": True}


def test_new_hearers_come_up_and_go_down_and_the_rest_stays(empty: Database) -> None:
    schema.upgrade(empty, "0010")
    with empty.engine.begin() as connection:
        connection.execute(text("INSERT INTO outlet VALUES ('Gushi 1', 17500)"))
        connection.execute(
            text(
                "INSERT INTO event (event_id, kind, subject, wallet_id, seller_id, data, at_ms, "
                "place, provider, shop, agent) VALUES "
                "('e', 'order.paid', 'o', 'w', 's', '{}', 1, 1, 'p', 's', '')"
            )
        )
        connection.execute(text(WEBHOOK), hook("agent"))
    before = rows(empty)
    for role in HEARERS:
        with pytest.raises(DBAPIError), empty.engine.begin() as connection:
            connection.execute(text(WEBHOOK), hook(role))

    schema.upgrade(empty)
    with empty.engine.begin() as connection:
        for role in HEARERS:
            connection.execute(text(WEBHOOK), hook(role))
        found = connection.execute(text("SELECT * FROM outlet")).mappings().one()
        connection.execute(text("INSERT INTO draft_sweep VALUES (1, 2, 3)"))
    schema.downgrade(empty, "0010")
    after = rows(empty)
    schema.upgrade(empty)

    assert (found["threshold_fen"], found["draft_events_from_ms"]) == (None, None)
    assert after == before


def test_what_was_swept_and_asked_for_before_works_after_down_and_up(service: Service) -> None:
    webhook_of(service)
    swept, alive = service.deposit(100), []
    service.clock.advance(days=60)
    alive.append(service.deposit(200))
    assert taken(outlets.swept(service).send(service))["expired"] == [swept["draft_id"]]
    asked = outlets.asked(service, threshold=money(250), has_draft_events=True)
    assert asked.send(service).status_code == 200

    schema.downgrade(service.database, "0010")
    schema.upgrade(service.database)
    service.restart()

    shown = taken(service.get(service.outlet, outlets.OWN))
    assert (shown["threshold"], shown["draft_events_from"]) == (None, None)
    assert drafts.refund(service, swept["number"]).send(service).status_code == 201
    service.clock.advance(days=60)
    again = taken(outlets.swept(service).send(service))
    assert again["expired"] == [one["draft_id"] for one in alive]
    assert service.books()["is_sound"]


def test_the_database_refuses_what_cannot_be(service: Service) -> None:
    assert service.outlet
    for statement in (
        "UPDATE outlet SET threshold_fen = -1",
        "INSERT INTO draft_sweep VALUES (2, 0, 0)",
    ):
        with pytest.raises(DBAPIError):
            service.run(statement)
