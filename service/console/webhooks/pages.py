"""Pages of webhooks: subscriptions and messages, one message with its attempts, what is held."""

from collections.abc import Mapping
from zlib import crc32

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.desk import desk_of, noted_desk
from service.console.events.log import event_numbered
from service.console.forms.controls import deliver, new_key
from service.console.forms.onward import refused
from service.console.forms.wrong import FIRST_REFUSED, said_wrong
from service.console.sending import ToSend, send
from service.console.site import SITE
from service.console.webhooks.deliveries import (
    PAGE_SIZE,
    attempts_at,
    message_filter,
    message_lines,
    sent_of,
    subscribed_webhooks,
)
from service.tables.messages import STANDINGS
from service.testing.state import State, current_state

PATH = "/console/webhooks"


def pages() -> Blueprint:
    """Return the pages of webhooks."""
    blueprint = Blueprint("console_webhooks", __name__)

    @blueprint.get(PATH)
    def listed() -> Response:
        return _listed(current_state(), "webhooks/list.html")

    @blueprint.get(f"{PATH}/part")
    def part() -> Response:
        return _listed(current_state(), "webhooks/part.html")

    @blueprint.post(f"{PATH}/deliveries")
    def deliveries() -> Response:
        deliver(noted_desk(current_state()))
        return SITE.led_to("/console/texts" if request.form.get("to") == "texts" else PATH)

    @blueprint.post(f"{PATH}/releases")
    def releases() -> Response:
        return _release(current_state(), request.form)

    @blueprint.get(f"{PATH}/messages/<string:message_id>")
    def message(message_id: str) -> Response:
        return _message(current_state(), message_id)

    @blueprint.post(f"{PATH}/messages/<string:message_id>/again")
    def again(message_id: str) -> Response:
        return _again(current_state(), message_id)

    return blueprint


def _listed(state: State, template: str) -> Response:
    try:
        wanted = message_filter(request.args)
    except ValueError as error:
        return refused(state, str(error), ("All webhooks", PATH), 400)
    shown = {
        "webhooks": subscribed_webhooks(state),
        "messages": message_lines(state, wanted, PAGE_SIZE),
        "held": state.relay.shown()["held"],
    }
    mark = f"{crc32(repr(shown).encode()):08x}"
    if request.args.get("mark") == mark:
        return Response(status=204)
    return SITE.page(
        template,
        clock=clock_shown(state),
        here=PATH,
        wanted=wanted,
        standings=STANDINGS,
        page_size=PAGE_SIZE,
        mark=mark,
        **shown,
    )


def _message(state: State, message_id: str) -> Response:
    lines = sent_of(state, message_id)
    if not lines:
        return _unknown(state, message_id)
    return SITE.page(
        "webhooks/message.html",
        clock=clock_shown(state),
        lines=lines,
        last=lines[-1],
        event=event_numbered(state, lines[-1].event_seq),
        attempts=attempts_at(state, message_id),
    )


def _again(state: State, message_id: str) -> Response:
    if not sent_of(state, message_id):
        return _unknown(state, message_id)
    path = f"/v1/messages/{message_id}/replays"
    wanted = ToSend("Send the message again", "POST", path, "operator", None, new_key())
    desk = desk_of(state)
    sent = send(desk, wanted)
    if sent.status is None or sent.status >= FIRST_REFUSED:
        return refused(
            state, "; ".join(said_wrong(sent.answer)), ("The message", _path(message_id)), 409
        )
    deliver(desk)
    return SITE.led_to(_path(message_id))


def _release(state: State, form: Mapping[str, str]) -> Response:
    body = {"message_ids": [form["message_id"]]} if form.get("message_id") else {}
    wanted = ToSend("Release held messages", "POST", "/test/releases", "", body)
    sent = send(noted_desk(state), wanted)
    if sent.status is None or sent.status >= FIRST_REFUSED:
        return refused(state, "; ".join(said_wrong(sent.answer)), ("All webhooks", PATH), 409)
    return SITE.led_to(PATH)


def _path(message_id: str) -> str:
    return f"{PATH}/messages/{message_id}"


def _unknown(state: State, message_id: str) -> Response:
    why = f"there is no message {message_id}: one is written when its event is addressed"
    return refused(state, why, ("All webhooks", PATH))
