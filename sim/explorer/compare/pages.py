"""The page that compares runs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, HTTPException

from sim.explorer.explorer import Explorer

if TYPE_CHECKING:
    from sim.explorer.compare.chosen import ComparedRuns


def pages(explorer: Explorer) -> Blueprint:
    """Return the page, and the one that says what is wrong with a choice of runs."""
    blueprint = Blueprint("compare", __name__)

    @blueprint.get("/compare")
    def compare() -> Response:
        from sim.explorer.compare.chosen import runs_named
        from sim.explorer.compare.readable import readable

        names = request.args.getlist("run")
        try:
            with readable(*names):
                compared = runs_named(explorer, names)
                values = _values(compared)
        except HTTPException as error:
            return explorer.site.page(
                "compare-choice.html",
                (error.code or 400) if any(names) else 200,
                said=error.description if any(names) else "",
                all_runs=list(explorer.shelf.runs()),
                names=[name for name in names if name],
            )
        return explorer.site.page(
            "compare.html", all_runs=list(explorer.shelf.runs()), compared=compared, **values
        )

    return blueprint


def _values(compared: "ComparedRuns") -> dict[str, Any]:
    """Return what stands on the page, as its form asks."""
    from sim.explorer.compare.curves import chart_of
    from sim.explorer.compare.daily import FLOWS, daily_of
    from sim.explorer.compare.forest import forests
    from sim.explorer.compare.people import SAID, people_of
    from sim.explorer.compare.waits import classes_of, waits_of

    classes = classes_of(compared)
    outlet_class = _chosen("class", classes)
    flow = _chosen("flow", FLOWS)
    sort = _chosen("by", SAID)
    daily = daily_of(compared, FLOWS[flow])
    return {
        "forests": forests(compared),
        "waits": chart_of(waits_of(compared, outlet_class)),
        "daily": chart_of(daily) if daily.places else None,
        "people": people_of(compared, sort),
        "choices": {
            "class": (outlet_class, {name: name for name in classes}),
            "flow": (flow, {name: one.said for name, one in FLOWS.items()}),
            "by": (sort, SAID),
        },
    }


def _chosen(parameter: str, allowed: Iterable[str]) -> str:
    """Return what was chosen, or the first that is allowed. Raise BadRequest for any other."""
    known = list(allowed)
    chosen = request.args.get(parameter, known[0])
    if chosen not in known:
        message = f"{parameter} is {chosen}, and may be {', '.join(known)}"
        raise BadRequest(message)
    return chosen
