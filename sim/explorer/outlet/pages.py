"""The page of an outlet's day."""

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from sim.explorer.explorer import Explorer


def pages(explorer: Explorer) -> Blueprint:
    """Return the pages of outlets' days."""
    blueprint = Blueprint("outlet", __name__)

    @blueprint.get("/runs/<name>/outlets")
    def chosen(name: str) -> AnyResponse:
        """Lead to the outlet that a form asks for, and keep the rest of what it asks."""
        from sim.explorer.again.asked import whole, with_query

        explorer.run(name)
        number = whole(request.args.get("outlet", "0"))
        rest = {key: value for key, value in request.args.items() if key != "outlet"}
        return redirect(with_query(f"{request.root_path}/runs/{name}/outlets/{number}", **rest))

    @blueprint.get("/runs/<name>/outlets/<number>")
    def outlet(name: str, number: str) -> Response:
        from sim.explorer.again import place_of
        from sim.explorer.again.asked import reading, whole
        from sim.explorer.outlet.shown import shown_day

        run = explorer.run(name)
        with reading(run):
            place = place_of(run, whole(number))
            if place is None:
                of = place_of(run, 0)
                message = (
                    f"there is no outlet {number} in {name}: choose 0 to {of.of - 1}, by the "
                    "order of offices.parquet"
                    if of
                    else f"there is no outlet in {name}"
                )
                raise NotFound(message)
            shown = shown_day(explorer.again, run, place, request.args)
        return explorer.site.page("outlet/day.html", shown=shown, run=run, place=place)

    return blueprint
