"""Pages of requests: the list, one of them, and two answers side by side."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.desk import noted_desk
from service.console.forms.controls import new_key
from service.console.forms.onward import refused
from service.console.requests.again import compared, details, said, sent_again, whole_curl
from service.console.requests.keyed import VERDICTS
from service.console.requests.lines import (
    PAGE_SIZE,
    STATUS_CLASSES,
    RequestFilter,
    RequestLine,
    request_filter,
    request_lines,
)
from service.console.sending import ToSend, send
from service.console.site import SITE
from service.refusals.problems import STATUSES
from service.tables.payment import ROLES
from service.testing.recorder import KEPT_MAX
from service.testing.state import State, current_state

PATH = "/console/requests"
_ABOUT = {one.code: " ".join((one.__doc__ or "").split()) for one in STATUSES}
_NOT_KEPT = (
    "as it was it is kept no more, or was too large to keep: look at what is recorded of it, "
    "and send it from where it came from"
)


def pages() -> Blueprint:
    """Return the pages of requests."""
    blueprint = Blueprint("console_requests", __name__)

    @blueprint.get(PATH)
    def listed() -> Response:
        return _listed(current_state(), request.args, "requests/list.html")

    @blueprint.get(f"{PATH}/part")
    def part() -> Response:
        state = current_state()
        if request.args.get("mark") == _mark(state):
            return Response(status=204)
        return _listed(state, request.args, "requests/part.html")

    @blueprint.get(f"{PATH}/<int:seq>")
    def one(seq: int) -> Response:
        return _one(current_state(), seq)

    @blueprint.post(f"{PATH}/<int:seq>/again")
    def again(seq: int) -> Response:
        return _again(current_state(), seq)

    @blueprint.post(f"{PATH}/forget")
    def forget() -> Response:
        send(
            noted_desk(current_state()),
            ToSend("Forget the requests", "DELETE", "/test/requests", ""),
        )
        return SITE.led_to(PATH)

    @blueprint.get(f"{PATH}/compared")
    def side_by_side() -> Response:
        return _compared(current_state(), request.args)

    return blueprint


def _listed(state: State, fields: Mapping[str, str], template: str) -> Response:
    try:
        wanted = request_filter(fields)
    except ValueError as error:
        return refused(state, str(error), ("All requests", PATH), 400)
    mark = _mark(state)
    everything = request_lines(state)
    found = [line for line in everything if wanted.has(line)]
    first = (wanted.page - 1) * PAGE_SIZE
    return SITE.page(
        template,
        clock=clock_shown(state),
        here=PATH,
        wanted=wanted,
        lines=found[first : first + PAGE_SIZE],
        found=len(found),
        recorded=len(everything),
        kept_max=KEPT_MAX,
        pages=range(1, -(-len(found) // PAGE_SIZE) + 1),
        query=_query(wanted),
        mark=mark,
        roles=ROLES,
        verdicts=VERDICTS,
        statuses=STATUS_CLASSES,
    )


def _mark(state: State) -> str:
    recorded = state.records.requests
    return f"{recorded[-1].seen.seq if recorded else 0}-{len(recorded)}"


def _query(wanted: RequestFilter) -> str:
    """Return the fields of a filter as a query, without its page."""
    fields = {
        **{name: getattr(wanted, name) for name in ("text", "role", "status", "verdict")},
        "with_mistakes": "on" if wanted.with_mistakes else "",
    }
    return urlencode({name: value for name, value in fields.items() if value})


def _one(state: State, seq: int) -> Response:
    line = _line(state, seq)
    if line is None:
        return _unknown(state, seq)
    original = state.originals.requests.of(seq)
    with_secrets = "secrets" in request.args
    return SITE.page(
        "requests/one.html",
        clock=clock_shown(state),
        line=line,
        about=_ABOUT.get(line.seen.code, ""),
        details=details(original.answer.content) if original else [],
        problems=f"{request.root_path}/problems",
        original=original,
        with_secrets=with_secrets,
        body=said(original.content, with_secrets=with_secrets) if original else "",
        answer=said(original.answer.content, with_secrets=with_secrets) if original else "",
        command=whole_curl(_url(), original) if original and with_secrets else "",
        not_kept=_NOT_KEPT,
    )


def _again(state: State, seq: int) -> Response:
    original = state.originals.requests.of(seq)
    if original is None:
        why = f"request {seq} cannot be sent again: {_NOT_KEPT}"
        return refused(state, why, ("All requests", PATH), 409)
    second = sent_again(state, original, new_key() if "with_new_key" in request.form else "")
    return SITE.led_to(f"{PATH}/compared?first={seq}&second={second or 0}")


def _compared(state: State, fields: Mapping[str, str]) -> Response:
    seqs = [fields.get(name, "") for name in ("first", "second")]
    lines = [_line(state, int(seq)) if seq.isdecimal() else None for seq in seqs]
    originals = [state.originals.requests.of(line.seq) if line else None for line in lines]
    first, second = originals
    if first is None or second is None:
        why = f"requests {seqs[0] or 'nothing'} and {seqs[1] or 'nothing'} are not both kept"
        return refused(state, why, ("All requests", PATH))
    with_secrets = "secrets" in fields
    return SITE.page(
        "requests/compared.html",
        clock=clock_shown(state),
        result=compared(first, second),
        sides=[
            (line, one, said(one.answer.content, with_secrets=with_secrets))
            for line, one in zip(lines, (first, second), strict=True)
        ],
        with_secrets=with_secrets,
        query=urlencode({"first": seqs[0], "second": seqs[1]}),
    )


def _line(state: State, seq: int) -> RequestLine | None:
    return next((line for line in request_lines(state) if line.seq == seq), None)


def _unknown(state: State, seq: int) -> Response:
    why = f"there is no request {seq}: the last {KEPT_MAX:,} are recorded, until they are forgotten"
    return refused(state, why, ("All requests", PATH))


def _url() -> str:
    return request.host_url.rstrip("/") + request.root_path
