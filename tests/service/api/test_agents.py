"""Agents: what cash in and out do to wallets, floats and both books, and what limits them."""

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from tests.service.api.stories.agency import (
    PATH,
    cash_in,
    cash_out,
    code_of,
    payout,
    top_up,
    topped_up,
    withdrawal,
)
from tests.service.api.stories.story import Request, deposited
from tests.service.documents.test_beancount import complaints
from tests.service.servers import AGENT, IDENTITY, OTHER_AGENT, Service, money, refused, taken

TODAY = "2026-11-24"


def done(service: Service, request: Request) -> dict[str, Any]:
    """Send what must be taken."""
    response = request.send(service)
    assert response.status_code in {200, 201}, response.text
    return taken(response)


def agent(service: Service) -> dict[str, Any]:
    """Look at the agent."""
    return taken(service.get(service.agent, PATH))


def statement(service: Service, query: str = "") -> dict[str, Any]:
    """Read the agent's statement."""
    return taken(service.get(service.agent, f"{PATH}/statement{query}"))


def balance_fen(service: Service, wallet_id: str) -> int:
    """Return what a wallet holds."""
    shown = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}"))
    return int(shown["balance"]["amount"])


def till_fen(service: Service) -> int:
    """Return the cash in the outlet's till."""
    with service.database.reading() as connection:
        return int(connection.execute(text("SELECT cash_fen FROM outlet")).scalar_one())


def test_cash_goes_into_a_wallet_out_of_the_float_and_earns_commission(service: Service) -> None:
    wallet_id = service.wallet()
    topped_up(service, 50_000)

    answer = done(service, cash_in(service, wallet_id, 20_000))

    assert (answer["float"], answer["commission"]) == (money(30_000), money(100))
    assert balance_fen(service, wallet_id) == 20_000
    shown = agent(service)
    assert shown.pop("opened_at")
    assert shown == {
        "agent": AGENT,
        "float": money(30_000),
        "commission": money(100),
        "tariff": "standard",
        "threshold": money(100_000),
    }
    entries = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}/entries"))["entries"]
    assert [(one["entry"], one["change"]) for one in entries] == [
        (f"cash_in:{answer['cash_in_id']}", money(20_000))
    ]
    assert service.books()["balances"] == {
        "gateway:agent_commissions": 100,
        "gateway:due_from_post": 50_000,
        "post:due_to_gateway": 50_000,
    }


def test_cash_comes_out_of_a_wallet_by_its_code_and_the_wallet_pays_the_fee(
    service: Service,
) -> None:
    wallet_id = service.full_wallet(17_500)

    answer = done(service, cash_out(service, code_of(service, wallet_id, 10_000)))

    assert (answer["money"], answer["fee"]) == (money(10_000), money(100))
    assert (answer["float"], answer["commission"]) == (money(10_000), money(50))
    assert "wallet_id" not in answer
    assert balance_fen(service, wallet_id) == 7_400
    assert service.books()["is_sound"]


def test_a_code_is_typed_with_spaces_or_without(service: Service) -> None:
    wallet_id = service.full_wallet()
    one, other = (code_of(service, wallet_id, 1_000) for _ in range(2))

    assert len(one) == len("0815 4711 2007")
    done(service, cash_out(service, one))
    done(service, cash_out(service, other.replace(" ", "-")))


def test_a_code_whose_wallet_is_too_poor_is_good_again_once_there_is_money(
    service: Service,
) -> None:
    wallet_id = service.full_wallet(10_000)
    code = code_of(service, wallet_id, 10_000)

    first = cash_out(service, code).send(service)
    assert service.redeem(deposited(service), wallet_id).status_code == 201

    assert refused(first) == (409, "wallet_too_poor")
    assert "10000" not in taken(first)["detail"].replace("10100", "")
    assert done(service, cash_out(service, code))["float"] == money(10_000)


def test_of_two_codes_for_the_same_money_one_is_paid(service: Service) -> None:
    wallet_id = service.full_wallet(10_100)
    codes = [code_of(service, wallet_id, 10_000) for _ in range(2)]

    statuses = [cash_out(service, code).send(service).status_code for code in codes]

    assert statuses == [201, 409]
    assert balance_fen(service, wallet_id) == 0


def test_a_code_of_another_providers_wallet_is_not_made(service: Service) -> None:
    wallet_id = service.full_wallet()
    body = {"wallet_id": wallet_id, "money": money(1)}

    answer = service.post(service.key("provider", "tenpay"), "/v1/cash-out-codes", body)

    assert refused(answer) == (404, "wallet_unknown")


def test_drafts_and_cash_ins_count_together_for_a_wallets_day(service: Service) -> None:
    wallet_id = service.wallet("sms_alert")
    topped_up(service)
    assert service.redeem(deposited(service), wallet_id).status_code == 201
    for _ in range(2):
        done(service, cash_in(service, wallet_id))

    again = cash_in(service, wallet_id).send(service)
    draft = service.redeem(deposited(service), wallet_id)
    service.clock.advance(days=1)

    assert refused(again) == refused(draft) == (409, "daily_limit_reached")
    done(service, cash_in(service, wallet_id))


def test_a_depositors_day_is_one_for_all_agents_and_spellings(service: Service) -> None:
    topped_up(service)
    other = service.key("agent", OTHER_AGENT)
    done(service, top_up(service, 1_000_000, OTHER_AGENT))
    bodies = [
        cash_in(service, service.wallet(), amount_fen, identity).body
        for amount_fen, identity in (
            *[(500_000, IDENTITY)] * 3,
            (499_999, IDENTITY.lower()),
            (2, f" {IDENTITY[:6]}-{IDENTITY[6:]}"),
            (1, IDENTITY),
            (500_000, "E12345678"),
        )
    ]

    statuses = [
        service.post(key, "/v1/cash-ins", body or {}).status_code
        for key, body in zip([service.agent, other] * 4, bodies, strict=False)
        if isinstance(body, dict)
    ]
    service.clock.advance(days=1)

    assert statuses == [201, 201, 201, 201, 409, 201, 201]
    done(service, cash_in(service, service.wallet(), 500_000))


def test_float_is_swapped_for_cash_and_the_gateway_owes_the_post_what_it_paid_out(
    service: Service,
) -> None:
    topped_up(service, 30_000)
    assert till_fen(service) == 30_000
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": TODAY})

    done(service, withdrawal(service, 30_000))

    assert (till_fen(service), agent(service)["float"]) == (0, money(0))
    assert service.books()["balances"]["post:due_to_gateway"] == -30_000
    compared = taken(service.get(service.auditor, "/v1/reconciliations/2026-11-25"))
    # The payment for the day before stands at this day's beginning.
    assert (compared["differences"], compared["due"]["post"]) == ([], money(-60_000))
    for book in ("post", "gateway"):
        file = service.get(service.auditor, f"/v1/settlements/2026-11-25/files/{book}").text
        assert "float_withdrawal:" in file
        assert "-30000" in file or "-300.00" in file
    service.clock.advance(days=1)
    settled = service.done(service.operator, "/v1/settlements", {"day": "2026-11-25"})
    assert settled["net_due"] == money(-30_000)
    assert service.books()["is_sound"]


def test_the_export_for_beancount_has_agents_accounts_and_is_right(service: Service) -> None:
    topped_up(service, 50_000)
    wallet_id = service.wallet()
    done(service, cash_in(service, wallet_id, 20_000))
    done(service, cash_out(service, code_of(service, wallet_id, 10_000)))
    done(service, payout(service, 150))
    done(service, withdrawal(service, 40_150))

    export = service.get(service.auditor, "/v1/books/beancount").text

    assert complaints(export) == ""
    for account in (
        "Liabilities:Gateway:AgentFloat:Li-27-s-20-shop",
        "Liabilities:Gateway:AgentCommission:Li-27-s-20-shop",
        "Expenses:Gateway:AgentCommissions",
        "Income:Gateway:CashOutFees",
    ):
        assert account in export


def test_commission_is_paid_into_the_float_for_the_agent_and_by_the_operator(
    service: Service,
) -> None:
    topped_up(service, 20_000)
    done(service, cash_in(service, service.wallet(), 20_000))

    own = done(service, payout(service, 60))
    body = {"agent": AGENT, "money": money(40)}
    paid = service.done(service.operator, "/v1/commission-payouts", body)

    assert (own["float"], own["commission"]) == (money(60), money(40))
    assert (paid["float"], paid["commission"]) == (money(100), money(0))


def test_by_other_terms_an_agent_earns_nothing_and_its_customers_pay_nothing(
    service: Service,
) -> None:
    topped_up(service, 30_000)
    changed = service.ask(service.operator, "PATCH", PATH, {"tariff": "free"})
    wallet_id = service.wallet()

    into = done(service, cash_in(service, wallet_id, 20_000))
    out = done(service, cash_out(service, code_of(service, wallet_id, 20_000)))

    assert (changed.status_code, taken(changed)["tariff"]) == (200, "free")
    assert taken(changed)["threshold"] == money(100_000)
    assert (into["commission"], out["commission"], out["fee"]) == (money(0),) * 3


def test_a_statement_is_read_on_from_its_last_page(service: Service) -> None:
    topped_up(service, 30_000)
    wallet_id = service.wallet()
    done(service, cash_in(service, wallet_id, 20_000))

    first = statement(service, "?limit=1")
    second = statement(service, f"?cursor={first['next_cursor']}")
    done(service, cash_out(service, code_of(service, wallet_id, 5_000)))
    done(service, payout(service, 125))
    done(service, withdrawal(service, 10_000))
    last = statement(service, f"?cursor={second['end_cursor']}")

    pages = [first, second, last]
    assert [one["next_cursor"] for one in pages] == [first["end_cursor"], None, None]
    assert [(one["kind"], one["change"]) for page in pages for one in page["entries"]] == [
        ("float_top_up", money(30_000)),
        ("cash_in", money(-20_000)),
        ("agent_cash_out", money(5_000)),
        ("commission_payout", money(125)),
        ("float_withdrawal", money(-10_000)),
    ]
    assert agent(service)["float"] == money(5_125)


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_who_watches_sees_every_agent(service: Service, role: str) -> None:
    assert service.key("agent", OTHER_AGENT)
    for name in (AGENT, OTHER_AGENT):
        assert service.key("agent", name)
        path = f"/v1/agents/{quote(name)}"

        shown = taken(service.get(service.key(role, "somebody"), path))
        page = taken(service.get(service.key(role, "somebody"), f"{path}/statement"))

        assert (shown["agent"], page["agent"], page["entries"]) == (name, name, [])


def test_an_agent_that_gets_another_key_keeps_its_float(service: Service) -> None:
    topped_up(service, 700)

    body = {"role": "agent", "holder": f" {AGENT} "}
    key = service.done(service.operator, "/v1/keys", body)["key"]

    assert taken(service.get(key, PATH))["float"] == money(700)
