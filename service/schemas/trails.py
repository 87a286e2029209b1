"""What is asked about a trail, and how it is shown: trees whose amounts add up at each node."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.basics import AnyMoney, Date, Moment, Strict

TRAIL_KINDS = (
    "draft", "receipt", "order", "parcel", "reference", "payment", "reversal", "hold", "withdrawal",
    "entry", "wallet", "account",
)  # fmt: skip
"""What a trail may begin at."""

DEPTH_MAX = 32
NODES_MAX = 1_000


class TrailQuery(Strict):
    """How far a trail goes, and of wallets and accounts, whether all that came or what is left."""

    depth: Annotated[int, Field(ge=1, le=DEPTH_MAX, strict=False)] = 8
    nodes: Annotated[int, Field(ge=1, le=NODES_MAX, strict=False)] = 200
    of: Literal["all", "balance"] = "all"


class TrailLine(Strict):
    """A line of a book, as it was entered."""

    seq: int
    book: Literal["post", "gateway"]
    debit: str
    credit: str
    money: AnyMoney


class TrailEvent(Strict):
    """An event of the moment, as subscribers got it."""

    event_id: str
    kind: str


class TrailEntry(Strict):
    """What was moved, whole; a node may be a part of it.

    `kind` is the rule that posted it, `verbs` the requests that can have done it. `closed_with` is
    the day whose proof has its last line, `settled_with` the day with which it was paid between
    Post and gateway; null until then, and for what these two do not owe each other. Lines and
    events are shown to auditors.
    """

    key: str
    kind: str
    money: AnyMoney
    at: Moment
    verbs: list[str]
    lines: list[TrailLine]
    events: list[TrailEvent]
    closed_with: Date | None
    settled_with: Date | None


class TrailNode(Strict):
    """A part of a trail; the money of its `nodes` adds up to its own.

    `what` is "moved" for a part of an entry, "held" for what still lies there, "cut" for what is
    beyond `depth` or `nodes`, "hidden" for what ends at an account of others, and "unexplained" for
    what the books do not explain. `account` is where the money came from or went to. `end` says why
    nothing follows.
    """

    what: Literal["moved", "held", "cut", "hidden", "unexplained"]
    money: AnyMoney
    account: str | None
    draft_id: str | None
    end: Literal["till", "bank", "income", "expense", "earned", "other_book", "other"] | None
    entry: TrailEntry | None
    nodes: list["TrailNode"]


class TrailAnswer(Strict):
    """Where money came from and where it went; both trees add up to the whole."""

    kind: str
    id: str
    money: AnyMoney
    came_from: list[TrailNode]
    went_to: list[TrailNode]
