"""What needs no key, where the database has no time for it."""

import pytest
from sqlalchemy import text

from service.database import transactions as database
from tests.service.databases import Databases
from tests.service.servers import Service

WAITING = "wanghuiyi_messages_waiting"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, databases: Databases) -> Service:
    """Run the application upon a PostgreSQL where nobody waits long for a lock."""
    monkeypatch.setattr(database, "LOCK_WAIT_MS", 50)
    return Service(databases.new("postgresql"))


def test_metrics_are_answered_without_the_messages_while_somebody_holds_them(
    impatient: Service,
) -> None:
    assert WAITING in impatient.get(None, "/metrics").text
    with impatient.database.engine.begin() as holding:
        holding.execute(text("LOCK TABLE message IN ACCESS EXCLUSIVE MODE"))

        response = impatient.get(None, "/metrics")

    assert response.status_code == 200
    assert "wanghuiyi_requests_total" in response.text
    assert WAITING not in response.text
    impatient.database.close()
