"""The page of a person, and the page that finds one."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from sim.explorer.explorer import Explorer
from sim.explorer.results import RunResults

if TYPE_CHECKING:
    from sim.explorer.person.shown import ShownPerson


def pages(explorer: Explorer) -> Blueprint:
    """Return the pages of people."""
    blueprint = Blueprint("person", __name__)

    @blueprint.get("/runs/<name>/people")
    def people(name: str) -> AnyResponse:
        from sim.explorer.again.asked import reading, with_query
        from sim.explorer.person.people import shown_people

        run = explorer.run(name)
        if asked := request.args.get("person", ""):
            rest = {key: value for key, value in request.args.items() if key != "person"}
            return redirect(with_query(f"{request.root_path}/runs/{name}/people/{asked}", **rest))
        with reading(run):
            shown = shown_people(explorer.again, run, _twin(explorer, run), request.args)
        others = [one for one in explorer.shelf.runs() if one != name]
        return explorer.site.page("person/people.html", shown=shown, run=run, others=others)

    @blueprint.get("/runs/<name>/people/<number>")
    def person(name: str, number: str) -> Response:
        from sim.study.story import duration

        run = explorer.run(name)
        shown = _shown(explorer, run, number)
        others = [one for one in explorer.shelf.runs() if one != name]
        return explorer.site.page(
            "person/person.html", shown=shown, run=run, others=others, duration=duration
        )

    return blueprint


def _shown(explorer: Explorer, run: RunResults, number: str) -> "ShownPerson":
    """Return the person of a number. Raise BadRequest for what is none, NotFound for nobody."""
    from sim.explorer.again import CountyWanted
    from sim.explorer.again.asked import county_of, reading, replication_of, whole
    from sim.explorer.person.found import person_of
    from sim.explorer.person.shown import shown_person

    if whole(number) < 0:
        message = f"person {number} is no number from 0 on: find one at /runs/{run.name}/people"
        raise BadRequest(message)
    with reading(run):
        code = county_of(run, request.args.get("county", ""))
        replication = replication_of(run, request.args.get("replication", ""))
        found = person_of(explorer.again, CountyWanted(run, code, replication), whole(number))
        return shown_person(explorer.again, found, _twin(explorer, run))


def _twin(explorer: Explorer, run: RunResults) -> RunResults | None:
    """Return the run in which the twin is asked for. Raise NotFound if there is none."""
    name = request.args.get("twin", "")
    return explorer.run(name) if name and name != run.name else None
