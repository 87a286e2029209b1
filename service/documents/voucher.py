"""The voucher of a payment reference: `as_page` to show or print on A6, `as_text` for anyone else.

It is what a buyer takes to a counter: the reference as text and as barcode, what is due, to whom,
and for how long. A reference that can no longer be paid has no barcode, so that nobody pays it.
The page is self-contained. The barcode is Code 128 of the fourteen digits, black on white also
where all else is dark, as scanners need it.
"""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from service.clock import local_minute
from service.documents.code_128 import code_128
from service.domain.reference import formatted
from service.domain.typed import printable
from service.money import yuan

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
    return _PAGE.render(
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


_PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ number }}: {{ voucher.due }} yuan</title>
<style>
:root { --ink: #1b1b1b; --quiet: #4a544e; --page: #fff; --rule: #78857d; --good: #0b5d3b;
  --bad: #a3231f; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --quiet: #b3beb8; --page: #161a18; --rule: #78857d; --good: #62c796;
    --bad: #ff9c94; }
}
body { font: 16px/1.4 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 26rem; margin: 1rem auto; padding: 0 1rem; }
h1 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .7rem; overflow-wrap: anywhere; }
p { margin: 0; }
.code { background: #fff; color: #000; padding: .7rem 0 .4rem; border: 1px solid var(--rule); }
svg { display: block; width: 100%; height: 5rem; }
.number { font: bold 1.3rem ui-monospace, monospace; text-align: center; margin-top: .3rem;
  white-space: nowrap; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; }
th { text-align: left; font-weight: normal; }
td { text-align: right; font-variant-numeric: tabular-nums; }
tr:last-child > * { font-size: 1.35rem; font-weight: bold; border-top: 2px solid var(--ink);
  padding-top: .2rem; }
.standing { border-left: .35rem solid var(--good); padding-left: .7rem; }
.standing.over { border-color: var(--bad); }
.standing p:first-child { font-weight: bold; font-size: 1.1rem; color: var(--good); }
.standing.over p:first-child { color: var(--bad); }
ol { margin: .9rem 0; padding-left: 1.3rem; }
li { margin-bottom: .3rem; }
.small { color: var(--quiet); font-size: .85rem; margin-top: .9rem; }
@page { size: A6; margin: 7mm; }
@media print {
  :root { --ink: #000; --quiet: #000; --page: #fff; --good: #000; --bad: #000; }
  html { font-size: 9pt; }
  body { font-size: 1rem; line-height: 1.25; max-width: 90mm; margin: 0; padding: 0; }
  h1 { font-size: 11pt; margin-bottom: 2mm; }
  svg { height: 14mm; }
  .number { font-size: 13pt; }
  table { margin: 2mm 0; }
  tr:last-child > * { font-size: 12pt; }
  .standing p:first-child { font-size: 10pt; }
  ol { margin: 2mm 0; }
  li { margin-bottom: .5mm; }
}
</style>
</head>
<body>
<h1>Pay {{ voucher.shop }} in cash at a post office</h1>
<div class="code">
{% if voucher.is_due %}
<svg viewBox="0 0 {{ modules }} 10" preserveAspectRatio="none" shape-rendering="crispEdges"
  role="img" aria-label="Code 128: {{ voucher.reference }}">
{% for at, width in bars %}
<rect x="{{ at }}" y="0" width="{{ width }}" height="10"/>
{% endfor %}
</svg>
{% endif %}
<p class="number">{{ number }}</p>
</div>
<table>
{% for label, value in rows %}
<tr><th scope="row">{{ label }}</th><td>{{ value }}</td></tr>
{% endfor %}
</table>
<div class="standing{% if not voucher.is_due %} over{% endif %}">
{% for sentence in standing %}
<p>{{ sentence }}</p>
{% endfor %}
</div>
{% if steps %}
<ol>
{% for step in steps %}
<li>{{ step }}</li>
{% endfor %}
</ol>
{% endif %}
<p class="small">As of {{ as_of }}.</p>
</body>
</html>
""")
