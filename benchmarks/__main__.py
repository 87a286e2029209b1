"""Print the figures beside their yardsticks; exit 1 if one is missed."""

import os
import statistics
import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from benchmarks import bare_queue, command

RUNS = 5
VISITS_GOAL = 60_000
COUNTY_GOAL_S = 60.0
MEMORY_GOAL_MIB = 1_024.0
START_GOAL_S = 0.5


def median(measure: Callable[[], float], runs: int = RUNS) -> float:
    """Return the median of several runs."""
    return statistics.median(measure() for _ in range(runs))


def main() -> int:
    """Measure, print, judge."""
    pairs = [
        (bare_queue.our_visits_per_second(), bare_queue.minimal_visits_per_second())
        for _ in range(RUNS)
    ]
    ours = statistics.median(mine for mine, _ in pairs)
    peer = statistics.median(theirs for _, theirs in pairs)
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    goal = min(VISITS_GOAL, peer / 2)
    start_s = median(command.start_s)
    county_s = median(command.county_s, 3)
    memory_mib = command.peak_memory_mib()
    rows = [
        ("bare M/M/3, visits a second, one core", f"{ours:,.0f}", f"at least {goal:,.0f}"),
        ("the same in a minimal SimPy script", f"{peer:,.0f}", "yardstick"),
        ("ours over minimal SimPy", f"{ratio:.2f}", "at least 0.5, or 60,000 a second"),
        ("wanghuiyi --help, s", f"{start_s:.2f}", f"under {START_GOAL_S}"),
        ("run county, 10 replications, s", f"{county_s:.1f}", f"under {COUNTY_GOAL_S:.0f}"),
        ("largest process of all, MiB", f"{memory_mib:.0f}", f"under {MEMORY_GOAL_MIB:.0f}"),
    ]
    table = Table(title=f"Medians on {os.cpu_count()} cores", title_justify="left")
    for heading in ("what", "measured", "goal"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    reached = (
        ours >= goal
        and start_s < START_GOAL_S
        and county_s < COUNTY_GOAL_S
        and memory_mib < MEMORY_GOAL_MIB
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
