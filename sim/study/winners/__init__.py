"""Winners and losers: what each person gains or loses by an alternative, row by row.

Both scenarios meet the same people in each replication, so each person's two journeys can be laid
side by side. Who got the parcel in both has two differences: the minutes in line, over all visits,
and the days from the wish to the door. Who did not in one of them, or in neither, is in a class of
its own, since no time can be compared.
"""

from sim.study.winners.compared import (
    JourneysKept,
    WinnersAndLosers,
    page_of,
    winners_among,
    winners_of,
)
from sim.study.winners.fates import (
    DOOR,
    LINE,
    MEASURES,
    Fate,
    Thresholds,
    decile_points,
    differences_ms,
    ecdf,
    fates,
    times_ms,
)
from sim.study.winners.pairing import PairedPeople, journeys_of, pair, same_places
from sim.study.winners.split import EVERYBODY, GROUPS, WinnersRow, finishes_no_more, losers, split
from sim.study.winners.traits import PersonTraits, traits_of

__all__ = [
    "DOOR",
    "EVERYBODY",
    "GROUPS",
    "LINE",
    "MEASURES",
    "Fate",
    "JourneysKept",
    "PairedPeople",
    "PersonTraits",
    "Thresholds",
    "WinnersAndLosers",
    "WinnersRow",
    "decile_points",
    "differences_ms",
    "ecdf",
    "fates",
    "finishes_no_more",
    "journeys_of",
    "losers",
    "page_of",
    "pair",
    "same_places",
    "split",
    "times_ms",
    "traits_of",
    "winners_among",
    "winners_of",
]
