"""Rounding and minor units: what is no whole number of fen is refused, and no fen is created."""

from typing import Any

import pytest

from service.domain.draft import Terms
from service.domain.sale import SaleTerms
from service.domain.tariff import LISTED
from tests.service.api.market import AMOUNT_FEN, PRICE_FEN, Market
from tests.service.servers import Service, deposit_body, money, refused, taken

ALLOWED_MAX_FEN = 10**15
LIMIT_FEN = 500_000


def deposit_of(service: Service, amount: str, currency: str = "CNY") -> Any:  # noqa: ANN401 - a response
    """Pay in an amount as it is written in JSON."""
    body = (
        '{"money": {"amount": %s, "currency": "%s"}, "password": "081208", '
        '"depositor": {"identity": "11010519491231002X"}}'
    )
    sent = (body % (amount, currency)).encode()
    return service.ask(service.outlet, "POST", "/v1/deposits", sent)


@pytest.mark.parametrize(
    "amount",
    ["17500.0", "1.75e4", '"17500"', "0", "-1", "10000000000000001", "1000000000000001", "null",
     "true", "1e400", "[1]"],
)  # fmt: skip
def test_an_amount_that_is_no_number_of_fen_is_refused_where_it_stands(
    sqlite_service: Service, amount: str
) -> None:
    response = deposit_of(sqlite_service, amount)

    assert refused(response) == (400, "request_malformed")
    assert any(one["at"].startswith("/money/amount") for one in taken(response)["errors"])
    assert sqlite_service.count("draft") == sqlite_service.count("transfer") == 0


@pytest.mark.parametrize("amount", [2**53 + 1, ALLOWED_MAX_FEN + 1])
def test_more_than_any_amount_may_be_is_malformed(sqlite_service: Service, amount: int) -> None:
    assert refused(deposit_of(sqlite_service, str(amount))) == (400, "request_malformed")


@pytest.mark.parametrize("amount", [ALLOWED_MAX_FEN, LIMIT_FEN + 1])
def test_an_amount_of_the_right_form_meets_the_limit_of_a_draft(
    sqlite_service: Service, amount: int
) -> None:
    assert refused(deposit_of(sqlite_service, str(amount))) == (422, "amount_over_limit")
    assert deposit_of(sqlite_service, str(LIMIT_FEN)).status_code == 201
    assert deposit_of(sqlite_service, "1").status_code == 201


@pytest.mark.parametrize("currency", ["JPY", "cny", "", "CNY "])
def test_another_currency_is_refused(sqlite_service: Service, currency: str) -> None:
    assert refused(deposit_of(sqlite_service, "17500", currency)) == (400, "request_malformed")


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen"),
    [
        (1, 200), (40_000, 200), (40_099, 200), (40_100, 201), (40_101, 201), (40_299, 201),
        (40_300, 202), (123_450, 617), (123_500, 618), (LIMIT_FEN, 2_500),
    ],
)  # fmt: skip
def test_the_listed_fee_is_rounded_half_up_and_nothing_is_created(
    service: Service, amount_fen: int, fee_fen: int
) -> None:
    service.terms = Terms(tariff=LISTED)

    draft = service.done(service.outlet, "/v1/deposits", deposit_body(amount_fen))

    assert (draft["money"], draft["fee"]) == (money(amount_fen), money(fee_fen))
    balances = service.books()["balances"]
    assert balances["post:drafts_outstanding"] == amount_fen
    assert balances["post:fee_income"] == fee_fen


@pytest.mark.parametrize("basis_points", [1, 33, 250, 333, 9_999])
@pytest.mark.parametrize("refund_fen", [1, 4_001, AMOUNT_FEN - 1, AMOUNT_FEN])
def test_a_refund_of_odd_fen_shares_out_what_was_paid_to_the_fen(
    sqlite_service: Service, basis_points: int, refund_fen: int
) -> None:
    service = sqlite_service
    service.sale_terms = SaleTerms(commission_basis_points=basis_points)
    market = Market(service)
    order_id = market.disputed()
    body = {"refund": money(refund_fen), "because": "So it was weighed"}

    market.must(market.arbiter, order_id, "decisions", body)

    books = service.books()
    commission_fen = books["balances"].get("gateway:commission", 0)
    assert books["findings"] == []
    assert commission_fen + market.owed_fen() + refund_fen == AMOUNT_FEN
    assert market.held_fen() == 17_500 - AMOUNT_FEN + refund_fen
    assert 0 <= commission_fen <= PRICE_FEN * basis_points // 10_000
