"""Tables of people for terminals: winners and losers, and the stories of journeys."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from rich.table import Table

from sim.diary import JourneyOutcome
from sim.files.winners import UNITS
from sim.study.story import RUN_END, JourneyPart, JourneyStory, duration
from sim.study.winners import EVERYBODY, MEASURES, Fate, Thresholds, WinnersAndLosers, WinnersRow
from sim.tables import signed

if TYPE_CHECKING:
    from sim.measures import Estimate

SHORT = {
    "wish_ms": "wish",
    "decided_ms": "decided",
    "first_arrived_ms": "first came",
    "called_ms": "called",
    "deposited_ms": "paid in",
    "known_ms": "number known",
    "credited_ms": "credited",
    "ordered_ms": "ordered",
    "shipped_ms": "handed over",
    "hub_ms": "at the hub",
    "outlet_ms": "at the outlet",
    "notified_ms": "heard of it",
    "delivered_ms": "in hand",
    "confirmed_ms": "confirmed",
    "seller_paid_ms": "seller paid",
    "ended_ms": "end",
    RUN_END: "end of the run",
}
SHOWN = (
    *(Fate.GAINED, Fate.WITHIN, Fate.LOST),
    *(Fate.ONLY_BASELINE, Fate.ONLY_ALTERNATIVE, Fate.NEITHER),
)
FEW = 0.0005  # would be rounded to none
DECILE_HEADINGS = ("least", *(f"{10 * number}%" for number in range(1, 10)), "greatest")


def fates_table(found: WinnersAndLosers) -> Table:
    """Return how many gain and lose, with intervals, and who finished in one world only."""
    only = (f"{found.baseline} only", f"{found.alternative} only")
    table = _table("", "gained", "95%", "same", "lost", "95%", *only, "neither")
    table.title = f"Winners and losers: {found.alternative} against {found.baseline}"
    for row in found.rows:
        if row.group == EVERYBODY:
            table.add_row(
                f"{MEASURES[row.measure]}, over {_threshold(row, found.thresholds)}",
                *(percent(row.share(Fate.GAINED)), _ends(row.gained)),
                percent(row.share(Fate.WITHIN)),
                *(percent(row.share(Fate.LOST)), _ends(row.lost)),
                *(percent(row.share(fate)) for fate in SHOWN[3:]),
            )
    everybody = found.rows[0]
    neither = everybody.counts[Fate.NEITHER]
    table.caption = (
        f"Of {everybody.people:,} persons with a wish, in all replications; the same: within the "
        f"threshold.\nOnly, neither: where the parcel was in hand by the end; of "
        f"{neither:,} in neither, {found.ended_in_both():,} had ended otherwise in both."
    )
    return table


def all_tables(found: WinnersAndLosers) -> Iterator[Table]:
    """Yield the tables of deciles, of groups, and of what became of who finished in one only."""
    yield _deciles(found)
    for measure in MEASURES:
        yield _groups(found, measure)
    if (table := _unfinished(found)).row_count:
        yield table


def _deciles(found: WinnersAndLosers) -> Table:
    table = _table("", *DECILE_HEADINGS, "mean")
    table.title = "Differences of who finished in both (below 0: a gain), deciles"
    for row in found.rows:
        if row.group == EVERYBODY:
            _, size = UNITS[row.measure]
            values = [signed(float(one) / size) for one in row.deciles_ms]
            mean = signed(row.mean_ms / size)
            table.add_row(MEASURES[row.measure], *values, mean)
    return table


def _groups(found: WinnersAndLosers, measure: str) -> Table:
    unit, size = UNITS[measure]
    only = (f"{found.baseline} only", f"{found.alternative} only")
    headings = ("people", "gained", "same", "lost", *only, "neither")
    table = _table("", *headings, f"mean, {unit}")
    table.title = f"By group: {MEASURES[measure]}"
    group = ""
    for row in (one for one in found.rows if one.measure == measure):
        if row.group != group:
            table.add_section()
        group = row.group
        shares = [percent(row.share(fate)) for fate in SHOWN]
        mean = signed(row.mean_ms / size)
        table.add_row(_group_name(row), f"{row.people:,}", *shares, mean)
    return table


def _unfinished(found: WinnersAndLosers) -> Table:
    """Return how the journeys ended of who finished in one world only, in the other one."""
    headings = (
        f"finished in {found.baseline} only, and in {found.alternative}",
        f"finished in {found.alternative} only, and in {found.baseline}",
    )
    table = _table("", *headings)
    table.title = "What became of who finished in one of the two"
    ends = [found.ends_of(fate) for fate in (Fate.ONLY_BASELINE, Fate.ONLY_ALTERNATIVE)]
    for outcome in JourneyOutcome:
        counts = [each.get(outcome, 0) for each in ends]
        if any(counts):
            table.add_row(outcome.name.lower().replace("_", " "), *(f"{one:,}" for one in counts))
    return table


def story_table(story: JourneyStory) -> Table:
    """Return a journey as a table: when, what happened, and how long after the moment before."""
    table = _plain("moment", "what happened", "after")
    table.columns[2].justify = "right"
    for part in story.parts:
        after = "" if part is story.parts[0] else duration(part.took_ms)
        table.add_row(part.moment, part.words, after)
    table.add_section()
    table.add_row("", "in all, from the wish on", duration(story.whole_ms))
    return table


def side_by_side(names: tuple[str, str], stories: tuple[JourneyStory, JourneyStory]) -> Table:
    """Return two journeys of one person: each step's moments, and how long after the last one."""
    table = _plain("", names[0], "after", names[1], "after")
    for column in (table.columns[2], table.columns[4]):
        column.justify = "right"
    parts = [{part.step: part for part in story.parts} for story in stories]
    for step, short in SHORT.items():
        if any(step in each for each in parts):
            table.add_row(short, *(cell for each in parts for cell in _cells(each.get(step))))
    table.add_row("in all", *(one for each in stories for one in ("", duration(each.whole_ms))))
    return table


def how_it_went(name: str, story: JourneyStory) -> str:
    """Return in a line how a journey ended in a scenario, and what it took."""
    return f"{name}: {story.parts[-1].words}. {story.sums}"


def percent(share: float) -> str:
    """Return a share in percent, in which a few are not none; nothing if it is not defined.

    >>> percent(0.1234), percent(0.0004), percent(0.0), percent(float("nan"))
    ('12.3%', '<0.1%', '0.0%', '')
    """
    if not isfinite(share):
        return ""
    return "<0.1%" if 0 < share < FEW else f"{share:.1%}"


def _ends(share: "Estimate") -> str:
    if not isfinite(share.ci_low):
        return ""
    return f"{percent(max(share.ci_low, 0.0))} to {percent(share.ci_high)}"


def _cells(part: JourneyPart | None) -> tuple[str, str]:
    """Return when a step of a journey was, and how long after the last."""
    if part is None:
        return "-", ""
    return part.moment, "" if part.step == "wish_ms" else duration(part.took_ms)


def _threshold(row: WinnersRow, thresholds: Thresholds) -> str:
    return duration(thresholds.of(row.measure))


def _group_name(row: WinnersRow) -> str:
    return row.value if row.group in {EVERYBODY, "phone"} else f"{row.group}: {row.value}"


def _table(*headings: str) -> Table:
    """Return a table whose first column is text, and all others figures."""
    table = _plain(*headings)
    table.title_justify = table.caption_justify = "left"
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _plain(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
