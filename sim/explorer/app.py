"""The application: its pages, what they load, and who may ask."""

from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from service.pages.assets import assets
from sim.explorer.compare import pages as compare
from sim.explorer.explorer import Explorer
from sim.explorer.guard import guard
from sim.explorer.home import page as home
from sim.explorer.levers import page as levers
from sim.explorer.maps import pages as maps
from sim.explorer.outlet import pages as outlet
from sim.explorer.person import pages as person
from sim.explorer.results import Shelf
from sim.explorer.runs import orders
from sim.explorer.runs import pages as runs
from sim.explorer.sharing import pages as share

PAGES = (
    home.pages,
    share.pages,
    levers.pages,
    runs.pages,
    orders.orders,
    compare.pages,
    maps.pages,
    outlet.pages,
    person.pages,
)
"""The blueprint of each page, made with what all pages work with."""
NOT_FOUND, FAILURE = 404, 500
EXPLORER = "explorer"
"""What the application knows the explorer by, which ends with the server."""


def create_app(out: Path, folders: tuple[Path, ...], token: str) -> Flask:
    """Return the application; runs write into `out`, and others are looked at in `folders`."""
    explorer = Explorer(Shelf(out, folders))
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets("assets", explorer.site.served))
    for pages in PAGES:
        app.register_blueprint(pages(explorer))
    app.extensions[EXPLORER] = explorer
    guard(app, token)

    explorer.go_on()

    @app.errorhandler(HTTPException)
    def _wrong(error: HTTPException) -> Response:
        """Say what is wrong on a page that leads on."""
        code = error.code or 500
        said, heading = error.description, "Not here" if code == NOT_FOUND else "Not so"
        if code >= FAILURE:
            heading = "This failed"
            said = "A fault of ours: the terminal in which `wanghuiyi explore` runs says where."
        return explorer.site.page("wrong.html", code, heading=heading, said=said)

    return app
