"""Which requests can have posted a line: the verbs behind the kinds of keys.

A line does not name its request: the idempotency key is kept as a keyed hash, beside the answer and
not beside the line. What can be said is which verbs post lines of a kind.
"""

_END_OF_ORDER = (
    "POST /v1/orders/{order_id}/confirmations",
    "POST /v1/orders/{order_id}/decisions",
    "POST /v1/order-sweeps",
)
_REFUND_OF_ORDER = (
    "POST /v1/orders/{order_id}/refunds",
    "POST /v1/orders/{order_id}/decisions",
    "POST /v1/scans",
    "POST /v1/scan-batches",
    "POST /v1/parcel-sweeps",
    "POST /v1/order-sweeps",
)
_BY_CASH_IN = ("POST /v1/cash-ins",)
_BY_AGENT_CASH_OUT = ("POST /v1/agent-cash-outs",)
_BY_DEPOSIT = ("POST /v1/deposits", "POST /v1/deposit-batches")
_OUT_OF_WALLET = (
    "POST /v1/payments",
    "POST /v1/withdrawals",
    "POST /v1/holds",
    "POST /v1/payments/{payment_id}/reversals",
    "POST /v1/orders/{order_id}/payments",
    "POST /v1/agent-cash-outs",
)
_BY_REFERENCE = ("POST /v1/reference-payments",)

VERBS: dict[str, tuple[str, ...]] = {
    "deposit": _BY_DEPOSIT,
    "deposit_fee": _BY_DEPOSIT,
    "cancellation": ("POST /v1/cancellations",),
    "cancellation_fee": ("POST /v1/cancellations",),
    "cash_out": ("POST /v1/cash-outs",),
    "draft_refund": ("POST /v1/refunds",),
    "redemption": (
        "POST /v1/redemptions",
        "POST /v1/orders/{order_id}/payments",
        "POST /v1/texts",
    ),
    "reference": _BY_REFERENCE,
    "reference_fee": _BY_REFERENCE,
    "reference_credit": _BY_REFERENCE,
    "cash_supply": ("POST /v1/cash-movements",),
    "cash_collection": ("POST /v1/cash-movements",),
    "payment": ("POST /v1/payments",),
    "withdrawal": ("POST /v1/withdrawals",),
    "hold": ("POST /v1/holds",),
    "hold_capture": ("POST /v1/holds/{hold_id}/captures",),
    # What an expired hold kept goes back by a sweep, or before money is taken out of its wallet.
    "hold_release": (
        "POST /v1/holds/{hold_id}/releases",
        "POST /v1/holds/{hold_id}/captures",
        "POST /v1/hold-sweeps",
        *_OUT_OF_WALLET,
    ),
    "payment_reversal": ("POST /v1/payments/{payment_id}/reversals",),
    "order_paid": ("POST /v1/orders/{order_id}/payments", "POST /v1/texts"),
    "release": _END_OF_ORDER,
    "release_commission": _END_OF_ORDER,
    "order_refund": _REFUND_OF_ORDER,
    "payout": ("POST /v1/payouts",),
    "compensation": ("POST /v1/scans", "POST /v1/scan-batches", "POST /v1/parcel-sweeps"),
    "cash_in": _BY_CASH_IN,
    "agent_cash_out": _BY_AGENT_CASH_OUT,
    "agent_cash_out_fee": _BY_AGENT_CASH_OUT,
    "agent_commission": (*_BY_CASH_IN, *_BY_AGENT_CASH_OUT),
    "commission_payout": ("POST /v1/commission-payouts",),
    "float_top_up": ("POST /v1/float-top-ups",),
    "float_withdrawal": ("POST /v1/float-withdrawals",),
    "float_recall": ("POST /v1/float-recalls",),
    "outlet_commission": ("POST /v1/settlements",),
    "outlet_commission_payout": ("POST /v1/outlet-commission-payouts",),
    "settlement": ("POST /v1/settlements",),
}
"""Lines of other kinds are posted by no verb of the service."""
