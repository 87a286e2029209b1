"""The search of `optimise`: its runs are kept, its progress is shown, what fails is reported."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from sim.cli.options import Options
from sim.cli.output import FAILURE, status, to_people
from sim.cli.progress import ProgressShown, showing_progress
from sim.cli.working import Work, report_failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.optimise_tables import SearchDone
    from sim.files.staffing_trials import KeptTrials
    from sim.network import County
    from sim.running.dispatch import ShardFailure
    from sim.scenario import Scenario
    from sim.study.optimise.asking import Asked
    from sim.study.optimise.observing import StaffingProblem
    from sim.study.optimise.trial import Runner

REPLICATIONS_LIKELY = 100


@dataclass(frozen=True)
class StaffingSought:
    """What is to be staffed, what is asked of it, and with how many runs, if with a budget."""

    file: str
    scenario: "Scenario"
    counties: "tuple[County, ...]"
    asked: "Asked"
    budget: int | None


@dataclass
class SearchProgress:
    """How many units are settled, of all opening hours together, and how many runs that took.

    The fresh check is a unit more. With a budget it is runs that count.
    """

    shown: ProgressShown
    units: int
    budget: int | None
    before: int = 0
    settled: int = 0
    runs: int = 0

    def run_is_done(self) -> None:
        """Count a run. Raise KeyboardInterrupt after a Ctrl-C."""
        self.runs += 1
        self._show()

    def notice(self, done: int) -> None:
        """Note how many units of these opening hours are settled."""
        self.settled = self.before + done
        self._show()

    def end_part(self) -> None:
        """Go on to the next opening hours."""
        self.before = self.settled

    def end(self) -> None:
        """Say that the check is done too."""
        self.settled = self.units + 1
        self._show()

    def _show(self) -> None:
        from sim.study.optimise.answer import CHECKS

        self.shown.note(f"{self.runs:,} run{'' if self.runs == 1 else 's'}")
        if self.budget:
            self.shown.step(self.runs, self.budget + CHECKS)
        else:
            self.shown.step(self.settled, self.units + 1)


def found_plan(chosen: Options, sought: StaffingSought, work: Work) -> "SearchDone":
    """Return the plan, checked. Raise UsageError for shifts that cannot be made."""
    from sim.running.dispatch import ShardsFailed
    from sim.running.engines import engine_for
    from sim.study.optimise.asking import problems_of
    from sim.study.optimise.running import TrialRunner

    scenario, counties = sought.scenario, sought.counties
    likely = scenario.run.model_copy(update={"replications": REPLICATIONS_LIKELY})
    likely_all = scenario.model_copy(update={"run": likely})
    engine = engine_for(sought.asked.engine, likely_all, counties)
    asked = replace(sought.asked, engine=engine)
    try:
        with status("predicting"):
            problems = problems_of(asked, scenario, counties)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    kept = _kept(chosen, sought, engine, work) if chosen.resume else None
    units = sum(len(one.units) for one in problems)
    try:
        with (
            showing_progress(f"optimise {scenario.name}") as shown,
            work.backend.open_executor() as executor,
        ):
            work.backend.prepare_engine(engine, shown.remark)
            progress = SearchProgress(shown, units, sought.budget)
            run = TrialRunner(executor, work.backend.workers, kept, progress.run_is_done)
            return _searched(replace(sought, asked=asked), problems, run, progress)
    except ShardsFailed as failed:
        for failure in failed.failures:
            _report(replace(chosen, engine=engine), sought, failure)
        raise click.exceptions.Exit(FAILURE) from None


def _kept(chosen: Options, sought: StaffingSought, engine: str, work: Work) -> "KeptTrials":
    """Return where finished runs are kept, and say how many there are."""
    from sim.files.staffing_trials import kept_trials

    scenario, remark = sought.scenario, to_people().print
    kept = kept_trials(chosen.out, scenario, sought.counties, engine, remark)
    kept.place.ensure_writable()
    work.kept[scenario.name] = kept.place
    if count := kept.place.count():
        remark(f"going on from {count:,} finished run{'s' if count > 1 else ''}")
    return kept


def _searched(
    sought: StaffingSought,
    problems: "Sequence[StaffingProblem]",
    run: "Runner",
    progress: SearchProgress,
) -> "SearchDone":
    """Search for all hours, and choose between them. Raise UsageError for too small a budget."""
    from sim.cli.optimise_tables import SearchDone
    from sim.study.optimise.answer import fresh_check
    from sim.study.optimise.asking import hours_rule
    from sim.study.optimise.search import (
        BudgetTooSmall,
        cheapest_hours,
        guaranteed,
        within_budget,
    )

    asked, budget = sought.asked, sought.budget
    plans = []
    for one in problems:
        try:
            plans.append(
                within_budget(one, run, budget // len(problems), progress.notice)
                if budget
                else guaranteed(one, run, progress.notice)
            )
        except BudgetTooSmall as error:
            shared = f" over {len(problems)} opening hours" if len(problems) > 1 else ""
            message = f"--budget{shared}: {error}"
            raise click.UsageError(message) from None
        progress.end_part()
    # A budget is spent by now, so the means must do.
    most = 0 if budget else asked.most
    number, is_settled = cheapest_hours(plans, hours_rule(asked, problems), run, most)
    check = fresh_check(plans[number], run)
    progress.end()
    runs = sum(plan.seen.runs for plan in plans) + len(check.overall)
    hours = asked.hours[number] if asked.hours else ""
    return SearchDone(plans[number], hours, is_settled, runs, check)


def _report(chosen: Options, sought: StaffingSought, failure: "ShardFailure") -> None:
    """Say in which run something failed, and how to repeat it alone, staffed as it was."""
    from sim.files.staffing_results import trial_settings

    assert failure.shard, "whoever runs trials says which one failed"
    own = trial_settings(sought.scenario, failure.shard.scenario, failure.shard.counties)
    alone = replace(chosen, settings=(*chosen.settings, *own))
    report_failure(alone, sought.scenario, sought.file, failure)
