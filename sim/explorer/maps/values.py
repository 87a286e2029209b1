"""A figure of each place over replications, and what it differs by, with all corrected together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.comparison import SIGNIFICANCE, holm
from sim.explorer.compare.figures import PairedMean, paired_mean
from sim.explorer.maps.drawn import DotKind
from sim.explorer.maps.metrics import DAYS, OutletFigure
from sim.measures.spread import interval, spread_of
from sim.units import Floats

AT = ("lat", "lon")


@dataclass(frozen=True)
class PlaceFigures:
    """A figure of places: a row of `places` a place, and of `values` a place by replication."""

    places: pl.DataFrame
    values: Floats
    visits_a_day: Floats

    def estimates(self) -> list[tuple[float, float, float]]:
        """Return of each place the mean over replications, and its 95% interval."""
        found = []
        for row in self.values:
            spread = spread_of(row[np.isfinite(row)])
            found.append((spread.mean, *interval(spread)))
        return found


@dataclass(frozen=True)
class PlaceDifferences:
    """What a figure of each place differs by, of those that are in both runs.

    A difference is settled where Holm's adjusted p-value, over all places, is below 5%.
    """

    places: pl.DataFrame
    visits_a_day: Floats
    paired: Sequence[PairedMean]
    p_holm: Sequence[float]

    @property
    def kinds(self) -> list[DotKind]:
        """Return of each place how its difference is shown."""
        return [_kind(*one) for one in zip(self.paired, self.p_holm, strict=True)]


def _kind(paired: PairedMean, p_holm: float) -> DotKind:
    if np.isnan(paired.difference):
        return "not defined"
    if paired.ci_low == paired.ci_high == 0:
        return "the same"
    return "settled" if p_holm < SIGNIFICANCE else "not settled"


def figures_of(rows: pl.DataFrame, figure: OutletFigure) -> PlaceFigures:
    """Return a figure of places, from a row a place and replication."""
    numbers = rows["replication"].unique().sort()
    first = rows.filter(pl.col("replication") == numbers[0])
    by_number = [
        first.select("position").join(
            rows.filter(pl.col("replication") == number), on="position", maintain_order="left"
        )
        for number in numbers
    ]
    top, bottom, visits, days = (
        np.column_stack([one[name].to_numpy().astype(np.float64) for one in by_number])
        for name in (figure.top, figure.bottom, "visits", DAYS)
    )
    values = np.full(top.shape, np.nan)
    np.divide(top * figure.scale, bottom, out=values, where=bottom > 0)
    places = first.drop("replication")
    return PlaceFigures(places, values, (visits / days).mean(axis=1))


def differences_of_places(baseline: PlaceFigures, alternative: PlaceFigures) -> PlaceDifferences:
    """Return the paired differences of the places that both runs have, at the same points."""
    there = alternative.places.select("key", *AT).with_row_index("theirs")
    ours = baseline.places.select("key", *AT).with_row_index("ours")
    both = ours.join(there, on=("key", *AT), maintain_order="left")
    first, second = both["ours"].to_numpy(), both["theirs"].to_numpy()
    before, after = baseline.values[first], alternative.values[second]
    return PlaceDifferences(
        places=alternative.places[second],
        visits_a_day=baseline.visits_a_day[first],
        paired=[paired_mean(*rows) for rows in zip(before, after, strict=True)],
        p_holm=holm(p_values(after - before).tolist()),
    )


def p_values(paired: Floats) -> Floats:
    """Return the p-value of a paired t test for each row; NaN for fewer than two defined values.

    As `sim.comparison` has it, and for thousands of places at once: differences that are all the
    same number are certain.
    """
    from scipy import stats

    is_there = np.isfinite(paired)
    counts = is_there.sum(axis=1)
    found = np.full(counts.size, np.nan)
    rows = counts > 1
    values = np.where(is_there, paired, np.nan)[rows]
    if not values.size:
        return found
    means = np.nanmean(values, axis=1)
    errors = np.nanstd(values, axis=1, ddof=1) / np.sqrt(counts[rows])
    alike = np.nanmax(values, axis=1) == np.nanmin(values, axis=1)
    statistic = np.divide(means, errors, out=np.zeros_like(means), where=~alike)
    found[rows] = np.where(
        alike, (means == 0).astype(float), 2 * stats.t.sf(np.abs(statistic), counts[rows] - 1)
    )
    return found
