"""The books as Beancount has them: its own program finds them right, and finds what is not."""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.clock import from_rfc3339
from service.documents.beancount import account_name, as_beancount, link
from service.domain.chart import (
    DRAFTS_OUTSTANDING,
    DUE_FROM_POST,
    FEE_INCOME,
    Account,
    AccountKind,
    Book,
    cash,
    wallet,
)
from service.domain.day import DAY_MS
from service.domain.ledger import Books, Transfer, balances, post
from service.domain.postings import (
    Transfers,
    cash_out_transfers,
    compensation_transfers,
    deposit_transfers,
    order_paid_transfers,
    redemption_transfers,
    release_transfers,
    settlement_transfers,
)
from tests.proofs.lengths import examples

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
AT_MS = from_rfc3339("2007-01-01T00:30:00Z")
# What a file in UTF-8 can hold.
texts = st.text(st.characters(codec="utf-8"), max_size=6)
ids = st.one_of(
    st.sampled_from(["", "X", "w7", "固始县 1", "a-b", 'a"b\\c', "a:b", "Id\n* 2007"]),
    st.uuids().map(str),
    texts,
)


@st.composite
def postings(draw: st.DrawFn) -> Transfers:
    """Draw what one event does to the books."""
    one, other, amount_fen = draw(ids), draw(ids), draw(st.integers(1, 10**9))
    at_ms = AT_MS + draw(st.integers(0, 4 * DAY_MS))
    return draw(
        st.sampled_from(
            (
                deposit_transfers(one, other, amount_fen, amount_fen % 3, at_ms),
                cash_out_transfers(one, other, amount_fen, at_ms),
                redemption_transfers(one, other, amount_fen, at_ms),
                order_paid_transfers(one, other, amount_fen, at_ms),
                release_transfers(one, other, amount_fen, amount_fen // 3, at_ms),
                compensation_transfers(one, other, amount_fen, at_ms),
                settlement_transfers(amount_fen % 9, amount_fen - 10**8, at_ms),
            )
        )
    )


@st.composite
def filled_books(draw: st.DrawFn) -> Books:
    """Draw books in which each event stands once."""
    drawn = draw(st.lists(postings(), min_size=1, max_size=30).filter(any))
    first = {(line.book, line.key): line for event in reversed(drawn) for line in event}
    return post(Books(), first.values())


def exported(books: Books) -> str:
    """Export both books with the balances that the rules find in them."""
    transfers = [*books.post.transfers.values(), *books.gateway.transfers.values()]
    return as_beancount(transfers, balances(books.post) | balances(books.gateway))


def complaints(text: str) -> str:
    """Return what bean-check says of a file with this text: nothing, if it finds it right."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "books.beancount")
        file.write_bytes(text.encode())
        said = subprocess.run(
            [BEAN_CHECK, "--no-cache", file], capture_output=True, text=True, check=False
        )
    assert (said.returncode == 0) == (said.stderr == "")
    return said.stderr


DEPOSITED = exported(post(Books(), deposit_transfers("d1", "固始县 1", 1250, 200, AT_MS)))


def test_an_export_reads_as_a_bookkeeper_expects() -> None:
    assert (
        DEPOSITED
        == """\
option "title" "wang huiyi: the books of the Post and the gateway"
option "operating_currency" "CNY"

2007-01-01 open Assets:Post:Cash:X固始县-20-1 CNY
  account: "post:cash:固始县 1"

2007-01-01 open Income:Post:FeeIncome CNY
  account: "post:fee_income"

2007-01-01 open Liabilities:Post:DraftsOutstanding CNY
  account: "post:drafts_outstanding"

2007-01-01 * "deposit" ^deposit/d1
  key: "deposit:d1"
  at: "2007-01-01T00:30:00.000Z"
  Assets:Post:Cash:X固始县-20-1  12.50 CNY
  Liabilities:Post:DraftsOutstanding  -12.50 CNY

2007-01-01 * "deposit_fee" ^deposit_fee/d1
  key: "deposit_fee:d1"
  at: "2007-01-01T00:30:00.000Z"
  Assets:Post:Cash:X固始县-20-1  2.00 CNY
  Income:Post:FeeIncome  -2.00 CNY

2007-01-02 balance Assets:Post:Cash:X固始县-20-1  14.50 ~ 0.00 CNY
2007-01-02 balance Income:Post:FeeIncome  -2.00 ~ 0.00 CNY
2007-01-02 balance Liabilities:Post:DraftsOutstanding  -12.50 ~ 0.00 CNY
"""
    )


@settings(max_examples=examples(15))
@given(filled_books())
def test_bean_check_finds_whatever_books_right(books: Books) -> None:
    assert complaints(exported(books)) == ""


@settings(max_examples=examples(15))
@given(filled_books(), st.data())
def test_bean_check_finds_a_transfer_that_is_left_out(books: Books, data: st.DataObject) -> None:
    transfers = [*books.post.transfers.values(), *books.gateway.transfers.values()]
    left_out = data.draw(st.sampled_from(transfers))
    stated_fen = balances(books.post) | balances(books.gateway)
    rest = [line for line in transfers if line is not left_out]

    if rest:
        assert "Balance failed" in complaints(as_beancount(rest, stated_fen))
    else:
        with pytest.raises(AssertionError, match="no balance comes from nothing"):
            as_beancount(rest, stated_fen)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("  12.50 CNY", "  12.51 CNY", "Transaction does not balance"),
        ("-12.50 ~", "-12.51 ~", "Balance failed"),
        ("FeeIncome  -2.00 CNY", "FeeIncom  -2.00 CNY", "Invalid reference to unknown account"),
        ("12.50 CNY", "12.50 USD", "Invalid currency USD"),
    ],
)
def test_bean_check_finds_a_corrupted_export(right: str, wrong: str, complaint: str) -> None:
    corrupted = DEPOSITED.replace(right, wrong, 1)

    assert complaint in complaints(corrupted)


def test_bean_check_finds_a_stated_balance_that_is_a_fen_off() -> None:
    books = post(Books(), deposit_transfers("d1", "Gushi", 1250, 200, AT_MS))
    stated_fen = balances(books.post) | {FEE_INCOME: 201}

    said = complaints(as_beancount(books.post.transfers.values(), stated_fen))

    assert "Balance failed for 'Income:Post:FeeIncome'" in said


@pytest.mark.parametrize(("stated_fen", "is_right"), [(0, True), (1, False)])
def test_an_account_without_a_transfer_is_right_if_it_is_empty(
    stated_fen: int, *, is_right: bool
) -> None:
    books = post(Books(), deposit_transfers("d1", "Gushi", 1250, 0, AT_MS))
    stated = balances(books.post) | {wallet("w1"): stated_fen}

    said = complaints(as_beancount(books.post.transfers.values(), stated))

    assert (said == "") == is_right


def test_a_balance_that_is_not_stated_is_stated_to_be_nothing() -> None:
    books = post(Books(), deposit_transfers("d1", "Gushi", 1250, 0, AT_MS))

    said = complaints(as_beancount(books.post.transfers.values(), {}))

    assert said.count("Balance failed") == 2


def test_empty_books_are_right() -> None:
    assert complaints(exported(Books())) == ""


def test_a_transfer_stands_on_its_day_in_beijing() -> None:
    last_ms = from_rfc3339("2007-01-01T15:59:59.999Z")
    lines = [
        Transfer("a:1", cash("1"), DRAFTS_OUTSTANDING, 1, last_ms),
        Transfer("a:2", cash("1"), DRAFTS_OUTSTANDING, 1, last_ms + 1),
    ]

    text = as_beancount(reversed(lines), {})

    assert re.findall(r"^(\S+) \* .*/(.)$", text, flags=re.MULTILINE) == [
        ("2007-01-01", "1"),
        ("2007-01-02", "2"),
    ]


@given(ids, ids)
def test_different_originals_never_get_one_name(one: str, other: str) -> None:
    assert (account_name(cash(one)) == account_name(cash(other))) == (one == other)
    if one and other:
        assert (link(one) == link(other)) == (one == other)


@given(texts)
def test_an_original_can_be_read_from_its_name(original: str) -> None:
    component = account_name(cash(original)).split(":")[3]

    spelt = component.removeprefix("X")
    decoded = re.sub(
        "--|-([0-9a-f]+)-", lambda found: chr(int(found[1], 16)) if found[1] else "-", spelt
    )
    assert decoded == original


def test_every_kind_of_account_has_its_root() -> None:
    names = [account_name(Account("post:some_thing", Book.POST, kind)) for kind in AccountKind]

    assert names == [
        "Assets:Post:SomeThing",
        "Liabilities:Post:SomeThing",
        "Income:Post:SomeThing",
        "Expenses:Post:SomeThing",
    ]
    assert account_name(DUE_FROM_POST) == "Assets:Gateway:DueFromPost"
