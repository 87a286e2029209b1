"""Item numbers before they are on parcels: given out in blocks, none of them ever twice.

All our numbers form one sequence: BA00000000 has index 0, and after 100 million of them comes
BB00000000. A `Block` is an interval of indexes; `allotted` makes the next one, `number_at` and
`index_of` convert.
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
"""S10 allows a number to be used again after 12 months (S2, UPU S10-12); these never are."""


@dataclass(frozen=True)
class Block:
    """Consecutive numbers for one holder; `next_place` is the index of the next unused one."""

    block_id: str
    first_place: int
    count: int
    next_place: int

    @property
    def end_place(self) -> int:
        """Return the first index after the block."""
        return self.first_place + self.count


def allotted(block_id: str, free_place: int, count: int) -> Block:
    """Return a block of unused numbers, from the first free index on.

    Refused: `ItemNumbersExhausted`.
    """
    left = NUMBERS_MAX - free_place
    if count > left:
        raise ItemNumbersExhausted(count, left)
    return Block(block_id, free_place, count, free_place)


def number_at(index: int) -> str:
    """Return the item number of an index.

    >>> number_at(0), number_at(NUMBERS_EACH + 1)
    ('BA000000005CN', 'BB000000014CN')
    """
    which, serial = divmod(index, NUMBERS_EACH)
    return item_number(ItemNumber(INDICATORS[which], f"{serial:0{SERIAL_DIGITS}d}", COUNTRY))


def index_of(number: ItemNumber) -> int | None:
    """Return the index of an item number; None if it is another post's, or another service's.

    >>> index_of(ItemNumber("BB", "00000001", "CN")), index_of(ItemNumber("EE", "47110815", "FR"))
    (100000001, None)
    """
    if number.country != COUNTRY or number.indicator not in INDICATORS:
        return None
    return INDICATORS.index(number.indicator) * NUMBERS_EACH + int(number.serial)
