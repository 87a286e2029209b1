"""The commands of the trade, upon a database in this process."""

import json
import re

import pytest

from tests.service.cli.desk import Desk, call, new_desk

ROLES = {"operator": "me", "outlet": "Gushi 1", "provider": "Purse", "arbiter": "the chamber"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = new_desk(tmp_path_factory.mktemp("market"), ROLES)
    holder = made.printed("provider", "wallet", "open")
    created = call("keys", "create", "shop", holder, "--database", made.url)
    made.keys["shop"] = created.stdout.strip()
    made.printed("shop", "seller", "register", "Tea of Gushi", "32.18", "115.67")
    return made


def printed(desk: Desk, role: str, *words: str) -> str:
    """Return what a command prints for people, whatever the width of its columns."""
    return re.sub(" +", " ", desk.printed(role, *words))


def made(desk: Desk, stock: str = "5") -> tuple[str, str]:
    """Return an offer, and a buyer's wallet with 175 yuan in it."""
    offer = desk.printed("shop", "offer", "make", "Tea", "90", "300", stock)
    wallet = desk.printed("provider", "wallet", "open", "--tier", "certificate")
    desk.printed("provider", "redeem", desk.deposit()["number"], wallet)
    return offer, wallet


def test_an_order_goes_from_the_offer_to_the_sellers_purse(desk: Desk) -> None:
    offer, wallet = made(desk)
    shown = json.loads(desk.printed("provider", "offer", "show", offer, "--json"))
    seller = shown["seller"]["seller_id"]
    vouched = ("Trustpass", "2099-01-01T00:00:00Z", "--evidence", "Licence seen")
    certification = desk.printed("operator", "seller", "certify", seller, *vouched)

    order = desk.printed("provider", "order", "place", offer, wallet, "39.9", "116.4")
    assert "certified by Trustpass" in printed(desk, "provider", "offer", "show", offer)
    assert "balance 74.00 CNY" in printed(desk, "provider", "order", "pay", order)
    for role, step in (("shop", "ship"), ("operator", "deliver"), ("provider", "confirm")):
        said = printed(desk, role, "order", step, order)
    assert "state released" in said
    assert "seller Tea of Gushi (certified)" in printed(desk, "provider", "order", "show", order)
    statement = printed(desk, "shop", "seller", "statement", seller)
    assert f"{order} released" in statement
    assert "released 101.00 CNY" in statement
    assert "101.00 CNY" in printed(desk, "shop", "seller", "pay-out", "101", "--to", "bank")
    desk.printed("operator", "seller", "revoke", certification, "It was forged")
    assert "revoked" in printed(desk, "provider", "seller", "show", seller)


def test_a_draft_pays_an_order_in_one_step(desk: Desk) -> None:
    offer, _ = made(desk)
    wallet, number = desk.printed("provider", "wallet", "open"), desk.deposit("101")["number"]
    order = desk.printed("provider", "order", "place", offer, wallet, "39.9", "116.4")

    assert "balance 0.00 CNY" in printed(desk, "provider", "order", "pay", order, "--draft", number)


def test_a_reference_is_paid_at_the_counter(desk: Desk) -> None:
    offer, wallet = made(desk)
    order = desk.printed("provider", "order", "place", offer, wallet, "39.9", "116.4")
    said = json.loads(desk.printed("shop", "order", "reference", order, "--days", "2", "--json"))

    voucher = desk.printed("shop", "reference", "voucher", order, "--text", "--zone", "UTC")
    page = desk.printed("shop", "reference", "voucher", order)
    due = printed(desk, "outlet", "reference", "due", said["reference"])
    short = desk.call("outlet", "reference", "pay", said["reference"], "100")
    paid = printed(desk, "outlet", "reference", "pay", said["reference"], "101")
    zone = desk.call("shop", "order", "reference", order, "--midnight-in", "Urumqi")

    assert "due 101.00 CNY" in due
    assert (short.exit_code, "10100 is due" in short.stderr) == (1, True)
    assert "became paid" in paid
    assert (said["reference"] in voucher, "(UTC)" in voucher, "<svg" in page) == (True, True, True)
    assert (zone.exit_code, "Asia/Urumqi?" in zone.stderr) == (1, True)


def test_a_dispute_is_decided(desk: Desk) -> None:
    offer, wallet = made(desk)
    order = desk.printed("provider", "order", "place", offer, wallet, "39.9", "116.4")
    desk.printed("provider", "order", "pay", order)
    desk.printed("shop", "order", "ship", order)
    desk.printed("provider", "order", "dispute", order, "The box held a stone")

    decided = printed(desk, "arbiter", "order", "decide", order, "50", "Half of it was tea")

    assert "refunded 50.00 CNY" in decided


def test_the_commission_is_said_where_the_service_is_run(desk: Desk) -> None:
    offer, wallet = made(desk)
    name = "WANGHUIYI_COMMISSION_BASIS_POINTS"
    words = ("order", "place", offer, wallet, "39.9", "116.4")
    order = desk.call("provider", *words, **{name: "1000"}).stdout.strip()

    wrong = desk.call("provider", *words, **{name: "10001"})

    assert "commission 9.00 CNY" in printed(desk, "shop", "order", "show", order)
    assert (wrong.exit_code, "a number from 0 to 10000" in wrong.stderr) == (2, True)


def test_what_comes_to_nothing_gives_its_goods_back(desk: Desk) -> None:
    offer, wallet = made(desk, "1")
    order = desk.printed("provider", "order", "place", offer, wallet, "39.9", "116.4")

    desk.printed("provider", "order", "cancel", order)
    assert "stock 3" in printed(desk, "shop", "offer", "restock", offer, "2")
    again = desk.printed("provider", "order", "place", offer, wallet, "39.9", "116.4")
    desk.printed("provider", "order", "pay", again)
    assert "refunded" in printed(desk, "shop", "order", "refund", again, "--reason", "out_of_stock")

    assert "is_open no" in printed(desk, "shop", "offer", "close", offer)
    assert "is_open yes" in printed(desk, "shop", "offer", "open", offer)
    seller = json.loads(desk.printed("shop", "offer", "show", offer, "--json"))["seller"]
    assert offer in printed(desk, "shop", "offer", "list", seller["seller_id"])
    assert desk.printed("operator", "order", "confirm-due") == "0 confirmed, 0 cancelled"
    assert desk.printed("operator", "check-books").endswith("sound")
