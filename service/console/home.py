"""The first page: the counter, the telephone, the wallet, the shop, the parcel and the books."""

from flask import Blueprint, Response

from service.console.clock_head import clock_shown
from service.console.desk import desk_of
from service.console.site import SITE
from service.testing.state import current_state


def pages() -> Blueprint:
    """Return the first page."""
    blueprint = Blueprint("console", __name__)

    @blueprint.get("/")
    def home() -> Response:
        state = current_state()
        return SITE.page("home.html", clock=clock_shown(state), desk=desk_of(state))

    return blueprint
