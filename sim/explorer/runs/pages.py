"""The routes of runs: asked for by a form, followed, cancelled, gone on with, and looked at."""

from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sim.explorer.explorer import Explorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.explorer.jobs.state import JobSeen
    from sim.explorer.results import RunResults

SEE_OTHER, BAD_REQUEST, SERVER_ERROR = 303, 400, 500
SEEN_DIGITS = 16
LEVERS_ALREADY = "same"


def pages(explorer: Explorer) -> Blueprint:
    """Return the pages of runs."""
    blueprint = Blueprint("runs", __name__)

    @blueprint.get("/runs")
    def all_runs() -> AnyResponse:
        return redirect(url_for("home.home"), SEE_OTHER)

    @blueprint.post("/runs")
    def ask() -> AnyResponse:
        from sim.explorer.asked import asked_of

        def asked() -> AnyResponse:
            last = max((one.number for one in explorer.jobs.jobs().values()), default=0)
            name = explorer.jobs.ask(asked_of(request.form))
            job = explorer.jobs.jobs().get(name)
            is_new = job is not None and job.number > last
            return _to(name, **({} if is_new else {LEVERS_ALREADY: "1"}))

        return _saying_what_is_wrong(explorer, asked)

    @blueprint.post("/runs/<name>/stop")
    def stop(name: str) -> AnyResponse:
        _job(explorer, name)
        explorer.jobs.stop(name)
        return _to(name)

    @blueprint.post("/runs/<name>/go-on")
    def go_on(name: str) -> AnyResponse:
        def again() -> AnyResponse:
            explorer.jobs.go_on(name)
            return _to(name)

        _job(explorer, name)
        return _saying_what_is_wrong(explorer, again)

    @blueprint.get("/runs/<name>")
    def run(name: str) -> AnyResponse:
        seen = explorer.jobs.seen(name)
        if seen and seen.state != "finished":
            return _under_way(explorer, seen)
        return _results(explorer, explorer.run(name), seen)

    @blueprint.get("/runs/<name>/progress")
    def progress(name: str) -> AnyResponse:
        return _progress(explorer, _job(explorer, name))

    @blueprint.get("/runs/<name>/summary")
    def summary(name: str) -> AnyResponse:
        from sim.explorer.runs.answers import answer_of_run

        found = answer_of_run(explorer.run(name))
        return explorer.site.page("runs/summary.html", answer=found)

    return blueprint


def _under_way(explorer: Explorer, seen: "JobSeen") -> Response:
    """Return the page of a run that has no results yet."""
    from sim.explorer.runs.under_way import under_way

    name = seen.job.name
    shown = under_way(seen, explorer.jobs.before(name))
    return explorer.site.page(
        "runs/under_way.html",
        shown=shown,
        job=seen.job,
        command=seen.job.asked.command(explorer.shelf.out),
        is_same=LEVERS_ALREADY in request.args,
        seen=_digest(explorer.site.text("runs/so_far.html", shown=shown)),
    )


def _progress(explorer: Explorer, seen: "JobSeen") -> Response:
    """Return the figures so far, nothing if they are as they were, and the whole page at the end.

    What has not changed is not sent again, so nobody loses their place in it.
    """
    from sim.explorer.runs.under_way import under_way

    shown = under_way(seen, explorer.jobs.before(seen.job.name))
    if shown.phase != request.args.get("phase"):
        return Response(status=204, headers={"HX-Refresh": "true"})
    digest = _digest(explorer.site.text("runs/so_far.html", shown=shown))
    if digest == request.args.get("seen"):
        return Response(status=204)
    return explorer.site.page("runs/polled.html", shown=shown, job=seen.job, seen=digest)


def _results(explorer: Explorer, run: "RunResults", seen: "JobSeen | None") -> Response:
    """Return the page of a run with results."""
    from sim.explorer.runs.answers import answer_of_run, lever_lists

    return explorer.site.page(
        "runs/results.html",
        answer=answer_of_run(run),
        lists=lever_lists(run),
        job=seen.job if seen else None,
        others=[name for name in explorer.shelf.runs() if name != run.name],
        is_same=LEVERS_ALREADY in request.args,
    )


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


def _job(explorer: Explorer, name: str) -> "JobSeen":
    """Return a job by its name. Raise NotFound, which is a page, if there is none."""
    from werkzeug.exceptions import NotFound

    found = explorer.jobs.seen(name)
    if found is None:
        message = f"no run called {name} was asked for here: choose one of the list"
        raise NotFound(message)
    return found


def _to(name: str, **query: str) -> AnyResponse:
    return redirect(url_for("runs.run", name=name, **query), SEE_OTHER)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:SEEN_DIGITS]
