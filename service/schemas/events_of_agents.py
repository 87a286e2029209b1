"""What events of agents' floats say, and of what outlets have earned."""

from service.schemas.agency import RecallReason
from service.schemas.basics import AnyMoney, Id, Money, ShownName, Strict
from service.schemas.outlets import CommissionSource


class FloatLowData(Strict):
    """An agent's float has fallen below its threshold."""

    agent: ShownName
    float: AnyMoney
    threshold: AnyMoney


class FloatSwappedData(Strict):
    """An agent's float was swapped for cash at an outlet."""

    agent: ShownName
    outlet: ShownName
    money: Money
    float: AnyMoney


class FloatRecalledData(FloatSwappedData):
    """An agent's float was paid out in cash at an outlet, without the agent."""

    recall_id: Id
    reason: RecallReason


class OutletCommissionPaidData(Strict):
    """What an outlet has earned was paid; `commission` is what is left of it."""

    outlet: ShownName
    payout_id: Id
    money: Money
    source: CommissionSource
    commission: AnyMoney


class FloatCommissionPaidData(Strict):
    """What an agent has earned was paid into its float; `commission` is what is left of it."""

    agent: ShownName
    payout_id: Id
    money: Money
    commission: AnyMoney
    float: AnyMoney
