"""How refusals go out: each a problem of RFC 9457, with its HTTP status and a stable `code`.

`STATUSES` has the status of each, those of the trade and those of the service; `problem_of` makes
the document.
"""

from typing import Any

from service.clock import date_of, rfc3339
from service.domain.refusals import agency, holds, parcels, price
from service.domain.refusals import payment as trade
from service.domain.refusals import trade as sales
from service.domain.refusals.base import Refusal
from service.refusals import agency as agency_protocol
from service.refusals import annotations, books, messages, worlds
from service.refusals import holds as hold_protocol
from service.refusals import parcels as parcel_protocol
from service.refusals import prices as price_protocol
from service.refusals import request as protocol
from service.refusals import trade as trade_protocol

STATUSES: dict[type[Refusal], int] = {
    trade.AmountNotPositive: 422,
    trade.NumberMalformed: 422,
    trade.NumberMistyped: 422,
    trade.PasswordMalformed: 422,
    trade.KeyUsedOtherwise: 409,
    trade.DraftLocked: 423,
    trade.NumberOrPasswordWrong: 403,
    trade.NotTheDepositor: 403,
    trade.NotTheIssuingOutlet: 403,
    trade.DraftEnded: 409,
    trade.DraftExpired: 410,
    trade.DraftNotExpired: 409,
    trade.CancelledTooLate: 409,
    trade.WalletFrozen: 409,
    trade.SameWallet: 422,
    trade.AmountOverLimit: 422,
    trade.DailyLimitReached: 409,
    trade.BalanceTooLow: 409,
    trade.OutletOutOfCash: 409,
    trade.DayStillOpen: 409,
    trade.BooksDiffer: 409,
    protocol.Unauthenticated: 401,
    protocol.NotPermitted: 403,
    protocol.PathUnknown: 404,
    protocol.MethodNotAllowed: 405,
    protocol.BodyTooLarge: 413,
    protocol.ContentUnsupported: 415,
    protocol.ContentDigestWrong: 400,
    protocol.RequestMalformed: 400,
    protocol.IdempotencyKeyMissing: 400,
    protocol.KeyReused: 422,
    protocol.KeyExpired: 410,
    protocol.InProgress: 409,
    protocol.TooManyRequests: 429,
    protocol.TooManyWrongTries: 429,
    protocol.ServiceBusy: 503,
    protocol.ServiceUnavailable: 503,
    protocol.BatchCut: 503,
    protocol.InternalError: 500,
    protocol.WalletUnknown: 404,
    protocol.AccountUnknown: 404,
    books.StretchInverted: 422,
    protocol.PaymentUnknown: 404,
    protocol.WithdrawalUnknown: 404,
    protocol.DraftUnknown: 404,
    protocol.DraftNotFound: 404,
    protocol.OutletUnknown: 404,
    protocol.NumberNotReserved: 409,
    protocol.PaidInMomentWrong: 422,
    protocol.ApiKeyUnknown: 404,
    protocol.DayNotClosed: 404,
    protocol.ReceiptWrong: 422,
    annotations.ExternalIdTaken: 409,
    annotations.ExternalIdUnknown: 404,
    annotations.AnnotationUnknown: 404,
    books.OutsideFileUnreadable: 422,
    books.TooManyLines: 422,
    books.DaysInverted: 422,
    # Parcels.
    trade.ItemNumberMalformed: 422,
    trade.ItemNumberMistyped: 422,
    parcels.ItemNumberNotYours: 403,
    parcels.ItemNumberUsed: 409,
    parcels.BlocksUsedUp: 409,
    parcels.ItemNumbersExhausted: 409,
    parcels.OrderHasParcel: 409,
    parcels.ScanInFuture: 422,
    parcels.ScanBeforeParcel: 422,
    parcel_protocol.ParcelUnknown: 404,
    parcel_protocol.LabelForgotten: 410,
    # Sellers, offers, orders and references.
    trade.OrderNotReady: 409,
    trade.ConfirmationNotDue: 409,
    trade.RefundOverAmount: 422,
    sales.ReferenceMalformed: 422,
    sales.ReferenceMistyped: 422,
    sales.ParcelTooHeavy: 422,
    sales.CertificationEnded: 409,
    sales.CertificationOver: 422,
    sales.OwnOffer: 422,
    sales.OfferClosed: 409,
    sales.OutOfStock: 409,
    sales.PaymentOverdue: 409,
    sales.RefundNotDue: 409,
    sales.ReferenceIssued: 409,
    sales.ReferencePaid: 409,
    sales.ReferenceEnded: 410,
    sales.CashNotExact: 422,
    sales.EvidenceFull: 409,
    trade_protocol.SellerUnknown: 404,
    trade_protocol.SellerKnown: 409,
    trade_protocol.CertificationUnknown: 404,
    trade_protocol.OfferUnknown: 404,
    trade_protocol.OrderUnknown: 404,
    trade_protocol.ReferenceNotIssued: 404,
    trade_protocol.ReferenceUnknown: 404,
    # Agents.
    agency.CodeWrong: 403,
    agency.CodeUsed: 409,
    agency.CodeExpired: 410,
    agency.DepositorLimitReached: 409,
    agency.WalletTooPoor: 409,
    agency.FloatTooLow: 409,
    agency.CommissionTooLow: 409,
    agency_protocol.AgentUnknown: 404,
    agency_protocol.AgentNameUnfit: 422,
    # Holds, and payments given back.
    holds.HoldEndWrong: 422,
    holds.PayeeMissing: 422,
    holds.PayeeOther: 422,
    holds.NotThePayee: 403,
    holds.HoldEnded: 409,
    holds.HoldExpired: 410,
    holds.HoldPromised: 409,
    holds.HoldsFull: 409,
    holds.CaptureOverHold: 409,
    holds.ReversalOverPayment: 409,
    hold_protocol.HoldUnknown: 404,
    # Webhooks, messages and contacts.
    messages.WebhookUnknown: 404,
    messages.WebhookRefused: 422,
    messages.TooManyWebhooks: 409,
    messages.TooManyOldSecrets: 409,
    messages.WebhookDisabled: 409,
    messages.TooManyReplays: 422,
    messages.MessageUnknown: 404,
    messages.MessageWaiting: 409,
    messages.ContactUnknown: 404,
    # Goods and their prices.
    price.PriceInFuture: 422,
    price_protocol.GoodUnknown: 404,
    price_protocol.GoodNameTaken: 409,
    # Proofs of days, and trails.
    books.DayNotProven: 404,
    books.LineNotOfDay: 404,
    books.TrailUnknown: 404,
    # The worlds of a test server.
    worlds.WorldUnknown: 404,
    worlds.TooManyWorlds: 409,
    worlds.WorldNotForkable: 409,
}

PROBLEMS_PATH = "/problems"
"""Under which each code has a page that explains it."""

RETRY_AFTER_S = {
    protocol.InProgress: 1,
    protocol.ServiceBusy: 1,
    protocol.ServiceUnavailable: 5,
    protocol.BatchCut: 5,
    protocol.TooManyWrongTries: 600,
}


def problem_of(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """Return the status of a refusal and its problem document, without an `instance`."""
    status = STATUSES[type(refusal)]
    problem: dict[str, Any] = {
        "type": f"{PROBLEMS_PATH}/{refusal.code}",
        "title": refusal.code.replace("_", " "),
        "status": status,
        "detail": refusal.message(_shown),
        "code": refusal.code,
    }
    if isinstance(refusal, protocol.RequestMalformed):
        problem["errors"] = refusal.errors
    return status, problem


def _shown(name: str, fact: object) -> str:
    """Return a fact as the API writes it: moments and days in ISO 8601."""
    if isinstance(fact, int):
        if name.endswith("_ms"):
            return rfc3339(fact)
        if name == "day":
            return date_of(fact)
    return str(fact)
