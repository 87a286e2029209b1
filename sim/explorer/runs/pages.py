"""The pages of runs: how far one is, and what its results are."""

from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from sim.explorer.explorer import Explorer

if TYPE_CHECKING:
    from sim.explorer.jobs.state import JobSeen
    from sim.explorer.results import RunResults
    from sim.explorer.runs.under_way import RunUnderWay

SEE_OTHER = 303
SEEN_DIGITS = 16
IS_SAME = "same"
"""Says in an address that a run was asked for before."""


def pages(explorer: Explorer) -> Blueprint:
    """Return the pages of runs."""
    blueprint = Blueprint("runs", __name__)

    @blueprint.get("/runs")
    def all_runs() -> AnyResponse:
        return redirect(url_for("home.home"), SEE_OTHER)

    @blueprint.get("/runs/<name>")
    def run(name: str) -> AnyResponse:
        seen = explorer.jobs.seen(name)
        if seen and seen.state != "finished":
            return _under_way(explorer, seen)
        return _results(explorer, explorer.run(name), seen)

    @blueprint.get("/runs/<name>/progress")
    def progress(name: str) -> AnyResponse:
        return _progress(explorer, job_seen(explorer, name))

    @blueprint.get("/runs/<name>/summary")
    def summary(name: str) -> AnyResponse:
        from sim.explorer.compare.readable import readable
        from sim.explorer.runs.answers import answer_of_run

        one = explorer.run(name)
        with readable(name):
            found = answer_of_run(one)
        return explorer.site.page("runs/summary.html", answer=found)

    return blueprint


def _under_way(explorer: Explorer, seen: "JobSeen") -> Response:
    """Return the page of a run that has no results yet."""
    from sim.explorer.runs.under_way import under_way

    name = seen.job.name
    shown = under_way(seen, explorer.jobs.before(name))
    so_far, digest = _so_far(explorer, shown)
    return explorer.site.page(
        "runs/under_way.html",
        shown=shown,
        job=seen.job,
        command=seen.job.asked.command(explorer.shelf.out),
        is_same=IS_SAME in request.args,
        so_far=so_far,
        seen=digest,
    )


def _progress(explorer: Explorer, seen: "JobSeen") -> Response:
    """Return the figures so far, nothing if they are as they were, and the whole page at the end.

    What has not changed is not sent again, so nobody loses their place in it.
    """
    from sim.explorer.runs.under_way import under_way

    shown = under_way(seen, explorer.jobs.before(seen.job.name))
    if shown.phase != request.args.get("phase"):
        return Response(status=204, headers={"HX-Refresh": "true"})
    so_far, digest = _so_far(explorer, shown)
    if digest == request.args.get("seen"):
        return Response(status=204)
    return explorer.site.page(
        "runs/polled.html", shown=shown, job=seen.job, so_far=so_far, seen=digest
    )


def _so_far(explorer: Explorer, shown: "RunUnderWay") -> tuple[Markup, str]:
    """Return the figures so far as HTML, which escapes, and a word by which they are known."""
    text = explorer.site.text("runs/so_far.html", shown=shown)
    digest = sha256(text.encode()).hexdigest()[:SEEN_DIGITS]
    return Markup(text), digest  # noqa: S704 - a template made it


def _results(explorer: Explorer, run: "RunResults", seen: "JobSeen | None") -> Response:
    """Return the page of a run with results."""
    from sim.explorer.compare.readable import readable
    from sim.explorer.runs.answers import answer_of_run, lever_lists

    with readable(run.name):
        answer, lists = answer_of_run(run), lever_lists(run)
    return explorer.site.page(
        "runs/results.html",
        answer=answer,
        lists=lists,
        job=seen.job if seen else None,
        others=[name for name in explorer.shelf.runs() if name != run.name],
        is_same=IS_SAME in request.args,
    )


def job_seen(explorer: Explorer, name: str) -> "JobSeen":
    """Return a job by its name. Raise NotFound, which is a page, if there is none."""
    from werkzeug.exceptions import NotFound

    found = explorer.jobs.seen(name)
    if found is None:
        message = f"no run called {name} was asked for here: choose one of the list"
        raise NotFound(message)
    return found
