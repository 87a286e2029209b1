"""Connections: as many as there are, and a clear word to whoever waits for one in vain."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from service import database as room
from service.database import Busy, Database
from tests.service.servers import Databases


@pytest.fixture
def one(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Lend a database with one connection of each kind, for which nobody waits long."""
    monkeypatch.setattr(room, "LOCK_WAIT_MS", 50)
    made = Database(databases.new("postgresql").url, connections=1)
    yield made
    made.close()


def test_whoever_waits_for_a_connection_in_vain_is_told_that_it_is_busy(one: Database) -> None:
    with one.reading(), pytest.raises(Busy), one.reading():
        pass

    def ask_again(_: Connection) -> None:
        one.transaction(lambda connection: connection.execute(text("SELECT 1")))

    with pytest.raises(Busy):
        one.transaction(ask_again)
    with one.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
