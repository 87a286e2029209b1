"""Orders: placed, paid, cancelled, confirmed, refunded, and looked at.

The buyer's requests come from the provider of its wallet, the seller's from its shop.
"""

from dataclasses import replace
from typing import Any

from service.call import Call, Caller, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain import order as orders_alone
from service.domain import sale as sales
from service.domain.order import OrderState
from service.domain.postage import Coordinates
from service.domain.reference import formatted
from service.domain.sale import Cause, Listing, OrderRequest, Sale, moved, place, ship_by_ms
from service.domain.seller import in_force
from service.domain.wallet import pay_out, require_thawed
from service.operations.annotations import annotated, with_annotation
from service.operations.disputes import dispute_ended
from service.operations.events import event
from service.operations.expired_holds import with_expired
from service.operations.lists import cursors_of, stretch_of, window_of
from service.operations.order_steps import (
    answer_of,
    own_deal,
    refunded,
    released,
    side_of,
    step_of,
)
from service.operations.redemptions import redeem_draft
from service.operations.sellers import card
from service.refusals.request import WalletUnknown
from service.refusals.trade import OfferUnknown, OrderUnknown
from service.schemas.basics import moment, money
from service.schemas.lists import OrdersQuery
from service.schemas.orders import DraftBody, OrderBody, OrderPaymentBody, OrderRefundBody
from service.schemas.wallets import RedemptionBody
from service.store import listed, offers, orders, parcels, sellers, wallets
from service.store.orders import Deal


@annotated("order")
def place_order(connection: Connection, call: Call[OrderBody]) -> Outcome:
    """Order an offer for a wallet: the buyer's provider does, or the shop that sells.

    Refused: `OfferUnknown`, `WalletUnknown`, and as in `place`.
    """
    body = call.body
    found = offers.locked_offer_and_seller(connection, body.offer_id)
    if found is None or not _may_sell(call.caller, found[0].seller_id):
        raise OfferUnknown
    owner = wallets.wallet_and_provider(connection, body.wallet_id)
    if owner is None or not _may_buy(call.caller, owner[1]):
        raise WalletUnknown
    offer, seller = found
    history = sellers.history_of(connection, seller.seller_id, locked=True)
    trusted = in_force(history, call.now_ms)
    destination = Coordinates(body.destination.latitude, body.destination.longitude)
    wish = OrderRequest(
        call.entropy.new_id(call.now_ms), body.wallet_id, body.quantity, destination
    )
    terms = call.context.sale_terms
    sale, _ = place(Listing(offer, seller, trusted), wish, terms, call.now_ms)
    deal = Deal(sale, owner[0], owner[1], seller.name, offer.title)
    return Outcome(
        answer=shown(call, deal, card(seller, trusted)),
        changes=(offers.stock_added(offer.offer_id, -body.quantity), orders.inserted(sale)),
        events=(event("order.placed", deal, pay_by=rfc3339(sale.pay_by_ms)),),
    )


@with_annotation("order")
def show_order(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return an order to those who take part in it, and to arbiters. Refused: `OrderUnknown`."""
    deal = orders.deal(connection, call.path["order_id"])
    if deal is None:
        raise OrderUnknown
    if call.caller.role in {"provider", "shop"}:
        side_of(call.caller, deal)
    seller_id = deal.sale.order.seller_id
    found = sellers.seller_with_moment(connection, seller_id)
    assert found, "an order has a seller"
    trusted = in_force(sellers.history_of(connection, seller_id), call.now_ms)
    number = parcels.number_of_order(connection, call.path["order_id"])
    return shown(call, deal, card(found[0], trusted)) | {"item_number": number}


def list_orders(connection: Connection, call: Call[OrdersQuery]) -> dict[str, Any]:
    """Return a page of orders: a provider's of its wallets, a shop's of what it sells, or all.

    Refused: `WalletUnknown`; a shop does not learn by a filter whose wallet ordered.
    """
    caller, query = call.caller, call.body
    if query.wallet_id is not None and caller.role in {"provider", "shop"}:
        owner = wallets.wallet_and_provider(connection, query.wallet_id)
        if owner is None or (caller.role, caller.holder) != ("provider", owner[1]):
            raise WalletUnknown
    own = (caller.holder,) if caller.role == "shop" else ()
    wanted = listed.OrdersWanted(
        query.wallet_id,
        (*own, *((query.seller_id,) if query.seller_id else ())),
        caller.holder if caller.role == "provider" else None,
        query.state,
        stretch_of(query),
    )
    page = listed.orders(connection, wanted, window_of(call))
    return {"orders": [_listed(call, orders.deal_of(row)) for row in page.rows], **cursors_of(page)}


def pay_order(connection: Connection, call: Call[OrderPaymentBody]) -> Outcome:
    """Pay an order from its wallet, into which a draft may be redeemed in the same step.

    Refused: `OrderUnknown`, with a draft as in `redeem_draft`, `WalletFrozen`, `OrderNotReady`,
    `PaymentOverdue`, `BalanceTooLow`; then nothing is redeemed.
    """
    draft = call.body.draft
    deal, _ = own_deal(connection, call, with_wallet=draft is None)
    redeemed = _redeemed(connection, call, deal, draft) if draft else None
    if redeemed is None:
        require_thawed(deal.wallet)
    paid, transfers = sales.pay(deal.sale, call.now_ms)
    amount_fen = paid.order.amount_fen
    wallet = deal.wallet
    if redeemed is not None:
        wallet = replace(wallet, balance_fen=redeemed.answer["balance"]["amount"], is_frozen=False)
    freed = with_expired(connection, wallet, call.now_ms)
    left_fen = pay_out(freed.wallet, amount_fen).balance_fen
    by = "draft" if draft else "wallet"
    step = step_of(deal, paid, (*freed.transfers, *transfers), ("order.paid",), by=by)
    events = (*freed.events, *step.events)
    return replace(
        step,
        answer=_paid(paid, left_fen, redeemed.answer["draft_id"] if redeemed else None),
        changes=(*step.changes, *freed.changes),
        events=(*redeemed.events, *events) if redeemed else events,
        earlier=(redeemed.changes,) if redeemed else (),
    )


def cancel_order(connection: Connection, call: Call[Any]) -> Outcome:
    """Give up an order that is not paid. Refused: `OrderUnknown`, `OrderNotReady`."""
    deal, side = own_deal(connection, call)
    cancelled = moved(deal.sale, orders_alone.cancel(deal.sale.order, call.now_ms))
    return step_of(deal, cancelled, (), ("order.cancelled",), by=side)


def confirm_order(connection: Connection, call: Call[Any]) -> Outcome:
    """Take the buyer's word that all is well, and pay the seller; or let the buyer give in.

    Refused: `OrderUnknown`, `OrderNotReady`.
    """
    deal, _ = own_deal(connection, call)
    confirmed, transfers = sales.confirm(deal.sale, call.now_ms)
    kinds = ("order.confirmed", "order.released")
    step = released(deal, confirmed, transfers, kinds, by="buyer")
    ended = dispute_ended(connection, deal, confirmed, "buyer")
    return replace(step, changes=(*step.changes, *ended))


def refund_order(connection: Connection, call: Call[OrderRefundBody]) -> Outcome:
    """Pay the buyer back in full: at the seller's word, or where the buyer may ask for it.

    Refused: `OrderUnknown`, `OrderNotReady`, `RefundNotDue`.
    """
    deal, side = own_deal(connection, call)
    if side == "seller":
        after, transfers = sales.refund_by_seller(deal.sale, call.now_ms)
    else:
        terms = call.context.sale_terms
        after, transfers = sales.refund_by_buyer(deal.sale, terms, call.now_ms)
    step = refunded(deal, after, transfers, Cause(side, call.body.reason))
    ended = dispute_ended(connection, deal, after, side)
    return replace(step, changes=(*step.changes, *ended))


def shown(call: Call[Any], deal: Deal, seller: dict[str, Any]) -> dict[str, Any]:
    """Return an order as those who take part in it see it, each without what is the other's."""
    sale, order, terms = deal.sale, deal.sale.order, call.context.sale_terms
    is_buyer, is_seller = call.caller.role == "provider", call.caller.role == "shop"
    confirm_by_ms = ship_by = None
    if order.state is OrderState.DELIVERED:
        confirm_by_ms = order.since_ms + terms.confirm_ms
    if order.state is OrderState.PAID:
        ship_by = ship_by_ms(order, terms)
    return {
        "order_id": order.order_id,
        "state": str(order.state),
        "offer_id": sale.offer_id,
        "title": deal.title,
        "seller": seller,
        "wallet_id": None if is_seller else order.wallet_id,
        "quantity": sale.quantity,
        "price": money(sale.price_fen),
        "postage": money(sale.postage_fen),
        "money": money(order.amount_fen),
        "commission": None if is_buyer else money(order.commission_fen),
        "refunded": money(order.refunded_fen),
        "was_certified": sale.certification_id is not None,
        "certificate_revoked_at": moment(sale.revoked_ms),
        "reference": formatted(sale.reference) if sale.reference else None,
        "item_number": None,
        "placed_at": rfc3339(sale.placed_ms),
        "pay_by": rfc3339(sale.pay_by_ms),
        "paid_at": moment(sale.paid_ms),
        "ship_by": moment(ship_by),
        "shipped_at": moment(sale.shipped_ms),
        "delivered_at": moment(sale.delivered_ms),
        "confirm_by": moment(confirm_by_ms),
        "ended_at": moment(sale.ended_ms),
    }


def _listed(call: Call[Any], deal: Deal) -> dict[str, Any]:
    sale, order = deal.sale, deal.sale.order
    return {
        "order_id": order.order_id,
        "state": str(order.state),
        "offer_id": sale.offer_id,
        "title": deal.title,
        "seller_id": order.seller_id,
        "wallet_id": None if call.caller.role == "shop" else order.wallet_id,
        "quantity": sale.quantity,
        "money": money(order.amount_fen),
        "refunded": money(order.refunded_fen),
        "placed_at": rfc3339(sale.placed_ms),
        "paid_at": moment(sale.paid_ms),
        "ended_at": moment(sale.ended_ms),
    }


def _paid(sale: Sale, left_fen: int, draft_id: str | None) -> dict[str, Any]:
    return answer_of(sale) | {"balance": money(left_fen), "draft_id": draft_id}


def _redeemed(
    connection: Connection, call: Call[OrderPaymentBody], deal: Deal, draft: DraftBody
) -> Outcome:
    """Redeem a draft into the order's wallet, with all that guards that; nothing is saved."""
    wallet_id = deal.wallet.wallet_id
    body = RedemptionBody(number=draft.number, password=draft.password, wallet_id=wallet_id)
    asked: Call[RedemptionBody] = Call(
        call.context, call.caller, body, call.now_ms, call.entropy, call.path
    )
    return redeem_draft(connection, asked)


def _may_buy(caller: Caller, provider: str) -> bool:
    return caller.role == "shop" or caller.holder == provider


def _may_sell(caller: Caller, seller_id: str) -> bool:
    return caller.role == "provider" or caller.holder == seller_id
