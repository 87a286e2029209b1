"""Transfers and ledgers: balanced by construction, entered once, mirrored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.chart import (
    DRAFTS_OUTSTANDING,
    DUE_FROM_POST,
    DUE_TO_GATEWAY,
    FEE_INCOME,
    GATEWAY_BANK,
    POST_BANK,
    Account,
    Book,
    cash,
    wallet,
)
from service.domain.ledger import (
    Books,
    Ledger,
    Transfer,
    TrialLine,
    balance,
    balances,
    enter,
    mirror_difference_fen,
    post,
    trial_balance,
)
from service.domain.refusals.payment import AmountNotPositive, KeyUsedOtherwise

OF_POST = (cash("1"), DRAFTS_OUTSTANDING, DUE_TO_GATEWAY, FEE_INCOME, POST_BANK)
OF_GATEWAY = (wallet("1"), DUE_FROM_POST, GATEWAY_BANK)
PAID_IN = Transfer("deposit:d1", cash("1"), DRAFTS_OUTSTANDING, 900, at_ms=5)


@st.composite
def transfers(draw: st.DrawFn) -> Transfer:
    """Draw a transfer whose key says all of its content, so that no two conflict."""
    debit, credit = draw(
        st.sampled_from((OF_POST, OF_GATEWAY)).flatmap(st.permutations).map(lambda some: some[:2])
    )
    amount_fen = draw(st.integers(1, 3))
    key = f"{debit.name}>{credit.name}:{amount_fen}"
    return Transfer(key, debit, credit, amount_fen, draw(st.integers(0, 9)))


many = st.lists(transfers())


@given(many)
def test_debits_equal_credits_in_each_book_whatever_is_entered(entered: list[Transfer]) -> None:
    books = post(Books(), entered)

    for ledger in (books.post, books.gateway):
        lines = trial_balance(ledger)
        assert sum(line.debits_fen for line in lines) == sum(line.credits_fen for line in lines)


@given(many)
def test_what_is_entered_again_changes_nothing(entered: list[Transfer]) -> None:
    once = post(Books(), entered)

    again = post(once, entered[::-1])

    assert again == once


@given(many)
def test_one_by_one_or_all_at_once_is_the_same(entered: list[Transfer]) -> None:
    books = Books()
    for transfer in entered:
        books = post(books, [transfer])

    assert books == post(Books(), entered)


@given(many)
def test_one_balance_is_that_of_all_balances(entered: list[Transfer]) -> None:
    books = post(Books(), entered)

    for ledger, accounts in ((books.post, OF_POST), (books.gateway, OF_GATEWAY)):
        of_all = balances(ledger)
        assert {a: balance(ledger, a) for a in accounts if a in of_all} == of_all


@given(many, st.integers(1, 9))
def test_the_mirror_breaks_by_what_only_one_book_holds(
    entered: list[Transfer], amount_fen: int
) -> None:
    before = post(Books(), entered)
    lone = Transfer("lone", DRAFTS_OUTSTANDING, DUE_TO_GATEWAY, amount_fen, at_ms=0)
    twin = Transfer("lone", DUE_FROM_POST, wallet("1"), amount_fen, at_ms=0)

    broken = post(before, [lone])
    mended = post(broken, [twin])

    difference_fen = mirror_difference_fen(before)
    assert mirror_difference_fen(broken) == difference_fen + amount_fen
    assert mirror_difference_fen(mended) == difference_fen


def test_a_trial_balance_lists_accounts_by_name_with_both_sums() -> None:
    fee = Transfer("deposit_fee:d1", cash("1"), FEE_INCOME, 200, at_ms=5)
    paid_out = Transfer("cash_out:d1", DRAFTS_OUTSTANDING, cash("1"), 300, at_ms=7)
    ledger = enter(Ledger(Book.POST), [PAID_IN, fee, paid_out])

    lines = trial_balance(ledger)

    assert lines == (
        TrialLine(cash("1"), 1_100, 300),
        TrialLine(DRAFTS_OUTSTANDING, 300, 900),
        TrialLine(FEE_INCOME, 0, 200),
    )
    assert balances(ledger) == {cash("1"): 800, DRAFTS_OUTSTANDING: 600, FEE_INCOME: 200}


def test_a_retry_keeps_the_first_moment() -> None:
    retry = Transfer("deposit:d1", cash("1"), DRAFTS_OUTSTANDING, 900, at_ms=6)

    ledger = enter(enter(Ledger(Book.POST), [PAID_IN]), [retry])

    assert ledger.transfers == {"deposit:d1": PAID_IN}


@pytest.mark.parametrize(
    ("debit", "credit", "amount_fen"),
    [
        (cash("1"), DRAFTS_OUTSTANDING, 901),
        (cash("2"), DRAFTS_OUTSTANDING, 900),
        (cash("1"), FEE_INCOME, 900),
    ],
)
def test_a_key_with_other_content_is_refused(
    debit: Account, credit: Account, amount_fen: int
) -> None:
    ledger = enter(Ledger(Book.POST), [PAID_IN])
    other = Transfer("deposit:d1", debit, credit, amount_fen, at_ms=5)

    with pytest.raises(KeyUsedOtherwise, match="deposit:d1 is in the ledger with other content"):
        enter(ledger, [Transfer("new", cash("1"), FEE_INCOME, 1, at_ms=5), other])

    assert ledger.transfers == {"deposit:d1": PAID_IN}


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_a_transfer_moves_something(amount_fen: int) -> None:
    with pytest.raises(AmountNotPositive):
        Transfer("k", cash("1"), FEE_INCOME, amount_fen, at_ms=0)


@pytest.mark.parametrize("credit", [wallet("1"), cash("1")])
def test_a_transfer_over_books_or_to_itself_is_our_own_mistake(credit: Account) -> None:
    with pytest.raises(AssertionError):
        Transfer("k", cash("1"), credit, 1, at_ms=0)


def test_a_transfer_in_the_wrong_book_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        enter(Ledger(Book.GATEWAY), [PAID_IN])
