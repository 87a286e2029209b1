"""The visit to a counter, which every purpose shares, and everybody else who comes there.

At the entrance: closed or open. Inside: a free counter, or a line that one joins, or not (balk).
In line: called, out of patience (renege), or turned away at closing. At the counter: served, or
refused because it cannot be done today. Who came in vain returns another day, or gives up.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from simpy import Event
from simpy.events import ProcessGenerator

from sim.diary import NONE, Ending, Purpose
from sim.model.office import At, Rank, World
from sim.model.pause import after_pause
from sim.model.purchase import Purchase
from sim.people.customers import Customer
from sim.people.wishes import Wish

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
        ending = yield from visit(world, wish, errand.purpose, errand.service_ms, errand.refusal)
        purchase.trips += 1
        if ending is Ending.SERVED:
            return ending
        purchase.trips_in_vain += 1
        purchase.knows_hours = True
        if not purchase.returns_left:
            return ending
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
    person: Wish | Customer,
    purpose: Purpose,
    service_ms: int,
    refusal: Refusal | None = None,
) -> Generator[Event, Ending, Ending]:
    """Be at the outlet once, and return how it ended."""
    office = world.offices[person.outlet]
    note = world.arrive(person, purpose)
    if not office.hours.is_open(note.arrived_ms):
        return note.leave(Ending.FOUND_CLOSED, note.arrived_ms)
    line = office.shortest_line()
    if line.free:
        line.free -= 1
    elif line.waiting >= person.balk_length:
        return note.leave(Ending.BALKED, note.arrived_ms)
    else:
        turn = line.queue(world.env)
        out_of_patience_ms = note.arrived_ms + person.patience_ms
        if out_of_patience_ms < world.end_ms:
            patience = At(world.env, out_of_patience_ms, Rank.PATIENCE + person.number)
            patience.callbacks.append(turn.lose_patience)
        ending = yield turn
        if ending is not Ending.PRESENT:
            return note.leave(ending, world.now_ms)
    note.called_ms = world.now_ms
    refused = refusal() if refusal else None
    if refused:
        assert isinstance(person, Wish), "only who makes a journey can be refused"
        service_ms = person.enquiry_ms
    yield world.until(note.called_ms + service_ms, Rank.COUNTER_FREED + person.number)
    line.free_counter()
    return note.leave(refused or Ending.SERVED, world.now_ms)


def no_link(world: World, purchase: Purchase) -> Ending | None:
    """Refuse a deposit while the outlet has no link, where it needs one."""
    office = world.offices[purchase.wish.outlet]
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
        ending = yield from visit(world, customer, Purpose.OTHER, customer.service_ms)
        if ending is Ending.SERVED or not returns_left:
            return
        turn = customer.first_return + customer.returns - returns_left
        returns_left -= 1
        from_ms = after_pause(world.now_ms, int(world.people.customer_returns_ms[turn]), 0)
        again_ms = announced.open_from(from_ms, customer.errand_ppm)
        yield world.until(again_ms, Rank.REQUEST + customer.number)
