"""The pages of maps: of a run, and of the difference of two."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from sim.explorer.explorer import Explorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.explorer.maps.shown import MapAsked
    from sim.explorer.results import RunResults

MOST_LISTED = 200
PAIR = 2


def pages(explorer: Explorer) -> Blueprint:
    """Return the pages of maps."""
    blueprint = Blueprint("maps", __name__)

    @blueprint.get("/runs/<name>/map")
    def run_map(name: str) -> Response:
        from sim.explorer.compare.chosen import numbers_of
        from sim.explorer.compare.readable import readable
        from sim.explorer.maps.shown import map_of

        run = explorer.run(name)
        asked = _asked(run, numbers_of(run))
        with readable(name):
            shown = map_of(run, asked)
        return explorer.site.page(
            "map.html", runs=[run], chart_of_map=shown, **_choices(run, asked)
        )

    @blueprint.get("/compare/map")
    def difference_map() -> Response:
        from sim.explorer.compare.chosen import runs_named
        from sim.explorer.compare.readable import readable
        from sim.explorer.maps.shown import difference_map_of

        names = [name for name in request.args.getlist("run") if name]
        if len(names) != PAIR:
            message = f"a map is of the difference of {PAIR} runs, and {len(names)} are named"
            raise BadRequest(message)
        with readable(*names):
            compared = runs_named(explorer, names)
            asked = _asked(compared.baseline, compared.numbers)
            shown = difference_map_of(compared.baseline, compared.alternatives[0], asked)
        return explorer.site.page(
            "map.html",
            runs=list(compared.runs),
            chart_of_map=shown,
            **_choices(compared.baseline, asked, compared.warnings),
        )

    return blueprint


def _asked(run: "RunResults", numbers: "Sequence[int]") -> "MapAsked":
    """Return what the address asks for. Raise BadRequest or NotFound for what there is not."""
    from sim.explorer.maps.metrics import FIGURES
    from sim.explorer.maps.shown import MapAsked

    metric = request.args.get("metric") or next(iter(FIGURES))
    if metric not in FIGURES:
        message = f"metric is {metric}, and may be {', '.join(FIGURES)}"
        raise BadRequest(message)
    codes = [one["code"] for one in run.manifest["counties"]]
    county = request.args.get("county", "")
    if county and county not in codes:
        message = f"county {county} is not in {run.name}: choose it on the map of all its counties"
        raise NotFound(message)
    if len(codes) == 1:
        county = codes[0]
    return MapAsked(metric, FIGURES[metric], county, tuple(numbers))


def _choices(
    run: "RunResults", asked: "MapAsked", warnings: "Sequence[str]" = ()
) -> dict[str, Any]:
    """Return what can be chosen, and what is."""
    from sim.explorer.maps.ground import county_names
    from sim.explorer.maps.metrics import FIGURES

    names = county_names(run)
    some = dict(list(names.items())[:MOST_LISTED]) if len(names) <= MOST_LISTED else {}
    if asked.county:
        some = some or {asked.county: names[asked.county]}
    counties = {"": f"all {len(names):,}", **some} if len(names) > 1 else {}
    return {
        "asked": asked,
        "warnings": warnings,
        "choices": {
            "metric": (asked.metric, {key: one.said for key, one in FIGURES.items()}),
            "county": (asked.county, counties),
        },
    }
