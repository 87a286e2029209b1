"""What somebody does with runs: asks for one by a form, cancels it, goes on with it."""

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sim.explorer.explorer import Explorer
from sim.explorer.runs.pages import IS_SAME, SEE_OTHER, job_seen

if TYPE_CHECKING:
    from collections.abc import Callable

BAD_REQUEST, SERVER_ERROR = 400, 500


def orders(explorer: Explorer) -> Blueprint:
    """Return what changes runs; each leads to the page of the run."""
    blueprint = Blueprint("orders", __name__)

    @blueprint.post("/runs")
    def ask() -> AnyResponse:
        from sim.explorer.asked import asked_of

        def asked() -> AnyResponse:
            name, is_new = explorer.jobs.ask(asked_of(request.form))
            return _to(name, "" if is_new else f"?{IS_SAME}=1")

        return _saying_what_is_wrong(explorer, asked)

    @blueprint.post("/runs/<name>/stop")
    def stop(name: str) -> AnyResponse:
        job_seen(explorer, name)
        explorer.jobs.stop(name)
        return _to(name)

    @blueprint.post("/runs/<name>/go-on")
    def go_on(name: str) -> AnyResponse:
        def again() -> AnyResponse:
            explorer.jobs.go_on(name)
            return _to(name)

        job_seen(explorer, name)
        return _saying_what_is_wrong(explorer, again)

    return blueprint


def _saying_what_is_wrong(explorer: Explorer, answered: "Callable[[], AnyResponse]") -> AnyResponse:
    """Return the answer, or a page with everything that is wrong with what was asked."""
    from sim.files.findings import FileErrors

    try:
        return answered()
    except FileErrors as errors:
        said = [f"{one.key}: {one.message}" if one.key else one.message for one in errors.findings]
        scenario = request.form.get("scenario", "")
        return explorer.site.page("runs/wrong.html", BAD_REQUEST, said=said, scenario=scenario)
    except OSError as error:
        said = [f"nothing can be written into {explorer.shelf.out}: {error.strerror}"]
        return explorer.site.page("runs/wrong.html", SERVER_ERROR, said=said, scenario="")


def _to(name: str, query: str = "") -> AnyResponse:
    return redirect(f"{url_for('runs.run', name=name)}{query}", SEE_OTHER)
