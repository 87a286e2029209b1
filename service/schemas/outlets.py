"""Bodies and answers of an outlet about itself, and of what it has earned."""

from typing import Literal

from pydantic import ConfigDict, model_validator

from service.schemas.basics import (
    EXAMPLE_MONEY,
    AnyMoney,
    Id,
    Moment,
    Money,
    OrLeftOut,
    OutletName,
    ShownName,
    Strict,
)


class OutletChangeBody(Strict):
    """What to change; at least one of both. `threshold` null: the till is never low.

    With `has_draft_events`, each deposit is an event `draft.issued`, from the moment that the
    answer names.
    """

    threshold: Money | None = None
    has_draft_events: OrLeftOut[bool] = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"threshold": EXAMPLE_MONEY, "has_draft_events": True}],
            "minProperties": 1,
        }
    )

    @model_validator(mode="after")
    def _says_something(self) -> "OutletChangeBody":
        if not self.model_fields_set:
            message = "nothing is to change: send threshold, has_draft_events, or both"
            raise ValueError(message)
        return self


class OutletAnswer(Strict):
    """An outlet, the cash in its till, and what it asked to be notified of.

    `commission` is what it has earned and was not paid yet, by the tariff of the service; it is
    below 0 where deposits were cancelled after theirs was paid. Below `threshold` the till is low;
    from `draft_events_from` on, each deposit is an event, and
    `has_draft_events` is true.
    """

    outlet: ShownName
    cash: AnyMoney
    commission: AnyMoney
    threshold: Money | None
    has_draft_events: bool
    draft_events_from: Moment | None


CommissionSource = Literal["till", "bank"]


class OutletCommissionPayoutBody(Strict):
    """How much of an outlet's commission is paid: in cash from its till, or by the Post's bank."""

    outlet: OutletName
    money: Money
    source: CommissionSource

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"outlet": "Gushi 1", "money": EXAMPLE_MONEY, "source": "till"}]
        }
    )


class OutletCommissionPayoutAnswer(Strict):
    """The commission is paid; `commission` is what is left of it."""

    payout_id: Id
    outlet: ShownName
    money: Money
    source: CommissionSource
    commission: AnyMoney
    paid_at: Moment
