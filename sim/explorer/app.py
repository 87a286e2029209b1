"""The application: its pages, what they load, and who may ask."""

from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from service.pages.assets import assets
from sim.explorer import home
from sim.explorer.explorer import Explorer
from sim.explorer.guard import guard
from sim.explorer.outlet import pages as outlet
from sim.explorer.person import pages as person
from sim.explorer.results import Shelf
from sim.explorer.sharing import pages as share

PAGES = (home.pages, share.pages, outlet.pages, person.pages)
"""The blueprint of each page, made with what all pages work with."""


def create_app(out: Path, folders: tuple[Path, ...], token: str) -> Flask:
    """Return the application; runs write into `out`, and others are looked at in `folders`."""
    explorer = Explorer(Shelf(out, folders))
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets("assets", explorer.site.served))
    for pages in PAGES:
        app.register_blueprint(pages(explorer))
    guard(app, token)

    @app.errorhandler(HTTPException)
    def _wrong(error: HTTPException) -> Response:
        """Say what is wrong on a page that leads on."""
        return explorer.site.page("wrong.html", error.code or 500, said=error.description)

    return app
