"""The commands of holds and of payments given back, as people call them."""

import json

import pytest

from tests.service.cli.desk import Desk, new_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("holds"))


@pytest.fixture
def wallet(desk: Desk) -> str:
    """Return a wallet that has 175 yuan."""
    wallet = desk.printed("provider", "wallet", "open", "--tier", "certificate")
    desk.printed("provider", "redeem", desk.deposit()["number"], wallet)
    return wallet


def test_money_is_held_paid_in_part_given_up_and_given_back(desk: Desk, wallet: str) -> None:
    payee = desk.printed("provider", "wallet", "open")
    hold = desk.printed("provider", "hold", "place", wallet, "100", "--minutes", "60")
    words = ("hold", "capture", hold, "30", "--payee", payee, "--json")
    payment = json.loads(desk.printed("provider", *words))["payment_id"]
    free = desk.printed("provider", "hold", "place", wallet, "5", "--payee", payee)

    shown = desk.printed("provider", "wallet", "show", wallet)
    listed = desk.printed("provider", "hold", "list", wallet).splitlines()
    desk.printed("provider", "hold", "release", hold)
    desk.printed("provider", "hold", "capture", free, "4", "--final")
    desk.printed("provider", "payment", "reverse", payment, "30", "returned")

    assert ("balance    70.00 CNY" in shown, "held       75.00 CNY" in shown) == (True, True), shown
    assert [row.split()[:3] for row in listed] == [
        ["hold", "state", "held"],
        [hold, "held", "70.00"],
        [free, "held", "5.00"],
    ]
    assert "captured" in desk.printed("provider", "hold", "show", free)
    head, row = desk.printed("provider", "payment", "reversals", payment).splitlines()
    assert (head.split(), row.split()[1:]) == (
        ["at", "money", "reason", "by"],
        ["30.00", "CNY", "returned", "provider"],
    )
    assert "171.00 CNY" in desk.printed("provider", "wallet", "show", wallet)
    assert desk.printed("operator", "hold", "expire-due") == "0 expired"
    assert desk.printed("operator", "check-books").endswith("sound")


def test_who_says_twice_when_it_ends_is_asked_to_say_it_once(desk: Desk) -> None:
    words = ("hold", "place", "w", "1", "--minutes", "1", "--expires-at", "2050-01-01T00:00:00Z")

    done = desk.call("provider", *words)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "give one of them" in done.stderr
