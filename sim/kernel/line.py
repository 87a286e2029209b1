"""The twin of `sim.model.line`: lines, and whom a counter calls out of them.

A line is three queues, one for each urgency; queue 3 l + u has line l's people of urgency u.
"""

from sim.diary import NONE, Ending
from sim.kernel.compiling import compiled
from sim.kernel.outlets import Counter
from sim.kernel.state import World
from sim.model.line import Urgency
from sim.plan import Kind

URGENCIES = len(Urgency)
KINDS = len(Kind)


@compiled
def is_free(counter: Counter) -> bool:
    """Return whether a counter could call somebody."""
    return counter.note == NONE and counter.on_duty != 0 and counter.works != 0


@compiled
def waiting_before(world: World, line: int, urgency: int) -> int:
    """Return how many would be called before somebody who joins now."""
    waiting = 0
    for number in range(world.rules[0].most_urgent, urgency + 1):
        waiting += world.queues[URGENCIES * line + number].waiting
    return waiting


@compiled
def people(world: World, line: int, counter: int) -> int:
    """Return how many people wait in a line per window, and are at its counter."""
    return waiting_before(world, line, Urgency.USUAL) + (world.counters[counter].note != NONE)


@compiled
def queue(world: World, number: int, index: int) -> None:
    """Join at the end of a queue."""
    joined, notes = world.queues[number], world.notes
    notes.queue[index] = number
    notes.behind[index] = NONE
    if joined.first == NONE:
        joined.first = index
    else:
        notes.behind[joined.last] = index
    joined.last = index
    joined.waiting += 1


@compiled
def first(world: World, number: int) -> int:
    """Return the note of the first in a queue who has not left, or NONE."""
    asked, notes = world.queues[number], world.notes
    while asked.first != NONE and notes.ending[asked.first] != Ending.PRESENT:
        asked.first = notes.behind[asked.first]
    return asked.first


@compiled
def leave_line(world: World, number: int) -> None:
    """Take the first out of a queue."""
    left = world.queues[number]
    left.first = world.notes.behind[left.first]
    left.waiting -= 1


@compiled
def most_urgent(world: World, number: int) -> int:
    """Take the most urgent out of a counter's lines, of these who came first; or return NONE."""
    first_queue, rules = world.counters[number].first_queue, world.rules[0]
    for urgency in range(rules.most_urgent, URGENCIES):
        found = first_queue + urgency
        if rules.line_per_kind:
            found = _earliest_of_kinds(world, number, urgency)
        index = first(world, found) if found != NONE else NONE
        if index != NONE:
            leave_line(world, found)
            return index
    return NONE


@compiled
def _earliest_of_kinds(world: World, number: int, urgency: int) -> int:
    """Return the queue whose first came before others', of all a counter calls from; or NONE."""
    counter = world.counters[number]
    earliest, found = NONE, NONE
    for kind in range(KINDS):
        asked = counter.first_queue + URGENCIES * kind + urgency
        index = first(world, asked)
        if (counter.serves >> kind) & 1 and index != NONE and (found == NONE or index < earliest):
            earliest, found = index, asked
    return found
