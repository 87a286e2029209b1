"""Trials of intervals: many experiments on populations whose mean is known.

A population is what two scenarios differ by in each of many replications of the model itself, or a
law with a known mean; an experiment is some of it, drawn with replacement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from sim.comparison import HEADLINES
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.measures.cautions import caution_of
from sim.measures.spread import interval, spread_of
from sim.running.experiment import RunOptions, experiment
from sim.units import Floats

ROUNDING = 1e-9
ONE_OUTLET = "name,lat,lon,class,counters,people\nHill,28.84,108.77,rural,{},8000\n"

Values = dict[str, Floats]
Law = Callable[[np.random.Generator, tuple[int, int]], Floats]


@dataclass(frozen=True)
class Trials:
    """In how many of `count` experiments the interval held, was cautioned of, or either of both."""

    count: int
    skewness: float
    held: int
    held_by_t: int
    cautioned: int
    held_or_cautioned: int

    def reaches(self, share: float) -> bool:
        """Return whether the chance to hold, or to be cautioned of, may well be such a share."""
        tested = stats.binomtest(self.held_or_cautioned, self.count, share, alternative="less")
        return bool(tested.pvalue > 1e-4)

    def __str__(self) -> str:
        """Return a row of the table in docs/model.md."""
        shares = (self.held_by_t, self.held, self.cautioned, self.held_or_cautioned)
        return " ".join([f"{self.skewness:6.1f}", *(f"{one / self.count:6.1%}" for one in shares)])


def one_outlet(folder: Path, counters: int, replications: int) -> Values:
    """Return each headline of five days of one outlet with so many counters."""
    people = folder / f"outlets-{counters}.csv"
    people.write_text(ONE_OUTLET.format(counters), encoding="utf-8")
    own = ("network.counties=[]", f'network.outlets_csv="{people}"', "run.days=5")
    return headlines("county", replications, *own)


def headlines(name: str, replications: int, *settings: str) -> Values:
    """Return each headline of a scenario in so many replications."""
    scenario = read_scenario(name, [*settings, f"run.replications={replications}"])
    options = RunOptions("compiled", keep="summary")
    rows = experiment(scenario, read_network(scenario), options).metrics()
    return {metric: np.array([row[metric] for row in rows]) for metric in HEADLINES}


def of_pairs(base: Floats, other: Floats, size: int, count: int) -> Trials | None:
    """Return trials of experiments of so many replications; None where nothing ever differs."""
    both = np.isfinite(base) & np.isfinite(other)
    base, other = base[both], other[both]
    if base.size < size or not np.ptp(other - base):
        return None
    chance = np.random.Generator(np.random.Philox(size))
    chosen = chance.integers(0, base.size, (count, size))
    return _trials(base[chosen], other[chosen], other - base)


def of_law(law: Law, size: int, count: int) -> Trials:
    """Return trials of differences that follow a law of mean 1, none of which pairing cancels."""
    chance = np.random.Generator(np.random.Philox(size))
    differences = law(chance, (count, size))
    return _trials(np.zeros_like(differences), differences, law(chance, (1, 1_000_000))[0], 1.0)


def _trials(base: Floats, other: Floats, population: Floats, mean: float | None = None) -> Trials:
    truth = float(population.mean()) if mean is None else mean
    near = ROUNDING * abs(truth)
    held, held_by_t, cautioned = (np.zeros(len(base), dtype=bool) for _ in range(3))
    for number, paired in enumerate(other - base):
        spread = spread_of(paired)
        low, high = interval(spread)
        held[number] = low - near <= truth <= high + near
        half = float(stats.t.ppf(0.975, spread.count - 1)) * spread.error
        held_by_t[number] = abs(truth - spread.mean) <= half + near
        apart = base[number].var(ddof=1) + other[number].var(ddof=1)
        ratio = apart / spread.deviation**2 if spread.deviation else float("nan")
        caution = caution_of(spread, int(np.count_nonzero(paired)), ratio)
        cautioned[number] = caution.reason != "none"
    return Trials(
        count=len(base),
        skewness=float(stats.skew(population)),
        held=int(held.sum()),
        held_by_t=int(held_by_t.sum()),
        cautioned=int(cautioned.sum()),
        held_or_cautioned=int((held | cautioned).sum()),
    )
