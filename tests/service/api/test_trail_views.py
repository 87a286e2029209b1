"""What trails show to whom, and how they are cut; the examples are worked by hand."""

from typing import Any

import pytest

from service.domain.verbs import VERBS
from service.web.app import ROUTES
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.api.stories.agency import cash_in, topped_up
from tests.service.servers import (
    OTHER_OUTLET,
    OTHER_PROVIDER,
    PASSWORD,
    Service,
    money,
    refused,
    taken,
)
from tests.service.trees import WHOLE, Tree, destinations, nodes_of, trail


class Two:
    """A wallet that got 300 and then 500, paid 400 to another provider's, and withdrew 150."""

    def __init__(self, service: Service) -> None:
        """Let it happen."""
        self.other = service.key("provider", OTHER_PROVIDER)
        self.drafts = [service.deposit(fen) for fen in (300, 500)]
        self.payer, self.payee = service.wallet(), service.wallet(key=self.other)
        for draft in self.drafts:
            assert service.redeem(draft["number"], self.payer).status_code == 201
        body = {"payer_wallet_id": self.payer, "payee_wallet_id": self.payee}
        paid = service.done(service.provider, "/v1/payments", body | {"money": money(400)})
        self.payment_id = str(paid["payment_id"])
        taken_out = {"wallet_id": self.payer, "money": money(150)}
        gone = service.done(service.provider, "/v1/withdrawals", taken_out)
        self.withdrawal_id = str(gone["withdrawal_id"])


def outline(nodes: list[Tree]) -> list[Any]:
    """Return amounts, kinds of entries and what else nodes are, as nested lists."""
    return [
        [
            node["money"]["amount"],
            node["entry"]["kind"] if node["what"] == "moved" else node["what"],
            *([outline(node["nodes"])] if node["nodes"] else []),
        ]
        for node in nodes
    ]


def test_the_first_in_is_the_first_out_as_the_manual_works_it_out(sqlite_service: Service) -> None:
    two = Two(sqlite_service)

    payment = trail(sqlite_service, f"payment/{two.payment_id}")
    withdrawal = trail(sqlite_service, f"withdrawal/{two.withdrawal_id}")
    balance = trail(sqlite_service, f"wallet/{two.payer}", query="of=balance")
    first = trail(sqlite_service, f"receipt/{two.drafts[1]['draft_id']}")

    def came(fen: int) -> list[Any]:
        return [fen, "redemption", [[fen, "deposit"]]]

    assert outline(payment["came_from"]) == [[400, "payment", [came(300), came(100)]]]
    assert outline(payment["went_to"]) == [[400, "payment", [[400, "held"]]]]
    assert outline(withdrawal["came_from"]) == [[150, "withdrawal", [came(150)]]]
    assert outline(withdrawal["went_to"]) == [[150, "withdrawal"]]
    assert outline(balance["came_from"]) == [came(250)]
    assert outline(first["went_to"]) == [
        [500, "deposit", [[500, "redemption", [
            [100, "payment", [[100, "held"]]], [150, "withdrawal"], [250, "held"],
        ]]]]
    ]  # fmt: skip


def test_each_end_is_named_and_each_entry_says_when_it_was_closed(service: Service) -> None:
    two = Two(service)
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": "2026-11-24"})
    late = service.deposit(7)["draft_id"]

    found = trail(service, f"draft/{two.drafts[0]['draft_id']}")
    open_yet = trail(service, f"draft/{late}")

    redemption = found["went_to"][0]["entry"]
    assert (redemption["closed_with"], redemption["settled_with"]) == ("2026-11-24", "2026-11-24")
    assert [line["book"] for line in redemption["lines"]] == ["post", "gateway"]
    assert [event["kind"] for event in redemption["events"]] == ["wallet.credited"]
    assert "POST /v1/redemptions" in redemption["verbs"]
    deposit = found["came_from"][0]
    assert (deposit["end"], deposit["entry"]["settled_with"]) == ("till", None)
    assert open_yet["came_from"][0]["entry"]["closed_with"] is None
    assert destinations(open_yet) == {"post:drafts_outstanding": 7}


def test_an_order_a_parcel_and_a_reference_have_one_money(sqlite_service: Service) -> None:
    market = Market(sqlite_service)
    order_id, reference = market.referenced()
    market.pay_reference(reference)
    market.must(market.shop, order_id, "shipments")
    market.must(sqlite_service.operator, order_id, "deliveries")
    market.must(sqlite_service.provider, order_id, "confirmations")

    order = trail(sqlite_service, f"order/{order_id}")
    paid = trail(sqlite_service, f"reference/{order_id}")

    assert order["money"] == paid["money"] == money(AMOUNT_FEN)
    assert outline(order["came_from"]) == [[AMOUNT_FEN, "reference"]]
    seller = f"gateway:seller:{market.seller_id}"
    assert destinations(order) == destinations(paid) == {seller: AMOUNT_FEN}
    seen = trail(sqlite_service, f"order/{order_id}", market.shop)
    assert outline(seen["came_from"]) == [[AMOUNT_FEN, "hidden"]]
    assert destinations(seen) == {seller: AMOUNT_FEN}


@pytest.mark.parametrize(("depth", "nodes"), [(1, 200), (2, 200), (32, 1), (32, 2), (32, 3)])
def test_a_trail_that_is_cut_adds_up_and_says_where(
    sqlite_service: Service, depth: int, nodes: int
) -> None:
    two = Two(sqlite_service)

    for path in (f"wallet/{two.payer}", f"payment/{two.payment_id}"):
        found = trail(sqlite_service, path, query=f"depth={depth}&nodes={nodes}")
        for tree in (found["came_from"], found["went_to"]):
            moved = [node for node in nodes_of(tree) if node["what"] == "moved"]
            assert len(moved) <= nodes
        cut = [node["what"] for node in nodes_of(found["came_from"])]
        assert ("cut" in cut) == ((depth < 3 and "payment" in path) or depth < 2 or nodes < 4)


# Who sees what.


def test_a_provider_sees_its_wallets_and_the_rest_is_hidden(service: Service) -> None:
    two = Two(service)

    own = trail(service, f"wallet/{two.payer}", service.provider)
    others = trail(service, f"payment/{two.payment_id}", two.other)

    assert outline(own["came_from"]) == [[300, "hidden"], [500, "hidden"]]
    assert outline(own["went_to"]) == [[400, "hidden"], [150, "withdrawal"], [250, "held"]]
    assert outline(others["came_from"]) == [[400, "hidden"]]
    assert outline(others["went_to"]) == [[400, "payment", [[400, "held"]]]]
    for found, strangers in ((own, [two.payee, "Gushi"]), (others, [two.payer, "Gushi"])):
        assert not [one for one in strangers if one in str(found)]
        entries = [node["entry"] for node in nodes_of(found["came_from"]) if node["entry"]]
        assert [(one["lines"], one["events"]) for one in entries] == [([], [])] * len(entries)


def test_an_outlet_sees_its_drafts_until_they_left_it(service: Service) -> None:
    two = Two(service)
    draft = service.deposit(900)
    elsewhere = service.key("outlet", OTHER_OUTLET)
    service.deposit(5_000, elsewhere)
    body = {"number": draft["number"], "password": PASSWORD}
    service.done(elsewhere, "/v1/cash-outs", body)

    redeemed = trail(service, f"draft/{two.drafts[0]['draft_id']}", service.outlet)
    cashed = trail(service, f"receipt/{draft['draft_id']}", service.outlet)

    assert outline(redeemed["came_from"]) == [[300, "deposit"]]
    assert outline(redeemed["went_to"]) == [[300, "hidden"]]
    assert outline(cashed["went_to"]) == [[900, "deposit", [[900, "hidden"]]]]
    assert not [one for one in (two.payer, OTHER_OUTLET) if one in str((redeemed, cashed))]


def test_what_is_somebody_elses_is_unknown_to_others(service: Service) -> None:
    two, market = Two(service), Market(service)
    order_id = market.paid()
    draft_id = two.drafts[0]["draft_id"]
    elsewhere = service.key("outlet", OTHER_OUTLET)
    shop = service.key("shop", service.wallet())

    asked = [
        *((key, f"draft/{draft_id}") for key in (elsewhere, two.other, service.provider, shop)),
        *((key, f"wallet/{two.payer}") for key in (two.other, service.outlet, shop)),
        *((key, f"order/{order_id}") for key in (service.provider, shop, service.outlet)),
        *((key, f"withdrawal/{two.withdrawal_id}") for key in (two.other, service.agent)),
        (two.other, f"account/gateway:wallet:{two.payer}"),
        (shop, f"account/gateway:seller:{market.seller_id}"),
        (service.auditor, "account/post:bank"),
        (service.auditor, "account/post:cash:Gushi 1"),
        (service.auditor, "account/nothing"),
        (service.auditor, "parcel/EE123456785CN"),
        (service.auditor, "entry/nothing"),
    ]
    for key, path in asked:
        assert refused(service.get(key, f"/v1/trails/{path}")) == (404, "trail_unknown"), path


def test_an_agent_sees_its_float(sqlite_service: Service) -> None:
    topped_up(sqlite_service, 1_000)
    cash_in(sqlite_service, sqlite_service.wallet(), 300).send(sqlite_service)
    account = "account/gateway:agent_float:Li's shop"

    found = trail(sqlite_service, account, sqlite_service.agent)

    assert outline(found["came_from"]) == [[1_000, "hidden"]]
    assert outline(found["went_to"]) == [[300, "hidden"], [700, "held"]]


def test_a_wallet_in_which_nothing_ever_was_has_an_empty_trail(sqlite_service: Service) -> None:
    path = f"/v1/trails/wallet/{sqlite_service.wallet()}?{WHOLE}"

    found = taken(sqlite_service.get(sqlite_service.auditor, path))

    assert (found["money"], found["came_from"], found["went_to"]) == (money(0), [], [])


def test_the_verbs_of_lines_are_routes_of_the_service() -> None:
    routes = {f"{route.method} {route.path}" for route in ROUTES}

    assert {verb for verbs in VERBS.values() for verb in verbs} <= routes
