"""All refusals of a preview, in their order; and what a preview keeps from who asks."""

from collections.abc import Callable

import pytest

from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.api.previewing import codes, preview, require_all_refusals
from tests.service.api.stories import Request
from tests.service.api.stories.agency import (
    cash_in,
    cash_out,
    code_of,
    topped_up,
)
from tests.service.api.stories.drafts import (
    cancellation,
    redemption,
    refund,
)
from tests.service.api.stories.drafts import cash_out as draft_cash_out
from tests.service.api.stories.drafts import collected as till_emptied
from tests.service.api.stories.numbers import expired
from tests.service.api.stories.orders import DECISION, ORDER, step
from tests.service.api.stories.references import payment as reference_payment
from tests.service.api.stories.sellers import payout as seller_payout
from tests.service.api.stories.sellers import sold
from tests.service.api.stories.story import deposited, freeze
from tests.service.api.stories.wallets import payment, withdrawal
from tests.service.servers import Service, money, refused

Several = tuple[str, Callable[[Service], Request], list[str]]


def redemption_of_what_is_used_into_a_frozen_wallet_of_the_day(service: Service) -> Request:
    wallet_id, number = service.wallet("plain"), deposited(service)
    assert service.redeem(number, wallet_id).status_code == 201
    freeze(service, wallet_id)
    return redemption(service, number, wallet_id=wallet_id)


def redemption_of_what_expired_into_a_frozen_wallet(service: Service) -> Request:
    wallet_id = service.wallet()
    freeze(service, wallet_id)
    return redemption(service, expired(service), wallet_id=wallet_id)


def cash_out_of_what_is_used_from_an_empty_till(service: Service) -> Request:
    number = deposited(service)
    assert service.redeem(number, service.wallet()).status_code == 201
    return draft_cash_out(service, till_emptied(service, number))


def late_cancellation_of_what_is_used(service: Service) -> Request:
    number = deposited(service)
    assert service.redeem(number, service.wallet()).status_code == 201
    till_emptied(service, number)
    service.clock.advance(days=1)
    return cancellation(service, number)


def refund_in_force_from_an_empty_till(service: Service) -> Request:
    return refund(service, till_emptied(service, deposited(service)))


def payment_out_of_a_frozen_and_poor_wallet(service: Service) -> Request:
    poor = service.full_wallet(99)
    freeze(service, poor)
    return payment(service, poor, service.wallet())


def withdrawal_out_of_a_frozen_and_poor_wallet(service: Service) -> Request:
    poor = service.full_wallet(99)
    freeze(service, poor)
    return withdrawal(service, poor)


def cash_in_that_breaks_each_rule(service: Service) -> Request:
    topped_up(service, 1)
    wallet_id = service.wallet("plain")
    assert service.redeem(deposited(service), wallet_id).status_code == 201
    freeze(service, wallet_id)
    return cash_in(service, wallet_id, 500_001)


def code_of_a_frozen_and_poor_wallet(service: Service) -> Request:
    wallet_id = service.full_wallet(10_000)
    request = cash_out(service, code_of(service, wallet_id))
    freeze(service, wallet_id)
    return request


def late_payment_out_of_a_frozen_and_poor_wallet(service: Service) -> Request:
    market = Market(service, balance_fen=AMOUNT_FEN - 1)
    order_id = market.placed()
    freeze(service, market.wallet_id)
    service.clock.advance(days=3)
    return step(market, order_id, "payments")


def second_payment_of_an_order(service: Service) -> Request:
    market = Market(service)
    return step(market, market.paid(), "payments")


def late_payment_by_a_used_draft(service: Service) -> Request:
    market = Market(service, balance_fen=1)
    order_id, number = market.placed(), deposited(service)
    assert service.redeem(number, service.wallet()).status_code == 201
    service.clock.advance(days=3)
    return step(market, order_id, "payments", market.draft_body(number))


def decision_too_early_on_too_much(service: Service) -> Request:
    market = Market(service)
    body = DECISION | {"refund": money(AMOUNT_FEN + 1)}
    return step(market, market.placed(), "decisions", body)


def payout_of_too_much_by_a_frozen_shop(service: Service) -> Request:
    market = sold(service)
    freeze(service, market.seller_id)
    return seller_payout(market.shop, AMOUNT_FEN + 1, "bank")


def settlement_of_an_open_day_that_differs(service: Service) -> Request:
    service.run(
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
        "('post', 'planted', 'post:drafts_outstanding', 'post:due_to_gateway', 7, 0)"
    )
    return Request(service.operator, "POST", "/v1/settlements", {"day": "2026-11-24"})


def reference_taken_tomorrow(service: Service) -> Request:
    return reference_payment(service, "0" * 14, taken_at="2026-11-25T09:00:00+08:00")


SEVERAL: list[Several] = [
    (
        "POST /v1/redemptions",
        redemption_of_what_is_used_into_a_frozen_wallet_of_the_day,
        ["draft_ended", "wallet_frozen", "daily_limit_reached"],
    ),
    (
        "POST /v1/redemptions",
        redemption_of_what_expired_into_a_frozen_wallet,
        ["draft_expired", "wallet_frozen"],
    ),
    (
        "POST /v1/cash-outs",
        cash_out_of_what_is_used_from_an_empty_till,
        ["draft_ended", "outlet_out_of_cash"],
    ),
    (
        "POST /v1/cancellations",
        late_cancellation_of_what_is_used,
        ["draft_ended", "cancelled_too_late", "outlet_out_of_cash"],
    ),
    (
        "POST /v1/refunds",
        refund_in_force_from_an_empty_till,
        ["draft_not_expired", "outlet_out_of_cash"],
    ),
    (
        "POST /v1/payments",
        payment_out_of_a_frozen_and_poor_wallet,
        ["wallet_frozen", "balance_too_low"],
    ),
    (
        "POST /v1/withdrawals",
        withdrawal_out_of_a_frozen_and_poor_wallet,
        ["wallet_frozen", "balance_too_low"],
    ),
    (
        "POST /v1/cash-ins",
        cash_in_that_breaks_each_rule,
        ["wallet_frozen", "amount_over_limit", "daily_limit_reached", "float_too_low"],
    ),
    (
        "POST /v1/agent-cash-outs",
        code_of_a_frozen_and_poor_wallet,
        ["wallet_frozen", "wallet_too_poor"],
    ),
    (
        f"POST {ORDER}/payments",
        late_payment_out_of_a_frozen_and_poor_wallet,
        ["wallet_frozen", "payment_overdue", "balance_too_low"],
    ),
    (
        f"POST {ORDER}/payments",
        second_payment_of_an_order,
        ["order_not_ready", "balance_too_low"],
    ),
    (
        f"POST {ORDER}/payments",
        late_payment_by_a_used_draft,
        ["draft_ended", "payment_overdue"],
    ),
    (
        f"POST {ORDER}/decisions",
        decision_too_early_on_too_much,
        ["order_not_ready", "refund_over_amount"],
    ),
    (
        "POST /v1/payouts",
        payout_of_too_much_by_a_frozen_shop,
        ["wallet_frozen", "balance_too_low"],
    ),
    (
        "POST /v1/settlements",
        settlement_of_an_open_day_that_differs,
        ["day_still_open", "books_differ"],
    ),
    (
        "POST /v1/reference-payments",
        reference_taken_tomorrow,
        ["paid_in_moment_wrong", "reference_unknown"],
    ),
]


@pytest.mark.parametrize(("name", "prepare", "all_of_them"), SEVERAL)
def test_a_preview_tells_all_refusals_in_order_and_the_verb_the_first(
    service: Service, name: str, prepare: Callable[[Service], Request], all_of_them: list[str]
) -> None:
    require_all_refusals(service, name, prepare(service), all_of_them)


def test_who_takes_one_reason_away_meets_the_next(service: Service) -> None:
    poor = service.full_wallet(99)
    freeze(service, poor)
    request = payment(service, poor, service.wallet())
    assert codes(preview(service, request, "POST /v1/payments")) == [
        "wallet_frozen",
        "balance_too_low",
    ]

    service.ask(service.provider, "PATCH", f"/v1/wallets/{poor}", {"is_frozen": False})

    assert refused(request.send(service))[1] == "balance_too_low"
