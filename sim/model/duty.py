"""Counters through the day: they are staffed and closed, they fail and are repaired.

Who is at a counter that closes is served to the end. Who is at one that fails waits there for the
repair, or goes to another counter, as the scenario says.
"""

from collections.abc import Sequence

from simpy import Event
from simpy.events import ProcessGenerator

from sim.model.line import Counter, Failure
from sim.model.office import Office, Rank, World
from sim.people.breakdowns import CounterFailure
from sim.plan import ALWAYS


def start_duty(world: World) -> None:
    """Start the shifts of all counters, and their failures."""
    counters = [(office, counter) for office in world.offices for counter in office.counters]
    first = 1 + 2 * len(world.offices)
    for number, (office, counter) in enumerate(counters):
        if counter.plan.on_duty != ALWAYS:
            world.env.process(shifts(world, office, counter, Rank.SCHEDULE + first + number))
    for number, failures in enumerate(world.people.failures):
        office, counter = counters[number]
        counter.can_fail = True
        counter.wears = world.plan.scenario.counters.failure_clock == "busy"
        counter.rank = Rank.SCHEDULE + first + len(counters) + number
        world.env.process(breakdowns(world, office, counter, failures))


def shifts(world: World, office: Office, counter: Counter, rank: int) -> ProcessGenerator:
    """Go on and off duty, as planned."""
    on_duty = counter.plan.on_duty
    for opens_ms, closes_ms in zip(on_duty.opens_ms, on_duty.closes_ms, strict=True):
        if opens_ms:
            yield world.until(opens_ms, rank)
            counter.on_duty = True
            counter.call_next()
            office.spread()
        yield world.until(closes_ms, rank)
        counter.on_duty = False
        office.spread()


def breakdowns(
    world: World, office: Office, counter: Counter, failures: Sequence[CounterFailure]
) -> ProcessGenerator:
    """Fail and be repaired, time after time."""
    for failure in failures:
        if counter.wears:
            counter.busy_left_ms = failure.up_ms
            counter.worn_out = Event(world.env)
            yield counter.worn_out
        else:
            yield world.until(world.now_ms + failure.up_ms, counter.rank)
        page = Failure(office.number, counter, world.now_ms)
        world.failures.append(page)
        counter.fail(page)
        yield world.until(world.now_ms + failure.repair_ms, counter.rank)
        page.repaired_ms = world.now_ms
        counter.repair()
