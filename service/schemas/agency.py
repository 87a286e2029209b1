"""Bodies and answers about agents: cash in and out, codes, float, commission, statements."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from service.schemas.annotations import AnnotatedAnswer, AnnotatedBody
from service.schemas.basics import (
    EXAMPLE_MONEY,
    EXAMPLE_WALLET_ID,
    AnyMoney,
    Id,
    Moment,
    Money,
    OrLeftOut,
    OutletName,
    ShownName,
    Strict,
    Typed,
)
from service.schemas.counter import Depositor
from service.schemas.wallets import Entry

AgentTariffName = Literal["standard", "free"]
ShownCode = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4} ?[0-9]{4} ?[0-9]{4}$",
        description="Code for cash, 12 digits, spaces allowed: a bearer secret.",
    ),
]
Code = Annotated[ShownCode, Typed]


class CashInBody(AnnotatedBody):
    """Cash on an agent's counter for a wallet, and who brings it."""

    wallet_id: Id
    money: Money
    depositor: Depositor

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "wallet_id": EXAMPLE_WALLET_ID,
                    "money": EXAMPLE_MONEY,
                    "depositor": {"identity": "11010519491231002X"},
                }
            ]
        }
    )


class CashInAnswer(AnnotatedAnswer):
    """The wallet is credited; `float` is what the agent has left."""

    cash_in_id: Id
    agent: ShownName
    wallet_id: Id
    money: Money
    commission: AnyMoney
    float: AnyMoney
    cashed_in_at: Moment


class CashOutCodeBody(Strict):
    """How much cash the owner of a wallet wants from an agent."""

    wallet_id: Id
    money: Money

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"wallet_id": EXAMPLE_WALLET_ID, "money": EXAMPLE_MONEY}]}
    )


class CashOutCodeAnswer(Strict):
    """A code, shown only once: whoever has it gets the cash, at any agent, until it expires."""

    code_id: Id
    code: ShownCode
    wallet_id: Id
    money: Money
    made_at: Moment
    expires_at: Moment


class AgentCashOutBody(Strict):
    """The code that a customer shows."""

    code: Code

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "4711 0815 2007"}]})


class AgentCashOutAnswer(Strict):
    """Pay out `money`; the wallet has paid it and the fee, and the agent's float has it."""

    cash_out_id: Id
    agent: ShownName
    money: Money
    fee: AnyMoney
    commission: AnyMoney
    float: AnyMoney
    cashed_at: Moment


class FloatSwapBody(Strict):
    """An agent at an outlet's counter, and how much cash is swapped for float."""

    agent: OutletName
    money: Money

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"agent": "Li's shop", "money": EXAMPLE_MONEY}]}
    )


class FloatSwapAnswer(Strict):
    """Cash and float are swapped, at this outlet."""

    swap_id: Id
    agent: ShownName
    outlet: ShownName
    money: Money
    swapped_at: Moment


class FloatCodeBody(Strict):
    """How much of its own float an agent wants in cash."""

    money: Money

    model_config = ConfigDict(json_schema_extra={"examples": [{"money": EXAMPLE_MONEY}]})


class FloatCodeAnswer(Strict):
    """A code, shown only once: whoever has it gets the cash, at any outlet, until it expires."""

    code_id: Id
    code: ShownCode
    agent: ShownName
    money: Money
    made_at: Moment
    expires_at: Moment


class FloatWithdrawalBody(Strict):
    """The code that an agent shows, which names agent and amount: its consent."""

    code: Code

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "4711 0815 2007"}]})


RecallReason = Literal["agent_closed", "agent_died", "key_lost", "ordered"]


class FloatRecallBody(Strict):
    """Float to be paid out without its agent, at which outlet, and why."""

    agent: OutletName
    outlet: OutletName
    money: Money
    reason: Annotated[
        RecallReason,
        Field(
            description="`ordered` is by a court or an authority; `key_lost` is an agent that is "
            "there and cannot make a code."
        ),
    ]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agent": "Li's shop",
                    "outlet": "Gushi 1",
                    "money": EXAMPLE_MONEY,
                    "reason": "agent_closed",
                }
            ]
        }
    )


class FloatRecallAnswer(Strict):
    """The float is paid out in cash; the agent was notified."""

    recall_id: Id
    agent: ShownName
    outlet: ShownName
    money: Money
    reason: RecallReason
    recalled_at: Moment


class CommissionPayoutBody(Strict):
    """How much of an agent's commission goes into its float."""

    agent: OutletName
    money: Money

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"agent": "Li's shop", "money": EXAMPLE_MONEY}]}
    )


class CommissionPayoutAnswer(Strict):
    """The commission is paid; `commission` is what is left of it."""

    payout_id: Id
    agent: ShownName
    money: Money
    commission: AnyMoney
    float: AnyMoney
    paid_at: Moment


class AgentChangeBody(Strict):
    """What to change of an agent's terms; at least one of both."""

    tariff: OrLeftOut[AgentTariffName] = None
    threshold: OrLeftOut[Money] = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"threshold": EXAMPLE_MONEY}], "minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "AgentChangeBody":
        if not self.model_fields_set:
            message = "nothing is to change: send tariff, threshold, or both"
            raise ValueError(message)
        return self


class AgentAnswer(Strict):
    """An agent as it stands; below `threshold` its float is low."""

    agent: ShownName
    float: AnyMoney
    commission: AnyMoney
    tariff: AgentTariffName
    threshold: AnyMoney
    opened_at: Moment


class AgentStatementAnswer(Strict):
    """A page of a float's entries; `next_cursor` is null on the last one.

    `end_cursor` is there on every page: go on from it later, for what came after its last entry.
    """

    agent: ShownName
    entries: list[Entry]
    next_cursor: str | None
    end_cursor: str
