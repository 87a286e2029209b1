"""The books of a run: every journey posted in double entry, and nothing lost on the way.

How each way to pay is booked, by the functions of `service.domain.postings`:
- *draft*: deposit of each draft; redemption of each; then escrow, which pays the seller or refunds
  the buyer's wallet. Drafts cashed or refunded at the counter take cash out again. A draft that
  was redeemed while others of its purchase were not is posted at the end of the run.
- *reference*: cash for a known order goes straight into escrow.
- *money order*: taken in, and paid out to the seller at an outlet of the seller's; what the seller
  sends back comes as another order.
- *cash on delivery*: taken at the door into escrow, and released when the Post remits.
Loss and damage are made good to the seller by the Post while escrow refunds the buyer; where
there is no escrow, in cash to the buyer.
"""

from collections.abc import Iterator

import numpy as np

from service.domain import postings
from service.domain.chart import DRAFTS_OUTSTANDING, MONEY_ORDERS_OUTSTANDING
from service.domain.ledger import Books, Transfer, balances, mirror_difference_fen, post
from sim.diary import NONE, STEPS, Diary, Ending, Outcome
from sim.purchase import split_amount
from sim.scenario import Scenario

SELLERS_OUTLET = "seller's outlet"
MADE_GOOD = {Outcome.LOST_COMPENSATED, Outcome.DAMAGED_COMPENSATED}
Page = dict[str, int]


class LostInTheRun(Exception):  # noqa: N818 - named by what happened
    """A person, a draft, a parcel or a fen is not accounted for: a fault of the model."""


def check_books(diary: Diary, scenario: Scenario) -> Books:
    """Return the books of a run. Raise LostInTheRun with everything that does not add up."""
    faults = [*_faults_of_visits(diary), *_faults_of_journeys(diary)]
    if faults:
        raise LostInTheRun(_told(diary, faults))
    books = post(Books(), transfers(diary, scenario))
    faults = list(_faults_of_books(books, diary, scenario))
    if faults:
        raise LostInTheRun(_told(diary, faults))
    return books


def transfers(diary: Diary, scenario: Scenario) -> list[Transfer]:
    """Return what all journeys did to both books."""
    of = {
        "draft": _draft,
        "reference": _reference,
        "money_order": _money_order,
        "cash_on_delivery": _cash_on_delivery,
    }[scenario.payment.method]
    found: list[Transfer] = []
    for page in pages(diary):
        found.extend(of(page, diary, scenario))
    return found


def pages(diary: Diary) -> Iterator[Page]:
    """Yield each journey as values by column."""
    names = list(diary.journeys)
    rows = zip(*(diary.journeys[name].tolist() for name in names), strict=True)
    return (dict(zip(names, row, strict=True)) for row in rows)


def _draft(page: Page, diary: Diary, scenario: Scenario) -> Iterator[Transfer]:
    if page["deposited_ms"] == NONE:
        return
    parts = split_amount(amount_fen(page), scenario.payment)
    redeemed_ms = page["credited_ms"] if page["credited_ms"] != NONE else diary.end_ms
    fees = _fees(page, len(parts))
    for number, part in enumerate(parts):
        draft, outlet = f"{_id(page, diary)}.{number}", _outlet(page)
        yield from postings.deposit_transfers(
            draft, outlet, part, fees[number], page["deposited_ms"]
        )
        if number < page["drafts_redeemed"]:
            yield from postings.redemption_transfers(draft, _wallet(page), part, redeemed_ms)
        elif page["outcome"] == Outcome.CASHED_OUT:
            yield from postings.cash_out_transfers(draft, outlet, part, page["refunded_ms"])
        elif page["outcome"] == Outcome.EXPIRED_REFUNDED:
            yield from postings.draft_refund_transfers(draft, outlet, part, page["refunded_ms"])
    if page["ordered_ms"] != NONE:
        order = _id(page, diary)
        yield from postings.order_paid_transfers(
            order, _wallet(page), amount_fen(page), page["ordered_ms"]
        )
        yield from _end_of_escrow(page, order)


def _reference(page: Page, diary: Diary, _: Scenario) -> Iterator[Transfer]:
    if page["deposited_ms"] == NONE:
        return
    order = _id(page, diary)
    yield from postings.reference_paid_transfers(
        order, _outlet(page), amount_fen(page), page["fee_fen"], page["deposited_ms"]
    )
    yield from _end_of_escrow(page, order)


def _money_order(page: Page, diary: Diary, _: Scenario) -> Iterator[Transfer]:
    if page["deposited_ms"] == NONE:
        return
    order, amount = _id(page, diary), amount_fen(page)
    yield from postings.money_order_transfers(
        order, _outlet(page), amount, page["fee_fen"], page["deposited_ms"]
    )
    if page["credited_ms"] != NONE:
        yield from postings.money_order_paid_transfers(
            order, SELLERS_OUTLET, amount, page["credited_ms"]
        )
    if page["refunded_ms"] == NONE:
        return
    if page["outcome"] in MADE_GOOD:
        yield from postings.cash_compensation_transfers(
            order, _outlet(page), amount, page["refunded_ms"]
        )
        return
    back = f"{order}.back"
    yield from postings.money_order_transfers(back, SELLERS_OUTLET, amount, 0, page["refunded_ms"])
    yield from postings.money_order_paid_transfers(back, _outlet(page), amount, page["refunded_ms"])


def _cash_on_delivery(page: Page, diary: Diary, _: Scenario) -> Iterator[Transfer]:
    order, amount = _id(page, diary), amount_fen(page)
    paid = page["delivered_ms"] != NONE and page["outcome"] != Outcome.REFUSED
    if paid:
        yield from postings.cash_on_delivery_transfers(
            order, _outlet(page), amount, page["delivered_ms"]
        )
        yield from _end_of_escrow(page, order)
    elif page["outcome"] in MADE_GOOD:
        yield from postings.compensation_transfers(order, _seller(page), amount, page["ended_ms"])


def _end_of_escrow(page: Page, order: str) -> Iterator[Transfer]:
    amount = amount_fen(page)
    if page["refunded_ms"] != NONE:
        yield from postings.order_refund_transfers(
            order, _wallet(page), amount, page["refunded_ms"]
        )
        if page["outcome"] in MADE_GOOD:
            yield from postings.compensation_transfers(
                order, _seller(page), amount, page["refunded_ms"]
            )
    elif page["seller_paid_ms"] != NONE:
        yield from postings.release_transfers(
            order, _seller(page), amount, 0, page["seller_paid_ms"]
        )


def amount_fen(page: Page) -> int:
    """Return what the buyer pays in all."""
    return page["price_fen"] + page["postage_fen"]


def _fees(page: Page, parts: int) -> list[int]:
    """Return the fee in equal parts, the first taking the rest; only the sum is in the diary."""
    each = page["fee_fen"] // parts
    return [page["fee_fen"] - each * (parts - 1), *([each] * (parts - 1))]


def _id(page: Page, diary: Diary) -> str:
    return f"{diary.county}.{page['person']}"


def _outlet(page: Page) -> str:
    return f"outlet {page['outlet']}"


def _wallet(page: Page) -> str:
    return f"buyer {page['person']}"


def _seller(page: Page) -> str:
    return f"seller of {page['person']}"


def _faults_of_visits(diary: Diary) -> Iterator[str]:
    visits = diary.visits
    called, gone = visits["called_ms"] != NONE, visits["left_ms"] != NONE
    present = visits["ending"] == Ending.PRESENT
    checks = {
        "left and is still there": present == gone,
        "was called before arriving": called & (visits["called_ms"] < visits["arrived_ms"]),
        "left before arriving": gone & (visits["left_ms"] < visits["arrived_ms"]),
        "left before being called": called & gone & (visits["left_ms"] < visits["called_ms"]),
        "was served without being called": (visits["ending"] == Ending.SERVED) & ~called,
    }
    for what, is_wrong in checks.items():
        for row in np.flatnonzero(is_wrong)[:1].tolist():
            person = visits["person"][row]
            yield f"person {person} {what} ({int(is_wrong.sum())} visits like this)"


def _faults_of_journeys(diary: Diary) -> Iterator[str]:
    journeys = diary.journeys
    ended = journeys["outcome"] != Outcome.UNDER_WAY
    steps = np.column_stack([journeys[name] for name in STEPS if name != "known_ms"])
    in_order = (steps == NONE) | (steps >= np.maximum.accumulate(steps, axis=1))
    completed = journeys["outcome"] == Outcome.COMPLETED
    paid, refunded = journeys["seller_paid_ms"] != NONE, journeys["refunded_ms"] != NONE
    checks = {
        "has an outcome and no end, or an end and no outcome": ended
        != (journeys["ended_ms"] != NONE),
        "has steps out of order": ~in_order.all(axis=1),
        "completed without a parcel": completed & (journeys["delivered_ms"] == NONE),
        "completed without paying the seller": completed & ~paid,
        "completed with the money back": completed & refunded,
        "redeemed more drafts than were issued": journeys["drafts_redeemed"] > journeys["drafts"],
        "has a parcel that was never handed over": (journeys["hub_ms"] != NONE)
        & (journeys["shipped_ms"] == NONE),
    }
    numbers = journeys["person"]
    if numbers.size and not np.array_equal(numbers, np.arange(numbers.size)):
        yield "the persons with a wish are not each there once"
    for what, is_wrong in checks.items():
        for row in np.flatnonzero(is_wrong)[:1].tolist():
            yield f"person {numbers[row]} {what} ({int(is_wrong.sum())} like this)"


def _faults_of_books(books: Books, diary: Diary, scenario: Scenario) -> Iterator[str]:
    if difference := mirror_difference_fen(books):
        yield f"what the Post owes the gateway differs between the books by {difference} fen"
    own = {**balances(books.post), **balances(books.gateway)}
    for account, balance in own.items():
        is_held = account.name.split(":")[1] in {"escrow", "wallet", "drafts_outstanding"}
        if is_held and balance < 0:
            yield f"{account.name} is {balance} fen, and nobody can hold less than nothing"
    outstanding = own.get(DRAFTS_OUTSTANDING, 0) + own.get(MONEY_ORDERS_OUTSTANDING, 0)
    expected = sum(_still_outstanding_fen(page, scenario) for page in pages(diary))
    if outstanding != expected:
        yield f"{outstanding} fen are outstanding in the books, and {expected} by the journeys"


def _still_outstanding_fen(page: Page, scenario: Scenario) -> int:
    """Return what was paid in and neither redeemed, paid out nor refunded, from the journey."""
    method = scenario.payment.method
    if page["deposited_ms"] == NONE or method in {"reference", "cash_on_delivery"}:
        return 0
    if method == "money_order":
        return amount_fen(page) if page["credited_ms"] == NONE else 0
    if page["outcome"] in {Outcome.CASHED_OUT, Outcome.EXPIRED_REFUNDED}:
        return 0
    return sum(split_amount(amount_fen(page), scenario.payment)[page["drafts_redeemed"] :])


def _told(diary: Diary, faults: list[str]) -> str:
    return f"county {diary.county}, replication {diary.replication}: " + "; ".join(faults)
