"""On the buyer's telephone: it is made known, and texts are sent from it."""

from service.console.play import LANGUAGE, PHONE, PhoneText, Play
from service.console.sending import ToSend
from service.console.steps.step import Answer, Form, Scene, TownStep, always
from service.console.town.facts import Facts


def register(scene: Scene, form: Form) -> ToSend:
    """Set how the owner of the wallet is reached."""
    body = {"phone": form.get("phone") or PHONE, "language": form.get("language") or LANGUAGE}
    path = f"/v1/wallets/{scene.play.wallet_id}/contact"
    return ToSend("The wallet knows the telephone", "PUT", path, "provider", body)


def _keep_phone(play: Play, sent: ToSend, _answer: Answer) -> None:
    play.phone, play.language = sent.body["phone"], sent.body["language"]


def text(scene: Scene, form: Form) -> ToSend:
    """Deliver a text that the buyer sent, as a carrier does."""
    words = form.get("text") or scene.play.item_number
    body = {"phone": scene.play.phone, "text": words}
    return ToSend("A text from the telephone", "POST", "/v1/texts", "carrier", body)


def _keep_reply(play: Play, sent: ToSend, answer: Answer) -> None:
    play.note_text(PhoneText(sent.body["text"], "out", ""))
    if answer["reply"]:
        play.note_text(PhoneText(answer["reply"], "in", ""))


def _no_phone(play: Play, _facts: Facts) -> str:
    return "" if play.phone else "the wallet knows no telephone yet: register it first"


STEPS = (
    TownStep("register-telephone", "Register", always, register, _keep_phone),
    TownStep("text", "Send the text", _no_phone, text, _keep_reply),
)
