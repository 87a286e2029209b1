"""Winners and losers among the same people, from the journeys that two runs kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sim.diary import JourneyOutcome
from sim.explorer.charts import SERIES, Chart
from sim.explorer.compare.chosen import ComparedRuns
from sim.explorer.compare.kept import lacks_of, read_kept
from sim.explorer.results import RunResults
from sim.report.parts import Cells, ReportTable, RowGroup, one_group
from sim.study.winners import (
    DOOR,
    EVERYBODY,
    LINE,
    MEASURES,
    Fate,
    Thresholds,
    WinnersAndLosers,
    WinnersRow,
    finishes_no_more,
    losers,
    times_ms,
    winners_among,
)
from sim.tables import figure, signed
from sim.units import DAY_MS, MINUTE_MS

if TYPE_CHECKING:
    from sim.measures import Estimate

MOST_LOSERS = 12
SORTS = {"door": DOOR, "line": LINE, "never": ""}
SAID = {
    "door": "most days longer to the door",
    "line": "most minutes longer in line",
    "never": "finished in the first run, and not in this one",
}
UNITS = {LINE: ("min", MINUTE_MS), DOOR: ("days", DAY_MS)}
FATES = {
    Fate.GAINED: "gained",
    Fate.WITHIN: "as before",
    Fate.LOST: "lost",
    Fate.ONLY_BASELINE: "finished in the first only",
    Fate.ONLY_ALTERNATIVE: "finished in the second only",
    Fate.NEITHER: "finished in neither",
}
COLOURS = {
    Fate.GAINED: SERIES[0],
    Fate.WITHIN: "--line",
    Fate.LOST: SERIES[1],
    Fate.ONLY_BASELINE: SERIES[3],
    Fate.ONLY_ALTERNATIVE: SERIES[2],
    Fate.NEITHER: "--edge",
}


@dataclass(frozen=True)
class PeopleOfRun:
    """Winners and losers of one alternative, or why there are none to tell of."""

    run: str
    why_not: str = ""
    chart: Chart | None = None
    groups: ReportTable | None = None
    losers: ReportTable | None = None
    links: "dict[str, str] | None" = None
    notes: Sequence[str] = ()


def people_of(compared: ComparedRuns, sort: str) -> list[PeopleOfRun]:
    """Return winners and losers of each alternative; `sort` is by what they lost."""
    return [
        _people(compared, one, sort, number) for number, one in enumerate(compared.alternatives)
    ]


def _people(compared: ComparedRuns, other: RunResults, sort: str, number: int) -> PeopleOfRun:
    """Return winners and losers of one alternative."""
    baseline = compared.baseline
    if why_not := lacks_of(compared, other):
        return PeopleOfRun(other.name, why_not)
    counties = baseline.counties
    before, after = (read_kept(one, counties, compared.numbers) for one in (baseline, other))
    found = winners_among(before, after, Thresholds())
    if not found.pairs.count:
        return PeopleOfRun(other.name, "nobody is the same person in both runs")
    table, links = _losers(found, (baseline, other), sort, number)
    return PeopleOfRun(
        run=other.name,
        chart=_chart(found, number),
        groups=_groups(found, number),
        losers=table,
        links=links,
        notes=tuple(
            f"{count:,} persons are left out: {why}" for why, count in found.pairs.unpaired.items()
        ),
    )


def _chart(found: WinnersAndLosers, number: int) -> Chart:
    """Return which share of the people has which fate, in each measure."""
    rows = [row for row in found.rows if row.group == EVERYBODY]
    threshold = found.thresholds
    series = [
        {
            "type": "bar",
            "stack": "people",
            "name": FATES[fate],
            "barMaxWidth": 34,
            "itemStyle": {"color": COLOURS[fate], "borderColor": "--card", "borderWidth": 1},
            "data": [round(100 * row.share(fate), 2) for row in rows],
        }
        for fate in FATES
    ]
    return Chart(
        name=f"fates-{number}",
        title=f"Winners and losers: {found.alternative} against {found.baseline}, % of the people",
        said=(
            f"Of {found.pairs.count:,} persons with a wish, the same in both runs. Gained, lost: "
            f"by more than {threshold.line_ms // MINUTE_MS} minutes in line, or by more than "
            f"{threshold.door_ms / DAY_MS:g} day to the door. To finish is to have the parcel in "
            f"hand by the end of the run; the first is {found.baseline}."
        ),
        option={
            "legend": {"top": 0, "type": "plain"},
            "tooltip": {"trigger": "item", "valueFormatter": "fn:percentage"},
            "grid": {"left": 8, "right": 24, "top": 96, "bottom": 44, "containLabel": True},
            "xAxis": {
                "type": "value",
                "max": 100,
                "name": "% of the people",
                "nameLocation": "middle",
                "nameGap": 26,
            },
            "yAxis": {
                "type": "category",
                "inverse": True,
                "data": [MEASURES[row.measure] for row in rows],
            },
            "series": series,
        },
        table=_fates(found, rows, number),
    )


def _fates(found: WinnersAndLosers, rows: Sequence[WinnersRow], number: int) -> ReportTable:
    """Return the shares, with intervals of those that gained and lost."""
    cells: list[Cells] = [
        (
            MEASURES[row.measure],
            *(f"{100 * row.share(fate):.1f}%" for fate in FATES),
            _interval(row.gained),
            _interval(row.lost),
        )
        for row in rows
    ]
    return ReportTable(
        f"fates-{number}-table",
        f"What {found.alternative} does to the people of {found.baseline}",
        ("", *FATES.values(), "95% interval, gained", "95% interval, lost"),
        one_group(cells),
        figures=frozenset(range(1, 9)),
    )


def _groups(found: WinnersAndLosers, number: int) -> ReportTable:
    """Return gains and losses of each group of people, as in the baseline."""
    groups = []
    for measure, words in MEASURES.items():
        unit, size = UNITS[measure]
        cells: list[Cells] = [
            (
                f"{row.group}: {row.value}" if row.group != EVERYBODY else EVERYBODY,
                f"{row.people:,}",
                f"{100 * row.share(Fate.GAINED):.1f}%",
                f"{100 * row.share(Fate.LOST):.1f}%",
                f"{100 * row.share(Fate.ONLY_BASELINE):.1f}%",
                f"{signed(row.mean_ms / size)} {unit}" if row.mean_ms == row.mean_ms else "nobody",
            )
            for row in found.rows
            if row.measure == measure
        ]
        groups.append(RowGroup(words, tuple(cells)))
    return ReportTable(
        f"groups-{number}",
        f"Who they are: {found.alternative} against {found.baseline}",
        ("people", "number", "gained", "lost", "finished in the first only", "mean difference"),
        tuple(groups),
        figures=frozenset(range(1, 6)),
        notes=("The mean difference is of those who finished in both, below 0 a gain.",),
    )


def _losers(
    found: WinnersAndLosers, runs: tuple[RunResults, RunResults], sort: str, number: int
) -> tuple[ReportTable, dict[str, str]]:
    """Return who lost most, with what each lost, and where both journeys are told."""
    pick = losers(found.pairs, SORTS[sort], MOST_LOSERS) if SORTS[sort] else None
    rows = finishes_no_more(found.pairs, MOST_LOSERS) if pick is None else pick
    cells: list[Cells] = []
    links: dict[str, str] = {}
    for row in rows.tolist():
        where = found.where(row)
        label = f"person {where.person}, replication {where.replication}, {where.settlement}"
        asked = {"county": where.county, "replication": where.replication, "twin": runs[0].name}
        links[label] = f"/runs/{runs[1].name}/people/{where.person}?{urlencode(asked)}"
        cells.append((label, f"{figure(where.distance_km or 0)} km", *_lost(found, row)))
    return ReportTable(
        f"losers-{number}",
        f"Who lost most with {found.alternative}: {SAID[sort]}",
        ("person", "to the outlet", "more days to the door", "more minutes in line", "ended as"),
        one_group(cells),
        figures=frozenset({1, 2, 3}),
        notes=() if cells else ("Nobody.",),
    ), links


def _lost(found: WinnersAndLosers, row: int) -> Cells:
    """Return by how much longer it took one person, and how the journey ended in the other run."""
    cells = []
    for measure in (DOOR, LINE):
        before, after = (
            int(times_ms(one, measure)[row])
            for one in (found.pairs.baseline, found.pairs.alternative)
        )
        _, size = UNITS[measure]
        finished = min(before, after) >= 0
        cells.append(signed((after - before) / size) if finished else "not finished in both")
    outcome = JourneyOutcome(int(found.pairs.alternative["outcome"][row]))
    return (*cells, outcome.name.lower().replace("_", " "))


def _interval(one: "Estimate") -> str:
    if one.ci_low != one.ci_low:
        return "none"
    return f"{100 * one.ci_low:.1f} to {100 * one.ci_high:.1f}%"
