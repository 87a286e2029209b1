"""The parcel: its item number by the UPU's standard S10, and its state.

`item_number` makes a number, `parse_item_number` reads one into an `ItemNumber`. A `Scan` is what
an outlet or hub saw; `standing` returns the scan that counts of all scans, `stands_after` that of
the one that counted before and a new one. `require_possible` refuses impossible moments,
`never_collected` says when the Post sends back a parcel that nobody fetched. Moments are ms.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from service.domain.day import DAY_MS
from service.domain.refusals.parcels import ScanBeforeParcel, ScanInFuture
from service.domain.refusals.payment import ItemNumberMalformed, ItemNumberMistyped
from service.domain.typed import letters

CLOCK_SKEW_MS = 300_000
"""How far the clocks of scanners may be off. Assumption."""

KEPT_MS = 15 * DAY_MS
"""How long an outlet keeps a parcel for pick-up. Assumption, as in the simulation."""

ITEM_NUMBER_LENGTH = 13
SERIAL_DIGITS = 8
CODE_LETTERS = 2

# Source: S, UPU standard S10 (FACTS 3).
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_MODULUS = 11
_EXCEPTIONS = {10: 0, 11: 5}


@dataclass(frozen=True)
class ItemNumber:
    """The parts of an item number; `indicator` says the service, `country` who issued it."""

    indicator: str
    serial: str
    country: str


class ParcelState(Enum):
    """The states that a scan can report, in the order of a parcel's journey."""

    ACCEPTED = 1
    SORTED = 2
    DEPARTED = 3
    ARRIVED = 4
    OUT_FOR_DELIVERY = 5
    AWAITING_PICK_UP = 6
    REFUSED = 7
    DELIVERED = 8
    RETURNED = 9
    LOST = 10
    DAMAGED = 11


ENDS = frozenset(
    {ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.LOST, ParcelState.DAMAGED}
)
"""REFUSED is not final: the parcel is still with the Post, which is liable for it."""


@dataclass(frozen=True)
class Scan:
    """One scan of a parcel: its state, when, and where."""

    state: ParcelState
    at_ms: int
    place: str


def item_check_digit(serial: str) -> int:
    """Return the check digit of eight digits: 11 - weighted sum mod 11, 10 becomes 0, 11 becomes 5.

    So the remainders 0 and 6 share the digit 5, and an error from one to the other is not detected.

    >>> item_check_digit("47110815")
    1
    """
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True))
    digit = _MODULUS - weighted % _MODULUS
    return _EXCEPTIONS.get(digit, digit)


def item_number(parts: ItemNumber) -> str:
    """Return the 13 characters of an item number. Refused: `ItemNumberMalformed`.

    >>> item_number(ItemNumber("EB", "00071761", "HK"))
    'EB000717618HK'
    """
    digits_fit = len(parts.serial) == SERIAL_DIGITS and _are_digits(parts.serial)
    if not (_is_code(parts.indicator) and digits_fit and _is_code(parts.country)):
        raise ItemNumberMalformed
    return f"{parts.indicator}{parts.serial}{item_check_digit(parts.serial)}{parts.country}"


def parse_item_number(text: str) -> ItemNumber:
    """Return the parts of an item number, however it was typed: see `letters`; in capitals or not.

    Refused: `ItemNumberMalformed`, `ItemNumberMistyped`.

    >>> parse_item_number("ee 471 108 151 fr")
    ItemNumber(indicator='EE', serial='47110815', country='FR')
    """
    typed = letters(text)
    if not typed.isascii():  # some letters of other scripts have capitals of this one
        raise ItemNumberMalformed
    number = typed.upper()
    indicator, serial, check, country = number[:2], number[2:10], number[10:11], number[11:]
    letters_fit = _is_code(indicator) and _is_code(country)
    if not (len(number) == ITEM_NUMBER_LENGTH and letters_fit and _are_digits(serial + check)):
        raise ItemNumberMalformed
    if item_check_digit(serial) != int(check):
        raise ItemNumberMistyped
    return ItemNumber(indicator, serial, country)


def formatted(number: str) -> str:
    """Return an item number as S10 prints it.

    >>> formatted("EE471108151FR")
    'EE 471 108 151 FR'
    """
    return " ".join(number[first:last] for first, last in pairwise((0, 2, 5, 8, 11, 13)))


def standing(scans: Iterable[Scan]) -> Scan | None:
    """Return the scan that counts: the first with a final state, else the latest.

    Repeated scans and their order make no difference. Of two scans at the same moment the one
    further along the journey counts. None if there is no scan.

    >>> seen = Scan(ParcelState.ACCEPTED, 0, "Gushi"), Scan(ParcelState.DELIVERED, 9, "Xinyang")
    >>> standing((*seen, Scan(ParcelState.ARRIVED, 11, "Xinyang"))).state
    <ParcelState.DELIVERED: 8>
    """
    seen = sorted(scans, key=lambda scan: (scan.at_ms, scan.state.value, scan.place))
    ends = [scan for scan in seen if scan.state in ENDS]
    return next(iter(ends + seen[::-1]), None)


def stands_after(before: Scan | None, seen: Scan, now_ms: int | None = None) -> Scan:
    """Return the scan that counts after a new one, given the one that counted before.

    A scan dated in the future came from a clock that was ahead: unless its state is final, the new
    scan replaces it.

    >>> delivered = Scan(ParcelState.DELIVERED, 9, "Xinyang")
    >>> stands_after(delivered, Scan(ParcelState.ARRIVED, 11, "Xinyang")) == delivered
    True
    """
    if before and before.state not in ENDS and _is_ahead(before, now_ms):
        return seen
    stands = standing((seen,) if before is None else (before, seen))
    assert stands, "there is at least one scan"
    return stands


def _is_ahead(scan: Scan, now_ms: int | None) -> bool:
    return now_ms is not None and scan.at_ms > now_ms + CLOCK_SKEW_MS


def require_possible(scan: Scan, made_ms: int, now_ms: int) -> None:
    """Accept a scan between the making of the label and now, allowing for the scanner's clock.

    A label dated in the future came from a clock that was ahead, and is no lower bound. Earlier
    scans do not matter, so that scans may arrive in any order. Refused: `ScanInFuture`,
    `ScanBeforeParcel`.
    """
    if scan.at_ms > now_ms + CLOCK_SKEW_MS:
        raise ScanInFuture(scan.at_ms, now_ms)
    if scan.at_ms < made_ms - CLOCK_SKEW_MS and made_ms <= now_ms + CLOCK_SKEW_MS:
        raise ScanBeforeParcel(scan.at_ms, made_ms)


def never_collected(stands: Scan, now_ms: int) -> Scan | None:
    """Return the scan that returns a parcel not collected in time; None if there is time left.

    Its moment is the end of that time, however late this is called.
    """
    due_ms = stands.at_ms + KEPT_MS
    if stands.state is not ParcelState.AWAITING_PICK_UP or now_ms < due_ms:
        return None
    return Scan(ParcelState.RETURNED, due_ms, stands.place)


def _is_code(text: str) -> bool:
    return len(text) == CODE_LETTERS and text.isascii() and text.isalpha() and text.isupper()


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
