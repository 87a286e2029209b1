"""The application: its pages, what they load, and who may ask."""

from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from service.pages.assets import assets
from sim.explorer.explorer import Explorer
from sim.explorer.guard import guard
from sim.explorer.home import page as home
from sim.explorer.levers import page as levers
from sim.explorer.results import Shelf
from sim.explorer.runs import orders
from sim.explorer.runs import pages as runs
from sim.explorer.sharing import pages as share

PAGES = (home.pages, levers.pages, share.pages, runs.pages, orders.orders)
"""The blueprint of each page, made with what all pages work with."""
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
        return explorer.site.page("wrong.html", error.code or 500, said=error.description)

    return app
