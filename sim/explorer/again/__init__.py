"""Counties of a run, simulated again: every visit of a day, which no file of results has.

The manifest has the whole scenario with its seed, and chance is settled at the door, so the same
county and replication come out the same, by either engine. That is looked at, not taken on trust.
"""

from sim.explorer.again.county import CountyAgain, CountyWanted, simulate_again
from sim.explorer.again.kept import Again
from sim.explorer.again.lines import LineSamples, samples_of
from sim.explorer.again.places import OutletPlace, place_of

__all__ = [
    "Again",
    "CountyAgain",
    "CountyWanted",
    "LineSamples",
    "OutletPlace",
    "place_of",
    "samples_of",
    "simulate_again",
]
