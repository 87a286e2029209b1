"""Trails: where the money of a draft, an order, an entry or an account came from and went to.

Auditors see all of it. Others see the parts that lie in their own places: a provider its wallets
with their holds, a shop its wallet, its escrows and what it is owed, the payee of a hold what is
held for it, an outlet the drafts that it issued, an agent its float. What is beyond them is a
hidden node, so that the amounts add up for everybody.
"""

from functools import cache
from typing import Any

from service.call import Call, Caller
from service.database.connection import Connection
from service.domain import chart
from service.domain.movement import End, LedgerPlace, Movement
from service.domain.trail import (
    Node,
    Span,
    TrailLimits,
    Viewer,
    Way,
    grown_from_movements,
    grown_from_place,
)
from service.operations.trail_nodes import ShownTrail
from service.refusals.books import TrailUnknown
from service.schemas.basics import money
from service.schemas.trails import TrailQuery
from service.store import agents, drafts, holds, orders, parcels, sellers, wallets
from service.store.trails import StoredFlows, movements_of_keys

_KINDS_OF_KEYS = {
    "receipt": ("deposit", "deposit_fee"),
    "reference": ("reference", "reference_credit", "reference_fee"),
    "payment": ("payment", "hold_capture"),
    "reversal": ("payment_reversal",),
    "withdrawal": ("withdrawal",),
}
_OWNED_ENDS = {None, End.TILL, End.EARNED}
_WALLET, _SELLER, _ESCROW, _HOLD, _FLOAT, _EARNED, _TILL, _EARNED_AT_OUTLET = (
    account_of("").name
    for account_of in (
        chart.wallet, chart.seller, chart.escrow, chart.hold, chart.agent_float,
        chart.agent_commission, chart.cash, chart.outlet_commission,
    )
)  # fmt: skip

_PREFIXES = (_WALLET, _SELLER, _ESCROW, _HOLD, _FLOAT, _EARNED, _TILL, _EARNED_AT_OUTLET)

Owner = tuple[str, str]
"""A role and the holder of its keys."""


def show_trail(connection: Connection, call: Call[TrailQuery]) -> dict[str, Any]:
    """Return the trail of what is named, as far as the caller may see it. Refused: `TrailUnknown`.

    Both trees begin at the same money: what a draft, order, entry, receipt or payment moved, or
    what ever came to a wallet or account, or its balance.
    """
    kind, named = call.path["trail_kind"], call.path["trail_id"]
    viewer = _viewer(connection, call.caller)
    asked = (viewer, TrailLimits(call.body.depth, call.body.nodes))
    flows = StoredFlows(connection)
    if kind == "entry" or kind in _KINDS_OF_KEYS:
        found = _movements(connection, kind, named)
        if not _sees_any(call.caller, viewer, found):
            raise TrailUnknown(kind)
        trees = [grown_from_movements(flows, found, way, asked) for way in Way]
    else:
        place = _place(connection, kind, named)
        if place is None or not viewer.sees(place) or not _is_known(connection, place):
            raise TrailUnknown(kind)
        span = Span(0, flows.total_fen(place, Way.FROM))
        if call.body.of == "balance":
            span = Span(flows.total_fen(place, Way.TO), span.end)
        trees = [grown_from_place(flows, place, span, way, asked) for way in Way]
    return _answer(connection, call, trees)


def _answer(connection: Connection, call: Call[TrailQuery], trees: list[Node]) -> dict[str, Any]:
    shown = ShownTrail.of(connection, trees, is_whole=call.caller.role == "auditor")
    came_from, went_to = trees
    return {
        "kind": call.path["trail_kind"],
        "id": call.path["trail_id"],
        "money": money(came_from.amount_fen),
        "came_from": [shown.node(node) for node in came_from.nodes],
        "went_to": [shown.node(node) for node in went_to.nodes],
    }


def _movements(connection: Connection, kind: str, named: str) -> list[Movement]:
    keys = [f"{one}:{named}" for one in _KINDS_OF_KEYS[kind]] if kind != "entry" else [named]
    moved = movements_of_keys(connection, keys)
    return [movement for key in keys for movement in moved.get(key, ())]


def _place(connection: Connection, kind: str, named: str) -> LedgerPlace | None:
    if kind == "parcel":
        parcel = parcels.parcel_numbered(connection, named)
        if parcel is None or parcel.purchase is None:
            return None
        kind, named = "order", parcel.purchase.order_id
    place = {
        "draft": LedgerPlace(chart.DRAFTS_OUTSTANDING.name, named),
        "order": LedgerPlace(chart.escrow(named).name),
        "hold": LedgerPlace(chart.hold(named).name),
        "wallet": LedgerPlace(chart.wallet(named).name),
        "account": LedgerPlace(named),
    }[kind]
    return place if place.end is None else None


def _viewer(connection: Connection, caller: Caller) -> Viewer:
    if caller.role == "auditor":
        return Viewer(lambda _place: True)

    @cache
    def sees(place: LedgerPlace) -> bool:
        is_owned = place.end in _OWNED_ENDS
        return not is_owned or (caller.role, caller.holder) in _owners(connection, place)

    return Viewer(sees)


def _sees_any(caller: Caller, viewer: Viewer, found: list[Movement]) -> bool:
    if caller.role == "auditor":
        return bool(found)
    return any(
        place.end in _OWNED_ENDS and viewer.sees(place)
        for movement in found
        for place in (movement.source, movement.target)
    )


def _owners(connection: Connection, place: LedgerPlace) -> set[Owner]:
    """Return who may see what lies in a place; nobody if it is unknown."""
    if place.draft_id:
        found = drafts.draft_with_wallet(connection, place.draft_id)
        return {("outlet", found[0].deposit.outlet)} if found else set()
    prefix = next(one for one in _PREFIXES if place.account.startswith(one))
    holder = place.account.removeprefix(prefix)
    if prefix in {_WALLET, _HOLD}:
        sides = _sides_of_hold(connection, holder) if prefix == _HOLD else [holder]
        return _owners_of_wallets(connection, sides)
    if prefix == _ESCROW:
        deal = orders.deal(connection, holder)
        return {("shop", deal.sale.order.seller_id)} if deal else set()
    if prefix == _SELLER:
        return {("shop", holder)} if sellers.seller_with_moment(connection, holder) else set()
    if prefix in {_TILL, _EARNED_AT_OUTLET}:
        return {("outlet", holder)}
    return {("agent", holder)} if agents.agent_with_moment(connection, holder) else set()


def _sides_of_hold(connection: Connection, hold_id: str) -> list[str]:
    """Return the wallet of a hold, and that to which it is promised, if it is."""
    held = holds.hold_of(connection, hold_id)
    return [one for one in (held.wallet_id, held.payee_id) if one] if held else []


def _owners_of_wallets(connection: Connection, wallet_ids: list[str]) -> set[Owner]:
    found = {one: wallets.wallet_and_provider(connection, one) for one in wallet_ids}
    return {
        owner
        for wallet_id, wallet in found.items()
        if wallet
        for owner in (("provider", wallet[1]), ("shop", wallet_id))
    }


def _is_known(connection: Connection, place: LedgerPlace) -> bool:
    return bool(_owners(connection, place))
