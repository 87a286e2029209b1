"""What cannot be: a person, a parcel or a fen that is not accounted for."""

from collections.abc import Iterator, Sequence

import numpy as np

from service.domain.chart import DRAFTS_OUTSTANDING, MONEY_ORDERS_OUTSTANDING
from service.domain.ledger import Books, balances, mirror_difference_fen
from sim.books.postings import LedgerEntry
from sim.diary import NONE, STEPS, Diary, Ending, JourneyOutcome, LotEnding

HELD = {
    *("escrow", "wallet", "drafts_outstanding"),
    *("agent_float", "agent_drawer", "agent_commission"),
}


def faults_of_visits(diary: Diary) -> Iterator[str]:
    """Yield whose visits cannot be."""
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


def faults_of_journeys(diary: Diary) -> Iterator[str]:
    """Yield whose journeys cannot be, and whether someone is missing."""
    journeys = diary.journeys
    ended = journeys["outcome"] != JourneyOutcome.UNDER_WAY
    steps = np.column_stack([journeys[name] for name in STEPS if name != "known_ms"])
    in_order = (steps == NONE) | (steps >= np.maximum.accumulate(steps, axis=1))
    completed = journeys["outcome"] == JourneyOutcome.COMPLETED
    paid, refunded = journeys["seller_paid_ms"] != NONE, journeys["refunded_ms"] != NONE
    checks = {
        "has an outcome and no end, or an end and no outcome": ended
        != (journeys["ended_ms"] != NONE),
        "has steps out of order": ~in_order.all(axis=1),
        "completed without a parcel": completed & (journeys["delivered_ms"] == NONE),
        "completed without paying the seller": completed & ~paid,
        "completed with the money back": completed & refunded,
        "redeemed more drafts than were issued": journeys["drafts_redeemed"] > journeys["drafts"],
        "has bought for nothing": journeys["price_fen"] + journeys["postage_fen"] <= 0,
        "was paid for depositing": journeys["fee_fen"] < 0,
        "has a parcel that was never handed over": (journeys["hub_ms"] != NONE)
        & (journeys["shipped_ms"] == NONE),
    }
    numbers = journeys["person"]
    if numbers.size and not np.array_equal(numbers, np.arange(numbers.size)):
        yield "the persons with a wish are not each there once"
    for what, is_wrong in checks.items():
        for row in np.flatnonzero(is_wrong)[:1].tolist():
            yield f"person {numbers[row]} {what} ({int(is_wrong.sum())} like this)"


def faults_of_lots(diary: Diary) -> Iterator[str]:
    """Yield which lots of producers cannot be: each is sold, or lost, or still there, and once."""
    lots = diary.lots
    if not lots["lot"].size:
        return
    present, sold, lost = (lots["ended_as"] == one for one in LotEnding)
    ended_ms, price_fen = lots["ended_ms"], lots["price_fen"]
    checks = {
        "ended in no way that there is": ~(present | sold | lost),
        "ended and is still there": present != (ended_ms == NONE),
        "weighs nothing": lots["kg"] <= 0,
        "was sold before it was harvested": sold & (ended_ms < lots["harvested_ms"]),
        "was sold after it had spoiled": sold & (ended_ms >= lots["spoils_ms"]),
        "was lost and had not spoiled": lost & (ended_ms != lots["spoils_ms"]),
        "is still there and has spoiled": present & (lots["spoils_ms"] < diary.end_ms),
        "was sold for less than was offered": sold & (price_fen < lots["offer_fen"]),
        "was paid for and not sold": ~sold & (price_fen != NONE),
    }
    if not np.array_equal(lots["lot"], np.arange(lots["lot"].size)):
        yield "the lots of producers are not each there once"
    for what, is_wrong in checks.items():
        for row in np.flatnonzero(is_wrong)[:1].tolist():
            yield f"lot {lots['lot'][row]} {what} ({int(is_wrong.sum())} like this)"


def faults_of_books(books: Books, entries: Sequence[LedgerEntry], method: str) -> Iterator[str]:
    """Yield what does not mirror, who holds less than nothing, and what is outstanding wrongly."""
    if difference := mirror_difference_fen(books):
        yield f"what the Post owes the gateway differs between the books by {difference} fen"
    own = {**balances(books.post), **balances(books.gateway)}
    for account, balance in own.items():
        if balance < 0 and account.name.split(":")[1] in HELD:
            yield f"{account.name} is {balance} fen, and nobody can hold less than nothing"
    outstanding = own.get(DRAFTS_OUTSTANDING, 0) + own.get(MONEY_ORDERS_OUTSTANDING, 0)
    expected = sum(_still_outstanding_fen(entry, method) for entry in entries)
    if outstanding != expected:
        yield f"{outstanding} fen are outstanding in the books, and {expected} by the journeys"


def _still_outstanding_fen(entry: LedgerEntry, method: str) -> int:
    """Return what was paid in and neither redeemed, paid out nor refunded, from the journey."""
    if not entry.has("deposited_ms") or method in {"reference", "cash_on_delivery"}:
        return 0
    if entry.cash_ins:
        return 0
    if method == "money_order":
        return 0 if entry.has("credited_ms") else entry.amount_fen
    if entry.page["outcome"] in {JourneyOutcome.CASHED_OUT, JourneyOutcome.EXPIRED_REFUNDED}:
        return 0
    return sum(entry.parts_fen[entry.page["drafts_redeemed"] :])
