"""What a run will cost: people, seconds, memory and files, before it is run."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.calendar import wish_intensity
from sim.files.size import extent_of_counties, gigabytes_of
from sim.files.warnings import seconds_expected
from sim.network import County
from sim.running.engines import AUTO, engine_for, visits_expected
from sim.running.keeping import keep_for
from sim.scenario import CLASSES, Scenario

# Measured on results of the shipped scenarios, of compressed columns.
BYTES_A_JOURNEY = 68
BYTES_AN_OUTLET = 100
BYTES_A_COUNTER_HOUR = 17
BYTES_FOR_ALL = 60_000
HOURS_A_DAY = 24
MB = 1e6


@dataclass(frozen=True)
class CostOfRun:
    """What a run takes; `seconds` are of one processor, `gigabytes` of one county in memory."""

    visits: float
    engine: str
    seconds: float
    gigabytes: float
    files_mb: float


def cost_of_run(scenario: Scenario, counties: Sequence[County], engine: str) -> CostOfRun:
    """Return about what all replications of a scenario take."""
    chosen = engine_for(engine, scenario, counties)
    return CostOfRun(
        visits=visits_expected(scenario, counties),
        engine=chosen,
        seconds=seconds_expected(scenario, counties, chosen),
        gigabytes=gigabytes_of(scenario, extent_of_counties(counties)),
        files_mb=_files_mb(scenario, counties),
    )


def _files_mb(scenario: Scenario, counties: Sequence[County]) -> float:
    """Return about how large the tables are; of a whole country hardly any journeys are kept."""
    keep = keep_for(AUTO, scenario, counties)
    outlets = [outlet for county in counties for outlet in county.outlets]
    people = sum(outlet.people for outlet in outlets)
    journeys = wish_intensity(scenario, 1).total * people * keep.journeys_share
    tables = len(counties) if keep.by_county else 1
    hours = len(CLASSES) * HOURS_A_DAY * scenario.run.days * tables
    each = journeys * BYTES_A_JOURNEY + len(outlets) * BYTES_AN_OUTLET
    each += hours * BYTES_A_COUNTER_HOUR
    return (each * scenario.run.replications + BYTES_FOR_ALL) / MB
