"""What events of money say: wallets, drafts, holds, tills, floats, and closed days."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.agency import RecallReason
from service.schemas.basics import AnyMoney, Date, Id, Moment, Money, ShownName, Strict
from service.schemas.holds import HoldStateName, ReasonName
from service.schemas.outlets import CommissionSource


class HeardData(Strict):
    """Who may hear of an event; what is not for the hearer is left out."""

    wallet_id: Annotated[Id | None, Field(default=None, description="Providers get it.")]
    seller_id: Annotated[
        Id | None,
        Field(default=None, description="Of the sale, or of a shop's own wallet, if any."),
    ]


class WalletCreditedData(HeardData):
    """Money came into a wallet, and from where."""

    money: Money
    source: Literal["draft", "refund", "reference", "cash_in", "payment", "reversal"]


class WalletDebitedData(HeardData):
    """Money left a wallet: by a payment, or to its owner's bank; the subject is its id."""

    money: Money
    balance: Annotated[AnyMoney | None, Field(default=None, description="Providers get it.")]


class WalletCashedOutData(WalletDebitedData):
    """An agent paid cash out of a wallet, by a code; the wallet paid the fee as well."""

    fee: AnyMoney


class DraftData(Strict):
    """A draft, for the outlet that issued it; nothing of who has it."""

    draft_id: Id
    outlet: ShownName
    money: Money
    fee: AnyMoney
    issued_at: Moment
    expires_at: Moment


class TillLowData(Strict):
    """An outlet's cash has fallen below its threshold."""

    outlet: ShownName
    cash: AnyMoney
    threshold: Money


class TillMovedData(Strict):
    """Cash was brought to an outlet, or fetched from it."""

    outlet: ShownName
    movement_id: Id
    money: Money


class SettlementClosedData(Strict):
    """A day is closed, and the net amount due was paid."""

    day: Date
    net_due: AnyMoney
    closed_at: Moment


class HoldChangedData(HeardData):
    """A hold on a wallet as it now stands, for the wallet's side or the payee's."""

    hold_id: Id
    side: Literal["payer", "payee"]
    state: HoldStateName
    money: Money
    captured: AnyMoney
    released: AnyMoney
    held: AnyMoney
    expires_at: Moment


class HoldCapturedData(HoldChangedData):
    """A part of a hold was paid, or all of it: a payment of this id."""

    payment_id: Id
    paid: Money


class PaymentReversedData(HeardData):
    """A part of a payment was given back, or all of it."""

    payment_id: Id
    reversal_id: Id
    side: Literal["payer", "payee"]
    money: Money
    paid: Money
    reversed: Money
    reason: ReasonName
    by: Literal["provider", "shop", "operator"]


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
