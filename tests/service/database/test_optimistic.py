"""What reads without locks changes nothing if somebody came between, and gets locks if it asks."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import bindparam, select, text

from service.database.optimistic import Decision, Reader, locked, with_locks
from service.database.statements import Query
from service.store import wallets
from service.store.wallets import OUTLET, open_outlet
from tests.service.database.deciding import NO_CHANGE, ONE, first
from tests.service.databases import Databases
from tests.service.servers import Service

UNLOCKED = select(OUTLET.c.outlet).with_for_update(skip_locked=True)
Arranged = Callable[[Callable[[], Any]], list[int]]


@pytest.fixture
def service(databases: Databases) -> Iterator[Service]:
    """Run the application upon PostgreSQL: SQLite has one writer, who always looks alone."""
    made = Service(databases.new("postgresql"))
    yield made
    made.database.close()


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Arranged:
    """Do something once, after the first look of a redemption and before its changes."""
    look = wallets.draft_and_wallet

    def arranged(action: Callable[[], Any]) -> list[int]:
        looks: list[int] = []

        def looked(*asked: Any) -> Any:  # noqa: ANN401 - as in what it stands for
            found = look(*asked)
            looks.append(len(looks))
            if len(looks) == 1:
                action()
            return found

        monkeypatch.setattr(wallets, "draft_and_wallet", looked)
        return looks

    return arranged


def test_a_draft_redeemed_meanwhile_is_credited_once(service: Service, between: Arranged) -> None:
    number, first, second = service.deposit()["number"], service.wallet(), service.wallet()
    looks = between(lambda: service.redeem(number, first))

    answer = service.redeem(number, second)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "draft_ended")
    assert len(looks) == 3


def test_a_wallet_changed_meanwhile_is_credited_on_top(service: Service, between: Arranged) -> None:
    one, other = service.deposit()["number"], service.deposit()["number"]
    wallet = service.wallet("certificate")
    between(lambda: service.redeem(one, wallet))

    answer = service.redeem(other, wallet)

    assert answer.status_code == 201
    assert answer.get_json()["balance"]["amount"] == 2 * answer.get_json()["money"]["amount"]


def test_what_needs_locks_gets_a_transaction_after_all(databases: Databases) -> None:
    database = databases.new("postgresql")
    have_locks: list[bool] = []

    def decide(reader: Reader) -> Decision[object]:
        have_locks.append(reader.connection is not None)
        return locked(reader).execute(text("SELECT 1")).scalar_one(), *NO_CHANGE

    assert database.optimistically(decide) == 1
    assert have_locks == [False, True]
    database.close()


def test_a_file_of_sqlite_has_a_transaction_at_once(databases: Databases) -> None:
    database = databases.new("sqlite")
    have_locks: list[bool] = []

    def decide(reader: Reader) -> Decision[object]:
        have_locks.append(reader.connection is not None)
        return reader.first(ONE, {}), *NO_CHANGE

    assert database.optimistically(decide) == {"one": 1}
    assert have_locks == [True]
    database.close()


def test_a_row_that_may_be_changed_is_locked_in_a_transaction_only(databases: Databases) -> None:
    database = databases.new("postgresql")
    database.transaction(lambda one: open_outlet(one, "somewhere"))
    query = Query(select(OUTLET.c.outlet), versions=(OUTLET,))

    def others(reader: Reader) -> Decision[bool]:
        reader.first(query, {})
        with database.reading() as other:
            is_locked = not other.execute(UNLOCKED).all()
        return is_locked, *NO_CHANGE

    assert database.optimistically(others) is False
    assert database.transaction(partial(with_locks, decide=others)) is True
    database.close()


def test_a_query_that_locks_by_itself_is_none_without_a_transaction(databases: Databases) -> None:
    database = databases.new("postgresql")
    locking = Query(select(OUTLET).where(OUTLET.c.outlet == bindparam("name")).with_for_update())

    with pytest.raises(AssertionError, match="locks would be gone"):
        database.optimistically(first(locking, name="nowhere"))
    database.close()
