"""The first page: the counter, the telephone, the wallet, the shop, the parcel and the books.

Each form sends a step; the answer leads back to the page, of which htmx replaces what changed.
"""

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.site import SITE
from service.console.steps import STEPS
from service.console.steps.parcel import SCANNED_BY
from service.console.town import acting
from service.console.town.ledgers import last_key
from service.console.town.papers import papers_of
from service.console.town.shown import town_shown
from service.pages import SLIP
from service.pages.assets import PACKAGE, Asset
from service.testing.state import current_state


def pages() -> Blueprint:
    """Return the first page, what its forms do, and the papers."""
    blueprint = Blueprint("console", __name__)
    blueprint.get("/")(_home)
    blueprint.get("/console/books")(_books)
    blueprint.get("/console/papers")(_papers)
    blueprint.get("/console/papers/<name>")(_paper)
    blueprint.post("/console/act/again")(_again)
    blueprint.post("/console/act/anew")(_anew)
    blueprint.post("/console/act/fault")(_fault)
    blueprint.post("/console/act/<name>")(_act)
    return blueprint


def wrong_page(said: str) -> Response:
    """Say what is wrong with an address, and lead on."""
    clock = clock_shown(current_state())
    return SITE.page("town/wrong.html", 404, clock=clock, said=said)


def _home() -> Response:
    state = current_state()
    return SITE.page(
        "home.html",
        clock=clock_shown(state),
        here="/",
        town=town_shown(state),
        steps=STEPS,
        faults=acting.FAULTS,
        scans=SCANNED_BY,
    )


def _books() -> Response:
    """Return the books if somebody else has moved money since; nothing if nobody has."""
    state = current_state()
    if last_key(state) == request.args.get("seen"):
        return Response(status=204)
    return SITE.page("town/books.html", town=town_shown(state))


def _act(name: str) -> Response:
    if name not in STEPS:
        known = ", ".join(STEPS)
        return wrong_page(f"{name[:40]} is no step of this town: there are {known}")
    acting.do(current_state(), name, request.form)
    return SITE.led_to("/")


def _again() -> Response:
    acting.do_again(current_state())
    return SITE.led_to("/")


def _anew() -> Response:
    play = acting.scene_of(current_state()).play
    with play.lock:
        play.begin_anew()
    return SITE.led_to("/")


def _fault() -> Response:
    acting.set_fault(current_state(), request.form.get("fault", ""))
    return SITE.led_to("/")


def _papers() -> Response:
    state = current_state()
    papers = papers_of(state, acting.scene_of(state))
    style = Asset(PACKAGE, SLIP).text
    return SITE.page("town/papers.html", clock=clock_shown(state), papers=papers, style=style)


def _paper(name: str) -> Response:
    state = current_state()
    papers = {one.name: one.html for one in papers_of(state, acting.scene_of(state))}
    if name not in papers:
        there_are = ", ".join(papers) or "none yet, since nothing was paid in or ordered"
        return wrong_page(f"there is no {name[:40]} in this story: there are {there_are}")
    page = Response(papers[name], mimetype="text/html")
    page.headers["X-Content-Type-Options"] = "nosniff"
    page.headers["Cache-Control"] = "no-store"
    return page
