"""The closed list of refusals: codes, messages, precedence."""

import pickle
import re
from dataclasses import fields, replace

import pytest

from service.domain import draft, order
from service.domain.draft import Deposit, Draft, Redemption
from service.domain.order import Order
from service.domain.refusals.agency import AGENCY_REFUSALS
from service.domain.refusals.base import Refusal
from service.domain.refusals.holds import HOLD_REFUSALS
from service.domain.refusals.parcels import PARCEL_REFUSALS
from service.domain.refusals.payment import REFUSALS as FIRST_PAGE
from service.domain.refusals.price import PRICE_REFUSALS
from service.domain.refusals.trade import TRADE_REFUSALS
from service.domain.wallet import Tier

REFUSALS = (
    *FIRST_PAGE,
    *TRADE_REFUSALS,
    *PARCEL_REFUSALS,
    *AGENCY_REFUSALS,
    *PRICE_REFUSALS,
    *HOLD_REFUSALS,
)
FACTS: dict[object, object] = {int: 7, str: "seven"}

CODES = (
    "amount_not_positive",
    "number_malformed",
    "number_mistyped",
    "password_malformed",
    "item_number_malformed",
    "item_number_mistyped",
    "tariff_unknown",
    "key_used_otherwise",
    "draft_locked",
    "number_or_password_wrong",
    "not_the_depositor",
    "not_the_issuing_outlet",
    "draft_ended",
    "draft_expired",
    "draft_not_expired",
    "cancelled_too_late",
    "wallet_frozen",
    "same_wallet",
    "order_not_ready",
    "confirmation_not_due",
    "refund_over_amount",
    "amount_over_limit",
    "daily_limit_reached",
    "balance_too_low",
    "outlet_out_of_cash",
    "day_still_open",
    "books_differ",
    "reference_malformed",
    "reference_mistyped",
    "parcel_too_heavy",
    "certification_ended",
    "certification_over",
    "own_offer",
    "offer_closed",
    "out_of_stock",
    "payment_overdue",
    "refund_not_due",
    "reference_issued",
    "reference_paid",
    "reference_ended",
    "cash_not_exact",
    "evidence_full",
    "item_number_not_yours",
    "item_number_used",
    "blocks_used_up",
    "item_numbers_exhausted",
    "order_has_parcel",
    "scan_in_future",
    "scan_before_parcel",
    "code_wrong",
    "code_used",
    "code_expired",
    "wallet_too_poor",
    "float_too_low",
    "depositor_limit_reached",
    "commission_too_low",
    "price_in_future",
    "hold_end_wrong",
    "payee_missing",
    "payee_other",
    "not_the_payee",
    "hold_ended",
    "hold_expired",
    "hold_promised",
    "holds_full",
    "capture_over_hold",
    "reversal_over_payment",
)


def made(refusal: type[Refusal]) -> Refusal:
    """Return a refusal of this class with any facts of the right type."""
    return refusal(*(FACTS[field.type] for field in fields(refusal)))


def test_the_codes_and_their_precedence_are_stable() -> None:
    codes = tuple(refusal.code for refusal in REFUSALS)

    assert codes == CODES


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_code_is_the_name_in_snake_case(refusal: type[Refusal]) -> None:
    words = re.findall("[A-Z][a-z]+", refusal.__name__)

    assert refusal.code == "_".join(words).lower()


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_message_says_what_was_wrong_and_then_what_to_do(refusal: type[Refusal]) -> None:
    message = str(made(refusal))

    assert re.fullmatch(r"[^:{}]+: [^:{}]+[^.]", message)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_travels_between_processes(refusal: type[Refusal]) -> None:
    sent = made(refusal)

    received = pickle.loads(pickle.dumps(sent))  # noqa: S301  our own bytes

    assert (type(received), vars(received), str(received)) == (refusal, vars(sent), str(sent))


def refusal_of_redeeming(paper: Draft, redemption: Redemption, now_ms: int) -> str:
    with pytest.raises(Refusal) as refused:
        draft.redeem(paper, redemption, now_ms)
    return refused.value.code


def test_where_several_apply_the_earlier_is_given() -> None:
    deposit = Deposit("d1", "Gushi", "ana", "hash", 100)
    ended = Draft(deposit, 0, 0, 1, draft.DraftState.CASHED, locked_until_ms=9)
    stranger = Redemption("w1", Tier.PLAIN, redeemed_today=1, knows_password=False)
    owner = Redemption("w1", Tier.PLAIN, redeemed_today=1, knows_password=True)
    frozen = replace(owner, is_frozen=True)
    alive = Draft(deposit, 0, 0, 100)

    given = (
        refusal_of_redeeming(ended, stranger, 8),
        refusal_of_redeeming(ended, stranger, 9),
        refusal_of_redeeming(ended, owner, 9),
        refusal_of_redeeming(Draft(deposit, 0, 0, 1), owner, 9),
        refusal_of_redeeming(alive, frozen, 9),
        refusal_of_redeeming(alive, owner, 9),
    )

    assert given == (
        "draft_locked",
        "number_or_password_wrong",
        "draft_ended",
        "draft_expired",
        "wallet_frozen",
        "daily_limit_reached",
    )
    assert list(given) == sorted(given, key=CODES.index)


def test_an_orders_state_comes_before_the_amount() -> None:
    placed = Order("o1", "w1", "s1", amount_fen=100, since_ms=0)

    with pytest.raises(Refusal) as refused:
        order.decide(placed, 101, now_ms=0)

    assert refused.value.code == "order_not_ready"
