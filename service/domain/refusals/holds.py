"""The refusals of holds and of reversals of payments.

`HOLD_REFUSALS` has them in order of precedence: first the form, then the caller, then the state,
then limits. Those of `service.domain.refusals.payment` that a hold meets come after these, but
`AmountNotPositive` before, and `WalletFrozen` and `SameWallet` before a limit. Whether a hold was
swept or not, it is `HoldExpired` from its moment on, whoever asks and for what.
"""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class HoldEndWrong(Refusal):
    """A hold ends within some days, and not before it begins."""

    days: int
    code = "hold_end_wrong"
    says = (
        "a hold ends after now and within {days} days, and this one would not: "
        "name an earlier end or a later one, or none for the usual time"
    )


@dataclass(eq=False)
class PayeeMissing(Refusal):
    """Who gets what is captured was said neither by the hold nor by the capture."""

    code = "payee_missing"
    says = "this hold names no payee, and a capture goes to one: send payee_wallet_id"


@dataclass(eq=False)
class PayeeOther(Refusal):
    """A hold that names its payee is captured for nobody else."""

    code = "payee_other"
    says = (
        "this hold names its payee, and the capture names another: "
        "leave payee_wallet_id out, or pay from the wallet"
    )


@dataclass(eq=False)
class NotThePayee(Refusal):
    """Only who was paid gives a payment back."""

    code = "not_the_payee"
    says = (
        "only the payee gives a payment back, or the operator with a reason: "
        "ask the payee, or the operator"
    )


@dataclass(eq=False)
class HoldEnded(Refusal):
    """The hold's money has already left it."""

    end: str
    code = "hold_ended"
    says = "this hold was already {end}, and nothing of it is left: place another one"


@dataclass(eq=False)
class HoldExpired(Refusal):
    """The hold's time is over, and its money is the wallet's again."""

    expired_ms: int
    code = "hold_expired"
    says = "this hold expired at {expired_ms}, and its money is the wallet's again: place another"


@dataclass(eq=False)
class HoldPromised(Refusal):
    """What is held for a payee is given back by that payee, or by time."""

    expires_ms: int
    code = "hold_promised"
    says = (
        "this hold is promised to a payee, who alone gives it up before {expires_ms}: "
        "ask the payee, or wait"
    )


@dataclass(eq=False)
class HoldsFull(Refusal):
    """One wallet has so many holds at a time."""

    limit: int
    code = "holds_full"
    says = "this wallet has {limit} holds, and may have no more: capture or release one first"


@dataclass(eq=False)
class CaptureOverHold(Refusal):
    """More was to be captured than is held."""

    amount_fen: int
    held_fen: int
    code = "capture_over_hold"
    says = "amount_fen is {amount_fen}, and {held_fen} is held: capture that much, or less"


@dataclass(eq=False)
class ReversalOverPayment(Refusal):
    """More was to be given back than is left of the payment."""

    amount_fen: int
    left_fen: int
    code = "reversal_over_payment"
    says = (
        "amount_fen is {amount_fen}, and {left_fen} of this payment was not given back yet: "
        "give that much back, or less"
    )


# Python keeps subclasses in the order of their definition, which is the precedence here.
HOLD_REFUSALS: tuple[type[Refusal], ...] = tuple(
    one for one in Refusal.__subclasses__() if one.__module__ == __name__
)
