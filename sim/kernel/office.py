"""The twin of `sim.model.office`: which counter or line is for whom, rounds, notes of visits."""

from sim.diary import NONE, Ending, Purpose
from sim.kernel.compiling import compiled
from sim.kernel.line import URGENCIES, first, is_free, leave_line, people
from sim.kernel.outlets import Office
from sim.kernel.state import Person, World
from sim.model.line import Urgency
from sim.plan import Kind


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
def kind_of_visit(world: World, index: int) -> int:
    """Return by what windows part a visitor from others."""
    purpose, others = world.notes.purpose[index], world.customers
    if purpose != Purpose.OTHER:
        return kind_of(world, purpose, has_priority(world, purpose), 0)
    index = world.notes.person[index] - len(world.wishes)
    return kind_of(world, purpose, others.priority[index], others.pick_up[index])


@compiled
def has_priority(world: World, purpose: int) -> int:
    """Return 1 if everyone with a wish who comes for this has priority, or 0."""
    return (world.rules[0].priority_purposes >> purpose) & 1


@compiled
def kind_of(world: World, purpose: int, priority: int, pick_up: int) -> int:
    """Return by what windows part those who come for a purpose, with priority or without."""
    if priority and world.rules[0].own_line:
        return Kind.PRIORITY
    if purpose == Purpose.PICK_UP or pick_up:
        return Kind.PARCELS
    if purpose == Purpose.OTHER:
        return Kind.OTHER
    return Kind.MONEY


@compiled
def serves(world: World, number: int, kind: int) -> bool:
    """Return whether a counter serves a kind."""
    return (world.counters[number].serves >> kind) & 1 == 1


@compiled
def free_counter(world: World, office: Office, kind: int) -> int:
    """Return the first counter that could call somebody of this kind, or NONE."""
    for number in range(office.first_counter, office.after_counter):
        if is_free(world.counters[number]) and serves(world, number, kind):
            return number
    return NONE


@compiled
def line_for(world: World, office: Office, kind: int) -> int:
    """Return the line to join: of lines per window the shortest, the first of equals."""
    rules = world.rules[0]
    if rules.line_per_kind:
        return office.first_line + kind
    if not rules.line_per_window:
        return office.first_line
    shortest, fewest, best = NONE, 0, NONE
    for number in range(office.first_counter, office.after_counter):
        if not serves(world, number, kind):
            continue
        counter = world.counters[number]
        rank = (counter.on_duty << 1) + counter.works
        line = office.first_line + number - office.first_counter
        here = people(world, line, number)
        if rank > best or (rank == best and here < fewest):
            shortest, fewest, best = line, here, rank
    return shortest


@compiled
def is_served(world: World, office: Office, line: int) -> bool:
    """Return whether a counter on duty calls from a line."""
    rules = world.rules[0]
    for number in range(office.first_counter, office.after_counter):
        calls = True
        if rules.line_per_window:
            calls = number - office.first_counter == line - office.first_line
        elif rules.line_per_kind:
            calls = serves(world, number, line - office.first_line)
        if calls and world.counters[number].on_duty:
            return True
    return False


@compiled
def turn_away(world: World) -> int:
    """Send home the first in the queue that is closing; return the person, or NONE.

    Who is or was at a counter is served to the end.
    """
    clock = world.clock[0]
    line, urgency = clock.closing // URGENCIES, clock.closing % URGENCIES
    stays = urgency == Urgency.INTERRUPTED or (
        not world.rules[0].turns_away and is_served(world, world.offices[clock.closing_at], line)
    )
    index = NONE if stays else first(world, clock.closing)
    if index == NONE:
        clock.closing += 1
        return NONE
    leave_line(world, clock.closing)
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
