"""Bodies and answers about parcels, for shops, outlets and hubs, and for public tracking."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from service.schemas.basics import (
    EXAMPLE_MOMENT,
    Id,
    Moment,
    Seen,
    ShownName,
    Strict,
    Typed,
    TypedItem,
    name_of_at_most,
)

BLOCK_MAX = 1_000
SCANS_MAX = 1_000
RETURNS_MAX = 100
EXAMPLE_ITEM = "BA000000005CN"

ITEM_FORM = r"^ *[0-9A-Za-z][0-9A-Za-z ]{0,39}$"
ShownItemNumber = Annotated[
    str, Field(pattern=ITEM_FORM, description="Item number after S10; spaces allowed.")
]
ItemNumber = Annotated[ShownItemNumber, TypedItem]
StateName = Literal[
    "accepted", "sorted", "departed", "arrived", "out_for_delivery", "awaiting_pick_up",
    "refused", "delivered", "returned", "lost", "damaged",
]  # fmt: skip
StandingName = Literal[
    "announced", "accepted", "sorted", "departed", "arrived", "out_for_delivery",
    "awaiting_pick_up", "refused", "delivered", "returned", "lost", "damaged",
]  # fmt: skip

_SENDER: dict[str, JsonValue] = {
    "name": "Wang Fang",
    "address": "12 Hongqi Road, Gushi, Henan",
    "postcode": "465200",
}
_RECIPIENT: dict[str, JsonValue] = {
    "name": "李建国",
    "address": "浙江省杭州市西湖区文三路90号",
    "postcode": "310012",
}
_SCAN: dict[str, JsonValue] = {
    "item_number": EXAMPLE_ITEM,
    "state": "arrived",
    "at": EXAMPLE_MOMENT,
}


class Party(Strict):
    """A sender or recipient: stored encrypted, and never shown on tracking."""

    name: Annotated[str, name_of_at_most(64), Seen]
    address: Annotated[str, name_of_at_most(200), Seen]
    postcode: Annotated[str, Field(pattern=r"^[0-9]{6}$"), Typed]


class ItemBlockBody(Strict):
    """How many item numbers a shop or an outlet wants."""

    count: Annotated[int, Field(ge=1, le=BLOCK_MAX)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"count": 100}]})


class ItemBlockAnswer(Strict):
    """A block of numbers; `left` counts from the next unused number on."""

    block_id: Id
    first: ShownItemNumber
    last: ShownItemNumber
    count: int
    left: int
    given_at: Moment


class NewItemBlockAnswer(ItemBlockAnswer):
    """A new block with all its numbers, to print labels from."""

    numbers: list[ShownItemNumber]


class ItemBlocksAnswer(Strict):
    """The blocks that have numbers left."""

    blocks: list[ItemBlockAnswer]


class ParcelBody(Strict):
    """A new parcel: its label, and its number if one was printed already."""

    sender: Party
    recipient: Party
    item_number: ItemNumber | None = None
    order_id: Id | None = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sender": _SENDER, "recipient": _RECIPIENT}]}
    )


class SeenAnswer(Strict):
    """A state that was scanned, when and where."""

    state: StateName
    at: Moment
    place: ShownName


class ParcelAnswer(Strict):
    """A parcel, for its sender and its carriers; its label may be deleted by now."""

    item_number: ShownItemNumber
    order_id: Id | None
    state: StandingName
    made_at: Moment
    sender: Party | None
    recipient: Party | None
    scans: list[SeenAnswer]


class ScanBody(Strict):
    """A scan; its place is that of the API key, its moment is now if it is left out."""

    item_number: ItemNumber
    state: StateName
    at: Moment | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [_SCAN]})


class ScanBatchBody(Strict):
    """Scans that were made offline; each has its own answer."""

    scans: Annotated[list[ScanBody], Field(min_length=1, max_length=SCANS_MAX)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"scans": [_SCAN]}]})


class ScanAnswer(SeenAnswer):
    """The scan as recorded; `stands` is the parcel's state by all scans until now."""

    item_number: ShownItemNumber
    is_new: bool
    stands: SeenAnswer


class RefusedScan(Strict):
    """Why a scan of a batch was refused: a problem of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class ScanResult(Strict):
    """The result of one scan: `answer` with status 201, else `problem`."""

    status: int
    answer: ScanAnswer | None = None
    problem: RefusedScan | None = None


class ScanBatchAnswer(Strict):
    """The result of each scan, in the order in which they were sent."""

    results: list[ScanResult]


class ParcelSweepBody(Strict):
    """How many parcels are sent back, at most; those that wait longest come first."""

    limit: Annotated[int, Field(ge=1, le=RETURNS_MAX)] = RETURNS_MAX

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": RETURNS_MAX}]})


class ParcelSweepAnswer(Strict):
    """The parcels that nobody collected and that are sent back now; go on until `is_done`."""

    returned: list[ShownItemNumber]
    is_done: bool


class TrackingAnswer(Strict):
    """Where a parcel is, for anyone who has its number; nobody's name, nobody's address."""

    item_number: ShownItemNumber
    state: StandingName
    words: str
    at: Moment | None
    place: ShownName | None
    scans: list[SeenAnswer]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "item_number": EXAMPLE_ITEM,
                    "state": "arrived",
                    "words": "arrived at Gushi 1",
                    "at": EXAMPLE_MOMENT,
                    "place": "Gushi 1",
                    "scans": [{"state": "arrived", "at": EXAMPLE_MOMENT, "place": "Gushi 1"}],
                }
            ]
        }
    )
