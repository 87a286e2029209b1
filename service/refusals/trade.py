"""What the service itself refuses about sellers, offers and orders, beside the trade's rules."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class SellerUnknown(Refusal):
    """No seller has this id."""

    code = "seller_unknown"
    says = "there is no seller of this id: register the shop's wallet, or look the id up"


@dataclass(eq=False)
class SellerKnown(Refusal):
    """A shop is one seller."""

    code = "seller_known"
    says = "this shop is registered as a seller already, and is one: go on with its offers"


@dataclass(eq=False)
class CertificationUnknown(Refusal):
    """No certification has this id."""

    code = "certification_unknown"
    says = "there is no certification of this id: look the seller's history up"


@dataclass(eq=False)
class OfferUnknown(Refusal):
    """No offer has this id, or it is another seller's."""

    code = "offer_unknown"
    says = "there is no offer of this id for you: look the id up"


@dataclass(eq=False)
class OrderUnknown(Refusal):
    """No order has this id, or the caller takes no part in it."""

    code = "order_unknown"
    says = "there is no order of this id for you: take the id from the answer to placing it"


@dataclass(eq=False)
class ReferenceNotIssued(Refusal):
    """An order that has no payment reference has no voucher."""

    code = "reference_not_issued"
    says = "this order has no payment reference, and so no voucher: issue a reference first"


@dataclass(eq=False)
class ReferenceUnknown(Refusal):
    """No order has this payment reference; it is counted as guessing."""

    code = "reference_unknown"
    says = "no order has this payment reference: compare the order, and take no cash for it"
