"""Parcels before they are under way: numbers in blocks, and labels, which only few may read."""

from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.change import Change
from service.database.connection import Connection
from service.documents import label as labels
from service.documents.label import Label
from service.domain.item_numbers import Block, allotted, index_of, number_at
from service.domain.order import OrderState
from service.domain.parcel import Scan, item_number, parse_item_number
from service.domain.refusals.parcels import (
    BlocksUsedUp,
    ItemNumberNotYours,
    ItemNumberUsed,
    OrderHasParcel,
)
from service.domain.refusals.payment import OrderNotReady
from service.refusals.parcels import LabelForgotten, ParcelUnknown
from service.refusals.trade import OrderUnknown
from service.schemas.parcels import ItemBlockBody, ParcelBody, Party
from service.store import item_blocks, orders, parcels
from service.store.parcels import ParcelOrder, StoredParcel, named

ANNOUNCED = "announced"
_CARRIERS = frozenset({"outlet", "hub"})
_SENDABLE = (OrderState.PAID, OrderState.SHIPPED)


def allot_block(connection: Connection, call: Call[ItemBlockBody]) -> Outcome:
    """Give a shop or an outlet numbers that nobody has. Refused: as in `allotted`."""
    block_id = call.entropy.new_id(call.now_ms)
    block = allotted(block_id, item_blocks.free_place(connection), call.body.count)
    places = range(block.first_place, block.end_place)
    return Outcome(
        answer=_block(block, call.now_ms) | {"numbers": [number_at(place) for place in places]},
        changes=(item_blocks.inserted(block, call.caller.role, call.caller.holder, call.now_ms),),
    )


def list_blocks(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return the caller's blocks that have numbers left, the oldest first."""
    found = item_blocks.blocks_of(connection, call.caller.role, call.caller.holder)
    return {"blocks": [_block(block, given_ms) for block, given_ms in found]}


def make_parcel(connection: Connection, call: Call[ParcelBody]) -> Outcome:
    """Make a parcel of a label, with the caller's number or the next one of the caller's blocks.

    Refused: `OrderUnknown`, `OrderNotReady`, `OrderHasParcel`, `ItemNumberMalformed`,
    `ItemNumberMistyped`, `ItemNumberNotYours`, `ItemNumberUsed`, `BlocksUsedUp`.
    """
    purchase = _purchase(connection, call)
    number, used = _own_number(connection, call) or _next_number(connection, call)
    parcel = StoredParcel(
        item_number=number,
        sender_role=call.caller.role,
        sender=call.caller.holder,
        made_ms=call.now_ms,
        purchase=purchase,
    )
    label = Label(number, _party(call.body.sender), _party(call.body.recipient))
    sealed = call.context.vault.seal_label(number, labels.sealable(label))
    return Outcome(
        answer=_shown(parcel, label, ()),
        changes=(parcels.inserted(parcel), parcels.label_inserted(number, sealed), *used),
    )


def show_parcel(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a parcel with its label to its sender or a carrier. Refused: as in `_seen`."""
    parcel, label = _seen(connection, call)
    return _shown(parcel, label, parcels.scans_of(connection, parcel.item_number))


def label_page(connection: Connection, call: Call[Any]) -> str:
    """Return the label as a page to print. Refused: as in `_seen`, `LabelForgotten`."""
    return labels.as_page(_label(connection, call))


def label_text(connection: Connection, call: Call[Any]) -> str:
    """Return the label as text. Refused: as in `_seen`, `LabelForgotten`."""
    return labels.as_text(_label(connection, call))


def seen_answer(scan: Scan) -> dict[str, Any]:
    """Return a scan as it goes out."""
    return {"state": named(scan.state), "at": rfc3339(scan.at_ms), "place": scan.place}


def number_from(text: str) -> str:
    """Return an item number as it is stored, however it was typed. Refused: as it is parsed."""
    return item_number(parse_item_number(text))


def _purchase(connection: Connection, call: Call[ParcelBody]) -> ParcelOrder | None:
    """Return the order that a parcel is for; a shop sends its own, an outlet for any seller."""
    order_id, caller = call.body.order_id, call.caller
    if order_id is None:
        return None
    deal = orders.locked_deal(connection, order_id)
    if deal is None:
        raise OrderUnknown
    order = deal.sale.order
    if caller.role == "shop" and caller.holder != order.seller_id:
        raise OrderUnknown
    if order.state not in _SENDABLE:
        raise OrderNotReady(order.state, "parcel", " or ".join(_SENDABLE))
    if number := parcels.number_of_order(connection, order_id):
        raise OrderHasParcel(number)
    return ParcelOrder(order_id, order.wallet_id, order.seller_id)


Numbered = tuple[str, tuple[Change, ...]]
"""A number for a parcel, and the changes that use it up."""


def _own_number(connection: Connection, call: Call[ParcelBody]) -> Numbered | None:
    if call.body.item_number is None:
        return None
    parsed = parse_item_number(call.body.item_number)
    number, place, caller = item_number(parsed), index_of(parsed), call.caller
    if place is None or not item_blocks.has_place(connection, caller.role, caller.holder, place):
        raise ItemNumberNotYours(number)
    if parcels.parcel_numbered(connection, number):
        raise ItemNumberUsed(number)
    return number, ()


def _next_number(connection: Connection, call: Call[Any]) -> Numbered:
    """Return the next number of the caller's that is on no parcel, and how its block goes on."""
    role, holder = call.caller.role, call.caller.holder
    while block := item_blocks.locked_open_block(connection, role, holder):
        places = range(block.next_place, block.end_place)
        unused = (
            place for place in places if not parcels.parcel_numbered(connection, number_at(place))
        )
        place = next(unused, None)
        if place is not None:
            return number_at(place), (item_blocks.used_until(block, place + 1),)
        item_blocks.use_up(connection, block)  # at once: it is so even if the request is refused
    raise BlocksUsedUp


def _seen(connection: Connection, call: Call[Any]) -> tuple[StoredParcel, Label | None]:
    """Return a parcel and its label, if it is kept, to whom they may be shown.

    That is who sent it, and the outlets and hubs that have had it in hand. To others it is unknown.
    Refused: `ItemNumberMalformed`, `ItemNumberMistyped`, `ParcelUnknown`.
    """
    number, caller = number_from(call.path["item_number"]), call.caller
    found = parcels.parcel_and_label(connection, number)
    if found is None:
        raise ParcelUnknown
    parcel, sealed = found
    is_senders = (caller.role, caller.holder) == (parcel.sender_role, parcel.sender)
    is_carriers = caller.role in _CARRIERS and parcels.was_scanned_at(
        connection, number, caller.holder
    )
    if not (is_senders or is_carriers):
        raise ParcelUnknown
    if sealed is None:
        return parcel, None
    return parcel, labels.unsealed(number, call.context.vault.unseal_label(number, sealed))


def _label(connection: Connection, call: Call[Any]) -> Label:
    _, label = _seen(connection, call)
    if label is None:
        raise LabelForgotten
    return label


def _block(block: Block, given_ms: int) -> dict[str, Any]:
    return {
        "block_id": block.block_id,
        "first": number_at(block.first_place),
        "last": number_at(block.end_place - 1),
        "count": block.count,
        "left": block.end_place - block.next_place,
        "given_at": rfc3339(given_ms),
    }


def _party(party: Party) -> labels.LabelAddress:
    return labels.LabelAddress(party.name, party.address, party.postcode)


def _shown(parcel: StoredParcel, label: Label | None, scans: tuple[Scan, ...]) -> dict[str, Any]:
    return {
        "item_number": parcel.item_number,
        "order_id": parcel.purchase.order_id if parcel.purchase else None,
        "state": named(parcel.stands.state) if parcel.stands else ANNOUNCED,
        "made_at": rfc3339(parcel.made_ms),
        "sender": vars(label.sender) if label else None,
        "recipient": vars(label.recipient) if label else None,
        "scans": [seen_answer(scan) for scan in scans],
    }
