"""The page that says, step by step, why a signature fits or does not."""

from collections.abc import Mapping

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.forms.onward import refused
from service.console.site import SITE
from service.console.webhooks.received import SeenWebhook, known_webhooks, pasted_headers
from service.console.webhooks.steps import HEADERS, ExplainedSignature, explained
from service.testing.state import State, current_state
from service.transport.sms import real_s

PATH = "/console/webhooks/signature"
_FIELDS = ("headers", "body", "secret", "computed", "received_s")


def pages() -> Blueprint:
    """Return the page; what is pasted goes by POST, so that no log has it."""
    blueprint = Blueprint("console_signatures", __name__)

    @blueprint.get(PATH)
    def form() -> Response:
        return _form(current_state())

    @blueprint.post(PATH)
    def steps() -> Response:
        return _steps(current_state(), request.form)

    return blueprint


def _form(state: State) -> Response:
    attempt = request.args.get("attempt", "")
    if not attempt:
        return _page(state, {}, None)
    original = state.originals.posts.of(int(attempt)) if attempt.isdecimal() else None
    if original is None:
        why = f"attempt {attempt} is kept no more: paste what your receiver saw"
        return refused(state, why, ("Why a signature does not fit", PATH))
    post = original.sent.post
    named = {name.lower(): value for name, value in post.headers.items()}
    lines = [f"{name}: {named[name]}" for name in HEADERS if name in named]
    filled = {"headers": "\n".join(lines), "body": post.content.decode(errors="replace")}
    return _page(state, filled, None)


def _steps(state: State, form: Mapping[str, str]) -> Response:
    # A browser sends the lines of a text box with CR and LF, whatever was pasted.
    body = form.get("body", "").replace("\r\n", "\n")
    moment = form.get("received_s", "").strip()
    if moment and not (moment.isascii() and moment.isdecimal()):
        problem = f"the receiver's clock is {moment!r}: write seconds since 1970, in digits"
        return _page(state, form, None, problem)
    seen = SeenWebhook(
        pasted_headers(form.get("headers", "")),
        body.encode(),
        form.get("secret", "").strip(),
        form.get("computed", "").strip(),
        int(moment) if moment else None,
    )
    return _page(state, form, explained(seen, known_webhooks(state, real_s())))


def _page(
    state: State,
    form: Mapping[str, str],
    result: ExplainedSignature | None,
    problem: str = "",
) -> Response:
    return SITE.page(
        "webhooks/signature.html",
        400 if problem else 200,
        clock=clock_shown(state),
        form={name: form.get(name, "") for name in _FIELDS},
        result=result,
        problem=problem,
    )
