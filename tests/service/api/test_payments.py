"""Payments as both sides see them: made directly or out of a hold, and given back."""

from dataclasses import replace
from typing import Any

import pytest

from service.clock import date_of
from service.domain.day import day_of
from service.outbox import address
from tests.service.api.stories.annotations import noting
from tests.service.api.stories.holds import capture, captured, paid, placed, reversal_of
from tests.service.api.stories.wallets import other_provider
from tests.service.api.test_lists import listed, pay
from tests.service.servers import Service, money, refused, taken
from tests.service.trees import Tree, nodes_of, trail

HOLD_KINDS = ("hold", "hold_capture", "hold_release", "payment_reversal")


class Shop:
    """A payee at another provider, paid 60 of a hold of 100, of which 20 were given back."""

    def __init__(self, service: Service, *, is_promised: bool) -> None:
        """Let it happen."""
        self.service, self.provider = service, other_provider(service)
        self.payer, self.payee = service.full_wallet(), service.wallet(key=self.provider)
        self.key = service.key("shop", self.payee)
        named = {"payee_wallet_id": self.payee} if is_promised else {}
        self.hold_id = placed(service, self.payer, **named)
        service.clock.advance(ms=1)
        done = capture(service, self.hold_id, is_final=True, payee_id=self.payee).send(service)
        service.clock.advance(ms=1)
        self.payment_id = str(taken(done)["payment_id"])
        back = reversal_of(service, self.payment_id, 20)
        self.reversal = taken(replace(back, key=self.provider).send(service))

    def payment(self, key: str) -> dict[str, Any]:
        """Return the payment as one sees it, which the list says, too."""
        shown = taken(self.service.get(key, f"/v1/payments/{self.payment_id}"))
        assert listed(self.service, key, "payments") == [shown]
        return shown


@pytest.mark.parametrize("is_promised", [False, True])
def test_a_capture_is_a_payment_whose_payer_is_not_named_to_the_payee(
    service: Service, *, is_promised: bool
) -> None:
    shop = Shop(service, is_promised=is_promised)

    own = shop.payment(service.provider)

    assert own == {
        "payment_id": shop.payment_id,
        "payer_wallet_id": shop.payer,
        "payee_wallet_id": shop.payee,
        "hold_id": shop.hold_id,
        "money": money(60),
        "reversed": money(20),
        "state": "partly_reversed",
        "paid_at": own["paid_at"],
    }
    assert shop.payment(service.auditor) == own
    assert shop.payment(service.key("shop", shop.payer)) == own
    for key in (shop.provider, shop.key):
        assert shop.payment(key) == {**own, "payer_wallet_id": None}
    stranger = service.key("provider", "a third")
    assert listed(service, stranger, "payments") == []
    response = service.get(stranger, f"/v1/payments/{shop.payment_id}")
    assert refused(response) == (404, "payment_unknown")


def test_captures_are_listed_with_payments_in_order_by_wallet_and_direction(
    service: Service,
) -> None:
    other = other_provider(service)
    payer, payee = service.full_wallet(1_000), service.wallet(key=other)
    hold_id = placed(service, payer)
    made: list[str] = []
    for _ in range(3):
        made.append(pay(service, payer, payee))
        done = capture(service, hold_id, 30, payee_id=payee).send(service)
        made.append(str(taken(done)["payment_id"]))
    paid(service)
    captured(service, placed(service))  # others pay, too

    def ids(key: str, query: str) -> list[str]:
        return [one["payment_id"] for one in listed(service, key, f"payments?{query}")]

    assert ids(service.provider, f"wallet_id={payer}") == made
    assert ids(service.provider, f"wallet_id={payer}&direction=out") == made
    assert ids(service.provider, f"wallet_id={payer}&direction=in") == []
    assert ids(other, f"wallet_id={payee}&direction=in") == made == ids(other, "direction=in")
    assert ids(other, f"wallet_id={payee}&direction=out") == [] == ids(other, "direction=out")
    assert ids(service.provider, "direction=out")[:6] == made
    assert len(ids(service.auditor, "from=2006-01-01T00:00:00Z")) == 8


def test_a_payment_says_how_much_of_it_was_given_back(service: Service) -> None:
    payment_id = paid(service)

    def stands() -> tuple[str, int]:
        shown = taken(service.get(service.provider, f"/v1/payments/{payment_id}"))
        assert listed(service, service.provider, "payments") == [shown]
        return shown["state"], shown["reversed"]["amount"]

    seen = [stands()]
    for amount_fen in (1, 98, 1):
        taken(reversal_of(service, payment_id, amount_fen).send(service))
        seen.append(stands())

    assert seen == [
        ("paid", 0),
        ("partly_reversed", 1),
        ("partly_reversed", 99),
        ("reversed", 100),
    ]


def test_what_is_noted_of_a_capture_is_shown_with_the_payment_to_who_noted_it(
    service: Service,
) -> None:
    other = other_provider(service)
    payee_id = service.wallet(key=other)
    asked = capture(service, placed(service, payee_wallet_id=payee_id), payee_id=payee_id)
    made = taken(noting(asked, external_id="ride-7", metadata={"car": "3"}).send(service))
    path = f"/v1/payments/{made['payment_id']}"

    own, theirs = (taken(service.get(key, path)) for key in (service.provider, other))

    assert (own["external_id"], own["metadata"]) == ("ride-7", {"car": "3"})
    assert not {"external_id", "metadata"} & theirs.keys()


@pytest.mark.parametrize("is_promised", [False, True])
def test_entries_and_trails_name_the_payers_wallet_to_no_payee(
    service: Service, *, is_promised: bool
) -> None:
    shop = Shop(service, is_promised=is_promised)

    def entries(key: str, wallet_id: str) -> list[tuple[str, int, str, str | None]]:
        page = taken(service.get(key, f"/v1/wallets/{wallet_id}/entries"))
        return [
            (one["kind"], one["change"]["amount"], *one["counterparty"].values())
            for one in page["entries"]
            if one["kind"] in HOLD_KINDS
        ]

    assert entries(service.provider, shop.payer) == [
        ("hold", -100, "hold", shop.hold_id),
        ("hold_release", 40, "hold", shop.hold_id),
        ("payment_reversal", 20, "wallet", shop.payee),
    ]
    for key in (shop.provider, shop.key):
        assert entries(key, shop.payee) == [
            ("hold_capture", 60, "hold", shop.hold_id),
            ("payment_reversal", -20, "wallet", None),
        ]
        asked = (
            f"wallet/{shop.payee}",
            f"payment/{shop.payment_id}",
            f"reversal/{shop.reversal['reversal_id']}",
            *([f"hold/{shop.hold_id}"] if is_promised else []),
        )
        assert not [path for path in asked if shop.payer in str(trail(service, path, key))]
        if not is_promised:
            response = service.get(key, f"/v1/trails/hold/{shop.hold_id}")
            assert refused(response) == (404, "trail_unknown")


def test_what_comes_in_by_a_capture_or_a_reversal_is_credited_for_the_wallets_provider(
    service: Service,
) -> None:
    shop = Shop(service, is_promised=False)
    while address(service.database, service.clock()):
        pass

    def told(key: str) -> list[tuple[str, str, dict[str, Any]]]:
        events = taken(service.get(key, "/v1/events?limit=100"))["events"]
        return [
            (one["type"], one["subject"], one["data"])
            for one in events
            if one["subject"] == shop.payment_id and one["type"] == "wallet.credited"
        ]

    def credited(wallet_id: str, amount_fen: int, source: str) -> list[tuple[Any, ...]]:
        data = {"wallet_id": wallet_id, "money": money(amount_fen), "source": source}
        return [("wallet.credited", shop.payment_id, data)]

    assert told(shop.provider) == credited(shop.payee, 60, "payment")
    assert told(service.provider) == credited(shop.payer, 20, "reversal")


def test_the_proof_of_a_day_has_the_lines_of_holds_and_reversals(service: Service) -> None:
    shop = Shop(service, is_promised=True)
    day = date_of(day_of(service.clock()))
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": day})

    lines = taken(service.get(service.auditor, f"/v1/settlements/{day}/lines?limit=100"))["lines"]

    keys = [
        f"hold:{shop.hold_id}",
        f"hold_capture:{shop.payment_id}",
        f"hold_release:{shop.hold_id}",
        f"payment_reversal:{shop.reversal['reversal_id']}",
    ]
    assert [one["key"] for one in lines if one["key"] in keys] == keys
    assert taken(service.get(service.auditor, "/v1/books/check"))["findings"] == []


def test_a_trail_through_a_hold_says_who_posted_what_and_which_events_told_of_it(
    service: Service,
) -> None:
    shop = Shop(service, is_promised=True)

    found = trail(service, f"hold/{shop.hold_id}")

    def told(nodes: list[Tree]) -> dict[str, tuple[int, str, set[str]]]:
        return {
            node["entry"]["kind"]: (
                node["entry"]["money"]["amount"],
                node["entry"]["verbs"][0],
                {event["kind"] for event in node["entry"]["events"]},
            )
            for node in nodes_of(nodes)
            if node["entry"] and node["entry"]["kind"] in HOLD_KINDS
        }

    captures = "POST /v1/holds/{hold_id}/captures"
    went = told(found["went_to"])
    assert told(found["came_from"]) == {"hold": (100, "POST /v1/holds", {"hold.placed"})}
    assert went["hold_capture"] == (60, captures, {"hold.captured", "wallet.credited"})
    releases = "POST /v1/holds/{hold_id}/releases"
    assert went["hold_release"] == (40, releases, {"hold.captured"})
    reversals = "POST /v1/payments/{payment_id}/reversals"
    assert went["payment_reversal"] == (20, reversals, {"payment.reversed", "wallet.credited"})
