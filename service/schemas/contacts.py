"""What a provider says of a wallet's owner, and what a carrier brings from one."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from service.domain.sms import PHONE_FORM
from service.schemas.basics import Id, Moment, Strict, TypedPhone

TEXT_LENGTH_MAX = 480

LanguageName = Literal["zh", "en", "es"]
Phone = Annotated[
    str,
    Field(pattern=PHONE_FORM, description="A phone number by E.164: personal data."),
    TypedPhone,
]


class ContactBody(Strict):
    """How the owner of a wallet is reached, in which language, and whether at all."""

    phone: Phone
    language: LanguageName
    is_opted_out: bool = False

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"phone": "+8613800138000", "language": "zh"}]}
    )


class ContactAnswer(Strict):
    """A contact, its phone masked; `is_quiet` says that the owner texted to hear nothing."""

    wallet_id: Id
    phone: str
    language: LanguageName
    is_opted_out: bool
    is_quiet: bool
    changed_at: Moment


class TextBody(Strict):
    """A text that somebody sent."""

    phone: Phone
    text: Annotated[str, Field(max_length=TEXT_LENGTH_MAX, pattern=r"^[^\x00]*$")]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"phone": "+8613800138000", "text": "EE471108151FR"}]}
    )


class TextAnswer(Strict):
    """What to text back; null is nothing: too many came from this phone."""

    reply: str | None
    parts: int
