"""Each list is read by an index, however much there is besides."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Connection, text

from service.domain import chart
from service.store import listed, payments, statements
from service.store.listed import DraftsWanted, OrdersWanted, WalletsWanted
from service.store.paging import EVER, RowRange
from service.store.payments import MovementsWanted
from tests.service.database.query_plans import plans_of
from tests.service.servers import Service

OF_WALLETS = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3000) "
    "SELECT 'gateway', CASE n % 50 WHEN 0 THEN 'payment:' WHEN 1 THEN 'withdrawal:' "
    "WHEN 2 THEN 'hold_capture:' "
    "ELSE 'planted:' END || n, 'gateway:wallet:' || (n % 100), "
    "CASE n % 50 WHEN 0 THEN 'gateway:wallet:x' ELSE 'gateway:bank' END, 5, n FROM line"
)
OF_TILLS = (
    "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3000) "
    "SELECT 'post', 'deposit:' || n, 'post:cash:' || (n % 100), 'post:drafts_outstanding', 5, n "
    "FROM line"
)
AT_PROVIDERS = (
    "INSERT INTO wallet (wallet_id, provider, tier, balance_fen, is_frozen, opened_ms, "
    "redeemed_day, redeemed_today, seq) "
    "WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 3000) "
    "SELECT 'w' || n, 'p' || (n % 100), 'plain', 0, false, n, 0, 0, n + 10 FROM line"
)
PLANTED = (OF_WALLETS, OF_TILLS, AT_PROVIDERS)
WINDOW = RowRange(0, 1_000_000, 20)
List = Callable[[Connection], object]
LISTS: dict[str, tuple[List, str]] = {
    "payments": (
        lambda one: payments.payments(one, MovementsWanted(provider="p1"), WINDOW),
        "transfer_payment",
    ),
    "captures of holds": (
        lambda one: payments.payments(one, MovementsWanted(provider="p1"), WINDOW),
        "transfer_hold_capture",
    ),
    "payments of a wallet": (
        lambda one: payments.payments(one, MovementsWanted(wallet_id="7"), WINDOW),
        "transfer_debit_of_wallet",
    ),
    "withdrawals": (
        lambda one: payments.withdrawals(one, MovementsWanted(provider="p1"), WINDOW),
        "transfer_withdrawal",
    ),
    "drafts of an outlet": (
        lambda one: listed.drafts(one, DraftsWanted("7", None, None, 0, EVER), WINDOW),
        "transfer_deposit",
    ),
    "wallets of a provider": (
        lambda one: listed.wallets(one, WalletsWanted(None, ("p7",), None, EVER), WINDOW),
        "wallet_of_provider",
    ),
    "wallets": (
        lambda one: listed.wallets(one, WalletsWanted(None, (), None, EVER), WINDOW),
        "wallet_seq",
    ),
    "what came since in a wallet": (
        lambda one: statements.changed_since(one, chart.wallet("7"), 5),
        "transfer_debit_of_wallet",
    ),
    "what a wallet held": (
        lambda one: statements.balance_at(one, chart.wallet("7"), 5),
        "transfer_debit_of_wallet",
    ),
}


@pytest.fixture
def filled(service: Service) -> Service:
    """Return a service with thousands of lines and wallets."""
    for statement in PLANTED:
        service.run(statement)
    service.run("ANALYZE")
    return service


def test_each_list_is_found_by_its_index(filled: Service) -> None:
    for name, (read, index) in LISTS.items():
        assert any(index in plan for plan in plans_of(filled, read)), name


def test_captures_of_a_wallet_are_found_by_its_holds_and_their_keys(service: Service) -> None:
    def read(connection: Connection) -> None:
        if not service.database.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # as below
        payments.payments(connection, MovementsWanted(wallet_id="7", side="payer"), WINDOW)

    plans = plans_of(service, read)

    assert any("hold_of_wallet" in plan and "hold_capture" in plan for plan in plans)


def test_orders_are_found_by_the_index_of_their_side(service: Service) -> None:
    sides = {
        "order_of_seller": OrdersWanted(None, ("s",), None, None, EVER),
        "order_of_wallet": OrdersWanted("w", (), None, None, EVER),
    }

    def read(connection: Connection, wanted: OrdersWanted) -> None:
        if not service.database.is_sqlite:
            # Without it, PostgreSQL would read a table without rows as it stands.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        listed.orders(connection, wanted, WINDOW)

    for index, wanted in sides.items():
        plans = plans_of(service, partial(read, wanted=wanted))
        assert any(index in plan for plan in plans), index
