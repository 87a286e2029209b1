"""What the rules of prices refuse."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class PriceInFuture(Refusal):
    """A price is of a day that has not begun."""

    day: int
    code = "price_in_future"
    says = "{day} has not begun in Beijing: post the price of a day once it is known"


PRICE_REFUSALS: tuple[type[Refusal], ...] = (PriceInFuture,)
