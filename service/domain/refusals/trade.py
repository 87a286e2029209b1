"""The refusals of sellers, offers, orders and payment references.

`TRADE_REFUSALS` has them in order of precedence; they come after those of
`service.domain.refusals.payment`, so that form, keys and drafts are checked first.
"""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class ReferenceMalformed(Refusal):
    """A reference has another form; a remittance number, perhaps, which is a secret."""

    code = "reference_malformed"
    says = (
        "this is not a payment reference, which has 14 digits 0-9: "
        "copy it from the order, and never enter the number of a receipt here"
    )


@dataclass(eq=False)
class ReferenceMistyped(Refusal):
    """The check digit of a reference does not fit."""

    code = "reference_mistyped"
    says = "a digit is wrong or two are swapped in this payment reference: compare the order"


@dataclass(eq=False)
class ParcelTooHeavy(Refusal):
    """A parcel is heavier than the limit."""

    weight_g: int
    limit_g: int
    code = "parcel_too_heavy"
    says = "this weighs {weight_g} g, and one parcel is at most {limit_g} g: order fewer at once"


@dataclass(eq=False)
class CertificationEnded(Refusal):
    """A certification that has ended cannot be revoked."""

    standing: str
    code = "certification_ended"
    says = (
        "this certification is {standing}, and only one in force is revoked: "
        "look the seller up, its history stays as it is"
    )


@dataclass(eq=False)
class CertificationOver(Refusal):
    """A certification would end before it begins."""

    now_ms: int
    code = "certification_over"
    says = "expires_at is not after {now_ms}, and a certification lasts: send a later moment"


@dataclass(eq=False)
class OwnOffer(Refusal):
    """A sale has two sides."""

    code = "own_offer"
    says = "buyer and seller are one wallet, and a sale needs two: order with another wallet"


@dataclass(eq=False)
class OfferClosed(Refusal):
    """The seller has closed the offer."""

    code = "offer_closed"
    says = "this offer is closed, and only an open one is ordered: look for another"


@dataclass(eq=False)
class OutOfStock(Refusal):
    """Less is there than was asked for."""

    quantity: int
    stock: int
    code = "out_of_stock"
    says = "{quantity} was asked for, and {stock} is left: order that many, or wait for more"


@dataclass(eq=False)
class PaymentOverdue(Refusal):
    """The time to pay is over, at a counter too, and what was reserved goes to others."""

    pay_by_ms: int
    code = "payment_overdue"
    says = (
        "this order was to be paid before {pay_by_ms}, and no longer can be: give cash back, and "
        "place the order anew"
    )


@dataclass(eq=False)
class RefundNotDue(Refusal):
    """The seller may still ship."""

    due_ms: int
    code = "refund_not_due"
    says = "the seller has until {due_ms} to ship, and may refund before: wait, or ask the seller"


@dataclass(eq=False)
class ReferenceIssued(Refusal):
    """An order has one reference."""

    code = "reference_issued"
    says = "this order has a payment reference already, and has only one: look the order up"


@dataclass(eq=False)
class ReferencePaid(Refusal):
    """A reference is paid once."""

    code = "reference_paid"
    says = "this reference was paid already, and is paid once: give the cash back"


@dataclass(eq=False)
class ReferenceEnded(Refusal):
    """The order behind a reference was given up before its time to pay was over."""

    code = "reference_ended"
    says = "the order of this reference was cancelled: give the cash back"


@dataclass(eq=False)
class CashNotExact(Refusal):
    """At the counter a reference is paid to the fen."""

    cash_fen: int
    due_fen: int
    code = "cash_not_exact"
    says = "the cash is {cash_fen} fen, and {due_fen} is due: take exactly that, nothing was booked"


@dataclass(eq=False)
class EvidenceFull(Refusal):
    """A dispute is to be decided, not to grow."""

    limit: int
    code = "evidence_full"
    says = "this dispute has {limit} pieces of evidence, and takes no more: await the decision"


# Python keeps subclasses in the order of their definition, so this page's order is the precedence.
TRADE_REFUSALS: tuple[type[Refusal], ...] = tuple(
    one for one in Refusal.__subclasses__() if one.__module__ == __name__
)
