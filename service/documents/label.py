"""The label of a parcel: `as_page` to print on A6, `as_text` for a label printer.

It has the item number as text and as barcode, the sender and the recipient. The barcode is Code 128
of the thirteen characters, as S10 requires. The page is self-contained.
"""

import json
from dataclasses import asdict, dataclass

from jinja2 import Environment, StrictUndefined

from service.documents.code_128 import code_128
from service.domain.parcel import formatted
from service.domain.typed import printable


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
    return _PAGE.render(
        label=label, number=formatted(label.item_number), bars=bars, modules=modules
    )


_PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ number }}</title>
<style>
body { font: 15px/1.35 sans-serif; color: #000; background: #fff; max-width: 26rem;
  margin: 1rem auto; padding: 0 1rem; }
.product { display: flex; justify-content: space-between; font-weight: bold;
  border-bottom: 2px solid #000; padding-bottom: .3rem; }
svg { display: block; width: 100%; height: 5.2rem; margin-top: .6rem; }
.number { font: bold 1.25rem monospace; text-align: center; margin: .2rem 0 .8rem; }
section { border: 2px solid #000; padding: .5rem .7rem; margin-bottom: .6rem;
  overflow-wrap: anywhere; }
section h2 { font-size: .75rem; font-weight: normal; margin: 0; letter-spacing: .08em; }
p { margin: 0; }
.to { font-size: 1.15rem; }
.postcode { font: bold 1.5rem monospace; letter-spacing: .2em; }
.from { font-size: .85rem; border-width: 1px; }
.from .postcode { font-size: 1rem; }
@page { size: A6; margin: 6mm; }
@media print { body { max-width: none; margin: 0; padding: 0; } }
</style>
</head>
<body>
<p class="product"><span>e-youbao</span><span>China Post</span></p>
<svg viewBox="0 0 {{ modules }} 10" preserveAspectRatio="none" shape-rendering="crispEdges"
  role="img" aria-label="Code 128: {{ label.item_number }}">
{% for at, width in bars %}
<rect x="{{ at }}" y="0" width="{{ width }}" height="10"/>
{% endfor %}
</svg>
<p class="number">{{ number }}</p>
<section class="to">
<h2>TO</h2>
<p class="postcode">{{ label.recipient.postcode }}</p>
<p><strong>{{ label.recipient.name }}</strong></p>
<p>{{ label.recipient.address }}</p>
</section>
<section class="from">
<h2>FROM</h2>
<p class="postcode">{{ label.sender.postcode }}</p>
<p>{{ label.sender.name }}</p>
<p>{{ label.sender.address }}</p>
</section>
</body>
</html>
""")
