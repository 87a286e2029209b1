"""The pages: what there is to follow, a trail, a receipt, and the live trial balance."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request

from service.clock import rfc3339
from service.console.clock_head import clock_shown
from service.console.site import BASE, SITE
from service.refusals.books import TrailUnknown
from service.schemas.trails import TRAIL_KINDS
from service.store import drafts, last_things
from service.store.last_things import LastThing
from service.testing.state import State, current_state

HERE = "/console/follow"
BALANCE = f"{HERE}/balance"
LAST_MAX = 12
_NOTHING_NEW = 204
_NOT_FOUND = 404
_HAVE_BALANCE = ("wallet", "account")


@dataclass(frozen=True)
class LastThings:
    """A list of things to follow: of which kind, under which heading."""

    kind: str
    heading: str
    things: list[LastThing]


def pages() -> Blueprint:
    """Return the pages of following money."""
    blueprint = Blueprint("console_following", __name__)
    blueprint.route(HERE, methods=["GET", "POST"])(_start)
    blueprint.get(BALANCE)(_balance)
    blueprint.get(f"{HERE}/receipts/<draft_id>")(_receipt)
    blueprint.get(f"{HERE}/<kind>/<path:named>")(_trail)
    return blueprint


def _start() -> Response:
    from service.console.following.finding import found

    state, typed = current_state(), request.values.get("q", "").strip()
    if not typed:
        return _start_page(state)
    thing = found(state, typed)
    if thing is None:
        return _start_page(state, f"this world has nothing called {typed}", typed, _NOT_FOUND)
    kind, named = thing
    answer = redirect(f"{request.root_path}{BASE}{HERE}/{kind}/{named}", 303)
    return Response(answer.get_data(), answer.status_code, answer.headers)


def _start_page(state: State, trouble: str = "", typed: str = "", status: int = 200) -> Response:
    with state.context.database.reading() as connection:
        lists = [
            LastThings("draft", "Drafts", last_things.last_drafts(connection, LAST_MAX)),
            LastThings("order", "Orders", last_things.last_orders(connection, LAST_MAX)),
            LastThings("wallet", "Wallets", last_things.last_wallets(connection, LAST_MAX)),
            LastThings("entry", "Entries", last_things.last_entries(connection, LAST_MAX)),
        ]
    return SITE.page(
        "following/start.html",
        status,
        here=HERE,
        clock=clock_shown(state),
        lists=lists,
        trouble=trouble,
        typed=typed,
        rfc3339=rfc3339,
    )


def _trail(kind: str, named: str) -> Response:
    from service.console.following.steps import followed

    state = current_state()
    if kind not in TRAIL_KINDS:
        trouble = f"money of a {kind} cannot be followed: choose {', '.join(TRAIL_KINDS)}"
        return _start_page(state, trouble, named, _NOT_FOUND)
    is_balance = request.args.get("of") == "balance" and kind in _HAVE_BALANCE
    try:
        trail = followed(state, kind, named, is_balance=is_balance)
    except TrailUnknown:
        trouble = f"this world has no {kind} called {named}, or its money does not move"
        return _start_page(state, trouble, named, _NOT_FOUND)
    return SITE.page(
        "following/trail.html",
        here=HERE,
        clock=clock_shown(state),
        kind=kind,
        named=named,
        trail=trail,
        is_balance=is_balance,
        has_balance=kind in _HAVE_BALANCE,
        has_receipt=kind in {"draft", "receipt"} and _kept_receipt(state, named) is not None,
    )


def _receipt(draft_id: str) -> Response:
    from service.receipts import as_page, from_json

    state = current_state()
    receipt = _kept_receipt(state, draft_id)
    if receipt is None:
        trouble = f"the receipt of {draft_id} is not kept: only the answer to a deposit has it"
        return _start_page(state, trouble, draft_id, _NOT_FOUND)
    return Response(as_page(from_json(json.dumps(receipt))), mimetype="text/html")


def _kept_receipt(state: State, draft_id: str) -> dict[str, object] | None:
    from service.console.following.requests import RequestsByMoment

    with state.context.database.reading() as connection:
        stored = drafts.draft_with_wallet(connection, draft_id)
    if stored is None:
        return None
    return RequestsByMoment.of(state).receipt_of(draft_id, stored[0].issued_ms)


def _balance() -> Response:
    from service.console.following.balance import live_balance, seq_now

    state, seen = current_state(), request.args.get("after", "")
    if seen and seen == str(seq_now(state)):
        return Response(status=_NOTHING_NEW)
    is_part = request.headers.get("HX-Request") == "true"
    template = "following/sums.html" if is_part else "following/balance.html"
    return SITE.page(template, here=BALANCE, clock=clock_shown(state), live=live_balance(state))
