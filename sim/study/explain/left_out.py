"""What the equation does not know: said with every prediction, so that nobody relies on it."""

from collections.abc import Callable

from sim.scenario import Scenario
from sim.study.explain.coming import SERVICE_LEAST_MIN

UNKNOWN: dict[str, Callable[[Scenario], bool]] = {
    "one line for each window, predicted as one line": lambda one: (
        one.line.discipline == "line_per_window"
    ),
    "windows for some purposes": lambda one: bool(one.line.windows),
    "priority: the mean wait is that of all": lambda one: bool(
        one.line.priority_share or one.line.priority_purposes
    ),
    "counters that fail": lambda one: one.counters.fail,
    "services of less than half a minute, which count as half a minute": lambda one: (
        one.services.other_min.mean() < SERVICE_LEAST_MIN
    ),
    "links that fail by chance": lambda one: bool(
        one.link.random.outlet_link_failures_per_month
        or one.link.random.county_link_failures_per_month
    ),
    "people who come in groups, but as much more variation": lambda one: (
        one.others.group_size.mean() > 1
    ),
    "who is in line when the run begins": lambda one: one.backlog.customers_in_line > 0,
    "agents, at whom some pay in": lambda one: one.agents.are_on,
}


def left_out(scenario: Scenario) -> list[str]:
    """Return what of a scenario is not in its prediction."""
    return [what for what, is_on in UNKNOWN.items() if is_on(scenario)]
