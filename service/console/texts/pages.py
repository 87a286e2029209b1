"""Pages of texts: each telephone with what it shows, an answer to it, and what it all costs."""

import time
from collections.abc import Mapping
from zlib import crc32

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.desk import desk_of, noted_desk
from service.console.forms.controls import new_key
from service.console.forms.wrong import FIRST_REFUSED, said_wrong
from service.console.sending import ToSend, send
from service.console.site import SITE
from service.console.texts.telephones import (
    clear_telephones,
    fen_a_part,
    telephones,
    waiting_texts,
)
from service.schemas.contacts import TEXT_LENGTH_MAX
from service.testing.state import State, current_state

PATH = "/console/texts"
_EXAMPLE = "+8613800138000"


def pages() -> Blueprint:
    """Return the pages of texts."""
    blueprint = Blueprint("console_texts", __name__)

    @blueprint.get(PATH)
    def shown() -> Response:
        return _page(current_state(), "texts/page.html")

    @blueprint.get(f"{PATH}/part")
    def part() -> Response:
        return _page(current_state(), "texts/part.html")

    @blueprint.post(f"{PATH}/incoming")
    def incoming() -> Response:
        return _incoming(current_state(), request.form)

    @blueprint.post(f"{PATH}/clear")
    def clear() -> Response:
        state = current_state()
        send(noted_desk(state), ToSend("Forget the texts", "DELETE", "/test/texts", ""))
        clear_telephones(state, time.perf_counter())
        return SITE.led_to(PATH)

    return blueprint


def _incoming(state: State, form: Mapping[str, str]) -> Response:
    body = {"phone": form.get("phone", "").strip(), "text": form.get("text", "")}
    wanted = ToSend("Send a text", "POST", "/v1/texts", "carrier", body, new_key())
    sent = send(desk_of(state), wanted)
    if sent.status is None or sent.status >= FIRST_REFUSED:
        return _page(state, "texts/page.html", said_wrong(sent.answer))
    return SITE.led_to(PATH)


def _page(state: State, template: str, problems: list[str] | None = None) -> Response:
    problems = list(problems or [])
    try:
        price_fen = fen_a_part(request.args.get("fen", ""))
    except ValueError as error:
        price_fen = fen_a_part("")
        problems.append(str(error))
    found, waiting = telephones(state), waiting_texts(state)
    mark = f"{crc32(repr((found, waiting)).encode()):08x}"
    if request.args.get("mark") == mark:
        return Response(status=204)
    return SITE.page(
        template,
        FIRST_REFUSED if problems else 200,
        clock=clock_shown(state),
        here=PATH,
        telephones=found,
        waiting=waiting,
        price_fen=price_fen,
        form=request.form,
        phone=request.args.get("phone") or (found[0].phone if found else _EXAMPLE),
        problems=problems,
        length_max=TEXT_LENGTH_MAX,
        mark=mark,
    )
