"""Whether what is set aside for orders and holds is just what these ask for."""

from collections.abc import Mapping

from service.database.connection import Connection
from service.domain import chart
from service.domain.chart import Account
from service.store import holds, orders


def held_findings(connection: Connection, balances: Mapping[Account, int]) -> list[str]:
    """Compare the order behind each escrow account, and each hold, with what its account holds."""
    due_fen = {chart.escrow(order_id): fen for order_id, fen in orders.held_fen(connection).items()}
    due_fen |= {chart.hold(hold_id): fen for hold_id, fen in holds.held_fen(connection).items()}
    return [
        f"{account.name} holds {balances.get(account, 0)} fen, and its {noun} asks for "
        f"{due_fen.get(account, 0)}"
        for noun, prefix in (("order", chart.escrow("").name), ("hold", chart.hold("").name))
        for account in sorted(due_fen.keys() | balances.keys(), key=lambda account: account.name)
        if account.name.startswith(prefix) and balances.get(account, 0) != due_fen.get(account, 0)
    ]
