"""Tables for people, from values; nothing is printed here."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from sim.comparison import MOST_REPLICATIONS, PairedDifference
from sim.measures import BY_NAME, METRICS, Estimate
from sim.measures.cautions import share_unseen

if TYPE_CHECKING:  # they bring numba, and other tables do without
    from sim.lives.life import LifeLived
    from sim.running.replication import Replication
    from sim.scenario import Scenario
    from sim.study.cost_of_effect import CostOfEffect
    from sim.theory.checks import Checked
    from sim.verification import Compared

GROUP_TITLES = {
    "throughput": "A day",
    "waiting": "Waiting at the counter",
    "counter": "Counters and lines",
    "time": "From cash to the door",
    "funnel": "How far wishes get",
    "money": "Money",
    "people": "People",
    "produce": "Producers and the market's price",
    "agents": "Agents",
}
COST_VERDICTS = {
    "settled": "settled",
    "worse": "the effect is a loss",
    "open": "open: the effect may be none, so no ratio is settled",
}
THOUSAND = 1_000
SMALLEST_SHOWN = 0.001
MINUTE_S, HOUR_S = 60, 3_600
UNITS_AT_LEAST = 2


def run_table(estimates: Sequence[Estimate], *, all_rows: bool) -> Table:
    """Return the result of a run, in groups; ways to end that did not occur are left out."""
    table = _table("", "mean", "95% interval", "unit")
    found = {estimate.metric: estimate for estimate in estimates}
    defined = [metric for metric in METRICS if metric.name in found]
    for group, metrics in groupby(defined, key=lambda metric: metric.group):
        table.add_row(Text(GROUP_TITLES[group], style="bold"))
        for metric in metrics:
            estimate = found[metric.name]
            if not all_rows and estimate.mean == 0 and metric.name.startswith("ended_"):
                continue
            low_to_high = f"{figure(estimate.ci_low)} to {figure(estimate.ci_high)}"
            table.add_row(
                f"  {metric.name}",
                figure(estimate.mean),
                low_to_high if np.isfinite(estimate.ci_low) else "",
                metric.unit,
            )
        table.add_section()
    return table


def warmed_up(scenario: "Scenario") -> str:
    """Say what counts after a warm-up; nothing if there is none."""
    days = scenario.run.warm_up_days
    if not days:
        return ""
    return (
        f"after a warm-up of {days} {'day' if days == 1 else 'days'}: flows and averages over time "
        "are of whoever was there, waits, durations and shares of those who came, or whose wish "
        "arose, after it"
    )


def still_in_line(replications: "Sequence[Replication]") -> str:
    """Say how many of those measured had not been called when a run ended; nothing if none."""
    mean = sum(one.merged.in_line for one in replications) / len(replications)
    if not mean:
        return ""
    return (
        f"on average {figure(mean)} people were still in line when a replication ended: "
        "wait_everyone_* counts them with the wait so far, wait_* and wait_depositors_* leave "
        "them out"
    )


def comparison_table(differences: Sequence[PairedDifference]) -> Table:
    """Return paired differences for one alternative, with what would settle the open ones.

    What differs in no replication is named below the table, and has no row in it.
    """
    first = differences[0]
    table = _table("", first.baseline, "difference", "95% interval", "p (Holm)", "so")
    table.title = f"{first.alternative} minus {first.baseline}"
    table.title_justify = table.caption_justify = "left"
    table.caption = "\n".join(filter(None, (pairing(differences), *cautions(differences)))) or None
    for one in differences:
        if one.verdict == "not defined" or one.caution == "none differ":
            continue
        table.add_row(
            f"{one.metric}",
            figure(one.baseline_mean),
            signed(one.mean),
            f"{signed(one.ci_low)} to {signed(one.ci_high)}" if np.isfinite(one.ci_low) else "",
            chance(one.p_holm),
            f"{verdict(one)} *" if one.enough_replications else verdict(one),
        )
    return table


def costs_table(costs: Sequence["CostOfEffect"]) -> Table:
    """Return what courses cost for each thing that they bring, for one alternative."""
    table = _table("", "cost", "effect", "yuan for each", "95% interval", "so")
    table.title = f"What the courses of {costs[0].alternative} cost, beyond {costs[0].baseline}"
    table.title_justify = "left"
    for one in costs:
        table.add_row(
            cost_name(one),
            figure(one.cost_mean),
            signed(one.effect_mean),
            figure(one.mean),
            f"{figure(one.ci_low)} to {figure(one.ci_high)}" if np.isfinite(one.ci_low) else "",
            COST_VERDICTS[one.verdict],
        )
    return table


def cost_name(cost: "CostOfEffect") -> str:
    """Return what is paid for, in words."""
    return cost.metric.removeprefix("yuan_per_").replace("_", " ")


def cautions(differences: Sequence[PairedDifference]) -> list[str]:
    """Return of which intervals it is known that they hold less often than 95%, and what helps."""
    lines = [
        f"* {one.metric}: {_why(one)}. Such intervals held in {one.coverage:.0%} of trials, "
        f"not in 95%; some {one.enough_replications:,} replications would do."
        for one in differences
        if one.enough_replications
    ]
    alike: dict[int, list[str]] = {}
    for one in differences:
        if one.caution == "none differ":
            alike.setdefault(one.replications, []).append(one.metric)
    for count, metrics in alike.items():
        lines.append(
            f"No difference in any of {count} replications, so in at most "
            f"{share_unseen(count):.0%} of further ones (95% confidence): {', '.join(metrics)}."
        )
    return lines


def _why(one: PairedDifference) -> str:
    """Return in words why an interval needs caution."""
    if one.caution == "few differ":
        return f"{one.differing} of {one.replications} replications differ"
    if one.caution == "skewed":
        return f"skewed ({signed(one.skewness)})"
    return f"pairing leaves few people in it (variance divided by {figure(one.variance_ratio)})"


def pairing(differences: Sequence[PairedDifference]) -> str | None:
    """Return what it brought that both scenarios met the same people."""
    ratios = [one.variance_ratio for one in differences if np.isfinite(one.variance_ratio)]
    if not ratios:
        return None
    ratio = figure(float(np.median(ratios)))
    return f"Pairing divides the variance of a difference by {ratio} (median of {len(ratios)})."


def verdict(one: PairedDifference) -> str:
    """Return what a difference comes to, in words."""
    if one.verdict in {"higher", "lower"}:
        better = BY_NAME[one.metric].better
        judged = "" if better == "neither" else (", better" if better == one.verdict else ", worse")
        return f"{one.verdict}{judged}"
    if one.verdict == "same":
        return "the same, within 1%"
    if one.replications <= 1:
        return "open: needs more than one replication"
    if one.replications + one.more_replications >= MOST_REPLICATIONS:
        return f"open: over {MOST_REPLICATIONS:,} replications"
    replications = "replication" if one.more_replications == 1 else "replications"
    return f"open: {one.more_replications:,} more {replications}"


def scenarios_table(questions: Mapping[str, str]) -> Table:
    """Return the scenarios that ship, a line each."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column()
    for name, question in questions.items():
        table.add_row(name, question)
    return table


def figure(value: float) -> str:
    """Return a number with as many digits as mean something.

    >>> figure(1234.5), figure(12.345), figure(0.01234), figure(0.0), figure(float("nan"))
    ('1,234', '12.3', '0.0123', '0', '')
    """
    if not np.isfinite(value):
        return ""
    if value == 0:
        return "0"
    size = abs(value)
    digits = 0 if size >= THOUSAND else max(0, 2 - int(np.floor(np.log10(size))))
    return f"{value:,.{min(digits, 6)}f}"


def chance(p_value: float) -> str:
    """Return a p-value to three digits.

    >>> chance(0.0001), chance(0.0271), chance(float("nan"))
    ('<0.001', '0.027', '')
    """
    if not np.isfinite(p_value):
        return ""
    return f"{p_value:.3f}" if p_value >= SMALLEST_SHOWN else f"<{SMALLEST_SHOWN}"


def signed(value: float) -> str:
    """Return a number with its sign.

    >>> signed(0.5), signed(-0.5)
    ('+0.500', '-0.500')
    """
    return f"+{figure(value)}" if value > 0 else figure(value)


def time_in_words(seconds: float) -> str:
    """Return a time in the largest unit of which there are two or more.

    >>> time_in_words(95), time_in_words(3_000), time_in_words(9_000)
    ('95 s', '50 min', '2.5 h')
    """
    if seconds >= UNITS_AT_LEAST * HOUR_S:
        return f"{seconds / HOUR_S:,.1f} h"
    if seconds >= UNITS_AT_LEAST * MINUTE_S:
        return f"{seconds / MINUTE_S:.0f} min"
    return f"{seconds:.0f} s"


def engines_table(compared: "Sequence[Compared]") -> Table:
    """Return how much both engines simulated, and whether it is the same."""
    table = _table("", "county", "visits", "journeys", "so")
    table.title, table.title_justify = "The SimPy model and the compiled engine", "left"
    for one in compared:
        so = f"differs: person {one.difference.person}" if one.difference else "identical"
        table.add_row(one.scenario, one.county, f"{one.visits:,}", f"{one.journeys:,}", so)
    return table


def lives_table(lived: "Sequence[LifeLived]") -> Table:
    """Return which lives both engines write as they were worked out by hand."""
    table = _table("", "so")
    table.title, table.title_justify = "Lives worked out by hand, and both engines", "left"
    for one in lived:
        table.add_row(one.name, "agrees" if one.agrees else "differs")
    return table


def theory_table(checked: "Sequence[Checked]", z_most: float) -> Table:
    """Return exact results beside simulated ones, with z-scores."""
    table = _table("", "unit", "exact", "simulated", "z", "so")
    table.title, table.title_justify = "Queueing theory and the compiled engine", "left"
    table.caption = f"z is the difference in standard errors; beyond {z_most} it is a finding"
    table.caption_justify = "left"
    for one in checked:
        exact, simulated = f"{one.exact:.4f}", f"{one.simulated:.4f}"
        so = "agrees" if one.agrees else "differs"
        table.add_row(one.name, one.unit, exact, simulated, f"{one.z:+.2f}", so)
    return table


def _table(*headings: str) -> Table:
    """Return a table in which text makes room for figures where the terminal is narrow."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        is_text = index in {0, len(headings) - 1}
        table.add_column(
            heading, justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold"
        )
    return table
