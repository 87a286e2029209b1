"""Where a parcel is, for anyone with its number: in words, and as pages for telephones.

Nothing here knows a name or an address. The pages need nothing from elsewhere.
"""

from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

from service.clock import beijing_minute
from service.domain.parcel import ParcelState, Scan, formatted

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
    return _PAGE.render(
        form_path=form_path,
        field=NUMBER_FIELD,
        title=f"{formatted(tracking.item_number)}: {tracking.words}",
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
    return _PAGE.render(
        form_path=form_path,
        field=NUMBER_FIELD,
        title="Where is my parcel?",
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
_PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; form-action 'self'">
<title>{{ title }}</title>
<style>
body { font: 17px/1.45 system-ui, sans-serif; color: #1b1b1b; background: #f3f5f2; margin: 0; }
header { background: #0b5d3b; color: #fff; padding: .8rem 1rem; font-weight: 600; }
main { max-width: 34rem; margin: 0 auto; padding: 1rem; }
form { display: flex; gap: .5rem; margin-bottom: 1rem; }
label { position: absolute; left: -99rem; }
input, button { font: inherit; padding: .55rem .7rem; min-width: 0; border-radius: .5rem;
  border: 1px solid #78857d; }
input { flex: 1; text-transform: uppercase; }
button { background: #0b5d3b; color: #fff; border-color: #0b5d3b; }
section { background: #fff; border-radius: .8rem; padding: 1rem; border-left: .4rem solid #78857d; }
section.good { border-color: #0b5d3b; }
section.act { border-color: #b06f00; }
section.bad { border-color: #a3231f; }
h1 { font-size: 1.3rem; line-height: 1.25; margin: .1rem 0 .2rem; }
.number { font: .95rem ui-monospace, monospace; margin: 0; color: #4a544e; }
.moment { margin: 0; color: #4a544e; }
ol { list-style: none; margin: 1.2rem 0 0; padding: 0; }
li { position: relative; padding: 0 0 1rem 1.6rem; }
li::before { content: ""; position: absolute; left: .3rem; top: .45rem; width: .7rem; height: .7rem;
  border-radius: 50%; background: #b7c1bb; }
li::after { content: ""; position: absolute; left: .6rem; top: 1.2rem; bottom: -.4rem; width: 2px;
  background: #d5dcd8; }
li:last-child::after { display: none; }
li.now::before { background: #0b5d3b; }
li span { display: block; color: #4a544e; font-size: .9rem; }
.small { color: #4a544e; font-size: .9rem; }
</style>
</head>
<body>
<header>e-youbao: where is my parcel?</header>
<main>
<form method="get" action="{{ form_path }}">
<label for="number">Item number</label>
<input id="number" name="{{ field }}" value="{{ typed }}" placeholder="BA 000 000 005 CN"
  maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
<button>Track</button>
</form>
{% if trouble %}
<section class="bad" role="alert"><p class="moment">{{ trouble }}</p></section>
{% elif number %}
<section class="{{ tone }}">
<p class="number">{{ number }}</p>
<h1>{{ words }}</h1>
{% if moment %}
<p class="moment">{{ moment }}</p>
{% endif %}
</section>
<ol>
{% for words, moment, is_now in lines %}
<li{% if is_now %} class="now"{% endif %}>{{ words }}<span>{{ moment }}</span></li>
{% endfor %}
</ol>
{% else %}
<p>The number stands on the label and in the seller's message: two letters, nine digits, and CN.</p>
{% endif %}
<p class="small">Nobody's name or address is shown here.</p>
</main>
</body>
</html>
""")
