"""The loop: the first event happens, with all that it sets free at the same moment; then the next.

It is what SimPy's environment does for the model, with the schedules of `sim.model.office.World`.
"""

from sim.diary import NONE, Ending
from sim.kernel.agent import at_the_agent, await_customer, comes, leave_till, over
from sim.kernel.compiling import called_from_python, compiled
from sim.kernel.counter import (
    at_the_door,
    customer_at_the_door,
    leave_counter,
    lose_patience,
    other_customer,
)
from sim.kernel.duty import breakdowns, shifts, start_duty
from sim.kernel.events import is_before, take_first, until
from sim.kernel.journey import search
from sim.kernel.line import URGENCIES
from sim.kernel.office import depart, next_carried, turn_away
from sim.kernel.parcel import asks, carried
from sim.kernel.rebalancing import keep_schedule
from sim.kernel.shop import AT_TILLS
from sim.kernel.shop import lose_patience as lose_patience_at_agent
from sim.kernel.stages import advance, errand_over, resume
from sim.kernel.state import World
from sim.kernel.steps import Continuation
from sim.model.office import NUMBERS, Rank

PRESENT = int(Ending.PRESENT)
TURNED_AWAY = int(Ending.TURNED_AWAY)

# Whose turn it was, how the person's visit ended, if one did, and whether a stage is over.
Turn = tuple[int, int, bool]


@called_from_python
def start(world: World) -> None:
    """Let everything in the county begin: schedules, and each wish with its search."""
    for number in range(len(world.rounds)):
        await_departure(world, number)
    if world.rules[0].turns_away or world.rules[0].has_shifts:
        for number in range(len(world.offices)):
            await_closing(world, number, 0)
    start_duty(world)
    await_customer(world)
    for number in range(len(world.wishes)):
        world.pages[number].stages_begun = 1
        search(world, number)


@called_from_python
def go_on(world: World, turns: int) -> bool:
    """Let everything happen until the end, and return True.

    Return False after so many turns, for a caller that has signals to handle, or other work; and
    where there is no room for more notes.
    """
    clock = world.clock[0]
    while turns and clock.notes < len(world.notes.person):
        turns -= 1
        if clock.departing != NONE or clock.closing < clock.closing_to:
            number, ending, goes_on = set_free(world)
        elif customer_is_next(world):
            number, ending, goes_on = customer_comes(world)
        elif clock.events:
            number, ending, goes_on = first_happens(world)
        else:
            return True
        if ending != PRESENT and number >= len(world.wishes):
            others_over(world, number, ending)
        elif ending != PRESENT:
            goes_on = errand_over(world, number, ending)
        if goes_on:
            advance(world, number)
    return False


@compiled
def others_over(world: World, number: int, ending: int) -> None:
    """Go on after a visit as somebody does who has no wish."""
    index = number - len(world.wishes)
    if index < len(world.customers.number):
        other_customer(world, index, ending)
    else:
        over(world, number, ending)


@compiled
def set_free(world: World) -> Turn:
    """Let the departure of just now carry the next parcel, or the door send home the next."""
    if world.clock[0].departing != NONE:
        number = next_carried(world)
        return number, PRESENT, number != NONE and carried(world, number)
    number = turn_away(world)
    return number, PRESENT if number == NONE else TURNED_AWAY, False


@compiled
def first_happens(world: World) -> Turn:  # noqa: C901, PLR0911 - one for each kind of event
    """Let the first event happen; its priority says whose it is."""
    clock = world.clock[0]
    clock.now_ms, priority, what = take_first(world)
    number = priority % NUMBERS
    if priority < Rank.SCHEDULE:
        if what <= AT_TILLS:
            return number, leave_till(world, AT_TILLS - what), False
        return number, leave_counter(world, number, what), False
    if priority < Rank.PATIENCE:
        change_schedule(world, number, what)
        return number, PRESENT, False
    if priority < Rank.PARCEL:
        if what <= AT_TILLS:
            return number, lose_patience_at_agent(world, AT_TILLS - what), False
        return number, lose_patience(world, what), False
    if number >= len(world.wishes) + len(world.customers.number):
        return number, comes(world, number), False
    if number >= len(world.wishes):
        return number, customer_at_the_door(world, number - len(world.wishes)), False
    if what == Continuation.AT_THE_DOOR:
        return number, at_the_door(world, number), False
    if what == Continuation.ASKS:
        return number, asks(world, number), False
    if what == Continuation.AT_THE_AGENT:
        return number, at_the_agent(world, number), False
    return number, PRESENT, resume(world, number, what)


@compiled
def customer_is_next(world: World) -> bool:
    """Return whether the next to come is another customer, before the first of the events."""
    clock, others = world.clock[0], world.customers
    index = clock.customers
    if index == len(others.number) or others.arrives_ms[index] >= clock.end_ms:
        return False
    if not clock.events:
        return True
    first = world.events[0]
    priority = Rank.REQUEST + others.number[index]
    return is_before(others.arrives_ms[index], priority, first.at_ms, first.priority)


@compiled
def customer_comes(world: World) -> Turn:
    """Let in the next of everybody else."""
    clock, others = world.clock[0], world.customers
    index = clock.customers
    clock.customers += 1
    clock.now_ms = others.arrives_ms[index]
    return others.number[index], customer_at_the_door(world, index), False


@compiled
def change_schedule(world: World, number: int, what: int) -> None:
    """A round departs, a door closes, a counter changes duty, fails or is repaired, an agent goes.

    They are numbered in this order.
    """
    rounds, offices, counters = len(world.rounds), len(world.offices), len(world.counters)
    if number < rounds:
        depart(world, number)
        await_departure(world, number)
        world.clock[0].departing = number
    elif number < rounds + offices:
        close_door(world, number - rounds, what)
    elif number < rounds + offices + counters:
        shifts(world, number - rounds - offices, what)
    elif number < rounds + offices + 2 * counters:
        breakdowns(world, number - rounds - offices - counters)
    else:
        keep_schedule(world, number - rounds - offices - 2 * counters)


@compiled
def close_door(world: World, number: int, closing: int) -> None:
    """Close the door of an outlet, and wait for its next closing."""
    clock, office = world.clock[0], world.offices[number]
    await_closing(world, number, closing + 1)
    clock.closing = URGENCIES * office.first_line
    clock.closing_to = URGENCIES * office.after_line
    clock.closing_at = number


@compiled
def await_departure(world: World, number: int) -> None:
    """Wait for the next departure, if there is one."""
    rounds = world.rounds[number]
    if rounds.next_departure < rounds.after_departure:
        at_ms = world.departures[rounds.next_departure].at_ms
        until(world, at_ms, Rank.SCHEDULE + number, NONE)


@compiled
def await_closing(world: World, number: int, closing: int) -> None:
    """Wait for an outlet's closing, if there is one of this number."""
    hours = world.timetables[world.offices[number].hours]
    if hours.first + closing < hours.after:
        at_ms = world.intervals[hours.first + closing].closes_ms
        until(world, at_ms, Rank.SCHEDULE + len(world.rounds) + number, closing)
