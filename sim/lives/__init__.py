"""Lives worked out by hand, one for each way that a journey may go: what both engines must write.

`by_hand` has the person whom nothing befalls, and the world around; `story` the words in which a
life is written down; `life` holds a life to what an engine makes of it. The others are the lives,
by what they are about: buying, other ways of paying, agents, their tills, the counter, the receipt,
the telephone, the parcel, and producers, who have no journey.
"""

from sim.lives import agents, buying, counter, parcel, paying, produce, receipt, telephone, tills
from sim.lives.life import HandWorkedLife

__all__ = ["hand_worked_lives"]


def hand_worked_lives() -> tuple[HandWorkedLife, ...]:
    """Return all lives, in the order of the journey."""
    return (
        *buying.LIVES,
        *paying.LIVES,
        *agents.LIVES,
        *tills.LIVES,
        *counter.LIVES,
        *receipt.LIVES,
        *telephone.LIVES,
        *parcel.LIVES,
        *produce.LIVES,
    )
