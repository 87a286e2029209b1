"""The result beside levers: that of exactly these inputs, or that from which somebody came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.explorer.explorer import Explorer
from sim.explorer.home.headline import Headline, headlines_of
from sim.explorer.results import RunResults

if TYPE_CHECKING:
    from sim.scenario import Scenario

NAMES = ("name", "question")


@dataclass(frozen=True)
class ShownResult:
    """A run beside levers; it is stale where a lever has moved since."""

    run: RunResults
    headlines: Sequence[Headline]
    is_stale: bool


def result_of(
    explorer: Explorer, scenario: "Scenario | None", came_from: RunResults | None
) -> ShownResult | None:
    """Return the result of exactly these inputs, else that of the run somebody came from."""
    same = found(explorer, scenario) if scenario else None
    run = same or came_from
    return ShownResult(run, headlines_of(run), is_stale=same is None) if run else None


def found(explorer: Explorer, scenario: "Scenario") -> RunResults | None:
    """Return the newest run of these parameters and as many replications, whatever its name."""
    wanted = _unnamed(scenario)
    runs = explorer.shelf.runs().values()
    return next((one for one in runs if _unnamed(scenario_of(one)) == wanted), None)


def scenario_of(run: RunResults) -> "Scenario | None":
    """Return the scenario of a run, None if another version of this program wrote it."""
    try:
        return run.scenario
    except ValueError:
        return None


def _unnamed(scenario: "Scenario | None") -> "Scenario | None":
    return scenario and scenario.model_copy(update=dict.fromkeys(NAMES, ""))
