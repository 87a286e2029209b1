"""At the counter: cash for a draft, for a reference, and cash out again."""

from service.console.play import IDENTITY, PASSWORD, Play
from service.console.sending import ToSend
from service.console.steps.step import Answer, Form, Scene, TownStep, always
from service.console.town.facts import Facts
from service.money import cny, fen_from

DEPOSIT_YUAN = "175.00"


def deposit(_scene: Scene, form: Form) -> ToSend:
    """Take cash, and issue a draft with a signed receipt."""
    body = {
        "money": cny(fen_from(form.get("amount") or DEPOSIT_YUAN)),
        "password": form.get("password") or PASSWORD,
        "depositor": {"identity": form.get("identity") or IDENTITY},
    }
    return ToSend("Cash over the counter", "POST", "/v1/deposits", "outlet", body)


def _keep_receipt(play: Play, sent: ToSend, answer: Answer) -> None:
    play.number, play.draft_id = answer["number"], answer["draft_id"]
    play.password = sent.body["password"]
    play.identity = sent.body["depositor"]["identity"]
    play.receipt = answer["receipt"]


def cash_out(scene: Scene, form: Form) -> ToSend:
    """Pay a draft out in cash to whoever has its number and password."""
    body = {"number": scene.play.number, "password": form.get("password") or scene.play.password}
    return ToSend("The draft is paid out in cash", "POST", "/v1/cash-outs", "outlet", body)


def pay_back(scene: Scene, _form: Form) -> ToSend:
    """Pay an expired draft back to its depositor."""
    play = scene.play
    body = {"number": play.number, "depositor": {"identity": play.identity}}
    return ToSend("The expired draft is paid back", "POST", "/v1/refunds", "outlet", body)


def take_reference(scene: Scene, form: Form) -> ToSend:
    """Take the cash for a payment reference."""
    facts = scene.facts
    due_fen = facts.order["money"]["amount"] if facts.order else 0
    amount_fen = fen_from(form["amount"]) if form.get("amount") else due_fen
    body = {"reference": scene.play.reference, "money": cny(amount_fen)}
    path = "/v1/reference-payments"
    return ToSend("Cash for the reference", "POST", path, "outlet", body)


def _no_draft(play: Play, facts: Facts) -> str:
    if not play.number:
        return "there is no draft yet: pay cash in first"
    return "" if facts.draft_state in {"issued", "expired"} else f"the draft is {facts.draft_state}"


def _no_reference(play: Play, facts: Facts) -> str:
    if not play.reference:
        return "there is no payment reference: order, and ask the wallet for one"
    return "" if facts.order_state == "placed" else f"the order is {facts.order_state}"


STEPS = (
    TownStep("deposit", "Pay the cash in", always, deposit, _keep_receipt),
    TownStep("cash-out", "Pay out in cash", _no_draft, cash_out),
    TownStep("pay-back", "Pay back, expired", _no_draft, pay_back),
    TownStep("take-reference", "Take the cash", _no_reference, take_reference),
)
