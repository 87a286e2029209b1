"""Pages of events: the log with its data, and one event with all messages about it."""

import json
from zlib import crc32

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.events.log import (
    PAGE_SIZE,
    EventFilter,
    event_kinds,
    event_numbered,
    logged_events,
)
from service.console.forms.onward import refused
from service.console.forms.wrong import before_of
from service.console.site import SITE
from service.testing.state import State, current_state

PATH = "/console/events"


def pages() -> Blueprint:
    """Return the pages of events."""
    blueprint = Blueprint("console_events", __name__)

    @blueprint.get(PATH)
    def listed() -> Response:
        return _listed(current_state(), "events/list.html")

    @blueprint.get(f"{PATH}/part")
    def part() -> Response:
        return _listed(current_state(), "events/part.html")

    @blueprint.get(f"{PATH}/<int:seq>")
    def one(seq: int) -> Response:
        state = current_state()
        event = event_numbered(state, seq)
        if event is None:
            why = f"there is no event {seq}: they are counted from 1, since the last reset"
            return refused(state, why, ("All events", PATH))
        data = json.dumps(event.data, ensure_ascii=False, indent=2)
        return SITE.page("events/one.html", clock=clock_shown(state), event=event, data=data)

    return blueprint


def _listed(state: State, template: str) -> Response:
    fields = request.args
    try:
        before = before_of(fields.get("before", ""))
    except ValueError as error:
        return refused(state, str(error), ("All events", PATH), 400)
    wanted = EventFilter(fields.get("kind", ""), fields.get("text", "").strip(), before)
    events = logged_events(state, wanted)
    mark = f"{crc32(repr(events).encode()):08x}"
    if fields.get("mark") == mark:
        return Response(status=204)
    return SITE.page(
        template,
        clock=clock_shown(state),
        here=PATH,
        wanted=wanted,
        events=events,
        kinds=event_kinds(state),
        page_size=PAGE_SIZE,
        mark=mark,
    )
