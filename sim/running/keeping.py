"""What a run keeps of its journeys: all, a sample, or none but measures."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.calendar import wish_intensity
from sim.network import County
from sim.running.engines import AUTO
from sim.scenario import Scenario

# A run of more counties than this is a national one.
MANY_COUNTIES = 64
SAMPLE_JOURNEYS = 10_000


@dataclass(frozen=True)
class Keep:
    """What a run keeps beside the measures of all counties together.

    A share of the journeys, each kept or not by chance of its own; and whether the tables by hour
    and the histograms are kept for each county too.
    """

    name: str
    journeys_share: float
    by_county: bool


JOURNEYS = Keep("journeys", journeys_share=1.0, by_county=True)
SUMMARY = Keep("summary", journeys_share=0.0, by_county=False)


def keep_for(name: str, scenario: Scenario, counties: Sequence[County]) -> Keep:
    """Return what to keep by name: journeys, sample or summary.

    AUTO keeps all journeys, and of very many counties a sample: of some ten thousand journeys a
    replication, chosen by a stream of their own.
    """
    if name == AUTO:
        name = "sample" if len(counties) > MANY_COUNTIES else JOURNEYS.name
    if name == "sample":
        people = sum(outlet.people for county in counties for outlet in county.outlets)
        wishes = wish_intensity(scenario, people).total
        return Keep(name, min(1.0, SAMPLE_JOURNEYS / max(wishes, 1.0)), by_county=False)
    return {keep.name: keep for keep in (JOURNEYS, SUMMARY)}[name]
