"""The twin of `sim.office`: lines and rounds, and the notes of visits."""

from sim.customers import Customer
from sim.diary import NONE, Ending
from sim.kernel.compiling import compiled
from sim.kernel.state import Line, Note, Office, World
from sim.wishes import Wish


@compiled
def arrive(world: World, person: Wish | Customer, purpose: int) -> int:
    """Note that a person is at the door, and return the note's place."""
    clock = world.clock[0]
    place = clock.notes
    clock.notes += 1
    note = world.notes[place]
    note.outlet = person.outlet
    note.person = person.number
    note.purpose = purpose
    note.arrived_ms = clock.now_ms
    note.called_ms = NONE
    note.left_ms = NONE
    note.ending = Ending.PRESENT
    note.refused = Ending.PRESENT
    note.line = NONE
    note.behind = NONE
    return place


@compiled
def leave(note: Note, ending: int, now_ms: int) -> int:
    """End the visit, and answer how."""
    note.ending = ending
    note.left_ms = now_ms
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
def queue(world: World, line: Line, place: int) -> None:
    """Take a place at the end."""
    if line.first == NONE:
        line.first = place
    else:
        world.notes[line.last].behind = place
    line.last = place
    line.waiting += 1


@compiled
def first_in_line(world: World, line: Line) -> int:
    """Take the first who has not left out of the line; return the note, or NONE."""
    while line.first != NONE:
        place = line.first
        note = world.notes[place]
        line.first = note.behind
        if note.ending == Ending.PRESENT:
            line.waiting -= 1
            return place
    return NONE


@compiled
def turn_away(world: World) -> int:
    """Send home the first in the line that is closing; return the person, or NONE.

    Who is at a counter is served to the end.
    """
    clock = world.clock[0]
    place = first_in_line(world, world.lines[clock.closing])
    if place == NONE:
        clock.closing += 1
        return NONE
    note = world.notes[place]
    leave(note, Ending.TURNED_AWAY, clock.now_ms)
    return note.person


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
