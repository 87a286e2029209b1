"""The refusals of parcels: a closed list in order of precedence."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class ItemNumberNotYours(Refusal):
    """An item number belongs to another holder."""

    item_number: str
    code = "item_number_not_yours"
    says = (
        "{item_number} is in no block that was given to you: "
        "take the next number of yours, or leave it out"
    )


@dataclass(eq=False)
class ItemNumberUsed(Refusal):
    """An item number is already on another parcel."""

    item_number: str
    code = "item_number_used"
    says = "{item_number} is on another parcel, and a number is used once: take the next one"


@dataclass(eq=False)
class BlocksUsedUp(Refusal):
    """Every number of the caller's blocks is on a parcel."""

    code = "blocks_used_up"
    says = "all item numbers of your blocks are used: ask for another block"


@dataclass(eq=False)
class ItemNumbersExhausted(Refusal):
    """Not enough item numbers are left."""

    count: int
    left: int
    code = "item_numbers_exhausted"
    says = (
        "{count} item numbers were asked for and {left} were never given out: "
        "ask for fewer, and tell the operator of the service"
    )


@dataclass(eq=False)
class OrderHasParcel(Refusal):
    """The order already has a parcel."""

    item_number: str
    code = "order_has_parcel"
    says = "this order has a parcel already, {item_number}: print its label again"


@dataclass(eq=False)
class ScanInFuture(Refusal):
    """A scan is dated in the future."""

    at_ms: int
    now_ms: int
    code = "scan_in_future"
    says = "at is {at_ms}, which is after now, {now_ms}: set the scanner's clock, and scan again"


@dataclass(eq=False)
class ScanBeforeParcel(Refusal):
    """A scan is dated before the parcel got its label."""

    at_ms: int
    made_ms: int
    code = "scan_before_parcel"
    says = (
        "at is {at_ms}, and this parcel got its label at {made_ms}: "
        "set the scanner's clock, and look whether the number is the right one"
    )


PARCEL_REFUSALS: tuple[type[Refusal], ...] = (
    ItemNumberNotYours,
    ItemNumberUsed,
    BlocksUsedUp,
    ItemNumbersExhausted,
    OrderHasParcel,
    ScanInFuture,
    ScanBeforeParcel,
)
