"""The words of a journey: each step by the way to pay, each ending, and what one waits for."""

from sim.diary import JourneyOutcome as To

STEP_WORDS = {
    "decided_ms": "found an offer, and trusted the seller",
    "first_arrived_ms": "came to the post office for the first time",
    "called_at_once": "was called to a counter at once",
    "called_from_line": "was called to a counter from the line",
    "called_in_the_end": "was called to a counter, after standing in line or coming again",
    "deposited_ms": "paid in, and left with a receipt",
    "several_drafts": "paid in, and left with a receipt for each draft",
    "known_ms": "the gateway knew the number on the receipt",
    "credited_ms": "entered number and password online, and the money was in the wallet",
    "ordered_ms": "ordered, and the wallet paid into escrow",
    "shipped_ms": "the seller had packed, and the Post collected the parcel",
    "hub_ms": "the parcel was at the hub of the county",
    "outlet_ms": "the parcel was sorted, and at the outlet",
    "notified_ms": "heard of the parcel",
    "delivered_ms": "had the parcel in hand",
    "confirmed_ms": "confirmed that the parcel was right",
    "confirmed_by_limit": "the time to confirm ran out without a word",
    "seller_paid_ms": "the seller was paid out of escrow",
}
WORDS_BY_METHOD: dict[str, dict[str, str]] = {
    "draft": {},
    "reference": {
        "deposited_ms": "paid for the order at the counter",
        "known_ms": "the gateway knew of the payment",
        "credited_ms": "the payment was credited to the order",
        "ordered_ms": "the order was paid into escrow",
    },
    "money_order": {
        "deposited_ms": "paid in, and sent a money order to the seller",
        "credited_ms": "the money order reached the seller, who was paid",
        "ordered_ms": "the seller had the order",
        "delivered_ms": "had the parcel in hand, paid for long ago",
    },
    "cash_on_delivery": {
        "ordered_ms": "ordered, to pay when the parcel comes",
        "delivered_ms": "had the parcel in hand, and paid for it",
        "refused": "was offered the parcel",
        "seller_paid_ms": "the Post had brought the money to the seller",
    },
    "agent": {
        "first_arrived_ms": "came to an agent or to the post office for the first time",
    },
}
AT_AN_AGENT = {
    "first_arrived_ms": "came to an agent for the first time",
    "called_at_once": "was served by the agent at once",
    "called_from_line": "was served by the agent, from the line",
    "called_in_the_end": "was served by an agent, after standing in line or going on to another",
    "deposited_ms": "paid in at the agent's",
    "credited_ms": "the money was in the wallet at once",
}
BY_TEXT = {
    "credited_ms": "sent number and password by text, or entered them online: "
    "the money was in the wallet",
}

ENDING_WORDS = {
    To.COMPLETED: "the purchase was complete",
    To.NO_TRUST: "found an offer, but did not trust the seller, and gave up",
    To.GAVE_UP_BALKED: "gave up: the line was too long to join",
    To.GAVE_UP_RENEGED: "gave up: patience ended in the line",
    To.GAVE_UP_TURNED_AWAY: "gave up: was sent home from the line at closing time",
    To.GAVE_UP_CLOSED: "gave up: found the door closed",
    To.GAVE_UP_NO_LINK: "gave up: the counter had no link to take a deposit",
    To.REFERENCE_UNPAID: "the order expired, not paid in time",
    To.CASHED_OUT: "changed plans, and had the draft paid out in cash at the counter",
    To.EXPIRED_REFUNDED: "the draft had expired, and the money was fetched at the counter",
    To.EXPIRED_UNCLAIMED: "the draft had expired, and nobody fetched the money",
    To.OUT_OF_STOCK: "the seller had none left",
    To.LOST_COMPENSATED: "the parcel was lost, and the Post settled the claim",
    To.DAMAGED_COMPENSATED: "the parcel was damaged, and the Post settled the claim",
    To.NOT_COLLECTED: "nobody fetched the parcel in time, and it went back to the seller",
    To.REFUSED: "refused the parcel, and paid nothing",
    To.DISPUTE_REFUNDED: "opened a dispute, and won it",
    To.GAVE_UP_NO_FLOAT: "gave up: the agent had too little float",
}
# Endings whose words say already that the money was back.
SAID_PAID_BACK = {To.CASHED_OUT, To.EXPIRED_REFUNDED}
PAID_BACK = ", and the money was back"
DISPUTE_LOST = "opened a dispute, and lost it: the seller was paid, and the purchase complete"
CLOSED_AT_AGENT = "gave up: found the door closed, or the agent away"

# What has not happened yet when a run ends, by the last step.
STILL_WAITING = {
    "wish_ms": "was still looking for an offer",
    "decided_ms": "had not come to pay in yet",
    "first_arrived_ms": "had not been served yet",
    "called_ms": "was at the counter",
    "deposited_ms": "the money was not in the wallet yet",
    "credited_ms": "the order was not placed yet",
    "ordered_ms": "the seller had not handed the parcel over yet",
    "shipped_ms": "the parcel was not at the hub yet",
    "hub_ms": "the parcel was not at the outlet yet",
    "outlet_ms": "had not heard of the parcel yet",
    "notified_ms": "had not fetched the parcel yet",
    "delivered_ms": "the purchase was not settled yet",
    "confirmed_ms": "the seller was not paid yet",
}
WAITING_BY_METHOD: dict[str, dict[str, str]] = {
    "draft": {},
    "reference": {
        "decided_ms": "the order was not paid yet",
        "deposited_ms": "the payment was not credited to the order yet",
    },
    "money_order": {
        "deposited_ms": "the money order was on its way to the seller",
        "credited_ms": "the seller did not have the order yet",
    },
    "cash_on_delivery": {"delivered_ms": "the money was on its way to the seller"},
    "agent": {},
}


def waiting_words(last_step: str, method: str) -> str:
    """Return what had not happened yet when a run ended, by the last step before.

    >>> waiting_words("shipped_ms", "draft")
    'the run ended: the parcel was not at the hub yet'
    """
    return f"the run ended: {(STILL_WAITING | WAITING_BY_METHOD[method])[last_step]}"
