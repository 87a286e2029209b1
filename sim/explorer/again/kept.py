"""What was simulated again of late stays at hand: whoever turns a page need not wait."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import RLock

from sim.diary import Diary
from sim.explorer.again.county import (
    CountyAgain,
    CountyWanted,
    plan_of,
    quickest_engine,
    simulate_again,
)
from sim.explorer.again.lines import PER_DAY, LineSamples, samples_of
from sim.explorer.results import MANIFEST, RunResults
from sim.running.engines import ENGINES

VISITS_MOST = 2_000_000
SAMPLES_MOST = 50_000_000
REPLICATIONS_MOST = 100
LINES_KEPT = 3

Key = tuple[str, int, str, int]


@dataclass(frozen=True, eq=False)
class Again:
    """The counties simulated again of late, up to so many visits, and the lines of some.

    A run that was written anew under its old name is another one. One is simulated at a time.
    """

    visits_most: int = VISITS_MOST
    counties: OrderedDict[Key, CountyAgain] = field(default_factory=OrderedDict)
    samples: OrderedDict[Key, LineSamples] = field(default_factory=OrderedDict)
    one_at_a_time: RLock = field(default_factory=RLock)

    def county(self, wanted: CountyWanted) -> CountyAgain:
        """Return a county, simulated again unless it still is at hand."""
        key = _key(wanted.run, wanted.code, wanted.replication)
        with self.one_at_a_time:
            if key not in self.counties:
                self.counties[key] = simulate_again(wanted)
            self.counties.move_to_end(key)
            while len(self.counties) > 1 and self._visits() > self.visits_most:
                self.counties.popitem(last=False)
            return self.counties[key]

    def lines(self, run: RunResults, code: str) -> LineSamples:
        """Return the lines of a county in all replications of a run, up to a hundred."""
        key = _key(run, code, -1)
        with self.one_at_a_time:
            if key not in self.samples:
                plan = plan_of(run, code)
                cells = len(plan.outlets) * run.scenario.run.days * PER_DAY
                most = max(1, min(REPLICATIONS_MOST, SAMPLES_MOST // cells))
                diaries = self._diaries(run, code, replications_of(run)[:most])
                self.samples[key] = samples_of(diaries, len(plan.outlets))
            self.samples.move_to_end(key)
            while len(self.samples) > LINES_KEPT:
                self.samples.popitem(last=False)
            return self.samples[key]

    def has_lines(self, run: RunResults, code: str) -> bool:
        """Return whether the lines of all replications take no time to tell."""
        return _key(run, code, -1) in self.samples or quickest_engine() == "compiled"

    def _diaries(self, run: RunResults, code: str, numbers: range) -> Iterator[Diary]:
        plan, engine = plan_of(run, code), ENGINES[quickest_engine()]
        for number in numbers:
            kept = self.counties.get(_key(run, code, number))
            yield kept.diary if kept else engine(plan, number)

    def _visits(self) -> int:
        return sum(int(one.diary.visits["person"].size) for one in self.counties.values())


def replications_of(run: RunResults) -> range:
    """Return the numbers of a run's replications."""
    first = int(run.manifest["first_replication"])
    return range(first, first + int(run.manifest["replications"]))


def _key(run: RunResults, code: str, replication: int) -> Key:
    written_ns = (run.folder / MANIFEST).stat().st_mtime_ns
    return str(run.folder), written_ns, code, replication
