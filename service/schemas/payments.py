"""Queries and answers of lists: of time, of direction, and of payments and withdrawals."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from service.clock import from_rfc3339
from service.schemas.basics import Id, Moment, Money, Strict
from service.schemas.wallets import PageQuery


class ListQuery(PageQuery):
    """Which page, and from which moment until before which other one.

    A page may have fewer rows than `limit`, or none, although more follow: `next_cursor` says so.
    """

    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None

    @model_validator(mode="after")
    def _is_a_stretch(self) -> "ListQuery":
        if self.from_ and self.until and from_rfc3339(self.from_) >= from_rfc3339(self.until):
            message = "from is not before until: send an earlier from, or a later until"
            raise ValueError(message)
        return self


class PaymentsQuery(ListQuery):
    """Which payments; `out` are those that the wallets in question pay, `in` those they get."""

    wallet_id: Id | None = None
    direction: Literal["in", "out"] | None = None


class WithdrawalsQuery(ListQuery):
    """Which withdrawals."""

    wallet_id: Id | None = None


class PaymentShownAnswer(Strict):
    """A payment, as both its sides see it."""

    payment_id: Id
    payer_wallet_id: Id
    payee_wallet_id: Id
    money: Money
    paid_at: Moment


class WithdrawalShownAnswer(Strict):
    """A withdrawal."""

    withdrawal_id: Id
    wallet_id: Id
    money: Money
    withdrawn_at: Moment


class PaymentsAnswer(Strict):
    """A page of payments, in the order in which they were entered.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    payments: list[PaymentShownAnswer]
    next_cursor: str | None
    end_cursor: str


class WithdrawalsAnswer(Strict):
    """A page of withdrawals, in the order in which they were entered.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    withdrawals: list[WithdrawalShownAnswer]
    next_cursor: str | None
    end_cursor: str
