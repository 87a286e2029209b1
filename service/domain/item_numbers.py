"""Item numbers before they are on parcels: given out in blocks, each number once for ever.

All our numbers stand in one row: BA00000000 has place 0, and after 100 million of them comes
BB00000000. A `Block` is a stretch of that row; `allotted` cuts the next one off, `number_at` and
`place_of` translate.
"""

from dataclasses import dataclass
from string import ascii_uppercase

from service.domain.parcel import SERIAL_DIGITS, ItemNumber, item_number
from service.domain.refusals.parcels import ItemNumbersExhausted

COUNTRY = "CN"
INDICATORS = tuple(f"B{letter}" for letter in ascii_uppercase)
"""S10 leaves BA to BZ to domestic services (S2, UPU S10-12); that e-youbao has them is ours (A)."""

NUMBERS_EACH: int = 10**SERIAL_DIGITS
NUMBERS_MAX = len(INDICATORS) * NUMBERS_EACH
"""S10 lets a number come again after 12 months (S2, UPU S10-12); these never do."""


@dataclass(frozen=True)
class Block:
    """A stretch of numbers for one holder; `next_place` is where to look for an unused one."""

    block_id: str
    first_place: int
    count: int
    next_place: int

    @property
    def end_place(self) -> int:
        """Return the first place after the block."""
        return self.first_place + self.count


def allotted(block_id: str, free_place: int, count: int) -> Block:
    """Return a block of numbers that nobody has, from the first free place on.

    Refused: `ItemNumbersExhausted`.
    """
    left = NUMBERS_MAX - free_place
    if count > left:
        raise ItemNumbersExhausted(count, left)
    return Block(block_id, free_place, count, free_place)


def number_at(place: int) -> str:
    """Return the item number at a place.

    >>> number_at(0), number_at(NUMBERS_EACH + 1)
    ('BA000000005CN', 'BB000000014CN')
    """
    which, serial = divmod(place, NUMBERS_EACH)
    return item_number(ItemNumber(INDICATORS[which], f"{serial:0{SERIAL_DIGITS}d}", COUNTRY))


def place_of(number: ItemNumber) -> int | None:
    """Return the place of an item number; None if it is another post's, or another service's.

    >>> place_of(ItemNumber("BB", "00000001", "CN")), place_of(ItemNumber("EE", "47110815", "FR"))
    (100000001, None)
    """
    if number.country != COUNTRY or number.indicator not in INDICATORS:
        return None
    return INDICATORS.index(number.indicator) * NUMBERS_EACH + int(number.serial)
