"""The books of a run balance, mirror each other, and notice whatever is lost."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.chart import DUE_TO_GATEWAY, cash, escrow, seller, wallet
from service.domain.ledger import Books, balance, balances, mirror_difference_fen
from sim.books import LostInTheRun, check_books, entries, entries_in_sums, post_books
from sim.books.postings import LedgerEntry
from sim.diary import NONE, Diary, Ending, JourneyOutcome
from sim.kernel import simulate  # the same diary as the model's, sooner
from sim.model.journey import simulate_people
from sim.network import County
from sim.people.wishes import Wish
from sim.plan import make_plan
from sim.scenario import Payment, Scenario
from tests.property.small import counties, scenarios
from tests.sim.lives import WISH, people_of, plan_of

AMOUNT = WISH.price_fen + WISH.postage_fen


BOTH_WAYS = pytest.mark.parametrize("entries_of", [entries, entries_in_sums])
EntriesOf = Callable[[Diary, Payment], Sequence[LedgerEntry]]


def books_of(method: str, wish: Wish = WISH, **payment: object) -> Books:
    """Return the books of one life."""
    plan = plan_of(payment={"method": method, **payment})
    return check_books(simulate_people(plan, people_of(plan, wish), 0), plan.scenario)


@given(scenarios(), counties())
def test_the_books_of_any_scenario_balance(scenario: Scenario, county: County) -> None:
    diary = simulate(make_plan(scenario, county), 0)

    books = check_books(diary, scenario)

    assert mirror_difference_fen(books) == 0
    for ledger in (books.post, books.gateway):
        signed = [
            value if account.kind.grows_by_debit else -value
            for account, value in balances(ledger).items()
        ]
        assert sum(signed) == 0


def by_kind(books: Books) -> dict[str, int]:
    """Return the balances of all accounts of a kind together, such as all wallets."""
    sums: Counter[str] = Counter()
    for ledger in (books.post, books.gateway):
        for account, amount in balances(ledger).items():
            sums[":".join(account.name.split(":")[:2])] += amount
    return dict(sums)


@given(scenarios(), counties())
def test_books_in_sums_have_the_balances_of_books_one_by_one(
    scenario: Scenario, county: County
) -> None:
    diary = simulate(make_plan(scenario, county), 0)

    one_by_one, in_sums = (
        post_books(diary, scenario, entries_of) for entries_of in (entries, entries_in_sums)
    )

    assert by_kind(in_sums) == by_kind(one_by_one)
    assert len(in_sums.post.transfers) <= len(one_by_one.post.transfers)


SEEN = ("outcome", "drafts_redeemed", "fee_fen", "price_fen", "postage_fen", "person")
TAMPERED = (*SEEN, *(f"{step}_ms" for step in ("deposited", "credited", "ordered", "delivered")))


@given(scenarios(), counties(), st.data())
def test_whatever_is_changed_shows_in_sums_exactly_where_it_shows_one_by_one(
    scenario: Scenario, county: County, data: st.DataObject
) -> None:
    diary = simulate(make_plan(scenario, county), 0)
    size = diary.journeys["person"].size
    assume(size)
    name = data.draw(st.sampled_from(TAMPERED))
    row = data.draw(st.integers(0, size - 1))
    changed = diary.journeys[name].copy()
    changed[row] = data.draw(st.sampled_from([NONE, 0, 1, 2, 600_000, int(changed[row]) + 1]))
    wrong = replace(diary, journeys={**diary.journeys, name: changed})

    one_by_one, in_sums = (
        complaint(wrong, scenario, entries_of) for entries_of in (entries, entries_in_sums)
    )

    assert (one_by_one is None) == (in_sums is None), (one_by_one, in_sums)


def complaint(diary: Diary, scenario: Scenario, entries_of: EntriesOf) -> str | None:
    """Return what the books say is lost, or None."""
    try:
        post_books(diary, scenario, entries_of)
    except LostInTheRun as lost:
        return str(lost)
    return None


@pytest.mark.parametrize("method", ["draft", "reference", "cash_on_delivery"])
def test_the_seller_ends_with_the_whole_amount_and_escrow_with_none(method: str) -> None:
    books = books_of(method)

    assert balance(books.gateway, seller("seller of 0")) == AMOUNT
    assert balance(books.gateway, escrow("1.0")) == 0
    assert balance(books.post, cash("outlet 0")) == AMOUNT
    assert balance(books.post, DUE_TO_GATEWAY) == AMOUNT


def test_a_money_order_is_paid_out_in_cash_and_the_fee_stays() -> None:
    books = books_of("money_order", tariff="ordinary_order")

    assert balance(books.post, cash("outlet 0")) == AMOUNT + 200
    assert balance(books.post, cash("seller's outlet")) == -AMOUNT


def test_a_lost_parcel_leaves_buyer_and_seller_whole() -> None:
    books = books_of("draft", WISH._replace(lost=1))

    assert balance(books.gateway, wallet("buyer 0")) == AMOUNT
    assert balance(books.gateway, seller("seller of 0")) == AMOUNT
    assert balance(books.post, DUE_TO_GATEWAY) == 2 * AMOUNT


@pytest.mark.parametrize("method", ["reference", "cash_on_delivery"])
def test_what_is_paid_in_one_sum_is_one_entry_whatever_a_draft_may_hold(method: str) -> None:
    plan = plan_of(payment={"method": method, "draft_limit_yuan": 1})
    diary = simulate_people(plan, people_of(plan), 0)

    (entry,) = entries(diary, plan.scenario.payment)

    assert entry.parts_fen == (AMOUNT,)


def test_a_cashed_draft_leaves_nothing_behind() -> None:
    books = books_of("draft", WISH._replace(cashes_out=1))

    assert balance(books.post, cash("outlet 0")) == 0
    assert balances(books.gateway) == {}


@pytest.fixture
def diary() -> Diary:
    """Return a plain life."""
    plan = plan_of()
    return simulate_people(plan, people_of(plan), 0)


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        (
            "outcome",
            JourneyOutcome.UNDER_WAY,
            "has an outcome and no end, or an end and no outcome",
        ),
        ("credited_ms", 5, "has steps out of order"),
        ("delivered_ms", NONE, "completed without a parcel"),
        ("seller_paid_ms", NONE, "completed without paying the seller"),
        ("refunded_ms", 10**9, "completed with the money back"),
        ("drafts_redeemed", 2, "redeemed more drafts than were issued"),
        ("shipped_ms", NONE, "has a parcel that was never handed over"),
        ("person", 7, "the persons with a wish are not each there once"),
        ("drafts_redeemed", 0, "nobody can hold less than nothing"),
        ("price_fen", -WISH.postage_fen, "has bought for nothing"),
        ("fee_fen", -1, "was paid for depositing"),
    ],
)
@BOTH_WAYS
def test_a_fault_in_a_journey_is_named(
    diary: Diary, column: str, value: int, complaint: str, entries_of: EntriesOf
) -> None:
    wrong = replace(diary, journeys={**diary.journeys, column: np.array([value])})

    with pytest.raises(LostInTheRun, match=complaint):
        post_books(wrong, plan_of().scenario, entries_of)


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("left_ms", NONE, "left and is still there"),
        ("called_ms", 1, "was called before arriving"),
        ("left_ms", 1, "left before arriving"),
        ("ending", Ending.PRESENT, "left and is still there"),
        ("called_ms", NONE, "was served without being called"),
    ],
)
def test_a_fault_in_a_visit_is_named(diary: Diary, column: str, value: int, complaint: str) -> None:
    changed = diary.visits[column].copy()
    changed[0] = value
    wrong = replace(diary, visits={**diary.visits, column: changed})

    with pytest.raises(LostInTheRun, match=complaint):
        check_books(wrong, plan_of().scenario)
