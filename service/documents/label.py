"""The label of a parcel: `as_page` to print on A6, `as_text` for a label printer.

It has the item number as text and as barcode, the sender and the recipient. The barcode is Code 128
of the thirteen characters, as S10 requires. The page is self-contained.
"""

import json
from dataclasses import asdict, dataclass

from service.documents.code_128 import code_128
from service.domain.parcel import formatted
from service.domain.typed import printable
from service.pages import SLIP, rendered


@dataclass(frozen=True)
class LabelAddress:
    """The sender or recipient on a label."""

    name: str
    address: str
    postcode: str


@dataclass(frozen=True)
class Label:
    """The content of a label."""

    item_number: str
    sender: LabelAddress
    recipient: LabelAddress


def sealable(label: Label) -> bytes:
    """Return the personal data of a label, to be sealed."""
    people = {"sender": asdict(label.sender), "recipient": asdict(label.recipient)}
    return json.dumps(people, ensure_ascii=False, separators=(",", ":")).encode()


def unsealed(item_number: str, content: bytes) -> Label:
    """Return the label with this personal data."""
    people = json.loads(content)
    return Label(item_number, LabelAddress(**people["sender"]), LabelAddress(**people["recipient"]))


def barcode_payload(item_number: str) -> str:
    """Return the content of the barcode: the number without spaces."""
    return item_number


def as_text(label: Label) -> str:
    """Return the label as lines of text, with the content of the barcode."""
    return printable(
        "e-youbao\n"
        f"{formatted(label.item_number)}\n"
        f"Barcode, Code 128: {barcode_payload(label.item_number)}\n"
        f"\nTO {label.recipient.postcode}\n{label.recipient.name}\n{label.recipient.address}\n"
        f"\nFROM {label.sender.postcode}\n{label.sender.name}\n{label.sender.address}\n"
    )


def as_page(label: Label) -> str:
    """Return the label as a page of HTML that prints on A6, everything in it escaped."""
    bars, modules = code_128(barcode_payload(label.item_number))
    return rendered(
        "label.html",
        SLIP,
        label=label,
        number=formatted(label.item_number),
        bars=bars,
        modules=modules,
    )
