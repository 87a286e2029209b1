"""What the equation does not know, and which way that moves waits: said with every prediction."""

from collections.abc import Callable

import numpy as np

from sim.scenario import Scenario
from sim.study.explain.coming import GROUP_MOST, SERVICE_LEAST_MIN
from sim.study.explain.fluid import LINE_MOST

LARGEST = np.array(GROUP_MOST + 0.5)
UNKNOWN: dict[str, Callable[[Scenario], bool]] = {
    "one line for each window, predicted as one line: waits are longer": lambda one: (
        one.line.discipline == "line_per_window"
    ),
    "windows for some purposes, predicted as if all served all: waits are longer": lambda one: bool(
        one.line.windows
    ),
    "priority: the mean wait is that of all, those with it wait less and the others more; "
    "where people leave, a little shorter than predicted": lambda one: bool(
        one.line.priority_share or one.line.priority_purposes
    ),
    "services of less than half a minute, which count as half a minute: waits are shorter": (
        lambda one: one.services.other_min.mean() < SERVICE_LEAST_MIN
    ),
    "services that begin anew after a failure, predicted as if they went on: waits are longer": (
        lambda one: one.counters.fail and one.counters.service_after_failure == "restarts"
    ),
    "deposits without a link, which take a minute and come again: waits hardly change": (
        lambda one: bool(
            one.link.random.outlet_link_failures_per_month
            or one.link.random.county_link_failures_per_month
            or any(outage.kind == "link" for outage in one.outage)
        )
    ),
    "who finds an outlet shut in an outage, and comes again: waits on later days are longer": (
        lambda one: any(outage.kind == "office" for outage in one.outage)
    ),
    f"groups of more than {GROUP_MOST}, but as more variation of services: waits are longer": (
        lambda one: bool(one.others.group_size.cumulative(LARGEST) < 1)
    ),
    f"of who is in line when the run begins more than {LINE_MOST}: waits are longer": (
        lambda one: one.backlog.customers_in_line > LINE_MOST
    ),
    "lines at agents, and purchases paid in there, which count as deposits: waits hardly change": (
        lambda one: one.agents.are_on
    ),
}


def left_out(scenario: Scenario) -> list[str]:
    """Return what of a scenario is not in its prediction."""
    return [what for what, is_on in UNKNOWN.items() if is_on(scenario)]
