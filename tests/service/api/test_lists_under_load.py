"""Eight write and four follow every list by cursor: each row is seen once, and none is skipped.

That a reader who does not wait skips rows is shown, moment by moment, in `test_settled_numbers`.
"""

import sys
from collections.abc import Iterator

import pytest

from service.database.transactions import Database
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


@pytest.mark.proof
def test_every_list_shows_each_row_once_to_whoever_reads_on_meanwhile(crowd: Crowd) -> None:
    require_each_once(crowd, SOME_S)


@pytest.mark.proof
def test_for_a_minute_every_list_shows_each_row_once(crowd: Crowd) -> None:
    require_each_once(crowd, MINUTE_S)
