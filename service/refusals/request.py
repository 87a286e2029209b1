"""What the service itself refuses, beside the rules of the trade, and how refusals go out.

`service.refusals.problems` has the HTTP status of each, and makes the document that goes out.
"""

from dataclasses import dataclass, field

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class Unauthenticated(Refusal):
    """No API key, or one that does not work; which of both is not revealed."""

    code = "unauthenticated"
    says = "no key that works was sent: send Authorization: Bearer with a key that has not ended"


@dataclass(eq=False)
class NotPermitted(Refusal):
    """The key works, and is for something else."""

    role: str
    allowed: str
    code = "not_permitted"
    says = "a key of role {role} may not ask for this, which is for {allowed}: use one of those"


@dataclass(eq=False)
class PathUnknown(Refusal):
    """There is nothing at this address."""

    code = "path_unknown"
    says = "there is nothing at this address: see /openapi.json for what there is"


@dataclass(eq=False)
class MethodNotAllowed(Refusal):
    """The address exists, but not with this method."""

    allowed: str
    code = "method_not_allowed"
    says = "this address does not take that method: use {allowed}"


@dataclass(eq=False)
class BodyTooLarge(Refusal):
    """A body has a limit."""

    limit_bytes: int
    code = "body_too_large"
    says = "a body may have {limit_bytes} bytes, and this one has more: send less at once"


@dataclass(eq=False)
class ContentUnsupported(Refusal):
    """A body is not JSON, or is compressed."""

    found: str
    code = "content_unsupported"
    says = (
        "the body is {found}, and a body is JSON in UTF-8 as it is: "
        "send it so, with Content-Type: application/json and without Content-Encoding"
    )


@dataclass(eq=False)
class ContentDigestWrong(Refusal):
    """A body is not the one that its Content-Digest (RFC 9530) was made of."""

    found: str
    code = "content_digest_wrong"
    says = (
        "the Content-Digest is {found}, and has the form sha-256=:BASE64: of the 32 bytes of "
        "SHA-256 over the body as it is sent, or sha-512=:BASE64: of 64 bytes: "
        "nothing was done, so send the request again, with the same Idempotency-Key if it has one"
    )


@dataclass(eq=False)
class RequestMalformed(Refusal):
    """The request is not of the contract's form: every fault with its location, without values."""

    errors: list[dict[str, str]] = field(default_factory=list)
    code = "request_malformed"
    says = "the request has another form than /openapi.json says: see errors"


@dataclass(eq=False)
class IdempotencyKeyMissing(Refusal):
    """A request that moves money needs a key to be repeated safely."""

    code = "idempotency_key_missing"
    says = (
        "this request needs an Idempotency-Key of 8 to 128 visible ASCII characters, no commas: "
        "send a new random one, such as a UUID, and the same one when you repeat it"
    )


@dataclass(eq=False)
class KeyReused(Refusal):
    """The idempotency key belongs to another request."""

    code = "idempotency_key_reused"
    says = (
        "this Idempotency-Key was sent with another request, and a key is for one: "
        "repeat that request as it was, or send a new key"
    )


@dataclass(eq=False)
class KeyExpired(Refusal):
    """The idempotency key was used, so long ago that its answer is forgotten."""

    days: int
    code = "idempotency_key_expired"
    says = (
        "this Idempotency-Key was used over {days} days ago, and its answer is forgotten: "
        "look up what was done, and send a new key only if it was not"
    )


@dataclass(eq=False)
class InProgress(Refusal):
    """The same request is being answered."""

    code = "request_in_progress"
    says = "this request is being worked on: repeat it after the seconds in Retry-After"


@dataclass(eq=False)
class TooManyRequests(Refusal):
    """An API key may send so many requests."""

    retry_after_s: int = 60
    code = "too_many_requests"
    says = "too many requests in this minute: wait {retry_after_s} seconds"


@dataclass(eq=False)
class TooManyWrongTries(Refusal):
    """Somebody may be guessing through this key."""

    code = "too_many_wrong_tries"
    says = (
        "too many wrong numbers, passwords or codes in this hour: "
        "wait for the seconds in Retry-After, and look who is guessing"
    )


@dataclass(eq=False)
class ServiceBusy(Refusal):
    """The transaction was tried several times, and conflicted each time."""

    code = "busy"
    says = "the database was busy and nothing was changed: repeat the request"


@dataclass(eq=False)
class ServiceUnavailable(Refusal):
    """The database is away or full."""

    code = "unavailable"
    says = "the database cannot be used now: repeat with the same key, and it is done once"


@dataclass(eq=False)
class BatchCut(Refusal):
    """The database went away in the middle of a batch."""

    done: int
    count: int
    code = "batch_cut"
    says = "the database went away after {done} of {count} were done: repeat the batch as it was"


@dataclass(eq=False)
class InternalError(Refusal):
    """A bug of the service; the log has it under the request's id."""

    code = "internal_error"
    says = "this is a fault of the service: tell its operator the request id"


@dataclass(eq=False)
class WalletUnknown(Refusal):
    """No wallet of this caller's has the id; another provider's wallet is not known either."""

    code = "wallet_unknown"
    says = "there is no wallet of this id for you: open one, or look the id up"


@dataclass(eq=False)
class AccountUnknown(Refusal):
    """No account that this caller may see has the name."""

    code = "account_unknown"
    says = (
        "there is no account of this name for you: it is one like post:cash:OUTLET, "
        "gateway:wallet:ID, gateway:seller:ID or gateway:agent_float:AGENT, and yours"
    )


@dataclass(eq=False)
class PaymentUnknown(Refusal):
    """No payment from or to a wallet of this caller's has the id."""

    code = "payment_unknown"
    says = (
        "there is no payment of this id for you: take the id from the answer to paying, or list "
        "payments; that of a reversal or a withdrawal is none"
    )


@dataclass(eq=False)
class WithdrawalUnknown(Refusal):
    """No withdrawal from a wallet of this caller's has the id."""

    code = "withdrawal_unknown"
    says = (
        "there is no withdrawal of this id for you: take the id from its answer, or list "
        "withdrawals"
    )


@dataclass(eq=False)
class DraftUnknown(Refusal):
    """No draft that this caller may see has the id."""

    code = "draft_unknown"
    says = "there is no draft of this id for you: take the id from the answer to the deposit"


@dataclass(eq=False)
class DraftNotFound(Refusal):
    """Not exactly one draft matches the depositor's description."""

    code = "draft_not_found"
    says = (
        "not exactly one unused draft fits this identity, amount and day: "
        "compare what the depositor remembers"
    )


@dataclass(eq=False)
class OutletUnknown(Refusal):
    """No outlet has this name."""

    outlet: str
    code = "outlet_unknown"
    says = "there is no outlet {outlet!r}: create a key for it first"


@dataclass(eq=False)
class NumberNotReserved(Refusal):
    """The number was not given to this outlet, or is used."""

    code = "number_not_reserved"
    says = "this number was not given to this outlet or is used: take the next one of your block"


@dataclass(eq=False)
class PaidInMomentWrong(Refusal):
    """Cash was taken in the future, or too long ago."""

    days: int
    code = "paid_in_moment_wrong"
    says = "paid_in_at is in the future or over {days} days ago: check the outlet's clock"


@dataclass(eq=False)
class ApiKeyUnknown(Refusal):
    """No API key has this id."""

    code = "api_key_unknown"
    says = "there is no API key of this id: list them"


@dataclass(eq=False)
class DayNotClosed(Refusal):
    """The day has no settlement."""

    day: str
    code = "day_not_closed"
    says = "{day} is not closed: close it first"


@dataclass(eq=False)
class ReceiptWrong(Refusal):
    """A receipt does not verify."""

    reason: str
    code = "receipt_wrong"
    says = "this is no receipt of this service: {reason}"
