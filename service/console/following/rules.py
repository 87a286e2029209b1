"""The rule that posted a transfer: the function whose key it has, and what that says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc, getmodule

from service.domain import agent_postings as agent
from service.domain import hold_postings as holds
from service.domain import outlet_commission as commission
from service.domain import postings
from service.domain.postings import Transfers
from service.domain.verbs import VERBS

Posting = Callable[..., Transfers]

POSTED_BY: dict[str, Posting] = {
    "deposit": postings.deposit_transfers,
    "deposit_fee": postings.deposit_transfers,
    "cancellation": postings.cancellation_transfers,
    "cancellation_fee": postings.cancellation_transfers,
    "cash_out": postings.cash_out_transfers,
    "draft_refund": postings.draft_refund_transfers,
    "redemption": postings.redemption_transfers,
    "reference": postings.reference_paid_transfers,
    "reference_fee": postings.reference_paid_transfers,
    "reference_credit": postings.reference_credit_transfers,
    "cash_on_delivery": postings.cash_on_delivery_transfers,
    "cash_supply": postings.cash_supply_transfers,
    "cash_collection": postings.cash_collection_transfers,
    "payment": postings.payment_transfers,
    "withdrawal": postings.withdrawal_transfers,
    "order_paid": postings.order_paid_transfers,
    "release": postings.release_transfers,
    "release_commission": postings.release_transfers,
    "order_refund": postings.order_refund_transfers,
    "payout": postings.payout_transfers,
    "compensation": postings.compensation_transfers,
    "cash_compensation": postings.cash_compensation_transfers,
    "money_order": postings.money_order_transfers,
    "money_order_fee": postings.money_order_transfers,
    "money_order_paid": postings.money_order_paid_transfers,
    "settlement": postings.settlement_transfers,
    "hold": holds.hold_transfers,
    "hold_capture": holds.hold_capture_transfers,
    "hold_release": holds.hold_release_transfers,
    "payment_reversal": holds.reversal_transfers,
    "cash_in": agent.cash_in_transfers,
    "agent_cash_out": agent.agent_cash_out_transfers,
    "agent_cash_out_fee": agent.cash_out_fee_transfers,
    "agent_commission": agent.commission_transfers,
    "commission_payout": agent.commission_payout_transfers,
    "float_top_up": agent.float_top_up_transfers,
    "float_withdrawal": agent.float_withdrawal_transfers,
    "float_recall": agent.float_recall_transfers,
    "outlet_commission": commission.commission_transfers,
    "outlet_commission_payout": commission.payout_transfers,
}
"""Of each kind of key that the service posts, the function that makes it."""


@dataclass(frozen=True)
class PostingRule:
    """The rule behind a transfer: its name, a sentence of its own, where it is, who invokes it."""

    kind: str
    name: str
    says: str
    file: str
    verbs: tuple[str, ...]


def rule_of(kind: str) -> PostingRule:
    """Return the rule that posts transfers of a kind.

    >>> rule_of("redemption").name, rule_of("redemption").file
    ('redemption_transfers', 'service/domain/postings.py')
    """
    posting = POSTED_BY.get(kind)
    if posting is None:
        return PostingRule(kind, kind, "No rule of the service posts such a transfer.", "", ())
    module = getmodule(posting)
    assert module, "a function of ours stands in a module"
    says = (getdoc(posting) or "").partition("\n")[0]
    file = f"{module.__name__.replace('.', '/')}.py"
    return PostingRule(kind, posting.__name__, says, file, tuple(VERBS.get(kind, ())))
