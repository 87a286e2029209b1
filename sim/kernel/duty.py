"""The twin of `sim.model.duty`: counters are staffed and closed, they fail and are repaired."""

from sim.diary import NONE, Ending
from sim.kernel.compiling import compiled, compiled_apart
from sim.kernel.counter import (
    be_called,
    call_next,
    rank_of_failures,
    resume_service,
    service_of,
)
from sim.kernel.events import until
from sim.kernel.line import URGENCIES, queue
from sim.kernel.office import free_counter, kind_of_visit, line_for, serves
from sim.kernel.state import World
from sim.model.line import Urgency
from sim.model.office import Rank
from sim.units import NEVER_MS


@compiled_apart
def start_duty(world: World) -> None:
    """Start the shifts of all counters, and their failures."""
    for number in range(len(world.counters)):
        counter = world.counters[number]
        table = world.timetables[counter.duty]
        opens_first = table.first < table.after and not world.intervals[table.first].opens_ms
        counter.on_duty = opens_first
        await_change(world, number, int(opens_first))
        await_failure(world, number)


@compiled
def await_change(world: World, number: int, change: int) -> None:
    """Wait for a counter to go on duty, by an even number of the change, or off, by an odd one."""
    table = world.timetables[world.counters[number].duty]
    index = table.first + (change >> 1)
    if index < table.after:
        interval = world.intervals[index]
        at_ms = interval.closes_ms if change & 1 else interval.opens_ms
        before = len(world.rounds) + len(world.offices)
        until(world, at_ms, Rank.SCHEDULE + before + number, change)


@compiled_apart
def shifts(world: World, number: int, change: int) -> None:
    """Go on or off duty, as planned."""
    counter = world.counters[number]
    counter.on_duty = 1 - (change & 1)
    await_change(world, number, change + 1)
    call_next(world, number)
    spread(world, counter.office)


@compiled
def spread(world: World, number: int) -> None:
    """Let who waits at a counter off duty join other lines, if any that serves them is on."""
    if not world.rules[0].spreads:
        return
    office, notes = world.offices[number], world.notes
    for counter in range(office.first_counter, office.after_counter):
        if world.counters[counter].on_duty:
            continue
        line = office.first_line + counter - office.first_counter
        for urgency in range(URGENCIES):
            left = world.queues[URGENCIES * line + urgency]
            index = left.first
            left.first, left.last, left.waiting = NONE, NONE, 0
            while index != NONE:
                following = notes.behind[index]
                if notes.ending[index] == Ending.PRESENT:
                    move(world, number, index)
                index = following


@compiled
def move(world: World, number: int, index: int) -> None:
    """Let somebody in line go to a free counter, or to the end of the line that is shortest."""
    office, notes = world.offices[number], world.notes
    kind = kind_of_visit(world, index)
    counter = free_counter(world, office, kind)
    if counter != NONE:
        be_called(world, index, counter)
        return
    joined = notes.queue[index]
    for one in range(office.first_counter, office.after_counter):
        if world.counters[one].on_duty and serves(world, one, kind):
            joined = URGENCIES * line_for(world, office, kind) + joined % URGENCIES
            break
    queue(world, joined, index)


@compiled
def await_failure(world: World, number: int) -> None:
    """Wait for a counter to fail: by the calendar, or until it has been busy for long enough."""
    counter = world.counters[number]
    counter.busy_left_ms = NEVER_MS
    if counter.next_failure == counter.after_failure:
        return
    up_ms = world.breakdowns[counter.next_failure].up_ms
    if world.rules[0].wears:
        counter.busy_left_ms = up_ms
    else:
        until(world, world.clock[0].now_ms + up_ms, rank_of_failures(world, number), NONE)


@compiled_apart
def breakdowns(world: World, number: int) -> None:
    """Fail, or be repaired, in turn."""
    if world.counters[number].works:
        fail(world, number)
    else:
        repair(world, number)


@compiled
def fail(world: World, number: int) -> None:
    """Stop working, and interrupt whoever is at the counter."""
    clock, counter, failures = world.clock[0], world.counters[number], world.failures
    counter.works = 0
    counter.busy_left_ms = NEVER_MS
    counter.failure = clock.failures
    clock.failures += 1
    failures.outlet[counter.failure] = counter.office
    failures.counter[counter.failure] = number - world.offices[counter.office].first_counter
    failures.visit[counter.failure] = counter.note
    failures.failed_ms[counter.failure] = clock.now_ms
    failures.repaired_ms[counter.failure] = NONE
    failures.resumed_ms[counter.failure] = NONE
    repair_ms = world.breakdowns[counter.next_failure].repair_ms
    counter.next_failure += 1
    until(world, clock.now_ms + repair_ms, rank_of_failures(world, number), NONE)
    if counter.note != NONE:
        be_interrupted(world, number)


@compiled
def be_interrupted(world: World, number: int) -> None:
    """Wait for the repair, or leave the counter for another, before all who wait."""
    counter, notes, rules = world.counters[number], world.notes, world.rules[0]
    index = counter.note
    notes.failure[index] = counter.failure
    notes.service_ms[index] = counter.over_ms - world.clock[0].now_ms
    if rules.restarts:
        notes.service_ms[index] = service_of(world, index)
    counter.over_ms = NEVER_MS
    if rules.moves:
        counter.note = NONE
        go_elsewhere(world, counter.office, index)


@compiled
def go_elsewhere(world: World, number: int, index: int) -> None:
    """Leave a counter that has failed for a free one, or for the next that is freed."""
    office, kind = world.offices[number], kind_of_visit(world, index)
    counter = free_counter(world, office, kind)
    if counter != NONE:
        be_called(world, index, counter)
    else:
        queue(world, URGENCIES * line_for(world, office, kind) + Urgency.INTERRUPTED, index)


@compiled
def repair(world: World, number: int) -> None:
    """Work again: go on with who is at the counter, or call the next."""
    counter = world.counters[number]
    counter.works = 1
    world.failures.repaired_ms[counter.failure] = world.clock[0].now_ms
    await_failure(world, number)
    if counter.note == NONE:
        call_next(world, number)
    else:
        resume_service(world, number)
