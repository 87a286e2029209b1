"""The entries of a run: one a purchase, or one for all purchases that took the same course.

A course is all of a page that decides what is posted: which drafts there are, which steps were
reached, how it ended. Purchases of one course have the same transfers but for the amounts, and so
the transfers of their sums are the sums of their transfers: an account is negative for one of
them exactly if it is for all, and their sum. The tests hold the two to the same balances.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.books.agents import ALL_OUTLETS, cash_ins_of
from sim.books.postings import LedgerEntry
from sim.diary import JOURNEY_COLUMNS, NONE, Diary
from sim.model.purchase import split_amount
from sim.scenario import Payment

STEPS_OF_A_COURSE = (
    "deposited_ms",
    "credited_ms",
    "ordered_ms",
    "delivered_ms",
    "seller_paid_ms",
    "refunded_ms",
)

Parts = tuple[int, ...]
CashIns = Mapping[int, tuple[str, int]]


def entries(diary: Diary, payment: Payment) -> list[LedgerEntry]:
    """Return an entry a purchase."""
    pages = _pages(diary, range(diary.journeys["person"].size))
    cash_ins = cash_ins_of(diary)
    parts = _parts(diary, payment, cash_ins)
    return [
        LedgerEntry(
            page=page,
            order=f"{diary.county}.{page['person']}",
            outlet=f"outlet {page['outlet']}",
            parts_fen=of_one,
            fees_fen=_fees(page["fee_fen"], len(of_one)),
            cash_ins=_cash_ins([page["person"]], cash_ins),
        )
        for page, of_one in zip(pages, parts, strict=True)
    ]


def entries_in_sums(diary: Diary, payment: Payment) -> list[LedgerEntry]:
    """Return an entry a course, with the sums of its purchases."""
    journeys, cash_ins = diary.journeys, cash_ins_of(diary)
    parts = _parts(diary, payment, cash_ins)
    schedule = np.column_stack(
        [
            [len(of_one) for of_one in parts],
            [person in cash_ins for person in journeys["person"].tolist()],
            journeys["drafts_redeemed"],
            journeys["outcome"],
            *(journeys[step] != NONE for step in STEPS_OF_A_COURSE),
        ]
    )
    _, firsts, courses = np.unique(schedule, axis=0, return_index=True, return_inverse=True)
    rows: list[list[int]] = [[] for _ in firsts]
    for row, number in enumerate(courses.ravel().tolist()):
        rows[number].append(row)
    fees = journeys["fee_fen"].tolist()
    return [
        LedgerEntry(
            page=page,
            order=f"{diary.county}.{page['person']} and others",
            outlet=ALL_OUTLETS,
            parts_fen=_added([parts[row] for row in of_course]),
            fees_fen=_added([_fees(fees[row], len(parts[row])) for row in of_course]),
            cash_ins=_cash_ins(of_course, cash_ins),
        )
        for page, of_course in zip(_pages(diary, firsts), rows, strict=True)
    ]


def _pages(diary: Diary, rows: Sequence[int] | np.ndarray) -> list[dict[str, int]]:
    chosen = np.asarray(rows, dtype=np.int64)
    columns = (diary.journeys[name][chosen].tolist() for name in JOURNEY_COLUMNS)
    return [dict(zip(JOURNEY_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]


def _parts(diary: Diary, payment: Payment, cash_ins: CashIns) -> list[Parts]:
    """Return the drafts of each purchase, by the rules; cash at an agent or the door is one sum."""
    amounts = (diary.journeys["price_fen"] + diary.journeys["postage_fen"]).tolist()
    persons = diary.journeys["person"].tolist()
    return [
        (amount,) if person in cash_ins else split_amount(amount, payment)
        for person, amount in zip(persons, amounts, strict=True)
    ]


def _cash_ins(persons: Sequence[int], cash_ins: CashIns) -> tuple[tuple[str, int], ...]:
    """Return what these persons paid in at each agent; rows and numbers of persons are one."""
    sums: dict[str, int] = {}
    for agent, amount_fen in (cash_ins[person] for person in persons if person in cash_ins):
        sums[agent] = sums.get(agent, 0) + amount_fen
    return tuple(sums.items())


def _fees(fee_fen: int, parts: int) -> Parts:
    """Return the fee in equal parts, the first taking the rest; only the sum is in the diary."""
    each = fee_fen // parts
    return (fee_fen - each * (parts - 1), *([each] * (parts - 1)))


def _added(parts: Sequence[Parts]) -> Parts:
    return tuple(map(sum, zip(*parts, strict=True)))
