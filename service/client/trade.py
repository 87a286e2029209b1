"""The part of the client for sellers, buyers, certifiers and arbiters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import orders, seller_statements, sellers
else:
    orders = LazyModule("service.schemas.orders")
    seller_statements = LazyModule("service.schemas.seller_statements")
    sellers = LazyModule("service.schemas.sellers")


Where = tuple[float, float]
"""Latitude and longitude in degrees."""


class TradeCalls(Calls):
    """Sellers, offers, orders in escrow, references and disputes."""

    # Sellers and offers

    def register_seller(
        self, name: str, where: Where, *, idempotency_key: str | None = None
    ) -> sellers.SellerAnswer:
        """Register this shop as a seller under a trade name."""
        body = {"name": name, "place": _place(where)}
        return self._post("/v1/sellers", body, sellers.SellerAnswer, idempotency_key)

    def seller(self, seller_id: str) -> sellers.SellerAnswer:
        """Return a seller with its certifications."""
        return self._get(f"/v1/sellers/{part(seller_id=seller_id)}", sellers.SellerAnswer)

    def certify_seller(
        self,
        seller_id: str,
        certified_by: str,
        evidence: dict[str, str],
        expires_at: str,
        *,
        idempotency_key: str | None = None,
    ) -> sellers.CertificationAnswer:
        """Certify a seller: record who vouches for it, by which evidence, and until when."""
        path = f"/v1/sellers/{part(seller_id=seller_id)}/certifications"
        body = {"certified_by": certified_by, "evidence": evidence, "expires_at": expires_at}
        return self._post(path, body, sellers.CertificationAnswer, idempotency_key)

    def revoke_certification(
        self, certification_id: str, because: str, *, idempotency_key: str | None = None
    ) -> sellers.CertificationAnswer:
        """Revoke a certification; buyers with orders under way are notified."""
        path = f"/v1/certifications/{part(certification_id=certification_id)}/revocations"
        return self._post(path, {"because": because}, sellers.CertificationAnswer, idempotency_key)

    def make_offer(
        self,
        title: str,
        price_fen: int,
        weight_g: int,
        stock: int,
        *,
        idempotency_key: str | None = None,
    ) -> sellers.OfferAnswer:
        """Make an offer; price and weight are those of one piece."""
        body = {"title": title, "price": cny(price_fen), "weight_g": weight_g, "stock": stock}
        return self._post("/v1/offers", body, sellers.OfferAnswer, idempotency_key)

    def offer(self, offer_id: str) -> sellers.OfferAnswer:
        """Return an offer, and who vouches for its seller."""
        return self._get(f"/v1/offers/{part(offer_id=offer_id)}", sellers.OfferAnswer)

    def offers(self, seller_id: str) -> Iterator[sellers.OfferAnswer]:
        """Yield a seller's offers, the oldest first, page after page."""
        for page in self._pages(
            f"/v1/sellers/{part(seller_id=seller_id)}/offers", sellers.OffersAnswer
        ):
            yield from page.offers

    def change_offer(
        self,
        offer_id: str,
        *,
        title: str | None = None,
        price_fen: int | None = None,
        is_open: bool | None = None,
    ) -> sellers.OfferAnswer:
        """Change an offer's title or price, close it or open it."""
        price = None if price_fen is None else cny(price_fen)
        wanted = {"title": title, "price": price, "is_open": is_open}
        body = {name: value for name, value in wanted.items() if value is not None}
        request = ApiRequest("PATCH", f"/v1/offers/{part(offer_id=offer_id)}", body)
        return self._answer(request, sellers.OfferAnswer)

    def restock_offer(
        self, offer_id: str, change: int, *, idempotency_key: str | None = None
    ) -> sellers.OfferAnswer:
        """Add pieces to an offer, or take some away."""
        path = f"/v1/offers/{part(offer_id=offer_id)}/restocks"
        return self._post(path, {"change": change}, sellers.OfferAnswer, idempotency_key)

    def quote_offer(self, offer_id: str, where: Where, quantity: int = 1) -> sellers.QuoteAnswer:
        """Return the price of some pieces with postage to a place."""
        query = {name: str(degrees) for name, degrees in _place(where).items()}
        request = ApiRequest(
            "GET",
            f"/v1/offers/{part(offer_id=offer_id)}/quote",
            query=query | {"quantity": str(quantity)},
        )
        return self._answer(request, sellers.QuoteAnswer)

    def seller_statement(
        self, seller_id: str, cursor: str | None = None
    ) -> Iterator[seller_statements.SellerStatementAnswer]:
        """Yield a seller's statement, page after page, from a cursor on; keep the `end_cursor`.

        The first page has the totals, if it is asked for without a cursor.
        """
        path = f"/v1/sellers/{part(seller_id=seller_id)}/statement"
        return self._pages(path, seller_statements.SellerStatementAnswer, cursor)

    def seller_entries(
        self, seller_id: str, cursor: str | None = None
    ) -> Iterator[seller_statements.SellerEntriesAnswer]:
        """Yield pages of what changed the account of what a seller is owed, from a cursor on."""
        path = f"/v1/sellers/{part(seller_id=seller_id)}/entries"
        return self._pages(path, seller_statements.SellerEntriesAnswer, cursor)

    def pay_seller_out(
        self, amount_fen: int, to: Literal["wallet", "bank"], *, idempotency_key: str | None = None
    ) -> sellers.PayoutAnswer:
        """Pay out what was released to this shop, into its wallet or to its bank."""
        body = {"money": cny(amount_fen), "to": to}
        return self._post("/v1/payouts", body, sellers.PayoutAnswer, idempotency_key)

    # Orders

    def place_order(
        self,
        offer_id: str,
        wallet_id: str,
        where: Where,
        quantity: int = 1,
        *,
        idempotency_key: str | None = None,
    ) -> orders.OrderAnswer:
        """Order an offer: the goods are reserved, price and postage are fixed."""
        body = {
            "offer_id": offer_id,
            "wallet_id": wallet_id,
            "quantity": quantity,
            "destination": _place(where),
        }
        return self._post("/v1/orders", body, orders.OrderAnswer, idempotency_key)

    def order(self, order_id: str) -> orders.OrderAnswer:
        """Return an order."""
        return self._get(f"/v1/orders/{part(order_id=order_id)}", orders.OrderAnswer)

    def pay_order(
        self,
        order_id: str,
        draft: tuple[str, str] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> orders.OrderPaymentAnswer:
        """Pay an order from its wallet, or by a draft's number and password in one step."""
        body: dict[str, Any] = {}
        if draft:
            body = {"draft": {"number": draft[0], "password": draft[1]}}
        path = f"/v1/orders/{part(order_id=order_id)}/payments"
        return self._post(path, body, orders.OrderPaymentAnswer, idempotency_key)

    def issue_reference(
        self,
        order_id: str,
        valid_days: int,
        *,
        ends_at_midnight: str | None = None,
        idempotency_key: str | None = None,
    ) -> orders.ReferenceAnswer:
        """Create a payment reference, so that an order can be paid in cash at a counter.

        With a time zone its last day ends at midnight there.
        """
        path = f"/v1/orders/{part(order_id=order_id)}/references"
        body: dict[str, Any] = {"valid_days": valid_days}
        if ends_at_midnight is not None:
            body["ends_at_midnight"] = ends_at_midnight
        return self._post(path, body, orders.ReferenceAnswer, idempotency_key)

    def voucher(
        self, order_id: str, kind: Literal["html", "plain"], *, zone: str | None = None
    ) -> str:
        """Fetch what the buyer takes to a counter, its moments in a time zone: Beijing's if none.

        `kind` is `html`, a page, or `plain`, text.
        """
        path = f"/v1/orders/{part(order_id=order_id)}/references/voucher"
        query = None if zone is None else {"zone": zone}
        return self._text(path, f"text/{kind}", query)

    def take_step(
        self,
        order_id: str,
        step: Literal["cancellations", "shipments", "deliveries", "confirmations"],
        *,
        idempotency_key: str | None = None,
    ) -> orders.OrderStepAnswer:
        """Cancel an order, or record that it was shipped, delivered or accepted by the buyer."""
        path = f"/v1/orders/{part(order_id=order_id)}/{step}"
        return self._post(path, None, orders.OrderStepAnswer, idempotency_key)

    def refund_order(
        self, order_id: str, reason: str, *, idempotency_key: str | None = None
    ) -> orders.OrderStepAnswer:
        """Pay the buyer back in full."""
        path = f"/v1/orders/{part(order_id=order_id)}/refunds"
        return self._post(path, {"reason": reason}, orders.OrderStepAnswer, idempotency_key)

    def dispute_order(
        self, order_id: str, evidence: dict[str, str], *, idempotency_key: str | None = None
    ) -> orders.DisputeAnswer:
        """Open a dispute: the order's money stays in escrow until an arbiter decides."""
        path = f"/v1/orders/{part(order_id=order_id)}/disputes"
        return self._post(path, {"evidence": evidence}, orders.DisputeAnswer, idempotency_key)

    def add_evidence(
        self, order_id: str, evidence: dict[str, str], *, idempotency_key: str | None = None
    ) -> orders.DisputeAnswer:
        """Add evidence to a dispute."""
        path = f"/v1/orders/{part(order_id=order_id)}/evidence"
        return self._post(path, {"evidence": evidence}, orders.DisputeAnswer, idempotency_key)

    def dispute(self, order_id: str) -> orders.DisputeAnswer:
        """Return a dispute."""
        return self._get(f"/v1/orders/{part(order_id=order_id)}/disputes", orders.DisputeAnswer)

    def decide_dispute(
        self, order_id: str, refund_fen: int, because: str, *, idempotency_key: str | None = None
    ) -> orders.OrderStepAnswer:
        """Decide a dispute: refund an amount to the buyer, release the rest to the seller."""
        path = f"/v1/orders/{part(order_id=order_id)}/decisions"
        body = {"refund": cny(refund_fen), "because": because}
        return self._post(path, body, orders.OrderStepAnswer, idempotency_key)

    def sweep_orders(
        self, limit: int = 100, *, idempotency_key: str | None = None
    ) -> orders.SweepAnswer:
        """Confirm orders whose time to object is over, and cancel unpaid ones; `limit` a call."""
        return self._post("/v1/order-sweeps", {"limit": limit}, orders.SweepAnswer, idempotency_key)

    # References at the counter

    def reference_due(
        self, reference: str, *, idempotency_key: str | None = None
    ) -> orders.ReferenceDueAnswer:
        """Return the amount due for a payment reference."""
        body = {"reference": reference}
        return self._post(
            "/v1/reference-enquiries", body, orders.ReferenceDueAnswer, idempotency_key
        )

    def pay_reference(
        self,
        reference: str,
        amount_fen: int,
        *,
        taken_at: str | None = None,
        idempotency_key: str | None = None,
    ) -> orders.ReferencePaymentAnswer:
        """Record cash for a payment reference, taken now or, while offline, at `taken_at`."""
        body: dict[str, Any] = {"reference": reference, "money": cny(amount_fen)}
        if taken_at is not None:
            body["taken_at"] = taken_at
        return self._post(
            "/v1/reference-payments", body, orders.ReferencePaymentAnswer, idempotency_key
        )


def _place(where: Where) -> dict[str, float]:
    latitude, longitude = where
    return {"latitude": latitude, "longitude": longitude}
