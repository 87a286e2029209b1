"""Queries and answers of lists: of time, of direction, and of payments and withdrawals."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.annotations import AnnotatedAnswer
from service.schemas.basics import AnyMoney, Id, Moment, Money, Strict
from service.schemas.wallets import PageQuery

PaymentStateName = Literal["paid", "partly_reversed", "reversed"]


class ListQuery(PageQuery):
    """Which page, and from which moment until before which other one.

    A page may have fewer rows than `limit`, or none, although more follow: `next_cursor` says so.
    """

    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None


class PaymentsQuery(ListQuery):
    """Which payments; `out` are those that the wallets in question pay, `in` those they get."""

    wallet_id: Id | None = None
    direction: Literal["in", "out"] | None = None


class WithdrawalsQuery(ListQuery):
    """Which withdrawals."""

    wallet_id: Id | None = None


class PaymentShown(Strict):
    """A payment as it stands, made from wallet to wallet or by the capture of a hold.

    Of a capture `hold_id` is the hold, and `payer_wallet_id` is null to the payee's side.
    """

    payment_id: Id
    payer_wallet_id: Id | None
    payee_wallet_id: Id
    money: Money
    reversed: AnyMoney
    state: PaymentStateName
    hold_id: Id | None
    paid_at: Moment


class PaymentShownAnswer(PaymentShown, AnnotatedAnswer):
    """A payment."""


class WithdrawalShown(Strict):
    """A withdrawal, as a list has it."""

    withdrawal_id: Id
    wallet_id: Id
    money: Money
    withdrawn_at: Moment


class WithdrawalShownAnswer(WithdrawalShown, AnnotatedAnswer):
    """A withdrawal."""


class PaymentsAnswer(Strict):
    """A page of payments, in the order in which they were entered.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    payments: list[PaymentShown]
    next_cursor: str | None
    end_cursor: str


class WithdrawalsAnswer(Strict):
    """A page of withdrawals, in the order in which they were entered.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    withdrawals: list[WithdrawalShown]
    next_cursor: str | None
    end_cursor: str
