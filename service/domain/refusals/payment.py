"""The refusals of payments: a closed list, each with a stable code and a message.

`REFUSALS` has them in order of precedence: if several apply, the first is raised. First the form,
then keys, then the caller, then the state, then limits, then the books. So nobody
learns the state of a draft without its password. A message says what was wrong, what is allowed
and what to do, and never names another person. Facts are attributes; times in ms, money in fen.
"""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class AmountNotPositive(Refusal):
    """An amount is zero or negative."""

    amount_fen: int
    code = "amount_not_positive"
    says = (
        "amount_fen is {amount_fen}, and the least is 1: "
        "send fen as a whole number, so 12.50 yuan is 1250"
    )


@dataclass(eq=False)
class NumberMalformed(Refusal):
    """A remittance number has another form; the number itself is a secret and not repeated."""

    code = "number_malformed"
    says = "this is not a remittance number, which has 16 digits 0-9: copy it from the receipt"


@dataclass(eq=False)
class NumberMistyped(Refusal):
    """The check digit of a remittance number does not fit."""

    code = "number_mistyped"
    says = "a digit is wrong or two are swapped in this remittance number: compare the receipt"


@dataclass(eq=False)
class PasswordMalformed(Refusal):
    """A draft's password has another form."""

    code = "password_malformed"
    says = "a password has 6 digits 0-9, and this one has not: choose or enter six digits"


@dataclass(eq=False)
class ItemNumberMalformed(Refusal):
    """A parcel's item number has another form."""

    code = "item_number_malformed"
    says = (
        "this is not an item number, which has two letters A-Z, nine digits 0-9 and "
        "two letters A-Z: copy it from the label, like EE471108151FR"
    )


@dataclass(eq=False)
class ItemNumberMistyped(Refusal):
    """The check digit of a parcel's item number does not fit."""

    code = "item_number_mistyped"
    says = "a digit is wrong or two are swapped in this item number: compare the label"


@dataclass(eq=False)
class TariffUnknown(Refusal):
    """There is no tariff of this name."""

    name: str
    allowed: str
    code = "tariff_unknown"
    says = "{name!r} is not a tariff: choose one of {allowed}"


@dataclass(eq=False)
class KeyUsedOtherwise(Refusal):
    """The key of a transfer stands in the ledger already, with other accounts or amount."""

    key: str
    code = "key_used_otherwise"
    says = (
        "{key} is in the ledger with other content, and a key is used once: "
        "repeat the first content, or correct it by a new transfer with a key of its own"
    )


@dataclass(eq=False)
class DraftLocked(Refusal):
    """Too many wrong passwords were tried."""

    minutes_left: int
    code = "draft_locked"
    says = (
        "five wrong passwords lock a number for a day, and this one is locked: "
        "try again in {minutes_left} minutes, or reset the password at an outlet"
    )


@dataclass(eq=False)
class NumberOrPasswordWrong(Refusal):
    """Unknown number or wrong password: nobody may learn which."""

    code = "number_or_password_wrong"
    says = (
        "no draft has this number and this password: compare the receipt; "
        "a forgotten password is reset at an outlet with identity card and receipt"
    )


@dataclass(eq=False)
class NotTheDepositor(Refusal):
    """Only the depositor may ask for this."""

    code = "not_the_depositor"
    says = (
        "only the depositor may ask for this, and the identity shown is another: "
        "the depositor must come with identity card and receipt"
    )


@dataclass(eq=False)
class NotTheIssuingOutlet(Refusal):
    """Only the outlet that took the cash may cancel."""

    code = "not_the_issuing_outlet"
    says = "a draft is cancelled only where it was paid in: go to the outlet on the receipt"


@dataclass(eq=False)
class DraftEnded(Refusal):
    """The draft's money has already left it, which happens only once."""

    end: str
    code = "draft_ended"
    says = (
        "this draft was already {end}, and a draft is used once: "
        "if it was not you, ask for an inquiry at an outlet with the receipt"
    )


@dataclass(eq=False)
class DraftExpired(Refusal):
    """The draft is too old to be used; its money still belongs to the depositor."""

    code = "draft_expired"
    says = (
        "this draft has expired, and only a refund is left: "
        "the depositor gets the amount at an outlet with identity card and receipt"
    )


@dataclass(eq=False)
class DraftNotExpired(Refusal):
    """A draft that can still be used neither expires nor is refunded."""

    expires_ms: int
    code = "draft_not_expired"
    says = (
        "this draft is valid until {expires_ms}, and only an expired one is refunded: "
        "redeem it, or cash it at an outlet with its password"
    )


@dataclass(eq=False)
class CancelledTooLate(Refusal):
    """The day of the deposit is over."""

    code = "cancelled_too_late"
    says = (
        "a draft is cancelled on the day it was paid in, and that day is over: "
        "redeem it, or cash it at an outlet with its password"
    )


@dataclass(eq=False)
class WalletFrozen(Refusal):
    """Nothing goes out of a frozen wallet, and no draft into it."""

    code = "wallet_frozen"
    says = "this wallet is frozen, and a frozen one pays nothing: ask its provider to thaw it"


@dataclass(eq=False)
class SameWallet(Refusal):
    """Payer and payee must differ."""

    code = "same_wallet"
    says = "payer and payee are one wallet, and a payment needs two: name another payee"


@dataclass(eq=False)
class OrderNotReady(Refusal):
    """The order's state does not allow the step."""

    state: str
    step: str
    allowed: str
    code = "order_not_ready"
    says = (
        "the order is {state}, and {step} needs it {allowed}: look the order up and try what fits"
    )


@dataclass(eq=False)
class ConfirmationNotDue(Refusal):
    """The buyer may still confirm or dispute."""

    due_ms: int
    code = "confirmation_not_due"
    says = "the buyer has until {due_ms} to confirm or dispute: wait, or ask the buyer"


@dataclass(eq=False)
class RefundOverAmount(Refusal):
    """More was to be refunded than was paid, or less than nothing."""

    refund_fen: int
    amount_fen: int
    code = "refund_over_amount"
    says = "refund_fen is {refund_fen}, and 0 to {amount_fen} can be refunded: send one of these"


@dataclass(eq=False)
class AmountOverLimit(Refusal):
    """One draft has a limit, and so has the cash that an agent takes at a time."""

    amount_fen: int
    limit_fen: int
    code = "amount_over_limit"
    says = "amount_fen is {amount_fen}, and one deposit is at most {limit_fen}: split it"


@dataclass(eq=False)
class DailyLimitReached(Refusal):
    """The wallet has redeemed as many drafts today as its tier allows."""

    limit: int
    code = "daily_limit_reached"
    says = (
        "this wallet may redeem {limit} a day, and has: "
        "come back tomorrow, or take an account with SMS alert or certificate"
    )


@dataclass(eq=False)
class BalanceTooLow(Refusal):
    """A wallet pays only what it holds."""

    amount_fen: int
    balance_fen: int
    code = "balance_too_low"
    says = (
        "amount_fen is {amount_fen}, and the wallet holds {balance_fen}: "
        "pay less, or redeem a draft first"
    )


@dataclass(eq=False)
class OutletOutOfCash(Refusal):
    """An outlet pays out only the cash it has."""

    amount_fen: int
    code = "outlet_out_of_cash"
    says = (
        "the outlet has less cash than {amount_fen} fen: "
        "wait for its next supply, or go to another outlet"
    )


@dataclass(eq=False)
class DayStillOpen(Refusal):
    """A day is closed when it is over."""

    day: int
    code = "day_still_open"
    says = "day {day} is not over, and only a day that is over can be closed: wait for midnight"


@dataclass(eq=False)
class BooksDiffer(Refusal):
    """The two books do not agree on what one owes the other."""

    difference_fen: int
    code = "books_differ"
    says = (
        "the Post's book owes {difference_fen} fen more than the gateway's book expects, and "
        "only equal books are settled: reconcile them and correct what is named"
    )


# Python keeps subclasses in the order of their definition, which is the precedence here.
# The refusals of service.domain.refusals.trade come after these.
REFUSALS: tuple[type[Refusal], ...] = tuple(
    one for one in Refusal.__subclasses__() if one.__module__ == __name__
)
