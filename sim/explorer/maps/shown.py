"""What a map tells: the chart and the table of one run, or of the difference of two."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from urllib.parse import quote, urlencode

import polars as pl
from werkzeug.exceptions import BadRequest

from sim.explorer.charts import Chart
from sim.explorer.maps.drawn import DotKind, MapDot, map_option, sizes_of
from sim.explorer.maps.ground import county_names, frame_of, rounded, settlements_of
from sim.explorer.maps.metrics import OutletFigure, outlets_of, places_of
from sim.explorer.maps.scales import MANY, ValueScale, scale_of_differences, scale_of_values
from sim.explorer.maps.values import PlaceDifferences, differences_of_places, figures_of
from sim.explorer.results import RunResults
from sim.report.parts import Cells, ReportTable, one_group
from sim.tables import chance, figure, signed
from sim.units import Floats

EASTERN_SHARE = 0.7
NOT_DEFINED = "not defined"


@dataclass(frozen=True)
class MapAsked:
    """What is asked of a map: the figure, the county or all of them, and in which replications."""

    metric: str
    figure: OutletFigure
    county: str
    numbers: Sequence[int]

    @property
    def what(self) -> str:
        """Return what the dots are."""
        return "outlet" if self.county else "county"

    @property
    def unit(self) -> str:
        """Return the unit of a difference: a share differs by percentage points."""
        return "% points" if self.figure.unit == "%" else self.figure.unit


@dataclass(frozen=True)
class PlacesShown:
    """The places of a map, a row a place, with what is said of each and where it leads."""

    labels: Sequence[str]
    hrefs: Sequence[str]
    said: Sequence[str]
    values: Sequence[float]
    kinds: Sequence[DotKind]
    rows: Sequence[Cells]
    scale: ValueScale


def map_of(run: RunResults, asked: MapAsked) -> Chart:
    """Return the map of a run: dots by value, each leading into its county or outlet's day."""
    found = figures_of(places_of(outlets_of(run, asked.numbers), asked.county), asked.figure)
    labels = _labels(found.places, run, asked)
    estimates = found.estimates()
    unit = asked.figure.unit
    shown = PlacesShown(
        labels=labels,
        hrefs=_hrefs(found.places, asked, run.name, f"/runs/{quote(run.name)}/map?"),
        said=[f"{_or_none(mean)} {unit}" for mean, _, _ in estimates],
        values=[mean for mean, _, _ in estimates],
        kinds=["value" if isfinite(mean) else "not defined" for mean, _, _ in estimates],
        rows=[
            (label, figure(visits), _or_none(mean), _interval(figure(low), figure(high)))
            for label, visits, (mean, low, high) in zip(
                labels, found.visits_a_day.tolist(), estimates, strict=True
            )
        ],
        scale=scale_of_values([mean for mean, _, _ in estimates], unit),
    )
    return Chart(
        name="map",
        title=f"{run.name}: {asked.figure.said}, in {unit}, by {asked.what}",
        said=_said(asked, f"The colour is the mean over {_count(asked.numbers)}: darker is more."),
        option=_option(run, asked, found.places, shown, found.visits_a_day),
        table=_table(asked, shown, ("visits a day", f"mean, {unit}", "95% interval"), run.name),
        height="tall",
        links=dict(zip(shown.labels, shown.hrefs, strict=True)),
    )


def difference_map_of(baseline: RunResults, other: RunResults, asked: MapAsked) -> Chart:
    """Return the map of what a run differs by, hatched where that is not settled.

    Raise BadRequest if no place is in both.
    """
    before, after = (
        figures_of(places_of(outlets_of(one, asked.numbers), asked.county), asked.figure)
        for one in (baseline, other)
    )
    found = differences_of_places(before, after)
    if not found.paired:
        message = f"no {asked.what} of {baseline.name} is in {other.name} too, at the same place"
        raise BadRequest(message)
    way = urlencode([("run", baseline.name), ("run", other.name)])
    shown = _differences_shown(
        found,
        asked,
        _labels(found.places, other, asked),
        _hrefs(found.places, asked, other.name, f"/compare/map?{way}&"),
    )
    columns = (
        *(f"{baseline.name}, {asked.figure.unit}", f"{other.name}, {asked.figure.unit}"),
        *(f"difference, {asked.unit}", "95% interval", "p (Holm)", "verdict"),
    )
    names = f"{other.name} minus {baseline.name}"
    unlike = before.places.height + after.places.height - 2 * len(found.paired)
    return Chart(
        name="map",
        title=f"{names}: {asked.figure.said}, in {asked.unit}, by {asked.what}",
        said=_said(asked, _colours_said(other, asked, len(found.paired), unlike)),
        option=_option(other, asked, found.places, shown, found.visits_a_day),
        table=_table(asked, shown, columns, names),
        height="tall",
        links=dict(zip(shown.labels, shown.hrefs, strict=True)),
    )


def _differences_shown(
    found: PlaceDifferences, asked: MapAsked, labels: Sequence[str], hrefs: Sequence[str]
) -> PlacesShown:
    """Return what is said of the difference of each place."""
    said: list[str] = []
    rows: list[Cells] = []
    each = zip(labels, found.paired, found.p_holm, found.kinds, strict=True)
    for label, one, p_value, kind in each:
        verdict = _verdict(one.difference, kind)
        by = signed(one.difference) or NOT_DEFINED
        ends = _interval(signed(one.ci_low), signed(one.ci_high))
        said.append(f"{by} {asked.unit} ({ends}): {verdict}")
        values = (figure(one.baseline), figure(one.alternative), by)
        rows.append((label, *values, ends, chance(p_value) or "none", verdict))
    return PlacesShown(
        labels=labels,
        hrefs=hrefs,
        said=said,
        values=[one.difference for one in found.paired],
        kinds=found.kinds,
        rows=rows,
        scale=scale_of_differences([one.difference for one in found.paired], asked.unit),
    )


def _colours_said(other: RunResults, asked: MapAsked, places: int, unlike: int) -> str:
    """Say what colours and hatching mean, and how many places are left out."""
    left = f" {unlike:,} that are in one run only are left out." if unlike else ""
    return (
        f"Blue is lower in {other.name}, orange higher, grey the same in every replication. "
        f"{'Hollow' if places > MANY else 'Hatched'}: not settled after Holm's correction for all "
        f"{places:,} places, by {_count(asked.numbers)} in pairs.{left}"
    )


def _option(
    run: RunResults,
    asked: MapAsked,
    places: pl.DataFrame,
    shown: PlacesShown,
    visits_a_day: Floats,
) -> dict[str, object]:
    lats, lons = places["lat"].to_numpy(), places["lon"].to_numpy()
    frame = frame_of(lats, lons)
    east, north = map(rounded, frame.at(lats, lons))
    dots = [
        MapDot(
            x=east[row],
            y=north[row],
            name=shown.labels[row],
            said=f"{shown.labels[row]}: {shown.said[row]}",
            href=shown.hrefs[row],
            value=float(f"{value:.4g}") if isfinite(value) else None,
            size=size,
            kind=shown.kinds[row],
            is_eastern=east[row] > frame.west + EASTERN_SHARE * (frame.east - frame.west),
        )
        for row, (value, size) in enumerate(zip(shown.values, sizes_of(visits_a_day), strict=True))
    ]
    settlements = settlements_of(run, asked.county) if asked.county else None
    return map_option(frame, dots, settlements, shown.scale)


def _labels(places: pl.DataFrame, run: RunResults, asked: MapAsked) -> list[str]:
    """Return what each place is called: counties with their code, since names come again."""
    if asked.county:
        return [str(one) for one in places["label"]]
    names = county_names(run)
    return [names[code] for code in places["key"]]


def _hrefs(places: pl.DataFrame, asked: MapAsked, name: str, county_page: str) -> list[str]:
    """Return where each place leads: an outlet to its day, a county to its outlets."""
    if asked.county:
        day = f"replication={asked.numbers[0]}"
        return [f"/runs/{quote(name)}/outlets/{one}?{day}" for one in places["position"]]
    return [
        county_page + urlencode({"metric": asked.metric, "county": code}) for code in places["key"]
    ]


def _table(asked: MapAsked, shown: PlacesShown, columns: Cells, names: str) -> ReportTable:
    """Return the places, those of the largest value or difference first."""
    values = [abs(value) if isfinite(value) else -1.0 for value in shown.values]
    order = sorted(range(len(values)), key=lambda row: -values[row])
    figures = frozenset(range(1, len(columns) + 1)) - (
        {len(columns)} if columns[-1] == "verdict" else set()
    )
    return ReportTable(
        "map-table",
        f"{names}: {asked.figure.said}",
        (asked.what, *columns),
        one_group([shown.rows[row] for row in order]),
        figures=frozenset(figures),
    )


def _said(asked: MapAsked, colours: str) -> str:
    if asked.county:
        ground = "An outlet is as large as it has visits; faint dots are settlements."
        return f"{colours} {ground} A dot leads to the outlet's day."
    return f"{colours} A county is in the middle of its outlets. A dot leads into the county."


def _verdict(difference: float, kind: DotKind) -> str:
    """Return what a difference comes to, in words."""
    if kind == "the same":
        return "the same in every replication"
    if kind != "settled":
        return kind
    return "higher" if difference > 0 else "lower"


def _count(numbers: Sequence[int]) -> str:
    return f"{len(numbers)} replication{'' if len(numbers) == 1 else 's'}"


def _or_none(value: float) -> str:
    return figure(value) or NOT_DEFINED


def _interval(low: str, high: str) -> str:
    return f"{low} to {high}" if low else "no interval"
