"""Routes of holds on wallets, and of payments given back."""

from service.api.route import Route
from service.domain.refusals import holds as rules
from service.domain.refusals import payment
from service.operations import expired_holds, holds, reversals
from service.refusals.annotations import ExternalIdTaken
from service.refusals.holds import HoldUnknown
from service.refusals.request import PaymentUnknown, WalletUnknown
from service.schemas import holds as bodies
from service.schemas.wallets import PageQuery

_BOTH = ("provider", "shop")
_SEEN_BY = (*_BOTH, "auditor")
_HOLD = "/v1/holds/{hold_id}"
_REVERSALS = "/v1/payments/{payment_id}/reversals"

ROUTES = (
    Route(
        "POST",
        "/v1/holds",
        "Keep money of a wallet for a payment to come",
        roles=_BOTH,
        operation=holds.place_hold,
        moves_money=True,
        body=bodies.HoldBody,
        answer=bodies.HoldPlacedAnswer,
        refusals=(
            ExternalIdTaken,
            WalletUnknown,
            rules.HoldEndWrong,
            payment.WalletFrozen,
            payment.SameWallet,
            rules.HoldsFull,
            payment.BalanceTooLow,
        ),
    ),
    Route(
        "GET",
        _HOLD,
        "Look at a hold, and what was captured of it",
        roles=_SEEN_BY,
        read=holds.show_hold,
        answer=bodies.HoldAnswer,
        status=200,
        refusals=(HoldUnknown,),
    ),
    Route(
        "GET",
        "/v1/wallets/{wallet_id}/holds",
        "List a wallet's holds, in the order in which they were placed",
        roles=_SEEN_BY,
        read=holds.list_holds,
        query=PageQuery,
        answer=bodies.HoldsAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "POST",
        f"{_HOLD}/captures",
        "Pay a hold to its payee, in part or as a whole",
        roles=_BOTH,
        operation=holds.capture_hold,
        moves_money=True,
        body=bodies.CaptureBody,
        answer=bodies.CaptureAnswer,
        refusals=(
            ExternalIdTaken,
            HoldUnknown,
            WalletUnknown,
            rules.PayeeMissing,
            rules.PayeeOther,
            rules.HoldEnded,
            rules.HoldExpired,
            payment.WalletFrozen,
            payment.SameWallet,
            rules.CaptureOverHold,
        ),
    ),
    Route(
        "POST",
        f"{_HOLD}/releases",
        "Give what is left of a hold back to its wallet",
        roles=_BOTH,
        operation=holds.release_hold,
        moves_money=True,
        answer=bodies.HoldStepAnswer,
        refusals=(HoldUnknown, rules.HoldEnded, rules.HoldExpired, rules.HoldPromised),
    ),
    Route(
        "POST",
        "/v1/hold-sweeps",
        "Give back what holds keep whose time is over",
        roles=("operator",),
        operation=expired_holds.sweep_holds,
        moves_money=True,
        body=bodies.HoldSweepBody,
        answer=bodies.HoldSweepAnswer,
    ),
    Route(
        "POST",
        _REVERSALS,
        "Give a payment back to its payer, in part or as a whole",
        roles=(*_BOTH, "operator"),
        operation=reversals.reverse_payment,
        moves_money=True,
        body=bodies.ReversalBody,
        answer=bodies.ReversalAnswer,
        refusals=(
            ExternalIdTaken,
            PaymentUnknown,
            rules.NotThePayee,
            payment.WalletFrozen,
            rules.ReversalOverPayment,
            payment.BalanceTooLow,
        ),
    ),
    Route(
        "GET",
        _REVERSALS,
        "List what was given back of a payment, the oldest first",
        roles=(*_SEEN_BY, "operator"),
        read=reversals.list_reversals,
        query=PageQuery,
        answer=bodies.ReversalsAnswer,
        status=200,
        refusals=(PaymentUnknown,),
    ),
)
