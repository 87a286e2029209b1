"""Bodies and answers about wallets, for their providers and for shops."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from service.schemas.annotations import AnnotatedAnswer, AnnotatedBody
from service.schemas.basics import (
    EXAMPLE_MONEY,
    EXAMPLE_NUMBER,
    EXAMPLE_WALLET_ID,
    AnyMoney,
    Id,
    Moment,
    Money,
    Number,
    OrLeftOut,
    Password,
    Strict,
)

TierName = Literal["plain", "sms_alert", "certificate"]
PAGE_MAX = 1_000


class RedemptionBody(Strict):
    """Number and password of a draft, and the wallet to credit."""

    number: Number
    password: Password
    wallet_id: Id

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"number": EXAMPLE_NUMBER, "password": "081208", "wallet_id": EXAMPLE_WALLET_ID}
            ]
        }
    )


class WalletBody(AnnotatedBody):
    """A wallet to open."""

    tier: TierName

    model_config = ConfigDict(json_schema_extra={"examples": [{"tier": "plain"}]})


class WalletChangeBody(Strict):
    """What to change; at least one of both."""

    tier: OrLeftOut[TierName] = None
    is_frozen: OrLeftOut[bool] = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_frozen": True}], "minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "WalletChangeBody":
        if not self.model_fields_set:
            message = "nothing is to change: send tier, is_frozen, or both"
            raise ValueError(message)
        return self


class PaymentBody(AnnotatedBody):
    """Money from one wallet to another."""

    payer_wallet_id: Id
    payee_wallet_id: Id
    money: Money

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "payer_wallet_id": EXAMPLE_WALLET_ID,
                    "payee_wallet_id": "01937a3c5e2f0a9b8c7d6e5f40312244",
                    "money": EXAMPLE_MONEY,
                }
            ]
        }
    )


class WithdrawalBody(AnnotatedBody):
    """Money from a wallet to its owner's bank."""

    wallet_id: Id
    money: Money

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"wallet_id": EXAMPLE_WALLET_ID, "money": EXAMPLE_MONEY}]}
    )


class PageQuery(Strict):
    """Which page; `cursor` is the `next_cursor` or the `end_cursor` of the page before."""

    cursor: Annotated[str | None, Field(pattern=r"^[0-9]{1,18}$")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, strict=False)] = 100


class RedemptionAnswer(Strict):
    """The draft is credited."""

    draft_id: Id
    wallet_id: Id
    money: Money
    balance: AnyMoney
    redeemed_at: Moment


class WalletAnswer(AnnotatedAnswer):
    """A wallet and its state: `balance` is what it can spend, `held` is kept by holds besides."""

    wallet_id: Id
    tier: TierName
    balance: AnyMoney
    held: AnyMoney
    is_frozen: bool


class PaymentAnswer(AnnotatedAnswer):
    """The payment is made; `balance` is the payer's."""

    payment_id: Id
    payer_wallet_id: Id
    payee_wallet_id: Id
    money: Money
    balance: AnyMoney
    paid_at: Moment


class WithdrawalAnswer(AnnotatedAnswer):
    """The money is on its way to the bank."""

    withdrawal_id: Id
    wallet_id: Id
    money: Money
    balance: AnyMoney
    withdrawn_at: Moment


class Counterparty(Strict):
    """The other side of an entry; `id` is null where the owner of the entry may not know it."""

    kind: str
    id: str | None


class Entry(Strict):
    """One change of a balance: by what, with whom, and what was there after it.

    `balance` is in the order of entries; `at` is when it happened, which may be earlier than when
    it was entered.
    """

    entry: str
    kind: str
    change: AnyMoney
    balance: AnyMoney
    counterparty: Counterparty
    at: Moment


class StatementAnswer(Strict):
    """A page of entries; `next_cursor` is null on the last one.

    `end_cursor` is there on every page: go on from it later, for what came after its last entry.
    """

    wallet_id: Id
    entries: list[Entry]
    next_cursor: str | None
    end_cursor: str
