"""The books of one life each: who holds what in the end, whichever way it was paid and ended."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from service.domain.chart import (
    COMPENSATION,
    DRAFTS_OUTSTANDING,
    DUE_TO_GATEWAY,
    FEE_INCOME,
    MONEY_ORDERS_OUTSTANDING,
    cash,
    escrow,
    seller,
    wallet,
)
from service.domain.ledger import Books, balance
from sim.books import entries, entries_in_sums, post_books
from sim.books.postings import LedgerEntry
from sim.diary import Diary
from sim.model.journey import simulate_people
from sim.people.wishes import Wish
from sim.scenario import Payment, Scenario
from tests.sim.lives import DAY, WISH, people_of, plan_of

AMOUNT = WISH.price_fen + WISH.postage_fen
# 5,000 and 5,000 and 2,013 yuan, whose fees do not fall into three equal parts.
LARGE = WISH._replace(price_fen=1_200_100)
LARGE_AMOUNT = 1_201_300
LOST, DAMAGED = WISH._replace(lost=1), WISH._replace(damaged=1)
UNSOLD = WISH._replace(out_of_stock=1)


def simulated(method: str, wish: Wish, **payment: Any) -> tuple[Diary, Scenario]:  # noqa: ANN401 - a rule
    """Return the diary of one life."""
    plan = plan_of(payment={"method": method, **payment})
    return simulate_people(plan, people_of(plan, wish), 0), plan.scenario


def held(books: Books) -> dict[str, int]:
    """Return who holds what, in both books; whoever holds nothing is left out."""
    post = {
        "cash": cash("outlet 0"),
        "seller's cash": cash("seller's outlet"),
        "fees": FEE_INCOME,
        "drafts": DRAFTS_OUTSTANDING,
        "orders": MONEY_ORDERS_OUTSTANDING,
        "due": DUE_TO_GATEWAY,
        "made good": COMPENSATION,
    }
    gateway = {
        "wallet": wallet("buyer 0"),
        "seller": seller("seller of 0"),
        "escrow": escrow("1.0"),
    }
    found = {name: balance(books.post, account) for name, account in post.items()}
    found |= {name: balance(books.gateway, account) for name, account in gateway.items()}
    return {name: amount for name, amount in found.items() if amount}


@pytest.mark.parametrize(
    ("method", "wish", "expected"),
    [
        ("draft", WISH, {"cash": AMOUNT, "due": AMOUNT, "seller": AMOUNT}),
        ("draft", UNSOLD, {"cash": AMOUNT, "due": AMOUNT, "wallet": AMOUNT}),
        *(
            (
                method,
                wish,
                {
                    "cash": AMOUNT,
                    "due": 2 * AMOUNT,
                    "made good": AMOUNT,
                    "wallet": AMOUNT,
                    "seller": AMOUNT,
                },
            )
            for method in ("draft", "reference")
            for wish in (LOST, DAMAGED)
        ),
        ("draft", WISH._replace(cashes_out=1), {}),
        ("draft", WISH._replace(never_redeems=1), {}),
        (
            "draft",
            WISH._replace(never_redeems=1, claims_refund=0),
            {"cash": AMOUNT, "drafts": AMOUNT},
        ),
        ("reference", WISH, {"cash": AMOUNT, "due": AMOUNT, "seller": AMOUNT}),
        ("reference", UNSOLD, {"cash": AMOUNT, "due": AMOUNT, "wallet": AMOUNT}),
        ("money_order", WISH, {"cash": AMOUNT, "seller's cash": -AMOUNT}),
        ("money_order", UNSOLD, {}),
        ("money_order", LOST, {"seller's cash": -AMOUNT, "made good": AMOUNT}),
        ("money_order", DAMAGED, {"seller's cash": -AMOUNT, "made good": AMOUNT}),
        (
            "money_order",
            WISH._replace(order_transit_ms=90 * DAY),
            {"cash": AMOUNT, "orders": AMOUNT},
        ),
        ("cash_on_delivery", WISH, {"cash": AMOUNT, "due": AMOUNT, "seller": AMOUNT}),
        ("cash_on_delivery", UNSOLD, {}),
        ("cash_on_delivery", WISH._replace(refuses=1), {}),
        ("cash_on_delivery", LOST, {"due": AMOUNT, "made good": AMOUNT, "seller": AMOUNT}),
        (
            "cash_on_delivery",
            DAMAGED,
            {
                "cash": AMOUNT,
                "due": 2 * AMOUNT,
                "made good": AMOUNT,
                "wallet": AMOUNT,
                "seller": AMOUNT,
            },
        ),
    ],
)
def test_in_the_end_everyone_holds_what_is_theirs(
    method: str, wish: Wish, expected: dict[str, int]
) -> None:
    assert held(post_books(*simulated(method, wish), entries)) == expected


@pytest.mark.parametrize(
    ("method", "fee_fen"),
    [
        ("draft", 5_000 + 5_000 + 2_013),
        ("money_order", 5_000 + 5_000 + 2_013),
        ("reference", 5_000),
    ],
)
@pytest.mark.parametrize("entries_of", [entries, entries_in_sums])
def test_all_of_the_fee_is_the_posts_income_and_lies_in_the_outlet(
    method: str, fee_fen: int, entries_of: Callable[[Diary, Payment], Sequence[LedgerEntry]]
) -> None:
    diary, scenario = simulated(method, LARGE, tariff="ordinary_order")

    books = post_books(diary, scenario, entries_of)

    outlet = "outlet 0" if entries_of is entries else "all outlets"
    assert balance(books.post, FEE_INCOME) == fee_fen
    assert balance(books.post, cash(outlet)) == LARGE_AMOUNT + fee_fen


def test_what_a_seller_sends_back_costs_the_buyer_no_second_fee() -> None:
    books = post_books(*simulated("money_order", UNSOLD, tariff="ordinary_order"), entries)

    assert held(books) == {"cash": 200, "fees": 200}


def test_of_three_drafts_one_is_redeemed_and_two_are_paid_back() -> None:
    books = post_books(*simulated("draft", LARGE, valid_days=1), entries)

    assert held(books) == {"cash": 500_000, "due": 500_000, "wallet": 500_000}
