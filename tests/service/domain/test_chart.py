"""The charts of accounts of the two books."""

import pytest

from service.domain import chart
from service.domain.chart import Account, AccountKind, Book, cash

OF_SOMEBODY = (
    chart.cash,
    chart.wallet,
    chart.escrow,
    chart.seller,
    chart.agent_float,
    chart.agent_commission,
    chart.outlet_commission,
    chart.agent_drawer,
    chart.agent_own_cash,
)
ACCOUNTS = [
    *(value for value in vars(chart).values() if isinstance(value, Account)),
    *(account("x") for account in OF_SOMEBODY),
]


def test_the_books_hold_these_accounts() -> None:
    assert {(account.name, account.kind.value) for account in ACCOUNTS} == {
        ("post:drafts_outstanding", "liability"),
        ("post:money_orders_outstanding", "liability"),
        ("post:due_to_gateway", "liability"),
        ("post:fee_income", "income"),
        ("post:parcel_compensation", "expense"),
        ("post:bank", "asset"),
        ("post:cash:x", "asset"),
        ("post:outlet_commissions", "expense"),
        ("post:outlet_commission:x", "liability"),
        ("gateway:due_from_post", "asset"),
        ("gateway:commission", "income"),
        ("gateway:bank", "asset"),
        ("gateway:wallet:x", "liability"),
        ("gateway:escrow:x", "liability"),
        ("gateway:seller:x", "liability"),
        ("gateway:agent_commissions", "expense"),
        ("gateway:cash_out_fees", "income"),
        ("gateway:agent_float:x", "liability"),
        ("gateway:agent_commission:x", "liability"),
        ("gateway:agent_drawer:x", "asset"),
        ("gateway:agent_own_cash:x", "liability"),
    }


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_name_begins_with_its_book(account: Account) -> None:
    assert account.name.startswith(f"{account.book.value}:")


def test_accounts_with_one_name_are_one_account() -> None:
    assert {cash("Gushi"), cash("Gushi"), cash("Xinyang")} == {cash("Xinyang"), cash("Gushi")}
    assert hash(cash("Gushi")) == hash(Account("post:cash:Gushi", Book.POST, AccountKind.ASSET))


def test_assets_and_expenses_grow_by_debits() -> None:
    by_debit = {kind for kind in AccountKind if kind.grows_by_debit}

    assert by_debit == {AccountKind.ASSET, AccountKind.EXPENSE}
