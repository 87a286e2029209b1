"""Pages of the clock: what a jump sets off, what happened by it, and how the head moves it."""

from collections.abc import Mapping

from flask import Blueprint, Response, request

from service.console.clock.asked import asked_jump
from service.console.clock.jumps import Jumped, WantedAfter, jump, jumps_of
from service.console.clock.words import counted, summary
from service.console.clock_head import clock_shown, duration_said, moment_said
from service.console.desk import noted_desk
from service.console.forms.controls import set_clock
from service.console.forms.onward import back, refused
from service.console.sending import curl
from service.console.site import SITE
from service.testing.boundaries import time_ahead
from service.testing.state import State, current_state

PATH = "/console/clock"


def pages() -> Blueprint:
    """Return the pages of the clock."""
    blueprint = Blueprint("console_clock", __name__)

    @blueprint.get(PATH)
    def ahead() -> Response:
        return _ahead(current_state(), request.args)

    @blueprint.post(PATH)
    def move() -> Response:
        return _moved(current_state(), request.form)

    @blueprint.get(f"{PATH}/jumps/<int:number>")
    def jumped(number: int) -> Response:
        state = current_state()
        found = next((one for one in jumps_of(state) if one.number == number), None)
        return _jumped(state, found) if found else _unknown(state, number)

    @blueprint.post(f"{PATH}/state")
    def run_or_freeze() -> Response:
        is_frozen = request.form.get("is_frozen") == "true"
        title = "Freeze the clock" if is_frozen else "Let the clock run"
        set_clock(noted_desk(current_state()), title, {"is_frozen": is_frozen})
        return back(request.form)

    @blueprint.get(f"{PATH}/head")
    def head() -> Response:
        state = current_state()
        shown = clock_shown(state)
        if request.args.get("mark") == shown.mark:
            return Response(status=204)
        return SITE.page("clock/now.html", clock=shown)

    return blueprint


def _ahead(state: State, fields: Mapping[str, str]) -> Response:
    if not any(fields.get(name) for name in ("by", "to", "at")):
        return _form(state)
    try:
        asked = asked_jump(state, fields)
    except ValueError as error:
        return _form(state, str(error), 400)
    ahead = time_ahead(state, asked.to_ms)
    return SITE.page(
        "clock/ahead.html",
        clock=clock_shown(state),
        asked=asked,
        ahead=ahead,
        summary=summary(ahead),
        counted=counted,
        said=moment_said,
        distance=duration_said(abs(asked.to_ms - ahead.from_ms)),
    )


def _form(state: State, problem: str = "", status: int = 200) -> Response:
    return SITE.page(
        "clock/form.html",
        status,
        clock=clock_shown(state),
        problem=problem,
        jumps=list(reversed(jumps_of(state))),
        summary=summary,
        fields=request.values,
    )


def _moved(state: State, form: Mapping[str, str]) -> Response:
    try:
        asked = asked_jump(state, form)
    except ValueError as error:
        return _form(state, str(error), 400)
    wanted = WantedAfter("sweeps" in form, "closings" in form, "deliveries" in form)
    jumped = jump(state, asked, wanted)
    return SITE.led_to(f"{PATH}/jumps/{jumped.number}")


def _jumped(state: State, jumped: Jumped) -> Response:
    url = request.host_url.rstrip("/") + request.root_path
    return SITE.page(
        "clock/jumped.html",
        clock=clock_shown(state),
        jumped=jumped,
        summary=summary(jumped.ahead),
        counted=counted,
        said=moment_said,
        curls=[curl(url, one) for one in jumped.sent],
    )


def _unknown(state: State, number: int) -> Response:
    kept = ", ".join(str(one.number) for one in jumps_of(state)) or "none yet"
    return refused(
        state,
        f"there is no jump {number}: the last ones are kept, which are {kept}",
        ("Move the clock", f"{PATH}"),
    )
