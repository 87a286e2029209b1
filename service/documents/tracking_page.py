"""Where a parcel is, for anyone with its number: in words, and as pages for telephones.

Nothing here knows a name or an address. The pages need nothing from elsewhere.
"""

from dataclasses import dataclass

from service.clock import beijing_minute
from service.domain.parcel import ParcelState, Scan, formatted
from service.pages import rendered

NUMBER_FIELD = "number"
_NOT_YET = "announced by its sender, and not yet handed to the Post"
_WORDS = {
    ParcelState.ACCEPTED: "accepted at {place}",
    ParcelState.SORTED: "sorted at {place}",
    ParcelState.DEPARTED: "departed from {place}",
    ParcelState.ARRIVED: "arrived at {place}",
    ParcelState.OUT_FOR_DELIVERY: "out for delivery from {place}",
    ParcelState.AWAITING_PICK_UP: "awaiting pick-up at {place}",
    ParcelState.REFUSED: "refused by the recipient, back at {place}",
    ParcelState.DELIVERED: "delivered, {place}",
    ParcelState.RETURNED: "returned to the sender, {place}",
    ParcelState.LOST: "reported lost at {place}, and made good in full",
    ParcelState.DAMAGED: "reported damaged at {place}, and made good in full",
}


@dataclass(frozen=True)
class Tracking:
    """The public data of a parcel: its scans, the oldest first, and its current state."""

    item_number: str
    stands: Scan | None
    scans: tuple[Scan, ...] = ()

    @property
    def words(self) -> str:
        """Return its current state in words."""
        return words_of(self.stands) if self.stands else _NOT_YET


def words_of(scan: Scan) -> str:
    """Return a scan in words.

    >>> words_of(Scan(ParcelState.AWAITING_PICK_UP, 0, "Gushi 1"))
    'awaiting pick-up at Gushi 1'
    """
    return _WORDS[scan.state].format(place=scan.place)


def as_page(tracking: Tracking, form_path: str) -> str:
    """Return a page with where a parcel is and was, the newest first."""
    stands = tracking.stands
    return rendered(
        "tracking.html",
        form_action="'self'",
        form_path=form_path,
        field=NUMBER_FIELD,
        heading=f"{formatted(tracking.item_number)}: {tracking.words}",
        typed=tracking.item_number,
        number=formatted(tracking.item_number),
        words=_sentence(tracking.words),
        moment=beijing_minute(stands.at_ms) if stands else "",
        tone=_TONES.get(stands.state, "") if stands else "",
        lines=[
            (words_of(scan), beijing_minute(scan.at_ms), scan == stands)
            for scan in reversed(tracking.scans)
        ],
        trouble="",
    )


def search_page(form_path: str, typed: str = "", trouble: str = "") -> str:
    """Return a page with a form for a number, with what was typed and what is wrong with it."""
    return rendered(
        "tracking.html",
        form_action="'self'",
        form_path=form_path,
        field=NUMBER_FIELD,
        heading="Where is my parcel?",
        typed=typed,
        number="",
        trouble=f"{_sentence(trouble)}." if trouble else "",
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


_TONES = {
    ParcelState.AWAITING_PICK_UP: "act",
    ParcelState.DELIVERED: "good",
    ParcelState.REFUSED: "bad",
    ParcelState.RETURNED: "bad",
    ParcelState.LOST: "bad",
    ParcelState.DAMAGED: "bad",
}
