"""The clock in the head of every page: where it stands, and whether it stands still."""

from dataclasses import dataclass

from service.testing.state import State


@dataclass(frozen=True)
class ClockShown:
    """The clock of a world: its moment, and whether it stands still."""

    now: str
    is_frozen: bool


def clock_shown(state: State) -> ClockShown:
    """Return the clock as a page shows it."""
    shown = state.clock.shown()
    return ClockShown(shown["now"], shown["is_frozen"])
