"""The steps of a journey by name: its stages, the moments that it waits for, the errands.

They are numbers in the records of `sim.kernel.state`.
"""

from enum import IntEnum


class Stage(IntEnum):
    """The stages of the journey, by the names that they have in `sim.model.journey`."""

    SEARCH = 0
    DEPOSIT = 1
    PAY_REFERENCE = 2
    CREDIT_ORDER = 3
    SEND_MONEY_ORDER = 4
    REDEEM = 5
    ORDER = 6
    SHIP = 7
    RECEIVE = 8
    CONFIRM = 9
    REMIT = 10
    KEEP = 11
    PAY_IN_AT_AGENT = 12


class Continuation(IntEnum):
    """What happens at a moment that a person or a parcel waits for: the `yield`s of the model."""

    FOUND = 0
    AT_THE_DOOR = 1
    REFERENCE_EXPIRED = 2
    ORDER_CREDITED = 3
    MONEY_ORDER_ARRIVED = 4
    ONLINE = 5
    DRAFT_EXPIRED = 6
    SENT_BACK = 7
    COLLECTED = 8
    CLAIM_PAID = 9
    ASKS = 10
    RETURNED = 11
    DECIDED = 12
    CONFIRMED = 13
    REMITTED = 14
    KEPT = 15
    AT_HUB = 16
    AT_OUTLET = 17
    NEWS = 18
    TO_ORDER = 19
    AT_THE_AGENT = 20


class Errand(IntEnum):
    """What one goes to the counter for: a purpose, and the stage that it belongs to."""

    DEPOSIT = 0
    RESET = 1
    CASH_OUT = 2
    REFUND = 3
    PICK_UP = 4
    ASK = 5
    CASH_IN = 6
