"""What stands beside levers: what is predicted, or why nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.explorer.prediction.kept import PRECISION, Predictions, explained, is_quick, outlets_of
from sim.explorer.prediction.week import week_chart

if TYPE_CHECKING:
    from sim.explorer.charts import Chart
    from sim.explorer.prediction.kept import Foretold
    from sim.report.parts import ReportTable
    from sim.scenario import Scenario

State = Literal["wrong", "large", "later", "told"]


@dataclass(frozen=True)
class Beside:
    """What is predicted, with how long that took; or the state of a form that has no prediction.

    It is `wrong`, `large` (so it is predicted only when that is asked for), or told `later`.
    """

    state: State
    outlets: int = 0
    seconds: float = 0.0
    table: "ReportTable | None" = None
    chart: "Chart | None" = None
    sentences: Sequence[str] = ()
    warnings: Sequence[str] = ()


def beside(
    predictions: Predictions, scenario: "Scenario | None", page: str, *, is_wanted: bool
) -> Beside | None:
    """Return what stands beside the levers; None if the page has asked for another since.

    A large network, or one for which the page can ask by itself, is predicted if it `is_wanted`.
    """
    if scenario is None:
        return Beside("wrong")
    if not is_wanted:
        return Beside("later" if is_quick(scenario) else "large", outlets_of(scenario))
    from sim.files.findings import FileErrors

    try:
        found = predictions.of(scenario, page)
    except FileErrors as errors:
        return Beside("wrong", sentences=[str(one) for one in errors.findings])
    return None if found is None else _told(found, scenario)


def _told(found: "Foretold", scenario: "Scenario") -> Beside:
    from sim.files.warnings import warnings_of
    from sim.report.explanation import class_table, sentences

    said = explained(found, scenario)
    outlets = sum(len(county.outlets) for county in found.counties)
    return Beside(
        "told",
        outlets,
        found.seconds,
        class_table(said.classes, has_longest=False),
        week_chart(said.classes),
        sentences(said, scenario, PRECISION),
        warnings_of(scenario, found.counties, in_all=len(found.counties)),
    )


def carried_sentences(
    predictions: Predictions, scenario: "Scenario", page: str
) -> list[str] | None:
    """Return what the prediction hangs on; None if the page has asked for another since."""
    from sim.report.explanation import assumptions

    found = predictions.carried(scenario, page)
    return None if found is None else assumptions(found)
