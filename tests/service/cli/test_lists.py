"""Commands that list what happened, and balances at a moment."""

import json
from pathlib import Path

import pytest

from tests.service.cli.desk import Desk, new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_desk(tmp_path)


def test_payments_and_withdrawals_are_listed_and_shown(desk: Desk) -> None:
    number = desk.deposit()["number"]
    wallet, shop = (
        desk.printed("provider", "wallet", "open", "--tier", "certificate") for _ in "ab"
    )
    desk.printed("provider", "redeem", number, wallet)
    paid = json.loads(desk.printed("provider", "wallet", "pay", wallet, shop, "25.50", "--json"))
    drawn = json.loads(desk.printed("provider", "wallet", "withdraw", wallet, "10", "--json"))

    head, row = desk.printed("provider", "payment", "list", "--wallet", shop).splitlines()
    listed = json.loads(desk.printed("provider", "payment", "list", "--direction", "in", "--json"))
    (left,) = json.loads(desk.printed("provider", "withdrawal", "list", "--json"))

    assert head.split()[0] == "payment_id"
    assert row.split()[:5] == [paid["payment_id"], wallet, shop, "25.50", "CNY"]
    assert [one["payment_id"] for one in listed] == [paid["payment_id"]]
    assert left["withdrawal_id"] == drawn["withdrawal_id"]
    assert "25.50 CNY" in desk.printed("provider", "payment", "show", paid["payment_id"])
    assert "10.00 CNY" in desk.printed("provider", "withdrawal", "show", drawn["withdrawal_id"])
    assert desk.printed("provider", "payment", "list", "--until", "2000-01-01T00:00:00Z") == ""


def test_drafts_orders_and_wallets_are_listed(desk: Desk) -> None:
    draft = desk.deposit()["draft_id"]
    wallet = desk.printed("provider", "wallet", "open")

    (shown,) = json.loads(desk.printed("outlet", "draft", "list", "--state", "issued", "--json"))
    (opened,) = json.loads(desk.printed("provider", "wallet", "list", "--not-frozen", "--json"))
    done = desk.call("provider", "order", "list", "--state", "paid", "--json")

    assert shown["draft_id"] == draft
    assert opened["wallet_id"] == wallet
    assert (json.loads(done.stdout), done.exit_code) == ([], 0)
    assert "to continue from here later: --cursor 0" in done.stderr


def test_a_balance_is_asked_for_by_wallet_or_by_account_and_moment(desk: Desk) -> None:
    number = desk.deposit()["number"]
    wallet = desk.printed("provider", "wallet", "open")
    desk.printed("provider", "redeem", number, wallet)

    assert "175.00 CNY" in desk.printed("provider", "balance", wallet)
    account = f"gateway:wallet:{wallet}"
    assert "175.00 CNY" in desk.printed("provider", "balance", account)
    before = ("--at", "2000-01-01T00:00:00Z")
    assert "0.00 CNY" in desk.printed("provider", "balance", wallet, *before)
    wrong = desk.call("provider", "balance", wallet, "--at", "yesterday")
    assert wrong.exit_code == 1
