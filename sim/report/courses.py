"""What the courses of a comparison cost for what they bring, as `compare` prints it."""

from math import isfinite
from pathlib import Path

from sim.files.costs_of_effect import read_costs
from sim.report.parts import Cells, ReportTable, one_group
from sim.study.cost_of_effect import CostOfEffect
from sim.tables import COST_VERDICTS, cost_name, figure, signed

COLUMNS = (
    *("what is paid for", "cost, yuan", "effect", "yuan for each", "95% interval, yuan", "verdict"),
)
NOTE = (
    "Cost and effect are over the measured days, less those of the baseline; the interval of their "
    "ratio is Fieller's. A seat is paid once and its owner stays trained, so what it brings after "
    "the run is not in the effect."
)


def costs_tables(folder: Path, name: str) -> tuple[ReportTable, ...]:
    """Return a table for each alternative that has courses which the baseline has not."""
    by_alternative: dict[str, list[CostOfEffect]] = {}
    for one in read_costs(folder):
        by_alternative.setdefault(one.alternative, []).append(one)
    return tuple(
        _table(costs, f"{name}-{number}") for number, costs in enumerate(by_alternative.values(), 1)
    )


def _table(costs: list[CostOfEffect], name: str) -> ReportTable:
    rows: list[Cells] = [
        (
            cost_name(one),
            figure(one.cost_mean),
            signed(one.effect_mean),
            figure(one.mean) or "none",
            f"{figure(one.ci_low)} to {figure(one.ci_high)}" if isfinite(one.ci_low) else "none",
            COST_VERDICTS[one.verdict],
        )
        for one in costs
    ]
    caption = f"What the courses of {costs[0].alternative} cost, beyond {costs[0].baseline}"
    return ReportTable(name, caption, COLUMNS, one_group(rows), frozenset(range(1, 5)), (NOTE,))
