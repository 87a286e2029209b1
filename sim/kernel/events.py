"""The calendar of events: a heap with four below each, in the written order of simultaneous events.

The first is the earliest; at the same millisecond the lowest priority, a rank plus a number.
"""

from sim.kernel.compiling import compiled
from sim.kernel.state import World
from sim.model.pause import after_pause as after_pause_in_python

# The very function of the model, compiled.
after_pause = compiled(after_pause_in_python)


@compiled
def until(world: World, at_ms: int, priority: int, what: int) -> None:
    """Let something happen at a moment; what lies beyond the end of the run never happens."""
    clock, events = world.clock[0], world.events
    if at_ms >= clock.end_ms:
        return
    index = clock.events
    clock.events += 1
    while index:
        above = (index - 1) >> 2
        if not is_before(at_ms, priority, events[above].at_ms, events[above].priority):
            break
        events[index] = events[above]
        index = above
    event = events[index]
    event.at_ms = at_ms
    event.priority = priority
    event.what = what


@compiled
def take_first(world: World) -> tuple[int, int, int]:
    """Take the first event off the heap: its moment, its priority, and what happens."""
    clock, events = world.clock[0], world.events
    first = (events[0].at_ms, events[0].priority, events[0].what)
    clock.events -= 1
    size = clock.events
    last = events[size]
    at_ms, priority = last.at_ms, last.priority
    index = 0
    while (index << 2) + 1 < size:
        below = _first_below(world, index)
        if is_before(at_ms, priority, events[below].at_ms, events[below].priority):
            break
        events[index] = events[below]
        index = below
    events[index] = last
    return first


@compiled
def _first_below(world: World, index: int) -> int:
    """Return which of the up to four below an index comes first."""
    events, size = world.events, world.clock[0].events
    below = (index << 2) + 1
    for other in range(below + 1, min(below + 4, size)):
        if is_before(
            events[other].at_ms, events[other].priority, events[below].at_ms, events[below].priority
        ):
            below = other
    return below


@compiled
def is_before(at_ms: int, priority: int, other_ms: int, other_priority: int) -> bool:
    """Tell which of two events comes first."""
    return at_ms < other_ms or (at_ms == other_ms and priority < other_priority)
