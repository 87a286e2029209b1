"""The first page: scenarios by their question, and the runs that there are."""

from flask import Blueprint, Response

from sim.explorer.explorer import Explorer


def pages(explorer: Explorer) -> Blueprint:
    """Return the first page."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    def home() -> Response:
        from sim.files.scenario_file import questions

        runs = explorer.shelf.runs().values()
        jobs = explorer.unfinished()
        return explorer.site.page("home.html", questions=questions(), runs=list(runs), jobs=jobs)

    return blueprint
