"""What operators and auditors send and get."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from service.schemas.basics import (
    AnyMoney,
    Date,
    Id,
    Moment,
    OutletName,
    ShownName,
    Strict,
)

RoleName = Literal[
    "outlet", "hub", "provider", "shop", "agent", "arbiter", "carrier", "auditor", "operator"
]
OVERLAP_H_MAX = 24 * 90


class SettlementBody(Strict):
    """A day to close."""

    day: Date

    model_config = ConfigDict(json_schema_extra={"examples": [{"day": "2026-11-23"}]})


class SettlementAnswer(Strict):
    """A closed day; `net_due` is what the Post paid the gateway, negative the other way."""

    day: Date
    net_due: AnyMoney
    closed_at: Moment


class SettlementsAnswer(Strict):
    """A page of closed days."""

    settlements: list[SettlementAnswer]
    next_cursor: str | None


class TimeAnswer(Strict):
    """The service's current moment, and its day in Beijing."""

    now: Moment
    day: Date


class LineAnswer(Strict):
    """What one book says."""

    due: AnyMoney
    at: Moment


class DifferenceAnswer(Strict):
    """One difference between the books."""

    kind: str
    key: str
    post: LineAnswer | None
    gateway: LineAnswer | None


class LineCounts(Strict):
    """How many lines each book has."""

    post: int
    gateway: int


class DueSums(Strict):
    """The net amount due by each book."""

    post: AnyMoney
    gateway: AnyMoney


class ReconciliationAnswer(Strict):
    """Both books of a day compared; `differences` has at most a thousand."""

    day: Date
    lines: LineCounts
    due: DueSums
    differences: list[DifferenceAnswer]
    difference_count: int


class BooksAnswer(Strict):
    """Whether all balances are the sums of their transfers, and the books mirror each other."""

    is_sound: bool
    findings: list[str]
    finding_count: int
    accounts: int
    balances: dict[str, int]


class KeyBody(Strict):
    """A key to make: `holder` is the outlet, provider or agent, the shop's wallet, or a name."""

    role: RoleName
    holder: OutletName

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"role": "outlet", "holder": "Gushi 1"}]}
    )


class RotationBody(Strict):
    """How long the old key works beside the new one."""

    overlap_h: Annotated[int, Field(ge=0, le=OVERLAP_H_MAX)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_h": 24}]})


class KeyAnswer(Strict):
    """An API key; its secret is not stored."""

    key_id: Id
    role: RoleName
    holder: ShownName
    created_at: Moment
    ends_at: Moment | None


class NewKeyAnswer(KeyAnswer):
    """A new key with its secret, which is shown only once."""

    key: str


class KeysAnswer(Strict):
    """All keys."""

    keys: list[KeyAnswer]


class PublicKey(Strict):
    """An Ed25519 key by RFC 8037."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    kid: str
    use: Literal["sig"]
    x: str


class ReceiptKeysAnswer(Strict):
    """A JSON Web Key Set."""

    keys: list[PublicKey]
