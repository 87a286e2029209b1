"""The printed receipt: `as_text` for the printer at the counter, `as_page` for a browser.

The page is self-contained and prints on A6. Both show moments in Beijing time, truncated to the
minute, so that no printed deadline is later than the real one.
"""

import textwrap
import unicodedata

from service.clock import beijing_minute, from_rfc3339
from service.domain.remittance import formatted
from service.money import yuan
from service.pages import SLIP, rendered
from service.receipts.receipt import Receipt
from service.receipts.signing import ReceiptEnvelope, to_json

COLUMNS = 40

_LABEL_COLUMNS = 13
_TITLE = "wang huiyi: receipt for cash"
_TO_DO = (
    "In your online wallet, choose to add money with wang huiyi.",
    "Enter this number, and the password that you chose at the counter.",
    "The money is in your wallet at once.",
)
_OR_ELSE = "Or have it paid out in cash, with number and password, at any outlet."
_SAFE = (
    "Who has this number and the password has the money: show them to nobody.",
    "Never write the password on this paper.",
    "Password forgotten, or the time over? Bring this paper and your identity card to an outlet.",
)


def as_text(receipt: Receipt) -> str:
    """Return the receipt as lines of at most 40 columns, a Chinese character taking two."""
    rule = "-" * COLUMNS
    steps = [
        line
        for number, step in enumerate(_TO_DO, start=1)
        for line in textwrap.wrap(
            f"{number}. {step}", COLUMNS, subsequent_indent=" " * len(f"{number}. ")
        )
    ]
    lines = [
        _TITLE.center(COLUMNS).rstrip(),
        rule,
        "Remittance number",
        "",
        formatted(receipt.number).center(COLUMNS).rstrip(),
        "",
        *(line for label, value in _rows(receipt) for line in _row(label, value)),
        rule,
        "WHAT TO DO",
        *steps,
        *textwrap.wrap(_OR_ELSE, COLUMNS),
        "",
        "KEEP IT SAFE",
        *(line for sentence in _SAFE for line in textwrap.wrap(sentence, COLUMNS)),
        rule,
    ]
    return "\n".join(lines) + "\n"


def as_page(signed: ReceiptEnvelope) -> str:
    """Return the receipt as a page of HTML with its signature, everything in it escaped."""
    return rendered(
        "receipt.html",
        SLIP,
        heading=_TITLE,
        number=formatted(signed.receipt.number),
        rows=_rows(signed.receipt),
        steps=_TO_DO,
        or_else=_OR_ELSE,
        safe=_SAFE,
        signed=signed,
        json=to_json(signed),
    )


def _rows(receipt: Receipt) -> tuple[tuple[str, str], ...]:
    return (
        ("Amount", f"{yuan(receipt.amount_fen)} yuan"),
        ("Fee", f"{yuan(receipt.fee_fen)} yuan"),
        ("Paid", f"{yuan(receipt.amount_fen + receipt.fee_fen)} yuan"),
        ("Outlet", receipt.outlet),
        ("Issued", beijing_minute(from_rfc3339(receipt.issued_at))),
        ("Valid until", beijing_minute(from_rfc3339(receipt.expires_at))),
        ("Draft", receipt.draft_id),
    )


def _row(label: str, value: str) -> list[str]:
    if _columns(value) <= COLUMNS - _LABEL_COLUMNS:
        return [f"{label:<{_LABEL_COLUMNS}}{value}"]
    return [label, *_broken(value, COLUMNS)]


def _broken(text: str, columns: int) -> list[str]:
    # textwrap counts characters, but a printer counts columns.
    lines = [""]
    for character in text:
        if _columns(lines[-1] + character) > columns:
            lines.append("")
        lines[-1] += character
    return lines


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in text)
