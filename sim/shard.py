"""Shards: the unit of parallel work, some counties of one replication, and what they bring back.

Shards are chosen by the scenario and its counties alone, never by the number of workers. Each
draws its own chance by name and checks its books, so `run_shard` is pure: the same shard brings
back the same result, wherever and whenever it runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from traceback import extract_tb

from sim.books import check_books
from sim.diary import Ints
from sim.engines import ENGINES
from sim.measures import Measures, measure
from sim.network import County
from sim.plan import make_plan
from sim.scenario import Scenario

# A run of more counties than this is a national one.
MANY_COUNTIES = 64
COUNTIES_PER_SHARD_OF_MANY = 16


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
        return f"replication {self.replication} of county {self.county} failed: {self.cause}"


@dataclass(frozen=True)
class Shard:
    """Some counties in one replication, by the engine of a name."""

    scenario: Scenario
    counties: tuple[County, ...]
    replication: int
    engine: str


@dataclass(frozen=True)
class CountyResult:
    """What a county brings back: its measures, and its journeys by column."""

    measures: Measures
    journeys: Mapping[str, Ints]


@dataclass(frozen=True)
class ShardResult:
    """What a shard brings back. It can be pickled, kept and sent; results merge in their order."""

    counties: tuple[CountyResult, ...]


def shards_of(
    scenario: Scenario, counties: Sequence[County], engine: str, replications: Sequence[int]
) -> list[Shard]:
    """Return the shards of an experiment, replication by replication.

    A county is a shard of its own, unless there are so many that what a shard costs by itself
    would count.
    """
    size = COUNTIES_PER_SHARD_OF_MANY if len(counties) > MANY_COUNTIES else 1
    return [
        Shard(scenario, tuple(some), replication, engine)
        for replication in replications
        for some in _batched(counties, size)
    ]


def run_shard(shard: Shard) -> ShardResult:
    """Run each county once: plan, journeys, books, measures. Raise RunFailed for the first."""
    return ShardResult(tuple(_run_county(shard, county) for county in shard.counties))


def _run_county(shard: Shard, county: County) -> CountyResult:
    try:
        plan = make_plan(shard.scenario, county)
        diary = ENGINES[shard.engine](plan, shard.replication)
        check_books(diary, shard.scenario)
        return CountyResult(measure(diary, plan), diary.journeys)
    except Exception as error:
        place = extract_tb(error.__traceback__)[-1]
        cause = f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})"
        raise RunFailed(shard.replication, county.code, cause) from error


def _batched(counties: Sequence[County], size: int) -> Iterator[Sequence[County]]:
    for first in range(0, len(counties), size):
        yield counties[first : first + size]
