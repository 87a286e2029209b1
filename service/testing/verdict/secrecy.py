"""Mistakes with drafts and orders: spent again, guessed at, or left until they end."""

from collections import defaultdict
from collections.abc import Iterator

from service.domain.draft import TRIES_MAX
from service.testing.evidence import ClientEvidence, Digest, SeenRequest
from service.testing.verdict.finding import FoundMistake
from service.testing.verdict.retries import TIMED_OUT_S

_SPENDING = frozenset(
    {
        "POST /v1/redemptions",
        "POST /v1/cash-outs",
        "POST /v1/orders/{order_id}/payments",
    }
)
_WRONG = "number_or_password_wrong"


def password_used_twice(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find a number and password sent again after a client was told that it had spent them."""
    spent: dict[tuple[Digest, Digest, Digest], SeenRequest] = {}
    again: dict[tuple[Digest, Digest, Digest], list[SeenRequest]] = defaultdict(list)
    for one in sorted(evidence.requests, key=lambda one: one.began_s):
        if one.route not in _SPENDING or not one.number:
            continue
        draft = one.caller, one.number, one.password
        first = spent.get(draft)
        if first is not None:
            if one.idempotency_key != first.idempotency_key and one.began_s >= first.ended_s:
                again[draft].append(one)
        elif one.is_good and one.latency_ms < TIMED_OUT_S * 1_000:
            spent[draft] = one
    for draft, later in again.items():
        first = spent[draft]
        what = (
            f"{later[0].route} sent a number and password that {first.route} of the same client "
            "had spent, as its answer said"
        )
        yield FoundMistake("password_used_twice", what, [first, *later])


def wrong_passwords_tried(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find as many wrong passwords of one number, from one client, as lock it."""
    wrong: dict[tuple[Digest, Digest], list[SeenRequest]] = defaultdict(list)
    for one in evidence.requests:
        if one.number and one.code == _WRONG and not one.is_replayed:
            wrong[one.caller, one.number].append(one)
    for tries in wrong.values():
        if len(tries) >= TRIES_MAX:
            what = f"{len(tries)} wrong passwords were sent for one number, which locks it"
            yield FoundMistake("wrong_passwords_tried", what, tries)


def slept_past_expiry(evidence: ClientEvidence) -> Iterator[FoundMistake]:
    """Find what came too late for something that the client had in hand while it was in time.

    A draft it has in hand if it tried to spend it, and never learned whether it had; an order, if
    its answer said until when to pay. Who brings a draft for the first time may not know its age.
    """
    for late in evidence.requests:
        if late.is_replayed or not late.caller:
            continue
        held = next((one for one in evidence.requests if _is_held(one, late)), None)
        if held is not None:
            days = (late.began_ms - held.began_ms) / 86_400_000
            what = (
                f"{late.route} was refused with {late.code}, and the client had it in hand "
                f"{days:.3g} days earlier by the test clock"
            )
            yield FoundMistake("slept_past_expiry", what, [held, late])


def _is_held(one: SeenRequest, late: SeenRequest) -> bool:
    is_earlier = one.ended_s <= late.began_s and one.ended_ms < late.began_ms
    if one.caller != late.caller or not is_earlier:
        return False
    match late.code:
        case "draft_expired":
            return one.is_unclear and bool(late.number) and one.number == late.number
        case "payment_overdue":
            return one.route == "POST /v1/orders" and one.is_good and bool(one.shown & late.names)
    return False
