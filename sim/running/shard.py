"""Shards: the unit of parallel work, some counties of one replication, and what they bring back.

Shards are chosen by the scenario and its counties alone, never by the number of workers. Each
draws its own chance by name and checks its books, so `run_shard` is pure: the same shard brings
back the same result, wherever and whenever it runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from traceback import extract_tb

from sim.books import check_books
from sim.diary import Diary
from sim.measures import Measures, measure, merge
from sim.measures.agents import floats_by_hour
from sim.measures.stood import stood_in_line_ms
from sim.network import County
from sim.network.codes import county_named
from sim.people.streams import Dice, Stream
from sim.plan import Plan, make_plan
from sim.running.engines import ENGINES
from sim.running.keeping import JOURNEYS, MANY_COUNTIES, Keep
from sim.scenario import Scenario
from sim.units import Ints

COUNTIES_PER_SHARD_OF_MANY = 16
STOOD = "stood_ms"


class RunFailed(Exception):  # noqa: N818 - named by what happened
    """A county failed: a fault of the model, which the same county alone will show again."""

    def __init__(self, replication: int, county: str, cause: str) -> None:
        """Keep what names the county; all three travel between processes."""
        super().__init__(replication, county, cause)
        self.replication = replication
        self.county = county
        self.cause = cause

    def __str__(self) -> str:
        """Say which county failed, why, and where in the code."""
        where = county_named(self.county)
        return f"replication {self.replication} of {where} failed: {self.cause}"


@dataclass(frozen=True)
class Shard:
    """Some counties in one replication, by the engine of a name."""

    scenario: Scenario
    counties: tuple[County, ...]
    replication: int
    engine: str
    keep: Keep = JOURNEYS


@dataclass(frozen=True)
class CountyResult:
    """What is kept of a county: journeys by column, and its measures if they were asked for.

    `stood_ms` says of each journey that is kept how long its person stood in lines in all.
    The lots of producers are kept where all journeys are. `floats` has what each agent held by the
    hour where measures are kept by county, if there are agents.
    """

    journeys: Mapping[str, Ints]
    measures: Measures | None
    lots: Mapping[str, Ints]
    floats: Mapping[str, Ints]
    stood_ms: Ints


@dataclass(frozen=True)
class ShardResult:
    """What a shard brings back. It can be pickled, kept and sent; results merge in their order.

    `measures` are those of all its counties together, `kept` has one for each of them.
    """

    measures: Measures
    kept: tuple[CountyResult, ...]


def shards_of(like: Shard, replications: Sequence[int]) -> list[Shard]:
    """Return shards like one of all counties, replication by replication.

    A county is a shard of its own, unless there are so many that what a shard costs by itself
    would count.
    """
    size = COUNTIES_PER_SHARD_OF_MANY if len(like.counties) > MANY_COUNTIES else 1
    return [
        replace(like, counties=some, replication=replication)
        for replication in replications
        for some in _batched(like.counties, size)
    ]


def run_shard(shard: Shard) -> ShardResult:
    """Run each county once: plan, journeys, books, measures. Raise RunFailed for the first."""
    done = [_run_county(shard, county) for county in shard.counties]
    return ShardResult(
        measures=merge([measures for measures, _ in done]),
        kept=tuple(kept for _, kept in done),
    )


def _run_county(shard: Shard, county: County) -> tuple[Measures, CountyResult]:
    try:
        plan = make_plan(shard.scenario, county)
        diary = ENGINES[shard.engine](plan, shard.replication)
        check_books(diary, shard.scenario)
        measures = measure(diary, plan)
        return measures, _kept(diary, plan, measures, shard)
    except Exception as error:
        raise failed_run(shard.replication, county, error) from error


def failed_run(replication: int, county: County, error: Exception) -> RunFailed:
    """Return what to raise for a county that failed: which one, why, and where in the code."""
    frame = extract_tb(error.__traceback__)[-1]
    cause = f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})"
    return RunFailed(replication, county.code, cause)


def _kept(diary: Diary, plan: Plan, measures: Measures, shard: Shard) -> CountyResult:
    """Return what is kept of a county beside the measures of all together."""
    by_county = shard.keep.by_county
    kept = _with_stood(diary, shard)
    return CountyResult(
        journeys={name: kept[name] for name in diary.journeys},
        measures=measures if by_county else None,
        lots=diary.lots if shard.keep.journeys_share >= 1 else {},
        floats=floats_by_hour(diary, plan) if by_county and shard.scenario.agents.are_on else {},
        stood_ms=kept[STOOD],
    )


def _with_stood(diary: Diary, shard: Shard) -> Mapping[str, Ints]:
    """Return the journeys to keep, and how long each stood: all, or those whom the choice meets."""
    share = shard.keep.journeys_share
    table = {**diary.journeys, STOOD: stood_in_line_ms(diary)}
    if share >= 1:
        return table
    dice = Dice(shard.scenario.run.seed, shard.replication, diary.county)
    chosen = dice.uniforms(Stream.SAMPLE, diary.journeys["person"].size) < share
    return {name: column[chosen] for name, column in table.items()}


def _batched(counties: tuple[County, ...], size: int) -> Iterator[tuple[County, ...]]:
    for first in range(0, len(counties), size):
        yield counties[first : first + size]
