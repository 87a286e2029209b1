"""A redemption that looked without locks changes nothing if somebody came between."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.store import wallets
from tests.service.databases import Databases
from tests.service.servers import Service

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
    look = wallets.locked_draft_and_wallet

    def arranged(action: Callable[[], Any]) -> list[int]:
        looks: list[int] = []

        def looked(*asked: Any) -> Any:  # noqa: ANN401 - as in what it stands for
            found = look(*asked)
            looks.append(len(looks))
            if len(looks) == 1:
                action()
            return found

        monkeypatch.setattr(wallets, "locked_draft_and_wallet", looked)
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
