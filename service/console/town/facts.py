"""The facts: how draft, order, parcel and wallets stand by the service, whoever changed them.

They are read as an auditor reads them, not by requests, so that looking at a page is no request of
the developer's records.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.call import Call, Caller
from service.console.desk import Desk
from service.console.play import Play
from service.database.connection import Connection
from service.domain.refusals.base import Refusal
from service.domain.seller import in_force
from service.operations import counter, orders, tracking, wallets
from service.store import sellers
from service.testing.state import State

_AUDITOR = Caller("console", "auditor", "console")

Read = Callable[[Connection, Call[Any]], dict[str, Any]]


@dataclass(frozen=True)
class Facts:
    """How things stand: what is not there is empty."""

    now_ms: int
    draft: dict[str, Any]
    order: dict[str, Any]
    parcel: dict[str, Any]
    wallet: dict[str, Any]
    shop_wallet: dict[str, Any]
    seller: str
    certified_by: str
    released_fen: int

    @property
    def draft_state(self) -> str:
        """Return how the draft stands."""
        return str(self.draft.get("state", ""))

    @property
    def order_state(self) -> str:
        """Return how the order stands."""
        return str(self.order.get("state", ""))

    @property
    def parcel_state(self) -> str:
        """Return how the parcel stands."""
        return str(self.parcel.get("state", ""))


def facts_of(state: State, desk: Desk, play: Play) -> Facts:
    """Return how things stand now."""
    now_ms = state.clock.now_ms()
    with state.context.database.reading() as connection:

        def read(operation: Read, name: str, value: str) -> dict[str, Any]:
            if not value:
                return {}
            call: Call[Any] = Call(state.context, _AUDITOR, None, now_ms, path={name: value})
            try:
                return operation(connection, call)
            except Refusal:  # it was emptied meanwhile
                return {}

        seller = sellers.seller_with_moment(connection, desk.shop_wallet)
        trusted = in_force(sellers.history_of(connection, desk.shop_wallet), now_ms)
        return Facts(
            now_ms=now_ms,
            draft=read(counter.show_draft, "draft_id", play.draft_id),
            order=read(orders.show_order, "order_id", play.order_id),
            parcel=read(tracking.show_tracking, "item_number", play.item_number),
            wallet=read(wallets.show_wallet, "wallet_id", play.wallet_id),
            shop_wallet=read(wallets.show_wallet, "wallet_id", desk.shop_wallet),
            seller=seller[0].name if seller else "",
            certified_by=trusted.certified_by if trusted else "",
            released_fen=seller[0].balance_fen if seller else 0,
        )
