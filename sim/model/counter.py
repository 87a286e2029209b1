"""The visit to a counter, which every purpose shares, and everybody else who comes there.

At the entrance: closed or open. Inside: a free counter, or a line that one joins, or not (balk).
In line: called, out of patience (renege), or turned away at closing. At the counter: served, also
if it fails meanwhile, or refused because it cannot be done today. Who came in vain returns another
day, or gives up.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from simpy import Event
from simpy.events import ProcessGenerator

from sim.diary import NONE, Ending, Purpose
from sim.model.line import Counter, Turn, Urgency
from sim.model.office import At, Note, Person, Rank, World
from sim.model.pause import after_pause
from sim.model.purchase import Purchase
from sim.people.customers import Customer

Refusal = Callable[[], Ending | None]
Visiting = Generator[Event, Ending, Ending | None]


@dataclass(frozen=True)
class Errand:
    """What one goes to the counter for, and by when.

    `refusal` is called with the person: it returns why it cannot be done, or None.
    """

    purpose: Purpose
    service_ms: int
    deadline_ms: int
    refusal: Refusal | None = None


def go(world: World, purchase: Purchase, errand: Errand, from_ms: int) -> Visiting:
    """Go to the outlet until served; who comes in vain returns another day, or gives up.

    Return how the last visit ended, or None if the next would be too late.
    """
    wish = purchase.wish
    announced = world.offices[wish.outlet].announced
    while True:
        arrives_ms = from_ms
        if purchase.knows_hours:
            arrives_ms = announced.open_from(from_ms, wish.errand_ppm)
        if errand.deadline_ms <= min(arrives_ms, world.end_ms):
            return None
        yield world.until(arrives_ms, Rank.REQUEST + wish.number)
        if errand.purpose is Purpose.DEPOSIT and purchase.first_arrived_ms == NONE:
            purchase.first_arrived_ms = arrives_ms
        note = yield from visit(world, wish, errand.purpose, errand.service_ms, errand.refusal)
        purchase.trips += 1
        if note.ending is Ending.SERVED:
            if errand.purpose is Purpose.DEPOSIT:
                purchase.called_ms = note.called_ms
            return note.ending
        purchase.trips_in_vain += 1
        purchase.knows_hours = True
        if not purchase.returns_left:
            return note.ending
        purchase.returns_left -= 1
        from_ms = after_pause(world.now_ms, return_ms(world, purchase), 0)


def return_ms(world: World, purchase: Purchase) -> int:
    """Return how long until this person comes again: each return has a delay of its own.

    Only who must have a new password comes more often than there are delays: they begin anew.
    """
    wish, returned = purchase.wish, purchase.returned
    purchase.returned += 1
    turn = returned % (wish.returns + wish.forgets)
    return int(world.people.wish_returns_ms[wish.first_return + turn])


def visit(
    world: World,
    person: Person,
    purpose: Purpose,
    service_ms: int,
    refusal: Refusal | None = None,
) -> Generator[Event, Ending, Note]:
    """Be at the outlet once, and return the note of it."""
    office = world.offices[person.outlet]
    note = world.arrive(person, purpose)
    if not office.hours.is_open(note.arrived_ms):
        return note.leave(Ending.FOUND_CLOSED, note.arrived_ms)
    counter = office.free_counter(note.kind)
    if counter:
        counter.visit = note.number
    else:
        urgency = Urgency.PRIORITY if note.priority else Urgency.USUAL
        line = office.line_for(note.kind)
        if line.waiting_before(urgency) >= person.balk_length:
            return note.leave(Ending.BALKED, note.arrived_ms)
        turn = Turn(line, note.number, note.kind, urgency)
        out_of_patience_ms = note.arrived_ms + person.patience_ms
        if out_of_patience_ms < world.end_ms:
            patience = At(world.env, out_of_patience_ms, Rank.PATIENCE + person.number)
            patience.callbacks.append(turn.lose_patience)
        ending = yield turn
        if ending is not Ending.PRESENT:
            return note.leave(ending, world.now_ms)
        counter = turn.called_to
    note.called_ms = world.now_ms
    refused = refusal() if refusal else None
    if refused:
        assert not isinstance(person, Customer), "nobody refuses other business"
        service_ms = person.enquiry_ms
    counter = yield from be_served(world, note, counter, service_ms)
    counter.free()
    return note.leave(refused or Ending.SERVED, world.now_ms)


def be_served(
    world: World, note: Note, counter: Counter, service_ms: int
) -> Generator[Event, Ending, Counter]:
    """Be served to the end, whatever fails, and return the counter at which that was."""
    left_ms = service_ms
    while True:
        note.counter = counter.number
        began_ms = world.now_ms
        over = world.until(began_ms + left_ms, Rank.COUNTER_FREED + note.person)
        if counter.can_fail:
            await_wear(world, counter, left_ms)
            yield over | counter.begin(world.env)
        else:
            yield over
        served_ms = world.now_ms - began_ms
        if not counter.interrupted.triggered:
            counter.busy_left_ms -= served_ms
            return counter
        left_ms = service_ms if world.restarts else left_ms - served_ms
        failure = counter.failure
        if world.moves:
            counter = yield from go_elsewhere(world, note, counter)
        else:
            yield counter.repaired
        failure.resumed_ms = world.now_ms


def await_wear(world: World, counter: Counter, left_ms: int) -> None:
    """Let a counter fail by its busy time, if that ends before the service does."""
    if left_ms > counter.busy_left_ms:
        wear = world.until(world.now_ms + counter.busy_left_ms, counter.rank)
        wear.callbacks.append(counter.wear_out)


def go_elsewhere(world: World, note: Note, failed: Counter) -> Generator[Event, Ending, Counter]:
    """Leave a counter that has failed for a free one, or for the next that is freed."""
    office, kind = world.offices[note.outlet], note.kind
    failed.visit = None
    counter = office.free_counter(kind)
    if counter:
        counter.visit = note.number
        return counter
    turn = Turn(office.line_for(kind), note.number, kind, Urgency.INTERRUPTED)
    yield turn
    return turn.called_to


def no_link(world: World, outlet: int) -> Ending | None:
    """Refuse a deposit while the outlet has no link, where it needs one."""
    office = world.offices[outlet]
    if world.plan.scenario.link.deposits_need_link and office.link_down.is_open(world.now_ms):
        return Ending.NO_LINK
    return None


def not_there(world: World, purchase: Purchase) -> Ending | None:
    """Refuse to hand out a parcel that is not at the counter: not yet, or not any more."""
    return None if world.now_ms < purchase.kept_until_ms else Ending.NOT_THERE


def other_customer(world: World, customer: Customer) -> ProcessGenerator:
    """Anyone else: comes for other business, and perhaps again."""
    announced = world.offices[customer.outlet].announced
    returns_left = customer.returns
    while True:
        note = yield from visit(world, customer, Purpose.OTHER, customer.service_ms)
        if note.ending is Ending.SERVED or not returns_left:
            return
        turn = customer.first_return + customer.returns - returns_left
        returns_left -= 1
        from_ms = after_pause(world.now_ms, int(world.people.customer_returns_ms[turn]), 0)
        again_ms = announced.open_from(from_ms, customer.errand_ppm)
        yield world.until(again_ms, Rank.REQUEST + customer.number)
