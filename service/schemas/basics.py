"""The parts that bodies share: money, names and moments, each with its limits."""

import re
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema

from service.clock import day_from_date, from_rfc3339, rfc3339, zone_of
from service.domain.typed import compact, letters, parse_identity, parse_name, parse_phone
from service.money import AMOUNT_MAX_FEN, cny


def _is_moment(text: str) -> str:
    from_rfc3339(text)
    return text


def _is_date(text: str) -> str:
    day_from_date(text)
    return text


def _is_zone(name: str) -> str:
    zone_of(name)
    return name


Fen = Annotated[int, Field(ge=1, le=AMOUNT_MAX_FEN, description="Fen; 12.50 yuan is 1250.")]
Id = Annotated[str, Field(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]


PLAIN = re.compile("[0-9A-Za-z ]*")


def _digits(value: object) -> object:
    return compact(value) if isinstance(value, str) else value


def _spaced(value: object) -> object:
    return value if _is_plain(value) or not isinstance(value, str) else compact(value)


def _item(value: object) -> object:
    return value if _is_plain(value) or not isinstance(value, str) else letters(value)


def _phone(value: object) -> object:
    return parse_phone(value) if isinstance(value, str) else value


def _name(value: object) -> object:
    return parse_name(value) if isinstance(value, str) else value


def _is_plain(value: object) -> bool:
    """Return whether a text has the form that the contract lists for programs."""
    return isinstance(value, str) and PLAIN.fullmatch(value) is not None


# What people type is read before the form of the contract is compared, which is that of programs.
Typed = BeforeValidator(_digits)
TypedSpaced = BeforeValidator(_spaced)
TypedItem = BeforeValidator(_item)
TypedPhone = BeforeValidator(_phone)

Seen = BeforeValidator(_name)
"""Reads a name, or refuses what nobody can see."""

NAME_FORMAT: dict[str, JsonValue] = {"format": "visible-name"}
"""The contract's name for the rule of `parse_name`, which no regular expression states."""


def name_of_at_most(length: int) -> FieldInfo:
    """Return what a name of at most so many characters must be."""
    rule: FieldInfo = Field(
        min_length=1,
        max_length=length,
        json_schema_extra=NAME_FORMAT,
        description="A letter or a digit at least, and nothing that cannot be seen; "
        "spaces are folded.",
    )
    return rule


OutletName = Annotated[str, name_of_at_most(64), Seen]
ShownName = Annotated[str, Field(min_length=1, description="As it was let in, then or now.")]
ShownNumber = Annotated[
    str,
    Field(
        pattern=r"^[0-9 ]{16,24}$",
        description="Remittance number, 16 digits, spaces allowed: a bearer secret.",
    ),
]
Number = Annotated[ShownNumber, TypedSpaced]
Password = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Six digits: a secret."), Typed]
Identity = Annotated[
    str,
    Field(
        min_length=4,
        max_length=64,
        pattern=r"^[<-]*([0-9A-Za-z][<-]*){4,64}$",
        description="Number of an identity document, however it is typed; kept only as a keyed "
        "hash.",
    ),
    Typed,
    AfterValidator(parse_identity),
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
Zone = Annotated[
    str,
    AfterValidator(_is_zone),
    Field(
        pattern=r"^[0-9A-Za-z_+/-]{1,64}$",
        json_schema_extra={"format": "time-zone"},
        description="A time zone by its name in the IANA database, such as Asia/Urumqi.",
    ),
]


def _is_said(value: object) -> object:
    if value is None:
        message = "null changes nothing here: leave it out, or send what it is to be"
        raise ValueError(message)
    return value


def _without_default(schema: dict[str, JsonValue]) -> None:
    schema.pop("default", None)


Changed = TypeVar("Changed")
OrLeftOut = Annotated[
    Changed | SkipJsonSchema[None],
    BeforeValidator(_is_said),
    Field(json_schema_extra=_without_default),
]
"""What a change may leave out, which is None then; null is refused, since it would say nothing."""


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
