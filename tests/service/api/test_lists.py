"""Lists, entries and balances: who sees what of them, in which order, and by which filters."""

from typing import Any

import pytest

from service.store import paging
from tests.service.api.market import Market
from tests.service.servers import (
    AGENT,
    OTHER_OUTLET,
    OTHER_PROVIDER,
    OUTLET,
    Service,
    money,
    refused,
    taken,
)


def listed(service: Service, key: str, path: str) -> list[dict[str, Any]]:
    """Return all rows of a list, read in pages of two."""
    rows: list[dict[str, Any]] = []
    cursor = "0"
    while True:
        mark = "&" if "?" in path else "?"
        page = taken(service.get(key, f"/v1/{path}{mark}limit=2&cursor={cursor}"))
        rows += next(one for one in page.values() if isinstance(one, list))
        if page["next_cursor"] is None:
            return rows
        cursor = page["next_cursor"]


def pay(service: Service, payer: str, payee: str, amount_fen: int = 100) -> str:
    body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": money(amount_fen)}
    return str(service.done(service.provider, "/v1/payments", body)["payment_id"])


def test_a_payment_is_seen_by_both_its_sides_and_by_nobody_else(service: Service) -> None:
    other = service.key("provider", OTHER_PROVIDER)
    stranger = service.key("provider", "a third")
    payer, payee, third = service.full_wallet(), service.wallet(key=other), service.wallet()
    payment_id = pay(service, payer, payee)
    shop, no_shop = service.key("shop", payee), service.key("shop", third)

    def seen_by(key: str, query: str = "") -> list[str]:
        return [one["payment_id"] for one in listed(service, key, f"payments{query}")]

    for key in (service.provider, other, shop, service.auditor):
        assert seen_by(key) == [payment_id]
        assert service.get(key, f"/v1/payments/{payment_id}").status_code == 200
    for key in (stranger, no_shop):
        assert seen_by(key) == []
        response = service.get(key, f"/v1/payments/{payment_id}")
        assert refused(response) == (404, "payment_unknown")
    assert (
        seen_by(service.provider, "?direction=out")
        == [payment_id]
        == seen_by(shop, "?direction=in")
    )
    assert seen_by(service.provider, "?direction=in") == [] == seen_by(other, "?direction=out")
    assert seen_by(service.provider, f"?wallet_id={third}") == []
    for path in ("payments", "withdrawals", "orders"):
        response = service.get(other, f"/v1/{path}?wallet_id={payer}")
        assert refused(response) == (404, "wallet_unknown")


def test_a_withdrawal_is_seen_by_whose_wallet_it_left(service: Service) -> None:
    body = {"wallet_id": service.full_wallet(), "money": money(7)}
    made = service.done(service.provider, "/v1/withdrawals", body)
    shown = {name: one for name, one in made.items() if name != "balance"}

    assert listed(service, service.provider, "withdrawals") == [shown]
    assert listed(service, service.auditor, f"withdrawals?wallet_id={body['wallet_id']}") == [shown]
    other = service.key("provider", OTHER_PROVIDER)
    assert listed(service, other, "withdrawals") == []
    path = f"/v1/withdrawals/{made['withdrawal_id']}"
    assert refused(service.get(other, path)) == (404, "withdrawal_unknown")


def test_a_stretch_of_time_begins_with_its_first_moment_and_ends_before_its_last(
    service: Service,
) -> None:
    payer, payee = service.full_wallet(), service.wallet()
    made = []
    for _ in range(3):
        made.append(pay(service, payer, payee))
        service.clock.advance(ms=1)

    def within(stretch: str) -> list[str]:
        return [
            one["payment_id"] for one in listed(service, service.provider, f"payments{stretch}")
        ]

    nine = "2026-11-24T01:00:00"
    assert within(f"?from={nine}.001Z&until={nine}.002Z") == made[1:2]
    assert within(f"?from={nine}.001Z") == made[1:]
    assert within(f"?until={nine}.001Z") == made[:1]
    response = service.get(service.provider, f"/v1/payments?from={nine}Z&until={nine}Z")
    assert refused(response) == (422, "stretch_inverted")


def test_an_outlet_lists_its_own_drafts_by_the_state_that_they_have_now(service: Service) -> None:
    other = service.key("outlet", OTHER_OUTLET)
    old, used = service.deposit(), service.deposit()
    foreign = service.deposit(key=other)
    assert service.redeem(used["number"], service.wallet()).status_code == 201
    service.clock.advance(days=400)
    new = service.deposit()

    def drafts(key: str, query: str = "") -> list[str]:
        return [one["draft_id"] for one in listed(service, key, f"drafts{query}")]

    mine = [old["draft_id"], used["draft_id"], new["draft_id"]]
    assert drafts(service.outlet) == mine
    assert drafts(service.outlet, "?state=expired") == [old["draft_id"]]
    assert drafts(service.outlet, "?state=issued") == [new["draft_id"]]
    assert drafts(service.outlet, "?state=redeemed") == [used["draft_id"]]
    assert drafts(service.outlet, f"?outlet={OTHER_OUTLET}") == []
    assert drafts(service.auditor, f"?outlet={OTHER_OUTLET}") == [foreign["draft_id"]]
    assert drafts(service.auditor) == [*mine[:2], foreign["draft_id"], mine[2]]
    assert all(one["wallet_id"] is None for one in listed(service, service.outlet, "drafts"))


def test_orders_are_listed_to_the_buyers_provider_and_to_the_seller(service: Service) -> None:
    market, stranger = Market(service), Market(service)
    other = service.key("provider", OTHER_PROVIDER)
    paid, placed = market.paid(), market.placed()

    def orders(key: str, query: str = "") -> list[str]:
        return [one["order_id"] for one in listed(service, key, f"orders{query}")]

    for key in (service.provider, market.shop, market.arbiter, service.operator):
        assert orders(key) == [paid, placed]
    assert orders(other) == [] == orders(stranger.shop)
    assert orders(stranger.shop, f"?seller_id={market.seller_id}") == []
    assert orders(market.shop, "?state=placed") == [placed]
    assert orders(service.provider, f"?wallet_id={market.wallet_id}&state=paid") == [paid]
    assert {one["wallet_id"] for one in listed(service, market.shop, "orders")} == {None}


def test_wallets_are_listed_to_their_provider(service: Service) -> None:
    other = service.key("provider", OTHER_PROVIDER)
    mine = [service.wallet() for _ in range(3)]
    foreign = service.wallet(key=other)
    service.ask(service.provider, "PATCH", f"/v1/wallets/{mine[1]}", {"is_frozen": True})

    def wallets(key: str, query: str = "") -> list[str]:
        return [one["wallet_id"] for one in listed(service, key, f"wallets{query}")]

    assert wallets(service.provider) == mine
    assert wallets(service.provider, "?is_frozen=true") == mine[1:2]
    assert wallets(service.provider, f"?provider={OTHER_PROVIDER}") == []
    assert wallets(service.key("shop", mine[0])) == mine[:1]
    assert wallets(service.auditor) == [*mine, foreign]
    assert wallets(service.auditor, f"?provider={OTHER_PROVIDER}") == [foreign]


def test_a_page_looks_at_so_many_rows_and_says_that_there_may_be_more(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallets = [service.wallet() for _ in range(7)]
    service.ask(service.provider, "PATCH", f"/v1/wallets/{wallets[-1]}", {"is_frozen": True})
    monkeypatch.setattr(paging, "EXAMINED_MAX", 3)

    first = taken(service.get(service.provider, "/v1/wallets?is_frozen=true"))

    assert (first["wallets"], first["next_cursor"]) == ([], "3")
    found = listed(service, service.provider, "wallets?is_frozen=true")
    assert [one["wallet_id"] for one in found] == wallets[-1:]


def test_entries_say_with_whom_and_what_is_left(service: Service) -> None:
    market = Market(service)
    held = service.deposit(20_000)
    payer, payee = service.wallet(), service.wallet()
    assert service.redeem(held["number"], payer).status_code == 201
    pay(service, payer, payee, 700)
    service.done(service.provider, "/v1/withdrawals", {"wallet_id": payer, "money": money(300)})
    body = {**market.order_body(), "wallet_id": payer}
    order_id = service.done(service.provider, "/v1/orders", body)["order_id"]
    market.must(service.provider, order_id, "payments", {})

    found = listed(service, service.provider, f"wallets/{payer}/entries")

    assert [(one["kind"], one["counterparty"], one["balance"]["amount"]) for one in found] == [
        ("redemption", {"kind": "draft", "id": held["draft_id"]}, 20_000),
        ("payment", {"kind": "wallet", "id": payee}, 19_300),
        ("withdrawal", {"kind": "bank", "id": None}, 19_000),
        ("order_paid", {"kind": "order", "id": order_id}, 8_900),
    ]
    (got,) = listed(service, service.provider, f"wallets/{payee}/entries")
    assert got["counterparty"] == {"kind": "wallet", "id": payer}


def test_a_seller_reads_the_entries_of_what_it_is_owed(service: Service) -> None:
    market = Market(service)
    order_id = market.delivered()
    market.must(service.provider, order_id, "confirmations")
    service.done(market.shop, "/v1/payouts", {"money": money(100), "to": "bank"})

    found = listed(service, market.shop, f"sellers/{market.seller_id}/entries")

    owed_fen = taken(service.get(market.shop, f"/v1/sellers/{market.seller_id}"))["balance"]
    assert [(one["kind"], one["counterparty"]) for one in found] == [
        ("release", {"kind": "order", "id": order_id}),
        ("payout", {"kind": "bank", "id": None}),
    ]
    assert found[-1]["balance"] == owed_fen


def test_accounts_are_looked_at_by_whose_they_are(service: Service) -> None:
    wallet_id = service.full_wallet()
    till, held = f"post:cash:{OUTLET}", f"gateway:wallet:{wallet_id}"
    other = service.key("provider", OTHER_PROVIDER)
    allowed = {
        service.outlet: [till, f"post:outlet_commission:{OUTLET}"],
        service.provider: [held],
        service.key("shop", wallet_id): [held, f"gateway:seller:{wallet_id}"],
        service.agent: [f"gateway:agent_float:{AGENT}", f"gateway:agent_commission:{AGENT}"],
        service.auditor: [till, held, "post:drafts_outstanding", "gateway:escrow:none"],
        other: [],
    }

    for key, own in allowed.items():
        for account in {one for several in allowed.values() for one in several}:
            response = service.get(key, f"/v1/accounts/{account}/balance")
            if account in own or key == service.auditor:
                assert response.status_code == 200, account
            else:
                assert refused(response) == (404, "account_unknown"), account
    nothing = service.get(service.auditor, "/v1/accounts/post:nothing/balance")
    assert refused(nothing) == (404, "account_unknown")


def test_a_cursor_that_a_version_before_gave_still_goes_on_from_there(service: Service) -> None:
    market = Market(service)
    orders = [market.placed(), market.placed()]
    body = market.offer_body()
    later = [service.done(market.shop, "/v1/offers", body)["offer_id"] for _ in range(2)]
    offers = [market.offer_id, *later]

    sold = taken(
        service.get(market.shop, f"/v1/sellers/{market.seller_id}/statement?cursor={orders[0]}")
    )
    offered = taken(
        service.get(market.shop, f"/v1/sellers/{market.seller_id}/offers?cursor={offers[0]}")
    )

    assert [one["order_id"] for one in sold["orders"]] == orders[1:]
    assert [one["offer_id"] for one in offered["offers"]] == offers[1:]
