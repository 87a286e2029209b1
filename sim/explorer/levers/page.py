"""The page of a scenario: ten levers and a search for the rest, and beside them what comes of it.

Without scripts its form is sent by hand; with them what stands beside the levers follows typing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from sim.explorer.asked import (
    LEVER,
    NAME,
    NAME_DIGITS,
    REPLICATIONS,
    SCENARIO,
    UNTIL,
    ReadForm,
    read_form,
)
from sim.explorer.explorer import Explorer
from sim.explorer.guard import new_token
from sim.explorer.jobs.inputs import scenario_asked
from sim.explorer.levers import form as forms
from sim.explorer.levers.chosen import ten_of
from sim.explorer.levers.known import KnownLever, levers_of
from sim.explorer.levers.result import result_of, scenario_of
from sim.explorer.prediction.beside import Beside, beside, carried_sentences
from sim.explorer.prediction.kept import Predictions
from sim.explorer.results import RunResults

if TYPE_CHECKING:
    from sim.scenario import Scenario

QUERY, FROM, PREDICT, CARRIED, PAGE = "q", "from", "predict", "carried", "page"
TOKEN = re.compile(r"[\w-]{1,64}")
NOTHING = 204


@dataclass(frozen=True)
class AskedPage:
    """A scenario with what was typed about it: all that the parts of its page are made of."""

    name: str
    form: Mapping[str, str]
    read: ReadForm
    levers: Mapping[str, KnownLever]
    ten: list[KnownLever]
    run: RunResults | None

    @property
    def scenario(self) -> "Scenario | None":
        """Return the scenario that is asked for, None while something is wrong."""
        return None if self.read.findings else self.read.scenario

    @property
    def page(self) -> str:
        """Return what tells pages apart that are open at once."""
        typed = self.form.get(PAGE, "")
        return typed if TOKEN.fullmatch(typed) else ""

    @cached_property
    def typed(self) -> dict[str, str]:
        """Return what stands in fields of levers that there are, by their keys."""
        typed = forms.typed_in(self.form)
        return {key: text for key, text in typed.items() if key in self.levers}

    @cached_property
    def kept(self) -> list[KnownLever]:
        """Return the levers beyond the ten that were moved, which a search must not lose."""
        others = [self.levers[key] for key in self.typed.keys() - {one.key for one in self.ten}]
        moved = [one for one in others if forms.is_moved(one, self.typed[one.key])]
        return [one for one in self.levers.values() if one in moved]

    @cached_property
    def found(self) -> forms.FoundLevers:
        """Return what the search finds besides."""
        there = [one.key for one in (*self.ten, *self.kept)]
        return forms.search(self.form.get(QUERY, ""), self.levers, there)

    @cached_property
    def placed(self) -> forms.PlacedFindings:
        """Return all mistakes, at the fields that the form has."""
        fields = {one.key: one for one in (*self.ten, *self.kept, *self.found.shown)}
        fields |= {key: self.levers[key] for key in self.typed}
        return forms.placed(self.read.findings, fields)


def pages(explorer: Explorer) -> Blueprint:
    """Return the page of each scenario, and the parts of it that follow typing."""
    blueprint = Blueprint("levers", __name__)
    predictions = Predictions()

    @blueprint.get("/scenarios/<name>")
    def levers(name: str) -> Response:
        asking = _asking(explorer, name, {**request.args, PAGE: new_token()})
        is_carried = CARRIED in request.args
        is_sent = bool(asking.typed) and _is_quick(asking)
        is_wanted = is_carried or is_sent or PREDICT in request.args
        values = _values(explorer, asking) | {
            "beside": _beside(predictions, asking, is_wanted=is_wanted),
            "page": asking.page,
            "carried": _carried(predictions, asking) if is_carried else None,
        }
        return explorer.site.page("levers/page.html", **values)

    _follow_typing(blueprint, explorer, predictions)
    return blueprint


def _follow_typing(blueprint: Blueprint, explorer: Explorer, predictions: Predictions) -> None:
    """Add the parts of the page that are asked for anew while somebody types."""

    @blueprint.post("/scenarios/<name>/predicted")
    def predicted(name: str) -> Response:
        asking = _asking(explorer, name, request.form)
        is_wanted = PREDICT in request.form or _is_quick(asking)
        found = _beside(predictions, asking, is_wanted=is_wanted)
        if found is None:
            return Response(status=NOTHING)
        values = _values(explorer, asking) | {"beside": found, "page": asking.page}
        return explorer.site.page("levers/predicted.html", **values, carried=None)

    @blueprint.post("/scenarios/<name>/carried")
    def carried(name: str) -> Response:
        found = _carried(predictions, _asking(explorer, name, request.form))
        if found is None:
            return Response(status=NOTHING)
        return explorer.site.page("levers/carried.html", carried=found)

    @blueprint.post("/scenarios/<name>/further")
    def further(name: str) -> Response:
        asking = _asking(explorer, name, request.form)
        return explorer.site.page("levers/further.html", **_values(explorer, asking))


def _beside(predictions: Predictions, asking: AskedPage, *, is_wanted: bool) -> Beside | None:
    return beside(predictions, asking.scenario, asking.page, is_wanted=is_wanted)


def _carried(predictions: Predictions, asking: AskedPage) -> list[str] | None:
    scenario = asking.scenario
    return carried_sentences(predictions, scenario, asking.page) if scenario else None


def _is_quick(asking: AskedPage) -> bool:
    from sim.explorer.prediction.kept import is_quick

    return asking.read.scenario is not None and is_quick(asking.read.scenario)


def _asking(explorer: Explorer, name: str, given: Mapping[str, str]) -> AskedPage:
    """Return what is asked of a scenario. Raise NotFound if there is none, or no such run."""
    from sim.files.findings import FileErrors

    form = {**given, SCENARIO: name}
    try:
        run, scenario = _came_from(explorer, given.get(FROM, ""))
        if scenario and not forms.typed_in(form):
            form = _form_of(scenario, name) | form
        read = read_form(form)
    except FileErrors as errors:
        from werkzeug.exceptions import NotFound

        raise NotFound("; ".join(one.message for one in errors.findings)) from None
    known = levers_of(read.base)
    return AskedPage(name, form, read, known, ten_of(known, read.base), run)


def _came_from(explorer: Explorer, name: str) -> "tuple[RunResults | None, Scenario | None]":
    """Return the run whose levers are moved, and its scenario; of one under way only the latter."""
    if not name:
        return None, None
    is_there = name in explorer.shelf.runs()
    if not is_there and (job := explorer.jobs.seen(name)):
        return None, scenario_asked(job.job.asked)
    run = explorer.run(name)
    scenario = scenario_of(run)
    if scenario is None:
        from werkzeug.exceptions import BadRequest

        message = f"{name} was written by another version, which had other parameters: run it anew"
        raise BadRequest(message)
    return run, scenario


def _form_of(scenario: "Scenario", name: str) -> dict[str, str]:
    """Return the form that asks for another scenario. Raise FileErrors for an unknown one.

    A name that was made of what was set is left out, as other levers make another.
    """
    base = read_form({SCENARIO: name}).base
    typed = forms.typed_of(levers_of(base), levers_of(scenario))
    form = {f"{LEVER}{key}": text for key, text in typed.items()}
    is_made = re.fullmatch(rf"{re.escape(name)}-[0-9a-f]{{{NAME_DIGITS}}}", scenario.name)
    own = "" if is_made or scenario.name == base.name else scenario.name
    return form | {NAME: own, REPLICATIONS: str(scenario.run.replications)}


def _values(explorer: Explorer, asking: AskedPage) -> dict[str, Any]:
    """Return what the templates of the page and of its parts show."""
    read, placed = asking.read, asking.placed
    return {
        "name": asking.name,
        "question": read.base.question,
        "asked": read.asked,
        "is_wrong": bool(read.findings),
        "out": explorer.shelf.out,
        "placed": placed,
        "ten": forms.shown(asking.ten, asking.typed, placed),
        "kept": forms.shown(asking.kept, asking.typed, placed),
        "found": forms.shown(asking.found.shown, asking.typed, placed),
        "found_count": asking.found.count,
        "found_elsewhere": asking.found.elsewhere,
        "query": asking.form.get(QUERY, ""),
        "count": asking.form.get(REPLICATIONS, "") or str(read.base.run.replications),
        "until": asking.form.get(UNTIL, ""),
        "run_name": asking.form.get(NAME, ""),
        "typed_keys": list(asking.typed),
        "field_id": forms.field_id,
        "result": result_of(explorer, read.asked, asking.scenario, asking.run),
        "came_from": asking.run.name if asking.run else "",
    }
