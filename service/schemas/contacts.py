"""Bodies about contacts of wallets' owners, and about texts that a carrier delivers."""

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
    """How the owner of a wallet is contacted, in which language, and whether at all."""

    phone: Phone
    language: LanguageName
    is_opted_out: bool = False

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"phone": "+8613800138000", "language": "zh"}]}
    )


class ContactAnswer(Strict):
    """A contact, its phone masked; `is_quiet` means that the owner opted out by text."""

    wallet_id: Id
    phone: str
    language: LanguageName
    is_opted_out: bool
    is_quiet: bool
    changed_at: Moment


class TextBody(Strict):
    """A text message that a customer sent, which may have a number and its password: a secret.

    Who gets it from a network makes the Idempotency-Key of the network's own id of the message:
    what the network delivers twice is then done once, and gets the same reply.
    """

    phone: Phone
    text: Annotated[str, Field(max_length=TEXT_LENGTH_MAX, pattern=r"^[^\x00]*$", repr=False)]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"phone": "+8613800138000", "text": "EE471108151FR"}]}
    )


class TextAnswer(Strict):
    """The reply; null if there is none, because too many texts came from this phone."""

    reply: str | None
    parts: int
