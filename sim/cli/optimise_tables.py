"""What a staffing prints: the plan by unit, the frontier, and how sure it all is."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from sim.cli.output import to_people, to_stdout
from sim.files.schema import effective, scenario_hash
from sim.study.optimise.answer import FreshCheck, FrontierPoint, UnitAnswer, promises_around
from sim.study.optimise.asking import ERROR, Asked
from sim.study.optimise.observing import ChosenPlan
from sim.study.optimise.plans import has_shifts
from sim.tables import figure


@dataclass(frozen=True)
class SearchDone:
    """The plan, for which hours, whether those are settled, the runs it took, the check of it."""

    plan: ChosenPlan
    hours: str
    are_hours_settled: bool
    runs: int
    check: FreshCheck


@dataclass(frozen=True)
class StaffingFound:
    """All that is printed and written."""

    asked: Asked
    done: SearchDone
    answers: tuple[UnitAnswer, ...]
    points: tuple[FrontierPoint, ...]

    @property
    def is_guaranteed(self) -> bool:
        """Whether the whole plan is right with the stated probability."""
        plan = self.done.plan
        settled = plan.is_complete and plan.is_settled and self.done.are_hours_settled
        return settled and not plan.chances

    @property
    def cost_yuan_week(self) -> float:
        """Return what the plan costs a week."""
        return sum(one.cost_yuan_week for one in self.answers)

    @property
    def chance_at_least(self) -> float | None:
        """Return the least chance that all is right, of a search with a budget; else None."""
        chances = self.done.plan.chances
        return max(0.0, 1 - sum(1 - chance for chance in chances)) if chances else None


def facts_of(found: StaffingFound) -> dict[str, Any]:
    """Return the facts of the manifest."""
    scenario, asked = found.done.plan.problem.scenario, found.asked
    # Where nothing was settled, the choice may never have been tried but in the check.
    values = [one.value if one.replications else one.check_mean for one in found.answers]
    mean, low, high = found.done.check.ends()
    return {
        "scenario": scenario.name,
        "seed": scenario.run.seed,
        "replications": found.done.runs,
        "engine": found.done.plan.problem.engine,
        "staffing": {
            "metric": asked.metric.name,
            "unit": asked.metric.unit,
            "at_most": asked.at_most,
            "by": asked.by,
            "zone": asked.zone,
            "cost_zone": asked.cost_zone,
            "confidence": 1 - ERROR if found.is_guaranteed else None,
            "cost_yuan_week": found.cost_yuan_week,
            "largest": max(values),
            "runs": found.done.runs,
            "opening_hours": found.done.hours,
            "hours_settled": found.done.are_hours_settled,
            "most": asked.most,
            "yuan_per_hour": asked.wage.counter_yuan,
            "overtime_factor": asked.wage.overtime_factor,
            "chance_at_least": found.chance_at_least,
            "check": {"replications": len(found.done.check.overall), "mean": mean}
            | {"ci_low": low, "ci_high": high},
        },
        "scenario_sha256": scenario_hash(scenario),
        "effective_scenario": effective(scenario),
    }


def document(found: StaffingFound) -> dict[str, Any]:
    """Return everything as plain values."""
    facts = facts_of(found)
    return {
        "scenario": facts["scenario"],
        "seed": facts["seed"],
        **facts["staffing"],
        "units": [asdict(one) for one in found.answers],
        "frontier": [asdict(one) for one in found.points],
    }


def print_tables(found: StaffingFound) -> None:
    """Print the plan and the frontier on stdout, and on stderr how sure they are."""
    to_stdout().print(_plan_table(found))
    to_stdout().print()
    to_stdout().print(_frontier_table(found))
    for line in _remarks(found):
        to_people().print(line)


def _plan_table(found: StaffingFound) -> Table:
    unit = found.asked.metric.unit
    title = f"{found.asked.metric.name} at most {_shown(found.asked.at_most, unit)}"
    table = _table(title)
    for name in (found.asked.by, "staffing"):
        table.add_column(name)
    for name in ("yuan a week", "seen", "runs", "fresh check, 95%"):
        table.add_column(name, justify="right")
    for name in ("next cheaper", "verdict"):
        table.add_column(name)
    for one in found.answers:
        name = one.unit if one.outlets == 1 else f"{one.unit} ({one.outlets} outlets)"
        cheaper = one.cheaper and f"{one.cheaper}: {_cheaper(one, found.asked)}"
        row = (figure(one.cost_yuan_week), _shown(one.value, unit), str(one.replications))
        check = f"{_shown(max(one.check_low, 0), unit)} to {_shown(one.check_high, unit)}"
        table.add_row(name, one.staffing, *row, check, cheaper, one.said)
    mean, low, high = found.done.check.ends()
    check = f"{_shown(max(low, 0), unit)} to {_shown(high, unit)}"
    table.add_row("all", "", figure(found.cost_yuan_week), _shown(mean, unit), "", check, "", "")
    return table


def _table(title: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.title, table.title_justify = title, "left"
    return table


def _cheaper(one: UnitAnswer, asked: Asked) -> str:
    if one.cheaper_said in ("ruled out", "not needed"):
        return one.cheaper_said
    in_zone = one.cheaper_said == "breaks" and one.cheaper_value <= asked.at_most
    said = "in the zone" if in_zone else one.cheaper_said
    return f"{_shown(one.cheaper_value, asked.metric.unit)}, {said}"


def _frontier_table(found: StaffingFound) -> Table:
    """Return what limits around the promised one would cost."""
    table = _table("What other promises would cost, by means")
    table.add_column("at most", justify="right")
    table.add_column("yuan a week", justify="right")
    table.add_column("counters", justify="right")
    table.add_column("")
    unit = found.asked.metric.unit
    around = promises_around(found.points, found.asked.at_most, is_share=unit == "share")
    for limit, point in around:
        how = "simulated" if point.is_simulated else "predicted in part"
        row = (figure(point.cost_yuan_week), str(point.counters), how)
        table.add_row(_shown(limit, unit), *row)
    return table


def _remarks(found: StaffingFound) -> list[str]:
    """Say how sure the plan is, and what is not settled."""
    asked, unit = found.asked, found.asked.metric.unit
    lines = [f"{found.done.runs:,} runs, {len(found.done.check.overall)} of them the fresh check"]
    plan = found.done.plan
    problem = plan.problem
    if any(has_shifts(problem.scenario, one, problem.counties) for one in problem.units):
        lines.append(
            "the scenario's own shifts are replaced"
            if asked.hours or asked.shifts
            else "the scenario's own shifts stay, and staff these counters; --shifts replaces them"
        )
    if found.done.hours:
        is_said = found.done.are_hours_settled or plan.chances
        settled = "" if is_said else " (not settled: a larger --most may)"
        lines.append(f'opening hours "{found.done.hours}"{settled}')
    if found.is_guaranteed:
        lines.append(
            f"with a probability of {1 - ERROR:.0%} the promise is kept in every {asked.by}, and "
            f"no other candidate costs over {asked.cost_zone:.0%} less and stays "
            f"{_shown(asked.zone, unit)} or more below the limit"
        )
    if found.chance_at_least is not None:
        lines.append(
            f"nothing is guaranteed with a budget: estimated afterwards, all is right with a "
            f"probability of at least {found.chance_at_least:.1%}"
        )
        return lines
    for name, said in (("none keeps it", "no candidate keeps the promise"), ("not settled", "")):
        units = [one.unit for one in found.answers if one.said == name]
        if units:
            why = said or f"not settled after {asked.most:,} replications: raise --most or --zone"
            lines.append(f"{', '.join(units)}: {why}")
    return lines


def _shown(value: float, unit: str) -> str:
    if value != value:  # noqa: PLR0124 - NaN: was not simulated
        return ""
    return f"{value:.1%}" if unit == "share" else f"{value:.2f} {unit}"
