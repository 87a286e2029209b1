"""Moments, lengths and purposes as the page of an outlet's day says them."""

from sim.diary import Ending, Purpose
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS

PURPOSE_WORDS = {
    Purpose.OTHER: "other business",
    Purpose.DEPOSIT: "deposit",
    Purpose.PICK_UP: "picks a parcel up",
    Purpose.PAPER: "with the receipt: money back, or a password",
    Purpose.WALLET: "cash in or out of a wallet",
    Purpose.FLOAT: "an agent's float",
}
PURPOSE_COLOURS = {
    Purpose.OTHER: "--edge",
    Purpose.DEPOSIT: "--series-1",
    Purpose.PICK_UP: "--series-3",
    Purpose.PAPER: "--series-4",
    Purpose.WALLET: "--series-5",
    Purpose.FLOAT: "--series-2",
}
ENDING_WORDS = {
    Ending.PRESENT: "still there at the end of the run",
    Ending.SERVED: "served",
    Ending.BALKED: "found the line too long, and left",
    Ending.RENEGED: "lost patience, and left",
    Ending.TURNED_AWAY: "sent home at closing time",
    Ending.FOUND_CLOSED: "found the door closed",
    Ending.NO_LINK: "in vain: no link",
    Ending.NOT_THERE: "in vain: the parcel was not there",
}


def clock(since_ms: int, *, seconds: bool = False) -> str:
    """Return a time of day, to the begun minute or second; the next day's has a sign.

    >>> clock(33_123_999), clock(33_123_999, seconds=True), clock(86_400_000)
    ('09:12', '09:12:03', '+00:00')
    """
    days, within_ms = divmod(since_ms, DAY_MS)
    hours, left_ms = divmod(within_ms, HOUR_MS)
    minutes, left_ms = divmod(left_ms, MINUTE_MS)
    sign = "+" if days > 0 else "-" if days < 0 else ""
    text = f"{sign}{hours:02}:{minutes:02}"
    return f"{text}:{left_ms // 1_000:02}" if seconds else text


def minutes(length_ms: int) -> str:
    """Return a length in minutes, to a tenth.

    >>> minutes(150_000), minutes(0)
    ('2.5', '0.0')
    """
    return f"{length_ms / MINUTE_MS:,.1f}"


def counted(number: int, one: str, more: str = "") -> str:
    """Return a count with its noun.

    >>> counted(1, "person"), counted(2, "person", "persons")
    ('1 person', '2 persons')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"
