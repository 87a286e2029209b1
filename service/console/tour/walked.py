"""How far the tour was walked in a world, and what each chapter came to."""

from dataclasses import dataclass, field
from threading import RLock

from service.console.tour.chapters import CHAPTERS, walk
from service.console.town import acting
from service.console.town.shown import TownShown, town_shown
from service.testing.state import State

_NAME = "tour"


@dataclass(frozen=True)
class WalkedChapter:
    """The town after a chapter, and whether all its steps went well."""

    town: TownShown
    went_well: bool


@dataclass
class Walk:
    """The chapters walked so far, in their order."""

    walked: list[WalkedChapter] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)

    @property
    def is_stuck(self) -> bool:
        """Return whether the last chapter did not go well, so that there is no next."""
        return bool(self.walked) and not self.walked[-1].went_well


def walk_of(state: State) -> Walk:
    """Return the tour of a world, which begins when it is first asked for."""
    found = state.remembered.get(_NAME)
    if isinstance(found, Walk):
        return found
    made = Walk()
    state.remembered[_NAME] = made
    return made


def go_on(state: State, number: int) -> int:
    """Walk a chapter if it is the next one; return the chapter to look at.

    The first one begins the tour anew; another one that was walked is not walked twice, however
    often its button is clicked.
    """
    tour = walk_of(state)
    with tour.lock:
        if number == 1:
            tour.walked.clear()
            play = acting.scene_of(state).play
            with play.lock:
                play.begin_anew()
        if number != len(tour.walked) + 1 or number > len(CHAPTERS) or tour.is_stuck:
            return len(tour.walked)
        went_well = walk(state, CHAPTERS[number - 1])
        tour.walked.append(WalkedChapter(town_shown(state), went_well))
        return number
