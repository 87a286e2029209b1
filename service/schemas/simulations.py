"""Bodies and answers of the simulations of a test server: what the outside world does."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator

from service.schemas.basics import (
    EXAMPLE_NUMBER,
    Date,
    Fen,
    Id,
    Moment,
    Number,
    OutletName,
    Password,
    Strict,
)
from service.schemas.orders import EXAMPLE_REFERENCE, Reference
from service.schemas.parcels import EXAMPLE_ITEM, ItemNumber

TRIES_MAX = 20
SLIPS_MAX = 100
DIFFERENCE_FEN_MAX = 1_000_000
OUTLET, HUB, STRANGER = "Gushi 1", "a hub", "a stranger"

PaymentName = Literal["on_time", "late", "twice", "short", "over"]
BecomesName = Literal[
    "accepted", "arrived", "awaiting_pick_up", "delivered", "refused", "lost", "damaged"
]
Again = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z_-]{1,64}$",
        description="The same simulation again is done once, unless it is named otherwise here.",
    ),
]


class _Simulation(Strict):
    """What all have: a name for it."""

    again: Again = "1"


class ReferencePaymentSimulation(_Simulation):
    """Somebody pays a reference in cash: at the counter, or while the outlet is offline.

    `late` sets the clock to the end of the reference if that is to come. Offline cash that is not
    `late` was taken in time, however late it is entered. `by_fen` is how much is short or over.
    """

    reference: Reference
    how: PaymentName = "on_time"
    is_offline: bool = False
    by_fen: Annotated[int, Field(ge=1, le=DIFFERENCE_FEN_MAX)] = 100
    outlet: OutletName = OUTLET

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reference": EXAMPLE_REFERENCE, "how": "late", "is_offline": True}]
        }
    )


_ONE_OF: list[JsonValue] = [{"required": ["item_number"]}, {"required": ["order_id"]}]


class ParcelSimulation(_Simulation):
    """A parcel goes its way until something becomes of it, by number or by its order.

    The seller of a paid order without a parcel makes one first.
    """

    item_number: ItemNumber | None = None
    order_id: Id | None = None
    becomes: BecomesName = "delivered"
    outlet: OutletName = OUTLET

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"item_number": EXAMPLE_ITEM, "becomes": "lost"}],
            "oneOf": _ONE_OF,
        }
    )

    @model_validator(mode="after")
    def _names_one(self) -> "ParcelSimulation":
        if (self.item_number is None) == (self.order_id is None):
            message = "send item_number or order_id, and not both"
            raise ValueError(message)
        return self


class OutageSimulation(_Simulation):
    """An outlet goes offline: its requests do not come through until it is connected again.

    It takes these deposits meanwhile, with numbers of a block that it has reserved before.
    """

    outlet: OutletName = OUTLET
    deposits_fen: Annotated[list[Fen], Field(max_length=SLIPS_MAX, default_factory=list)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"deposits_fen": [17500, 2500]}]})


class ReconnectionSimulation(Strict):
    """An outlet comes online again, and enters what it took offline, late."""

    outlet: OutletName = OUTLET

    model_config = ConfigDict(json_schema_extra={"examples": [{"outlet": OUTLET}]})


class StrangerSimulation(_Simulation):
    """Somebody at another provider tries to redeem a draft, with wrong passwords or the right one.

    Wrong ones are 999999 and those below it.
    """

    number: Number
    wrong_tries: Annotated[int, Field(ge=0, le=TRIES_MAX)] = 5
    password: Password | None = None
    provider: OutletName = STRANGER

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": EXAMPLE_NUMBER}]})


class SettlementSimulation(_Simulation):
    """A day is closed: today, if none is named. The clock is set to its end if that is to come."""

    day: Date | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"day": "2026-11-24"}]})


class SimulatedStep(Strict):
    """A request that was made: by whom, and its answer or why it was refused."""

    what: str
    role: str
    holder: str
    status: int
    code: str | None
    is_replayed: bool
    answer: dict[str, Any]


class OfflineSlip(Strict):
    """A deposit that was taken offline: what the depositor went home with."""

    number: Number
    password: Password
    identity: str
    amount_fen: Fen
    paid_in_at: Moment


class SimulationAnswer(Strict):
    """What was done, in order, the codes of what was refused, and the clock afterwards."""

    steps: list[SimulatedStep]
    refused: list[str]
    slips: list[OfflineSlip]
    now: Moment
