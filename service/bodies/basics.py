"""The parts that bodies share: money, names and moments, each with its limits."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from service.clock import day_from_date, from_rfc3339, rfc3339
from service.domain.typed import compact, letters, parse_identity, parse_name, parse_phone
from service.money import AMOUNT_MAX_FEN, cny


def _is_moment(text: str) -> str:
    from_rfc3339(text)
    return text


def _is_date(text: str) -> str:
    day_from_date(text)
    return text


Fen = Annotated[int, Field(ge=1, le=AMOUNT_MAX_FEN, description="Fen; 12.50 yuan is 1250.")]
Id = Annotated[str, Field(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]


def _as_typed(value: object) -> object:
    return compact(value) if isinstance(value, str) else value


def _as_identity(value: object) -> object:
    return parse_identity(value) if isinstance(value, str) else value


def _as_phone(value: object) -> object:
    return parse_phone(value) if isinstance(value, str) else value


def _as_item(value: object) -> object:
    return letters(value) if isinstance(value, str) else value


def _as_seen(value: object) -> object:
    return parse_name(value) if isinstance(value, str) else value


Typed = BeforeValidator(_as_typed)
"""Reads a number however people typed it; the contract has the form that programs send."""

TypedPhone = BeforeValidator(_as_phone)
"""As `Typed`, of phones, which people write with brackets and points too."""

TypedItem = BeforeValidator(_as_item)
"""As `Typed`, of item numbers, whatever stands between their letters."""

NAME_FORM = (
    r"^[^\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$"
)
"""The common part of what is refused in names; `parse_name` has the whole rule."""

Seen = BeforeValidator(_as_seen)
"""Reads a name, or refuses what nobody can see, in words, before its form is compared."""

OutletName = Annotated[str, Field(min_length=1, max_length=64, pattern=NAME_FORM), Seen]
ShownName = Annotated[str, Field(min_length=1, description="As it was let in, then or now.")]
ShownNumber = Annotated[
    str,
    Field(
        pattern=r"^[0-9 ]{16,24}$",
        description="Remittance number, 16 digits, spaces allowed: a bearer secret.",
    ),
]
Number = Annotated[ShownNumber, Typed]
Password = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Six digits: a secret."), Typed]
Identity = Annotated[
    str,
    Field(
        min_length=4,
        max_length=64,
        pattern=r"^[0-9A-Za-z<-]+$",
        description="Number of an identity document, however it is typed; kept only as a keyed "
        "hash.",
    ),
    BeforeValidator(_as_identity),
]
Moment = Annotated[
    str,
    AfterValidator(_is_moment),
    Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$",
        json_schema_extra={"format": "date-time"},
        description="RFC 3339.",
    ),
]
Date = Annotated[
    str,
    AfterValidator(_is_date),
    Field(
        pattern=r"^\d{4}-\d\d-\d\d$",
        json_schema_extra={"format": "date"},
        description="A day in Beijing.",
    ),
]


class Strict(BaseModel):
    """A body: nothing is converted, and what it does not know is refused.

    What validates it is built at its first use: a command uses one or two of a hundred.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, ser_json_inf_nan="null", defer_build=True
    )


class Money(Strict):
    """An amount of money, in the smallest unit."""

    amount: Fen
    currency: Literal["CNY"]


class AnyMoney(Strict):
    """An amount that may be nothing, or owed the other way."""

    amount: int
    currency: Literal["CNY"]


money = cny
"""Return an amount as it goes out."""


def moment(at_ms: int | None) -> str | None:
    """Return a moment as it goes out, or nothing where there is none."""
    return None if at_ms is None else rfc3339(at_ms)


EXAMPLE_NUMBER = "2007 0101 0000 5726"
EXAMPLE_MONEY: dict[str, JsonValue] = {"amount": 17500, "currency": "CNY"}
EXAMPLE_DRAFT_ID = "01937a3c5e2f4b1c9d8e7f60a1b2c3d4"
EXAMPLE_WALLET_ID = "01937a3c5e2f0a9b8c7d6e5f40312233"
EXAMPLE_MOMENT = "2026-11-24T02:30:00.000Z"
