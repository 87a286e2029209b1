"""Eight write and four follow every list by cursor: each row is seen once, and none is skipped."""

import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import Table, text

from service.database.transactions import Database
from service.web import steps
from tests.service.api.readers_and_writers import Crowd, whole
from tests.service.databases import Databases
from tests.service.servers import Service

MINUTE_S = 60.0
SOME_S = 3.0


@pytest.fixture
def crowd(databases: Databases) -> Iterator[Crowd]:
    database = Database(databases.new("postgresql").url, connections=16)
    yield Crowd(Service(database))
    database.close()


def hasty(database: Database, table: Table) -> int:
    """Return the last number that was drawn, without waiting for whoever draws: a planted fault."""
    with database.reading() as connection:
        last = text(f"SELECT last_value FROM {table.name}_seq_seq")  # noqa: S608 - a table of ours
        return int(connection.execute(last).scalar_one())


def require_each_once(crowd: Crowd, seconds: float) -> None:
    followed = crowd.run(seconds)

    counts = {noun: len(names) for noun, names in crowd.made.items()}
    sys.stdout.write(f"made {counts}, read {sum(len(one.seen) for one in followed)} rows\n")
    for one in followed:
        assert one.seen == whole(crowd.service, one), one.path
        assert len(one.seen) == len(set(one.seen)), one.path
    for noun, made in crowd.made.items():
        seen = max((one for one in followed if one.noun == noun), key=lambda one: len(one.seen))
        assert made <= set(seen.seen), noun
    assert crowd.service.books()["findings"] == []


def test_every_list_shows_each_row_once_to_whoever_reads_on_meanwhile(crowd: Crowd) -> None:
    require_each_once(crowd, SOME_S)


@pytest.mark.proof
def test_for_a_minute_every_list_shows_each_row_once(crowd: Crowd) -> None:
    require_each_once(crowd, MINUTE_S)


@pytest.mark.proof
def test_readers_who_do_not_wait_skip_rows_and_the_proof_notices(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "settled_number", hasty)

    with pytest.raises(AssertionError, match="/v1/"):
        require_each_once(crowd, 4 * SOME_S)
