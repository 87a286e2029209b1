"""The first page: scenarios by their question, and what there is in the folders of results."""

from flask import Blueprint, Response

from sim.explorer.explorer import Explorer
from sim.explorer.home.listed import listed_runs, listed_scenarios


def pages(explorer: Explorer) -> Blueprint:
    """Return the first page."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    def home() -> Response:
        return explorer.site.page(
            "home/page.html",
            scenarios=listed_scenarios(),
            jobs=explorer.unfinished(),
            runs=listed_runs(explorer.shelf),
            others=explorer.shelf.others(),
        )

    return blueprint
