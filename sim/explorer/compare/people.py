"""Winners and losers among the same people, from the journeys that two runs kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sim.diary import JourneyOutcome
from sim.explorer.charts import Chart
from sim.explorer.compare.chosen import ComparedRuns
from sim.explorer.compare.fates import UNITS, differences_chart, fates_chart, groups_table
from sim.explorer.compare.kept import lacks_of, read_kept
from sim.explorer.results import RunResults
from sim.report.parts import Cells, ReportTable, one_group
from sim.study.winners import (
    DOOR,
    LINE,
    Thresholds,
    WinnersAndLosers,
    finishes_no_more,
    losers,
    times_ms,
    winners_among,
)
from sim.tables import figure, signed

MOST_LOSERS = 12
SORTS = {"door": DOOR, "line": LINE, "never": ""}
SAID = {
    "door": "most days longer to the door",
    "line": "most minutes longer in line",
    "never": "finished in the first run, and not in this one",
}


@dataclass(frozen=True)
class PeopleOfRun:
    """Winners and losers of one alternative, or why there are none to tell of."""

    run: str
    why_not: str = ""
    charts: Sequence[Chart] = ()
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
        charts=(fates_chart(found, number), differences_chart(found, number)),
        groups=groups_table(found, number),
        losers=table,
        links=links,
        notes=tuple(
            f"{count:,} persons are left out: {why}" for why, count in found.pairs.unpaired.items()
        ),
    )


def _losers(
    found: WinnersAndLosers, runs: tuple[RunResults, RunResults], sort: str, number: int
) -> tuple[ReportTable, dict[str, str]]:
    """Return who lost most, with what each lost, and where both journeys are told."""
    pick = losers(found.pairs, SORTS[sort], MOST_LOSERS) if SORTS[sort] else None
    rows = finishes_no_more(found.pairs, MOST_LOSERS) if pick is None else pick
    cells: list[Cells] = []
    links: dict[str, str] = {}
    of_several = len(found.counties) > 1
    for row in rows.tolist():
        where = found.where(row)
        home = f"county {where.county}, {where.settlement}" if of_several else where.settlement
        label = f"person {where.person}, replication {where.replication}, {home}"
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
