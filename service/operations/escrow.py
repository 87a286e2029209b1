"""Whether escrow holds just what is paid and not ended, and sellers are owed what the books say."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from service.domain import chart
from service.domain.chart import Account
from service.store.orders import HELD, ORDER
from service.store.sellers import SELLER

_PREFIX = chart.escrow("").name


def held_findings(connection: Connection, balances: Mapping[Account, int]) -> list[str]:
    """Compare the order behind each escrow account with what the account holds."""
    query = select(ORDER.c.order_id, ORDER.c.amount_fen).where(ORDER.c.state.in_(HELD))
    due_fen = {chart.escrow(row.order_id): row.amount_fen for row in connection.execute(query)}
    holding = {account for account in balances if account.name.startswith(_PREFIX)}
    return [
        f"{account.name} holds {balances.get(account, 0)} fen, and its order asks for "
        f"{due_fen.get(account, 0)}"
        for account in sorted(due_fen.keys() | holding, key=lambda account: account.name)
        if balances.get(account, 0) != due_fen.get(account, 0)
    ]


def owed_fen(connection: Connection) -> dict[Account, int]:
    """Return what each seller is owed, as it is kept."""
    query = select(SELLER.c.seller_id, SELLER.c.balance_fen)
    return {chart.seller(row.seller_id): row.balance_fen for row in connection.execute(query)}
