"""Where to go on: back to the page that a form came from, on to another, or what is wrong."""

from collections.abc import Mapping

from flask import Response

from service.console.clock_head import clock_shown
from service.console.site import BASE, SITE
from service.testing.state import State


def back(form: Mapping[str, str]) -> Response:
    """Return the way back to the page of the console from which a form was sent."""
    here = form.get("here", "")
    is_inside = here.startswith(f"{BASE}/") and not set(here) & set("\\\r\n")
    return SITE.led_to(here.removeprefix(BASE) if is_inside else "/")


def refused(state: State, why: str, way: tuple[str, str], status: int = 404) -> Response:
    """Return a page that says why there is no other; `way` is a link's words and its path."""
    words, path = way
    return SITE.page(
        "refused.html", status, clock=clock_shown(state), why=why, words=words, path=path
    )
