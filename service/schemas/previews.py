"""What a preview answers: whether a verb would be done, why not, and what it would move."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.basics import EXAMPLE_MONEY, Money, Strict

AccountName = Annotated[
    str,
    Field(
        min_length=1,
        description="The account's name in the books; `post:*` or `gateway:*` for one that is "
        "not for the caller to know.",
        examples=["post:drafts_outstanding"],
    ),
]


class PreviewedRefusal(Strict):
    """A refusal as a problem document has it."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class PreviewedTransfer(Strict):
    """A transfer that would be entered; it has no key, since nothing has been given an id."""

    book: Literal["post", "gateway"]
    entry: Annotated[str, Field(description="What it is for.", examples=["deposit"])]
    debit: AccountName
    credit: AccountName
    money: Annotated[Money, Field(examples=[EXAMPLE_MONEY])]


class PreviewAnswer(Strict):
    """What would come of a request now. Nothing was done, and nothing is promised."""

    would: Literal["be_done", "be_refused"]
    refusals: Annotated[
        list[PreviewedRefusal],
        Field(description="All that apply, in order: the first is what the verb answers with."),
    ]
    transfers: Annotated[
        list[PreviewedTransfer],
        Field(description="What would be entered in the books, in order; empty if it is refused."),
    ]
    events: Annotated[
        list[str], Field(description="The kinds of events that would be noted, in order.")
    ]
    not_looked_for: Annotated[
        list[str],
        Field(
            description="Codes of refusals that depend on what is somebody else's: the verb may "
            "answer with one of these although a preview shows no refusal."
        ),
    ]
