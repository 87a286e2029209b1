"""What changes would enter in the books: the transfers are read out of them, and not entered."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from service.database.change import Change
from service.domain.ledger import Transfer
from service.store.accounts import account_named


def transfers_in(saved: Iterable[object]) -> list[Transfer]:
    """Return the transfers that `books.entered` put into changes, in their order.

    Rows and other changes are passed over.
    """
    return [
        transfer
        for change in saved
        if isinstance(change, Change)
        for transfer in _transfers(change.values)
    ]


def _transfers(values: Mapping[str, Any]) -> Iterable[Transfer]:
    for place in count():
        of_transfer = f"transfer_{place}_"
        if f"{of_transfer}key" not in values:
            return
        yield Transfer(
            values[f"{of_transfer}key"],
            account_named(values[f"{of_transfer}debit"]),
            account_named(values[f"{of_transfer}credit"]),
            values[f"{of_transfer}amount_fen"],
            values[f"{of_transfer}at_ms"],
        )
