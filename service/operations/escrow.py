"""Whether escrow holds just what is paid and not ended."""

from collections.abc import Mapping

from service.database.connection import Connection
from service.domain import chart
from service.domain.chart import Account
from service.store import orders

_PREFIX = chart.escrow("").name


def held_findings(connection: Connection, balances: Mapping[Account, int]) -> list[str]:
    """Compare the order behind each escrow account with what the account holds."""
    due_fen = {chart.escrow(order_id): fen for order_id, fen in orders.held_fen(connection).items()}
    holding = {account for account in balances if account.name.startswith(_PREFIX)}
    return [
        f"{account.name} holds {balances.get(account, 0)} fen, and its order asks for "
        f"{due_fen.get(account, 0)}"
        for account in sorted(due_fen.keys() | holding, key=lambda account: account.name)
        if balances.get(account, 0) != due_fen.get(account, 0)
    ]
