"""The page of a scenario: ten levers and a search for the rest, and beside them what comes of it.

Without scripts its form is sent by hand; with them what stands beside the levers follows typing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, Response, request

from sim.explorer.asked import LEVER, NAME, REPLICATIONS, SCENARIO, UNTIL, ReadForm, read_form
from sim.explorer.explorer import Explorer
from sim.explorer.guard import new_token
from sim.explorer.levers import form as forms
from sim.explorer.levers.chosen import ten_of
from sim.explorer.levers.known import KnownLever, levers_of
from sim.explorer.levers.result import result_of
from sim.explorer.prediction.beside import Beside, beside, carried_sentences
from sim.explorer.prediction.kept import Predictions
from sim.explorer.results import RunResults

QUERY, FROM, PREDICT, CARRIED, PAGE = "q", "from", "predict", "carried", "page"
PAGE_DIGITS_MOST = 64


@dataclass(frozen=True)
class Asking:
    """A scenario with what was typed about it: all that the parts of its page are made of."""

    name: str
    form: Mapping[str, str]
    read: ReadForm
    levers: Mapping[str, KnownLever]
    ten: list[KnownLever]
    run: RunResults | None

    @property
    def page(self) -> str:
        """Return what tells pages apart that are open at once."""
        return self.form.get(PAGE, "")[:PAGE_DIGITS_MOST]

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

    def said(asking: Asking, *, is_wanted: bool) -> Beside | None:
        scenario = None if asking.read.findings else asking.read.scenario
        return beside(predictions, scenario, asking.page, is_wanted=is_wanted)

    @blueprint.get("/scenarios/<name>")
    def levers(name: str) -> Response:
        asking = _asking(explorer, name, request.args)
        is_wanted = PREDICT in request.args or (bool(asking.typed) and _is_quick(asking))
        found = said(asking, is_wanted=is_wanted or CARRIED in request.args)
        values = _values(explorer, asking) | {"beside": found, "page": new_token()}
        carried = None
        if CARRIED in request.args and asking.read.scenario and not asking.read.findings:
            carried = carried_sentences(predictions, asking.read.scenario, asking.page)
        return explorer.site.page("levers/page.html", **values, carried=carried)

    @blueprint.post("/scenarios/<name>/predicted")
    def predicted(name: str) -> Response:
        asking = _asking(explorer, name, request.form)
        found = said(asking, is_wanted=PREDICT in request.form or _is_quick(asking))
        if found is None:
            return Response(status=204)
        values = _values(explorer, asking) | {"beside": found, "page": asking.page}
        return explorer.site.page("levers/predicted.html", **values, carried=None)

    @blueprint.post("/scenarios/<name>/carried")
    def carried(name: str) -> Response:
        asking = _asking(explorer, name, request.form)
        scenario = None if asking.read.findings else asking.read.scenario
        found = carried_sentences(predictions, scenario, asking.page) if scenario else None
        if found is None:
            return Response(status=204)
        return explorer.site.page("levers/carried.html", carried=found)

    @blueprint.post("/scenarios/<name>/further")
    def further(name: str) -> Response:
        asking = _asking(explorer, name, request.form)
        return explorer.site.page("levers/further.html", **_values(explorer, asking))

    return blueprint


def _is_quick(asking: Asking) -> bool:
    from sim.explorer.prediction.kept import is_quick

    return asking.read.scenario is not None and is_quick(asking.read.scenario)


def _asking(explorer: Explorer, name: str, given: Mapping[str, str]) -> Asking:
    """Return what is asked of a scenario. Raise NotFound if there is none, or no such run."""
    from sim.files.findings import FileErrors

    run = explorer.run(given[FROM]) if given.get(FROM) else None
    form = {**given, SCENARIO: name}
    try:
        if run and not forms.typed_in(form):
            form = _form_of(run, name) | form
        read = read_form(form)
    except FileErrors as errors:
        from werkzeug.exceptions import NotFound

        raise NotFound("; ".join(one.message for one in errors.findings)) from None
    known = levers_of(read.base)
    return Asking(name, form, read, known, ten_of(known, read.base), run)


def _form_of(run: RunResults, name: str) -> dict[str, str]:
    """Return the form that asks for what a run did. Raise FileErrors for an unknown scenario."""
    base = read_form({SCENARIO: name}).base
    typed = forms.typed_of(levers_of(base), levers_of(run.scenario))
    form = {f"{LEVER}{key}": text for key, text in typed.items()}
    own = "" if run.scenario.name == base.name else run.scenario.name
    return form | {NAME: own, REPLICATIONS: str(run.scenario.run.replications)}


def _values(explorer: Explorer, asking: Asking) -> dict[str, Any]:
    """Return what the templates of the page and of its parts show."""
    read, placed = asking.read, asking.placed
    scenario = None if read.findings else read.scenario
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
        "result": result_of(explorer, scenario, asking.run),
        "came_from": asking.run.name if asking.run else "",
    }
