"""In the shop: it opens, is certified, offers, makes labels, and takes its money out."""

from service.clock import rfc3339
from service.console.play import Play
from service.console.sending import ToSend
from service.console.steps.step import Answer, Form, Scene, TownStep
from service.console.town.facts import Facts
from service.domain.day import DAY_MS
from service.money import cny, fen_from

SELLER = "Longjing tea of Hangzhou"
CERTIFIER = "Trustpass, office of Hangzhou"
HANGZHOU = {"latitude": 30.27, "longitude": 120.15}
TITLE, PRICE_YUAN, WEIGHT_G, STOCK = "Longjing tea, 250 g", "150.00", 300, 40
VALID_DAYS = 365
NUMBERS = 10
_SENDER = {
    "name": "Longjing tea of Hangzhou",
    "address": "90 Wensan Road, Hangzhou, Zhejiang",
    "postcode": "310012",
}
_RECIPIENT = {
    "name": "Wang Fang",
    "address": "12 Hongqi Road, Gushi, Henan",
    "postcode": "465200",
}


def open_shop(_scene: Scene, _form: Form) -> ToSend:
    """Register the shop's wallet as a seller."""
    body = {"name": SELLER, "place": HANGZHOU}
    return ToSend("A shop registers as a seller", "POST", "/v1/sellers", "shop", body)


def certify(scene: Scene, _form: Form) -> ToSend:
    """Record who vouches for the seller, and by which evidence."""
    body = {
        "certified_by": CERTIFIER,
        "evidence": {"text": "Business licence seen at the shop"},
        "expires_at": rfc3339(scene.facts.now_ms + VALID_DAYS * DAY_MS),
    }
    path = f"/v1/sellers/{scene.desk.shop_wallet}/certifications"
    return ToSend("Trustpass vouches for the seller", "POST", path, "operator", body)


def offer(_scene: Scene, form: Form) -> ToSend:
    """Offer something."""
    body = {
        "title": form.get("title") or TITLE,
        "price": cny(fen_from(form.get("price") or PRICE_YUAN)),
        "weight_g": WEIGHT_G,
        "stock": STOCK,
    }
    return ToSend("The shop offers", "POST", "/v1/offers", "shop", body)


def _keep_offer(play: Play, _sent: ToSend, answer: Answer) -> None:
    play.offer = dict(answer)


def allot(_scene: Scene, _form: Form) -> ToSend:
    """Get item numbers for labels."""
    path = "/v1/item-number-blocks"
    return ToSend("The shop gets item numbers", "POST", path, "shop", {"count": NUMBERS})


def _keep_numbers(play: Play, _sent: ToSend, answer: Answer) -> None:
    play.numbers = list(answer["numbers"])


def label(scene: Scene, _form: Form) -> ToSend:
    """Make the label of the order's parcel."""
    body = {"sender": _SENDER, "recipient": _RECIPIENT, "order_id": scene.play.order_id}
    return ToSend("The shop makes the label", "POST", "/v1/parcels", "shop", body)


def _keep_label(play: Play, _sent: ToSend, answer: Answer) -> None:
    play.item_number = answer["item_number"]
    play.numbers = play.numbers[1:]


def take_out(scene: Scene, form: Form) -> ToSend:
    """Pay what was released to the seller into its wallet, or to its bank."""
    body = {"money": cny(scene.facts.released_fen), "to": form.get("to") or "wallet"}
    return ToSend("The seller takes the money out", "POST", "/v1/payouts", "shop", body)


def _is_open(_play: Play, facts: Facts) -> str:
    return "the shop is open" if facts.seller else ""


def _not_open(_play: Play, facts: Facts) -> str:
    return "" if facts.seller else "the shop is not open yet: open it first"


def _is_certified(play: Play, facts: Facts) -> str:
    return f"{facts.certified_by} vouches for it" if facts.certified_by else _not_open(play, facts)


def _has_numbers(play: Play, facts: Facts) -> str:
    return f"{len(play.numbers)} are left" if play.numbers else _not_open(play, facts)


def _no_label(play: Play, facts: Facts) -> str:
    if play.item_number:
        return "the order has its parcel"
    if facts.order_state != "paid":
        return "no order is paid: goods are shipped when escrow holds the money"
    return "" if play.numbers else "there are no item numbers: get some first"


def _nothing_released(_play: Play, facts: Facts) -> str:
    return "" if facts.released_fen else "nothing was released to the seller yet"


STEPS = (
    TownStep("open-shop", "Open the shop", _is_open, open_shop),
    TownStep("certify", "Certify it (Trustpass)", _is_certified, certify),
    TownStep("offer", "Offer it", _not_open, offer, _keep_offer),
    TownStep("allot", "Get item numbers", _has_numbers, allot, _keep_numbers),
    TownStep("label", "Make the label", _no_label, label, _keep_label),
    TownStep("take-out", "Take the money out", _nothing_released, take_out),
)
