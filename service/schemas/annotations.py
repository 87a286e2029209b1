"""What callers note about the objects that they make: an external id, and metadata."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from service.schemas.basics import EXAMPLE_DRAFT_ID, EXAMPLE_MOMENT, Id, Moment, Strict

EXTERNAL_ID_FORM = r"^[!-.0-~]?[0-9A-Za-z][!-.0-~]{0,62}$"
KIND_FORM = r"^[a-z_]{1,32}$"
PAIRS_MAX = 20
NAME_MAX = 40
WORDS_MAX = 500

KindName = Literal[
    "draft",
    "wallet",
    "payment",
    "withdrawal",
    "hold",
    "reversal",
    "offer",
    "order",
    "reference_payment",
    "payout",
    "cash_in",
]
"""What can be annotated, as the request that makes it says."""


def _in_order(pairs: dict[str, str]) -> dict[str, str]:
    # The same pairs are the same request, in whatever order they were sent.
    return dict(sorted(pairs.items()))


def _is_left_out(value: object) -> bool:
    return value is None


ExternalId = Annotated[
    str,
    Field(
        pattern=EXTERNAL_ID_FORM,
        description="Your own number for what is made: 1 to 64 visible ASCII characters, a letter "
        "or a digit among the first two, no slash. Unique for your role and holder over all kinds, "
        "for ever; look it up at /v1/external-ids. It stands in URLs: no person's name or number.",
    ),
]
Metadata = Annotated[
    dict[
        Annotated[str, Field(pattern=rf"^[0-9A-Za-z_.:-]{{1,{NAME_MAX}}}$")],
        Annotated[str, Field(max_length=WORDS_MAX)],
    ],
    Field(
        max_length=PAIRS_MAX,
        json_schema_extra={"additionalProperties": False},  # than those of the pattern
        description=f"Up to {PAIRS_MAX} pairs of your own; names of up to {NAME_MAX} letters, "
        f"digits and _ . : -, values of up to {WORDS_MAX} characters. Shown to your role and "
        "holder only, and stored sealed; yet no place for passwords or remittance numbers.",
    ),
    AfterValidator(_in_order),
]


class AnnotatedBody(Strict):
    """What makes an object, and may note something about it."""

    # Left out where it is not sent: a request repeated from before it was there is still the same.
    external_id: Annotated[ExternalId | None, Field(exclude_if=_is_left_out)] = None
    metadata: Annotated[Metadata | None, Field(exclude_if=_is_left_out)] = None


class AnnotatedAnswer(Strict):
    """An object; what the caller noted about it is there where it noted something."""

    external_id: Annotated[str | None, Field(exclude_if=_is_left_out)] = None
    metadata: Annotated[dict[str, str] | None, Field(exclude_if=_is_left_out)] = None


class AnnotationBody(Strict):
    """Metadata in place of what was noted before."""

    metadata: Metadata

    model_config = ConfigDict(json_schema_extra={"examples": [{"metadata": {"till": "3"}}]})


class AnnotationAnswer(Strict):
    """What the caller noted about an object: `kind` and `object_id` name it."""

    kind: KindName
    object_id: Id
    external_id: str | None
    metadata: dict[str, str]
    made_at: Moment
    changed_at: Moment

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "draft",
                    "object_id": EXAMPLE_DRAFT_ID,
                    "external_id": "2026-1174",
                    "metadata": {"till": "3"},
                    "made_at": EXAMPLE_MOMENT,
                    "changed_at": EXAMPLE_MOMENT,
                }
            ]
        }
    )


def said(external_id: str | None, metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return what was noted, as the answer about an object has it."""
    shown = {} if external_id is None else {"external_id": external_id}
    return {**shown, "metadata": dict(metadata)}
