"""When something is open: the questions that `sim.plan.Timetable` answers, by the same names."""

from sim.kernel.compiling import compiled
from sim.kernel.state import World
from sim.units import NEVER_MS, PPM


@compiled
def is_open(world: World, number: int, now_ms: int) -> bool:
    """Return whether it is open: at the opening yes, at the closing no."""
    index = _latest_opening(world, number, now_ms)
    return index >= world.timetables[number].first and now_ms < world.intervals[index].closes_ms


@compiled
def open_from(world: World, number: int, now_ms: int, into_ppm: int) -> int:
    """Return the first moment from now when it is open, `into_ppm` into the next opening."""
    index = _latest_opening(world, number, now_ms)
    if index >= world.timetables[number].first and now_ms < world.intervals[index].closes_ms:
        return now_ms
    index += 1
    if index == world.timetables[number].after:
        return NEVER_MS
    opens_ms, closes_ms = world.intervals[index].opens_ms, world.intervals[index].closes_ms
    return opens_ms + (closes_ms - opens_ms) * into_ppm // PPM


@compiled
def closed_from(world: World, number: int, now_ms: int) -> int:
    """Return the first moment from now when it is closed."""
    index = _latest_opening(world, number, now_ms)
    if index < world.timetables[number].first or world.intervals[index].closes_ms <= now_ms:
        return now_ms
    return world.intervals[index].closes_ms


@compiled
def next_batch(world: World, now_ms: int) -> int:
    """Return the first batch that does not leave before now, or NEVER_MS."""
    low, high = 0, len(world.batches_ms)
    while low < high:
        middle = (low + high) >> 1
        if world.batches_ms[middle] < now_ms:
            low = middle + 1
        else:
            high = middle
    return world.batches_ms[low] if low < len(world.batches_ms) else NEVER_MS


@compiled
def _latest_opening(world: World, number: int, now_ms: int) -> int:
    """Return the last interval that opened by now, or the index before the first."""
    low, high = world.timetables[number].first, world.timetables[number].after
    while low < high:
        middle = (low + high) >> 1
        if world.intervals[middle].opens_ms <= now_ms:
            low = middle + 1
        else:
            high = middle
    return low - 1
