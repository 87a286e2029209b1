"""The result beside levers: that of exactly these inputs, or that from which somebody came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.explorer.asked import AskedRun
from sim.explorer.explorer import Explorer
from sim.explorer.home.headline import Headline, headlines_of
from sim.explorer.results import RunResults

if TYPE_CHECKING:
    from sim.scenario import Scenario

NAMES = ("name", "question")


@dataclass(frozen=True)
class ShownResult:
    """A run beside levers: that of exactly these inputs, or a stale one.

    Of one that is `under_way` there are no figures yet.
    """

    name: str
    headlines: Sequence[Headline]
    replications: int
    is_stale: bool
    under_way: bool = False


def result_of(
    explorer: Explorer,
    asked: AskedRun,
    scenario: "Scenario | None",
    came_from: RunResults | None,
) -> ShownResult | None:
    """Return the result of exactly these inputs, else that of the run somebody came from.

    There is no scenario where something is wrong with what is asked for.
    """
    same = None
    if scenario is not None:
        runs = explorer.shelf.runs()
        name = explorer.jobs.found(asked)
        if name and name not in runs:
            return ShownResult(name, (), 0, is_stale=False, under_way=True)
        same = runs[name] if name else _of_same_parameters(explorer, asked, scenario)
    run = same or came_from
    if run is None:
        return None
    count = int(run.manifest["replications"])
    return ShownResult(run.name, headlines_of(run), count, is_stale=same is None)


def scenario_of(run: RunResults) -> "Scenario | None":
    """Return the scenario of a run, None if another version of this program wrote it."""
    try:
        return run.scenario
    except ValueError:
        return None


def _of_same_parameters(
    explorer: Explorer, asked: AskedRun, scenario: "Scenario"
) -> RunResults | None:
    """Return the newest run of these parameters, also one of a version that had fewer of them.

    One of some counties or replications only is none of them.
    """
    from sim.explorer.jobs.inputs import inputs_run

    if asked.until:
        return None
    wanted = _unnamed(scenario)
    runs = explorer.shelf.runs().values()
    same = (one for one in runs if _unnamed(scenario_of(one)) == wanted)
    return next((one for one in same if inputs_run(one) is not None), None)


def _unnamed(scenario: "Scenario | None") -> "Scenario | None":
    return scenario and scenario.model_copy(update=dict.fromkeys(NAMES, ""))
