"""The twin of `sim.model.office`: lines and rounds, and the notes of visits."""

from sim.diary import NONE, Ending
from sim.kernel.compiling import compiled
from sim.kernel.state import Line, Office, Person, World


@compiled
def arrive(world: World, person: Person, purpose: int) -> int:
    """Note that a person has arrived, and return the note's index."""
    clock, notes = world.clock[0], world.notes
    index = clock.notes
    clock.notes += 1
    notes.outlet[index] = person.outlet
    notes.person[index] = person.number
    notes.purpose[index] = purpose
    notes.arrived_ms[index] = clock.now_ms
    notes.called_ms[index] = NONE
    notes.left_ms[index] = NONE
    notes.ending[index] = Ending.PRESENT
    return index


@compiled
def leave(world: World, index: int, ending: int) -> int:
    """End the visit, and return how."""
    world.notes.ending[index] = ending
    world.notes.left_ms[index] = world.clock[0].now_ms
    return ending


@compiled
def shortest_line(world: World, office: Office) -> int:
    """Return the line with the fewest people, at its counters and waiting; the first of equals."""
    shortest = office.first_line
    fewest = people_in(world.lines[shortest])
    for number in range(office.first_line + 1, office.after_line):
        people = people_in(world.lines[number])
        if people < fewest:
            shortest, fewest = number, people
    return shortest


@compiled
def people_in(line: Line) -> int:
    """Return how many people are at the line's counters and waiting."""
    return line.waiting + line.counters - line.free


@compiled
def queue(world: World, line: Line, index: int) -> None:
    """Join at the end."""
    world.notes.behind[index] = NONE
    if line.first == NONE:
        line.first = index
    else:
        world.notes.behind[line.last] = index
    line.last = index
    line.waiting += 1


@compiled
def first_in_line(world: World, line: Line) -> int:
    """Take the first who has not left out of the line; return the note, or NONE."""
    while line.first != NONE:
        index = line.first
        line.first = world.notes.behind[index]
        if world.notes.ending[index] == Ending.PRESENT:
            line.waiting -= 1
            return index
    return NONE


@compiled
def turn_away(world: World) -> int:
    """Send home the first in the line that is closing; return the person, or NONE.

    Who is at a counter is served to the end.
    """
    clock = world.clock[0]
    index = first_in_line(world, world.lines[clock.closing])
    if index == NONE:
        clock.closing += 1
        return NONE
    leave(world, index, Ending.TURNED_AWAY)
    number: int = world.notes.person[index]
    return number


@compiled
def join(world: World, number: int, parcel: int) -> None:
    """Put a person's parcel at the end, or minus a number of other people's."""
    rounds = world.rounds[number]
    world.parcels[rounds.after_parcel] = parcel
    rounds.after_parcel += 1


@compiled
def depart(world: World, number: int) -> None:
    """Make room, and let other people's parcels of this departure stand behind the others."""
    rounds = world.rounds[number]
    others = world.departures[rounds.next_departure].others
    rounds.next_departure += 1
    if others:
        join(world, number, -others)
    rounds.room = rounds.capacity


@compiled
def next_carried(world: World) -> int:
    """Carry parcels up to one of ours; return its person, or NONE where room or parcels end."""
    clock = world.clock[0]
    rounds = world.rounds[clock.departing]
    while rounds.room and rounds.first_parcel < rounds.after_parcel:
        parcel: int = world.parcels[rounds.first_parcel]
        if parcel >= 0:
            rounds.first_parcel += 1
            rounds.room -= 1
            return parcel
        if -parcel > rounds.room:
            world.parcels[rounds.first_parcel] = parcel + rounds.room
            rounds.room = 0
        else:
            rounds.first_parcel += 1
            rounds.room += parcel
    clock.departing = NONE
    return NONE
