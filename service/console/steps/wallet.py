"""In the buyer's wallet: the number is entered, an order is placed, paid and confirmed."""

from typing import Any

from service.console.play import Play
from service.console.sending import ToSend
from service.console.steps.step import Answer, Form, Scene, TownStep, always
from service.console.town.facts import Facts

GUSHI = {"latitude": 32.18, "longitude": 115.67}
REFERENCE_DAYS = 3


def redeem(scene: Scene, form: Form) -> ToSend:
    """Enter number and password: the draft is credited, at once and only once."""
    body = {
        "number": form.get("number") or scene.play.number,
        "password": form.get("password") or scene.play.password,
        "wallet_id": scene.play.wallet_id,
    }
    return ToSend("Number and password are entered", "POST", "/v1/redemptions", "provider", body)


def change_tier(scene: Scene, form: Form) -> ToSend:
    """Change how many drafts the wallet may be credited with in a day."""
    path = f"/v1/wallets/{scene.play.wallet_id}"
    body = {"tier": form.get("tier") or "sms_alert"}
    return ToSend("The wallet's tier changes", "PATCH", path, "provider", body)


def order(scene: Scene, form: Form) -> ToSend:
    """Order what the shop offers: the goods are reserved, price and postage are fixed."""
    quantity = form.get("quantity") or "1"
    body = {
        "offer_id": scene.play.offer["offer_id"],
        "wallet_id": scene.play.wallet_id,
        "quantity": int(quantity) if quantity.isdecimal() else quantity,
        "destination": GUSHI,
    }
    return ToSend("The buyer orders", "POST", "/v1/orders", "provider", body)


def _keep_order(play: Play, _sent: ToSend, answer: Answer) -> None:
    play.order_id, play.reference, play.item_number = answer["order_id"], "", ""


def pay(scene: Scene, form: Form) -> ToSend:
    """Pay the order into escrow, from the wallet or by a draft in one step."""
    body: dict[str, Any] = {}
    if form.get("by") == "draft":
        body["draft"] = {"number": scene.play.number, "password": scene.play.password}
    path = f"/v1/orders/{scene.play.order_id}/payments"
    return ToSend("Paid into escrow", "POST", path, "provider", body)


def ask_for_reference(scene: Scene, _form: Form) -> ToSend:
    """Ask for a reference, to pay the order in cash at a counter."""
    path = f"/v1/orders/{scene.play.order_id}/references"
    body = {"valid_days": REFERENCE_DAYS}
    return ToSend("A reference to pay in cash", "POST", path, "provider", body)


def _keep_reference(play: Play, _sent: ToSend, answer: Answer) -> None:
    play.reference = answer["reference"]


def confirm(scene: Scene, _form: Form) -> ToSend:
    """Confirm that the goods are there: escrow is released to the seller."""
    path = f"/v1/orders/{scene.play.order_id}/confirmations"
    return ToSend("The buyer confirms", "POST", path, "provider")


def _no_number(play: Play, _facts: Facts) -> str:
    return "" if play.number else "there is no number yet: pay cash in at the counter"


def _no_offer(play: Play, _facts: Facts) -> str:
    return "" if play.offer else "nothing is offered yet: open the shop"


def _not_placed(_play: Play, facts: Facts) -> str:
    if not facts.order:
        return "there is no order yet: order something"
    return "" if facts.order_state == "placed" else f"the order is {facts.order_state}"


def _no_second_reference(play: Play, facts: Facts) -> str:
    return "the order has its reference" if play.reference else _not_placed(play, facts)


def _not_under_way(_play: Play, facts: Facts) -> str:
    if not facts.order:
        return "there is no order yet: order something"
    is_ready = facts.order_state in {"shipped", "delivered"}
    return "" if is_ready else f"the order is {facts.order_state}, not shipped or delivered"


STEPS = (
    TownStep("redeem", "Credit the wallet", _no_number, redeem),
    TownStep("change-tier", "Change the tier", always, change_tier),
    TownStep("order", "Order", _no_offer, order, _keep_order),
    TownStep("pay", "Pay into escrow", _not_placed, pay),
    TownStep(
        *("ask-for-reference", "Pay in cash instead", _no_second_reference),
        *(ask_for_reference, _keep_reference),
    ),
    TownStep("confirm", "Confirm the goods", _not_under_way, confirm),
)
