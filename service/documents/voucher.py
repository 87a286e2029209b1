"""The voucher of a payment reference: `as_page` to show or print on A6, `as_text` for anyone else.

It is what a buyer takes to a counter: the reference as text and as barcode, what is due, to whom,
and for how long. A reference that can no longer be paid has no barcode, so that nobody pays it.
The page is self-contained. The barcode is Code 128 of the fourteen digits, black on white also
where all else is dark, as scanners need it.
"""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from service.clock import local_minute
from service.documents.code_128 import code_128
from service.domain.reference import formatted
from service.domain.typed import printable
from service.money import yuan
from service.pages import SLIP, rendered

_MINUTE_MS = 60_000
_HOUR_MINUTES, _DAY_MINUTES = 60, 24 * 60
_ENDED = {
    "paid": "It is paid. Do not pay again.",
    "ended": "It can no longer be paid. Ask the shop, and pay nothing at a counter.",
}


@dataclass(frozen=True)
class Voucher:
    """The content of a voucher, as it is at `shown_ms`; moments are written for `zone`."""

    reference: str
    shop: str
    state: Literal["due", "paid", "ended"]
    amount_fen: int
    fee_fen: int
    pay_by_ms: int
    shown_ms: int
    zone: ZoneInfo

    @property
    def due(self) -> str:
        """Return what is to be paid at the counter, in yuan."""
        return yuan(self.amount_fen + self.fee_fen)

    @property
    def is_due(self) -> bool:
        """Return whether it can be paid."""
        return self.state == "due"


def time_left(left_ms: int) -> str:
    """Return a time to go in words, never longer than it is.

    >>> time_left(2 * 86_400_000 + 5 * 3_600_000 + 59_999)
    '2 days 5 hours'
    >>> time_left(86_400_000 - 1), time_left(60_000), time_left(59_999)
    ('23 hours 59 minutes', '1 minute', 'less than a minute')
    """
    minutes = left_ms // _MINUTE_MS
    days, hours = minutes // _DAY_MINUTES, minutes % _DAY_MINUTES // _HOUR_MINUTES
    # Whoever has days does not count minutes.
    shown = [(days, "day"), (hours, "hour"), (0 if days else minutes % _HOUR_MINUTES, "minute")]
    words = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in shown if count]
    return " ".join(words) or "less than a minute"


def as_text(voucher: Voucher) -> str:
    """Return the voucher as lines of text, with the content of the barcode while it can be paid."""
    standing = _standing(voucher)
    lines = [
        f"Pay {voucher.shop} in cash at a post office",
        "",
        f"Reference: {formatted(voucher.reference)}",
        *([f"Barcode, Code 128: {voucher.reference}"] if voucher.is_due else []),
        "",
        *(f"{label + ':':<12}{value}" for label, value in _rows(voucher)),
        "",
        *standing,
        *([""] if voucher.is_due else []),
        *(f"{place}. {step}" for place, step in enumerate(_steps(voucher), start=1)),
        "",
        f"As of {_moment(voucher.shown_ms, voucher.zone)}.",
    ]
    return printable("\n".join(lines) + "\n")


def as_page(voucher: Voucher) -> str:
    """Return the voucher as a page of HTML, everything in it escaped."""
    bars, modules = code_128(voucher.reference)
    return rendered(
        "voucher.html",
        SLIP,
        voucher=voucher,
        number=formatted(voucher.reference),
        rows=_rows(voucher),
        standing=_standing(voucher),
        steps=_steps(voucher),
        as_of=_moment(voucher.shown_ms, voucher.zone),
        bars=bars,
        modules=modules,
    )


def _rows(voucher: Voucher) -> tuple[tuple[str, str], ...]:
    return (
        ("Order", f"{yuan(voucher.amount_fen)} yuan"),
        ("Postal fee", f"{yuan(voucher.fee_fen)} yuan"),
        ("To pay" if voucher.is_due else "In all", f"{voucher.due} yuan"),
    )


def _standing(voucher: Voucher) -> tuple[str, ...]:
    if not voucher.is_due:
        return (_ENDED[voucher.state],)
    left = time_left(voucher.pay_by_ms - voucher.shown_ms)
    return (f"{left} left", f"Pay before {_moment(voucher.pay_by_ms, voucher.zone)}.")


def _steps(voucher: Voucher) -> tuple[str, ...]:
    if not voucher.is_due:
        return ()
    return (
        "Go to any post office with this voucher; the 14 digits are enough.",
        f"Check that the counter names the shop, and pay exactly {voucher.due} yuan in cash.",
        "Keep the receipt. The shop is notified at once, and you need not write to it.",
    )


def _moment(at_ms: int, zone: ZoneInfo) -> str:
    return f"{local_minute(at_ms, zone)} ({zone.key})"
