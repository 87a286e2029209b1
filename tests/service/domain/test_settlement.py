"""Closing a day, and finding every kind of difference between the books."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import postings
from service.domain.chart import (
    DRAFTS_OUTSTANDING,
    DUE_FROM_POST,
    DUE_TO_GATEWAY,
    GATEWAY_BANK,
    POST_BANK,
    Book,
    cash,
    wallet,
)
from service.domain.day import DAY_MS
from service.domain.ledger import Books, Ledger, Transfer, balance, enter, post
from service.domain.refusals.payment import BooksDiffer, DayStillOpen, KeyUsedOtherwise
from service.domain.settlement import (
    DifferenceKind,
    Settlement,
    SettlementDifference,
    StatementLine,
    close_day,
    mutual_lines,
    net_due_fen,
    reconcile,
)

redemptions = st.lists(
    st.builds(
        lambda draft, amount_fen, at_ms: postings.redemption_transfers(
            f"d{draft}-{amount_fen}-{at_ms}", "w", amount_fen, at_ms
        ),
        st.integers(0, 9),
        st.integers(1, 10**6),
        st.integers(0, 3 * DAY_MS - 1),
    ),
    max_size=20,
)


def redeemed(draft_id: str, amount_fen: int, at_ms: int) -> Books:
    return post(Books(), postings.redemption_transfers(draft_id, "w", amount_fen, at_ms))


def withdrawn(key: str, amount_fen: int, at_ms: int) -> tuple[Transfer, Transfer]:
    """Pay out at the Post for the gateway, which then owes it."""
    return (
        Transfer(key, DUE_TO_GATEWAY, cash("x"), amount_fen, at_ms),
        Transfer(key, wallet("w"), DUE_FROM_POST, amount_fen, at_ms),
    )


def test_a_day_that_is_over_is_paid_at_midnight() -> None:
    books = redeemed("d1", 900, DAY_MS - 1)

    settlement = close_day(books, day=0, now_ms=DAY_MS)

    assert settlement == Settlement(
        0,
        900,
        (
            Transfer("settlement:0", DUE_TO_GATEWAY, POST_BANK, 900, DAY_MS),
            Transfer("settlement:0", GATEWAY_BANK, DUE_FROM_POST, 900, DAY_MS),
        ),
    )
    with pytest.raises(DayStillOpen, match="day 0 is not over"):
        close_day(books, day=0, now_ms=DAY_MS - 1)


def test_what_belongs_to_the_next_day_waits() -> None:
    books = redeemed("d1", 900, DAY_MS)

    assert close_day(books, day=0, now_ms=DAY_MS) == Settlement(0, 0, ())


def test_the_gateway_pays_when_it_owes_more() -> None:
    books = post(redeemed("d1", 300, 1), withdrawn("withdrawal:1", 500, 2))

    settlement = close_day(books, day=0, now_ms=DAY_MS)

    assert settlement == Settlement(0, -200, postings.settlement_transfers(0, -200, DAY_MS))


@given(redemptions)
def test_after_the_last_closing_nothing_is_due(events: list[postings.Transfers]) -> None:
    books = post(Books(), [transfer for event in events for transfer in event])
    total_fen = balance(books.post, DUE_TO_GATEWAY)

    for day in range(3):
        books = post(books, close_day(books, day, now_ms=3 * DAY_MS).transfers)

    assert balance(books.post, DUE_TO_GATEWAY) == balance(books.gateway, DUE_FROM_POST) == 0
    assert balance(books.post, POST_BANK) == -total_fen
    assert balance(books.gateway, GATEWAY_BANK) == total_fen


def test_a_day_closed_again_is_paid_once() -> None:
    books = redeemed("d1", 900, 1)
    closed = post(books, close_day(books, 0, DAY_MS).transfers)

    again = post(closed, close_day(closed, 0, 2 * DAY_MS).transfers)

    assert again == closed


def test_a_late_line_is_paid_with_the_next_day() -> None:
    books = redeemed("d1", 900, 1)
    closed = post(books, close_day(books, 0, DAY_MS).transfers)
    late = post(closed, postings.redemption_transfers("d2", "w", 50, 2))

    with pytest.raises(KeyUsedOtherwise, match="settlement:0"):
        post(late, close_day(late, 0, 2 * DAY_MS).transfers)

    assert close_day(late, 1, 2 * DAY_MS).net_due_fen == 50


def test_books_that_differ_are_not_paid() -> None:
    books = Books(post=redeemed("d1", 900, 1).post, gateway=redeemed("d1", 880, 1).gateway)

    with pytest.raises(BooksDiffer, match="owes 20 fen more than"):
        close_day(books, 0, DAY_MS)


def test_the_lines_say_what_is_due_from_both_sides() -> None:
    books = post(redeemed("d1", 300, 1), withdrawn("withdrawal:1", 500, 2))
    others = postings.deposit_transfers("d2", "x", 70, 2, 3)
    books = post(books, (*others, *postings.order_paid_transfers("o", "w", 30, 4)))

    lines = (StatementLine("redemption:d1", 300, 1), StatementLine("withdrawal:1", -500, 2))

    assert (mutual_lines(books.post), mutual_lines(books.gateway)) == (lines, lines)
    assert (net_due_fen(lines, 0), net_due_fen(lines, -1)) == (-200, 0)


LINES = tuple(StatementLine(f"redemption:d{number}", 100 + number, number) for number in range(5))
PLANTED = LINES[2]

Plant = Callable[[StatementLine], tuple[StatementLine, ...]]

PLANTS: dict[DifferenceKind, tuple[Plant, Plant]] = {
    DifferenceKind.MISSING_AT_POST: (lambda _: (), lambda line: (line,)),
    DifferenceKind.MISSING_AT_GATEWAY: (lambda line: (line,), lambda _: ()),
    DifferenceKind.TWICE_AT_POST: (lambda line: (line, line), lambda line: (line,)),
    DifferenceKind.TWICE_AT_GATEWAY: (lambda line: (line,), lambda line: (line, line)),
    DifferenceKind.DIRECTION_DIFFERS: (
        lambda line: (line,),
        lambda line: (replace(line, due_fen=-line.due_fen),),
    ),
    DifferenceKind.AMOUNT_DIFFERS: (
        lambda line: (line,),
        lambda line: (replace(line, due_fen=line.due_fen + 1),),
    ),
    DifferenceKind.DAY_DIFFERS: (
        lambda line: (line,),
        lambda line: (replace(line, at_ms=line.at_ms + DAY_MS),),
    ),
}


def planted(plant: Plant) -> tuple[StatementLine, ...]:
    """Return the lines with one of them changed."""
    return tuple(put for line in LINES for put in (plant(line) if line is PLANTED else (line,)))


@pytest.mark.parametrize("kind", DifferenceKind)
def test_a_planted_difference_of_every_kind_is_named(kind: DifferenceKind) -> None:
    in_post, in_gateway = PLANTS[kind]

    found = reconcile(planted(in_post), planted(in_gateway))

    of_post, of_gateway = in_post(PLANTED)[:1], in_gateway(PLANTED)[:1]
    assert found == (
        SettlementDifference(
            kind,
            PLANTED.key,
            of_post[0] if of_post else None,
            of_gateway[0] if of_gateway else None,
        ),
    )


def test_all_that_differs_about_a_line_is_named() -> None:
    post_line = StatementLine("redemption:d1", 900, DAY_MS - 1)
    gateway_line = StatementLine("redemption:d1", -880, DAY_MS)

    found = reconcile([post_line], [gateway_line, gateway_line])

    assert [difference.kind for difference in found] == [
        DifferenceKind.TWICE_AT_GATEWAY,
        DifferenceKind.DIRECTION_DIFFERS,
        DifferenceKind.AMOUNT_DIFFERS,
        DifferenceKind.DAY_DIFFERS,
    ]


def test_moments_within_one_day_do_not_differ() -> None:
    found = reconcile([StatementLine("k", 900, 0)], [StatementLine("k", 900, DAY_MS - 1)])

    assert found == ()


@given(redemptions, st.data())
def test_books_of_the_same_events_agree_in_any_order(
    events: list[postings.Transfers], data: st.DataObject
) -> None:
    books = post(Books(), [transfer for event in events for transfer in event])

    shuffled = data.draw(st.permutations(mutual_lines(books.gateway)))

    assert reconcile(mutual_lines(books.post), shuffled) == ()


def test_one_mistake_in_a_book_is_found_by_its_key() -> None:
    books = redeemed("d1", 900, 1)
    slipped = Transfer("redemption:d2", DRAFTS_OUTSTANDING, DUE_TO_GATEWAY, 70, at_ms=2)
    of_post = enter(books.post, [slipped])

    found = reconcile(mutual_lines(of_post), mutual_lines(books.gateway))

    line = StatementLine("redemption:d2", 70, 2)
    assert found == (
        SettlementDifference(DifferenceKind.MISSING_AT_GATEWAY, "redemption:d2", line, None),
    )
    assert mutual_lines(Ledger(Book.POST)) == ()
