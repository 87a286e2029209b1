"""Winners and losers for `compare`: its options, who can be paired, and what is printed of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import NumberRange
from sim.cli.output import to_people, to_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.network import County
    from sim.running.replication import Experiment
    from sim.scenario import Scenario
    from sim.study.story import JourneyStory
    from sim.study.winners import Thresholds, WinnersAndLosers

    Read = tuple[Scenario, Sequence[County]]

BY = ("door", "line", "never")
MINUTES, DAYS = NumberRange(0, 100_000), NumberRange(0, 10_000)
PEOPLE = click.IntRange(0, 1_000)


def _number(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    """Return a threshold. Raise BadParameter for what compares with nothing."""
    if isnan(value):
        message = "nan is no number: give one from 0 on"
        raise click.BadParameter(message)
    return value


OPTIONS = (
    click.option("--winners", is_flag=True, help="Print all tables of winners and losers."),
    click.option(
        "--people",
        type=PEOPLE,
        default=0,
        metavar="N",
        help="Tell the journeys of the N largest losers, in both scenarios side by side.",
    ),
    click.option(
        "--people-by",
        type=click.Choice(BY),
        default="door",
        show_default=True,
        help="Largest by days to the door, by minutes in line, or who finishes no more.",
    ),
    click.option(
        "--line-threshold",
        type=MINUTES,
        callback=_number,
        default=5.0,
        show_default=True,
        metavar="MIN",
        help="More minutes in line than this are a loss, so many fewer a gain.",
    ),
    click.option(
        "--door-threshold",
        type=DAYS,
        callback=_number,
        default=1.0,
        show_default=True,
        metavar="DAYS",
        help="More days to the door than this are a loss, so many fewer a gain.",
    ),
)


NOBODY = {
    "door": "had the parcel later",
    "line": "stood in line longer",
    "never": "finished in the first scenario alone",
}


@dataclass(frozen=True)
class WinnersAsked:
    """What somebody wants to be told of winners and losers."""

    tables: bool
    people: int
    people_by: str
    line_min: float
    door_days: float

    @property
    def is_wanted(self) -> bool:
        """Whether more was asked for than the one table that is always printed."""
        return self.tables or self.people > 0

    @property
    def thresholds(self) -> "Thresholds":
        """Return the thresholds in milliseconds."""
        from sim.study.winners import Thresholds
        from sim.units import DAY_MS, MINUTE_MS

        return Thresholds(round(self.line_min * MINUTE_MS), round(self.door_days * DAY_MS))


@dataclass(frozen=True)
class WinnersFound:
    """Winners and losers of each alternative that could be paired, and what is to be told of it."""

    each: "Sequence[WinnersAndLosers]"
    done: "Sequence[Experiment]"
    asked: WinnersAsked


def winners_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of winners and losers."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken_from(options: dict[str, Any]) -> WinnersAsked:
    """Take the options of winners and losers out of all options."""
    names = ("winners", "people", "people_by", "line_threshold", "door_threshold")
    return WinnersAsked(*(options.pop(name) for name in names))


def who_can_be_paired(read: Sequence["Read"], keep: str, asked: WinnersAsked) -> list[int]:
    """Return which scenarios, by position, meet the same people as the first.

    Raise UsageError if winners were asked for and there is no such scenario.
    """
    reasons = [_reason(read[0], one, keep) for one in read[1:]]
    if asked.is_wanted and all(reasons):
        message = f"winners and losers cannot be told: {reasons[0]}"
        raise click.UsageError(message)
    for (scenario, _), reason in zip(read[1:], reasons, strict=True):
        if reason and (asked.is_wanted or keep != "summary"):
            to_people().print(f"{scenario.name}: no winners and losers: {reason}")
    return [number for number, reason in enumerate(reasons, start=1) if not reason]


def _reason(baseline: "Read", alternative: "Read", keep: str) -> str:
    """Say why nobody can be paired, or nothing."""
    from sim.study.winners import same_places

    if keep == "summary":
        return "--keep summary keeps no journeys: use --keep journeys or --keep sample"
    (one, counties), (other, others) = baseline, alternative
    days = [(run.first_day, run.days, run.warm_up_days) for run in (one.run, other.run)]
    if days[0] != days[1]:
        return (
            f"it has other days than {one.name}, so who is done by the end says nothing: "
            "give both the same first_day, days and warm_up_days"
        )
    if not same_places(counties, others):
        return f"its people live in other places than those of {one.name}: name the same counties"
    return ""


def found_winners(
    done: Sequence["Experiment"], paired: Sequence[int], asked: WinnersAsked
) -> WinnersFound:
    """Return winners and losers of each alternative that can be paired; say who could not be."""
    from sim.study.winners import winners_of

    found = [winners_of(done[0], done[number], asked.thresholds) for number in paired]
    for one in found:
        for reason, count in one.pairs.unpaired.items():
            to_people().print(
                f"{one.alternative}: {count:,} persons are not the same as in {one.baseline}, "
                f"and are left out of winners and losers: {reason}",
                style="yellow",
            )
    return WinnersFound([one for one in found if one.pairs.count], done, asked)


def print_winners(winners: WinnersFound) -> None:
    """Print the table of winners and losers of each alternative, and what else was asked for."""
    from sim.cli.people_tables import all_tables, fates_table, how_it_went, side_by_side

    stdout = to_stdout()
    for one in winners.each:
        stdout.print()
        stdout.print(fates_table(one))
        for table in all_tables(one) if winners.asked.is_wanted else ():
            stdout.print()
            stdout.print(table)
        names = (one.baseline, one.alternative)
        told = list(_told(one, winners))
        if winners.asked.people and not told:
            stdout.print(f"\nNobody {NOBODY[winners.asked.people_by]}.", soft_wrap=True)
        for heading, stories in told:
            stdout.print(f"\n{stories[0].who}\n{heading}", soft_wrap=True)
            stdout.print(side_by_side(names, stories))
            for line in map(how_it_went, names, stories):
                stdout.print(line, soft_wrap=True)


def winners_document(winners: WinnersFound) -> list[dict[str, Any]]:
    """Return winners and losers for programs, if they were asked for."""
    asked = winners.asked
    if not asked.is_wanted:
        return []
    from dataclasses import asdict

    from sim.files.winners import group_row

    return [
        {
            "winners_and_losers": one.alternative,
            "baseline": one.baseline,
            "people": one.pairs.count,
            "not_paired": dict(one.pairs.unpaired),
            "groups": [group_row(row, one.thresholds) for row in one.rows],
            "losers": [
                {"loss": heading, "baseline": asdict(stories[0]), "alternative": asdict(stories[1])}
                for heading, stories in _told(one, winners)
            ],
        }
        for one in winners.each
    ]


def _told(
    found: "WinnersAndLosers", winners: WinnersFound
) -> "Iterator[tuple[str, tuple[JourneyStory, JourneyStory]]]":
    """Yield the largest losers: what each loses, and both of their stories."""
    from sim.files.schema import effective
    from sim.study.story import setting_of, story
    from sim.study.winners import page_of

    scenarios = {one.scenario.name: one.scenario for one in winners.done}
    names = (found.baseline, found.alternative)
    settings = [setting_of(effective(scenarios[name])) for name in names]
    journeys = (found.pairs.baseline, found.pairs.alternative)
    for row, heading in _losers(found, winners.asked):
        baseline, alternative = (
            story(page_of(each, row), found.where(row), setting)
            for each, setting in zip(journeys, settings, strict=True)
        )
        yield heading, (baseline, alternative)


def _losers(found: "WinnersAndLosers", asked: WinnersAsked) -> "Iterator[tuple[int, str]]":
    """Yield the rows of the largest losers, and what each loses."""
    from sim.study.story import duration
    from sim.study.winners import DOOR, LINE, finishes_no_more, losers, times_ms

    if asked.people_by == "never":
        for row in finishes_no_more(found.pairs, asked.people).tolist():
            yield row, f"Finished in {found.baseline} alone."
        return
    measure, what = {"door": (DOOR, "to the door"), "line": (LINE, "in line")}[asked.people_by]
    before, after = (
        times_ms(one, measure) for one in (found.pairs.baseline, found.pairs.alternative)
    )
    for row in losers(found.pairs, measure, asked.people).tolist():
        was, now = int(before[row]), int(after[row])
        yield (
            row,
            f"{duration(now - was)} longer {what}: {duration(now)} in place of {duration(was)}.",
        )
