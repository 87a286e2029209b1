"""How many runs `optimise county` takes, 20 outlets by 4 staffings, and what enumeration would.

Full enumeration by class runs every combination of the staffings of its classes, each as often as
the hardest outlet needs by the same test. It would not even answer by outlet.
"""

from typing import NamedTuple

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.study.optimise.asking import Asked, problems_of
from sim.study.optimise.search import guaranteed
from sim.study.optimise.trial import WagePerHour, promised_metric, run_trial

COUNTERS = (1, 2, 3, 4)


class Runs(NamedTuple):
    """The runs of the search, those of full enumeration, and of four plans for all outlets."""

    search: int
    by_class: int
    all_alike: int


def runs_of_county() -> Runs:
    """Search, and count."""
    scenario = read_scenario("county")
    counties = read_network(scenario)
    metric = promised_metric("wait_over_15_min_share")
    wage = WagePerHour(12.0, 1.5)
    asked = Asked("outlet", metric, 0.05, 0.01, wage, 0.02, counters=COUNTERS, engine="compiled")
    (problem,) = problems_of(asked, scenario, counties)
    plan = guaranteed(problem, lambda trials: [run_trial(one) for one in trials], _ignored)
    assert plan.is_settled, "county settles within the usual --most"
    hardest = max(len(values) for unit in plan.seen.values for values in unit)
    classes = {unit.outlet_class for unit in problem.units}
    plans = len(COUNTERS) ** len(classes)
    return Runs(plan.seen.runs, plans * hardest, len(COUNTERS) * hardest)


def _ignored(_done: int) -> None:
    """Take no notice."""
