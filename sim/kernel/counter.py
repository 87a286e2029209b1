"""The twin of `sim.model.counter`: the visit, which every purpose shares, cut where people wait."""

from sim.diary import NONE, Ending, Purpose
from sim.kernel.compiling import compiled
from sim.kernel.events import after_pause, until
from sim.kernel.office import arrive, first_in_line, leave, queue, shortest_line
from sim.kernel.state import Continuation, Errand, Person, World
from sim.kernel.timetables import is_open, open_from
from sim.model.office import Rank
from sim.people.wishes import Wish

TOO_LATE = NONE


@compiled
def run_errand(world: World, number: int, errand: int, service_ms: int, deadline_ms: int) -> None:
    """Write down what one goes to the counter for, and by when."""
    page = world.pages[number]
    page.errand = errand
    page.service_ms = service_ms
    page.deadline_ms = deadline_ms


@compiled
def go(world: World, number: int, from_ms: int) -> bool:
    """Set out for the outlet on the errand of the page; return False if it would be too late."""
    clock, wish, page = world.clock[0], world.wishes[number], world.pages[number]
    arrives_ms = from_ms
    if page.knows_hours:
        announced = world.offices[wish.outlet].announced
        arrives_ms = open_from(world, announced, from_ms, wish.errand_ppm)
    if page.deadline_ms <= min(arrives_ms, clock.end_ms):
        return False
    until(world, arrives_ms, Rank.REQUEST + number, Continuation.AT_THE_DOOR)
    return True


@compiled
def at_the_door(world: World, number: int) -> int:
    """Arrive on the errand of the page; return as `visit` does."""
    wish, page = world.wishes[number], world.pages[number]
    if page.errand == Errand.DEPOSIT and page.first_arrived_ms == NONE:
        page.first_arrived_ms = world.clock[0].now_ms
    return visit(world, person_of(wish), purpose_of(page.errand))


@compiled
def person_of(wish: Wish) -> Person:
    """Return what matters at a counter of a person with a wish."""
    return Person(wish.number, wish.outlet, wish.balk_length, wish.patience_ms)


@compiled
def gone(world: World, number: int, ending: int) -> int:
    """Come home; who came in vain returns another day, or gives up.

    Return how the last visit ended, TOO_LATE, or PRESENT for who will come again.
    """
    page = world.pages[number]
    page.trips += 1
    if ending == Ending.SERVED:
        return ending
    page.trips_in_vain += 1
    page.knows_hours = 1
    if not page.returns_left:
        return ending
    page.returns_left -= 1
    if go(world, number, after_pause(world.clock[0].now_ms, return_ms(world, number), 0)):
        return Ending.PRESENT
    return TOO_LATE


@compiled
def return_ms(world: World, number: int) -> int:
    """Return how long until this person comes again: each return has a delay of its own."""
    wish, page = world.wishes[number], world.pages[number]
    turn = page.returned % (wish.returns + wish.forgets)
    page.returned += 1
    delay_ms: int = world.wish_returns_ms[wish.first_return + turn]
    return delay_ms


@compiled
def purpose_of(errand: int) -> int:
    """Return what the diary says that one came for."""
    if errand == Errand.DEPOSIT:
        return Purpose.DEPOSIT
    if errand in (Errand.PICK_UP, Errand.ASK):
        return Purpose.PICK_UP
    return Purpose.PAPER


@compiled
def visit(world: World, person: Person, purpose: int) -> int:
    """Be at the outlet once; return how it ended, or PRESENT while it lasts."""
    now_ms, office = world.clock[0].now_ms, world.offices[person.outlet]
    index = arrive(world, person, purpose)
    if not is_open(world, office.hours, now_ms):
        return leave(world, index, Ending.FOUND_CLOSED)
    number = shortest_line(world, office)
    line = world.lines[number]
    world.notes.line[index] = number
    if line.free:
        line.free -= 1
        be_called(world, index)
    elif line.waiting >= person.balk_length:
        return leave(world, index, Ending.BALKED)
    else:
        queue(world, line, index)
        until(world, now_ms + person.patience_ms, Rank.PATIENCE + person.number, index)
    return Ending.PRESENT


@compiled
def lose_patience(world: World, index: int) -> int:
    """Leave the line, if still in it; return how, or PRESENT."""
    notes = world.notes
    if notes.ending[index] != Ending.PRESENT or notes.called_ms[index] != NONE:
        return Ending.PRESENT
    world.lines[notes.line[index]].waiting -= 1
    return leave(world, index, Ending.RENEGED)


@compiled
def be_called(world: World, index: int) -> None:
    """Be at the counter: served, or refused."""
    notes, now_ms, wishes = world.notes, world.clock[0].now_ms, len(world.wishes)
    number = notes.person[index]
    notes.called_ms[index] = now_ms
    if number >= wishes:
        notes.refused[index] = Ending.PRESENT
        service_ms = world.customers.service_ms[number - wishes]
    else:
        page, wish = world.pages[number], world.wishes[number]
        notes.refused[index] = refusal(world, number)
        service_ms = wish.enquiry_ms if notes.refused[index] else page.service_ms
    until(world, now_ms + service_ms, Rank.COUNTER_FREED + number, index)


@compiled
def leave_counter(world: World, index: int) -> int:
    """Free the counter for the first in line, and return how the visit ended."""
    line = world.lines[world.notes.line[index]]
    following = first_in_line(world, line)
    if following == NONE:
        line.free += 1
    else:
        be_called(world, following)
    return leave(world, index, world.notes.refused[index] or Ending.SERVED)


@compiled
def refusal(world: World, number: int) -> int:
    """Return why it cannot be done at the counter, or PRESENT."""
    errand = world.pages[number].errand
    if errand == Errand.DEPOSIT:
        return no_link(world, number)
    if errand == Errand.ASK:
        return not_there(world, number)
    return Ending.PRESENT


@compiled
def no_link(world: World, number: int) -> int:
    """Refuse a deposit while the outlet has no link, where it needs one."""
    link_down = world.offices[world.wishes[number].outlet].link_down
    if world.rules[0].deposits_need_link and is_open(world, link_down, world.clock[0].now_ms):
        return Ending.NO_LINK
    return Ending.PRESENT


@compiled
def not_there(world: World, number: int) -> int:
    """Refuse to hand out a parcel that is not at the counter: not yet, or not any more."""
    if world.clock[0].now_ms < world.pages[number].kept_until_ms:
        return Ending.PRESENT
    return Ending.NOT_THERE


@compiled
def customer_at_the_door(world: World, index: int) -> int:
    """Arrive for other business; return as `visit` does."""
    others = world.customers
    person = Person(
        others.number[index],
        others.outlet[index],
        others.balk_length[index],
        others.patience_ms[index],
    )
    return visit(world, person, Purpose.OTHER)


@compiled
def other_customer(world: World, index: int, ending: int) -> None:
    """Anyone else: comes for other business, and perhaps again."""
    others = world.customers
    if ending == Ending.SERVED or not others.returns_left[index]:
        return
    turn = others.first_return[index] + others.returns[index] - others.returns_left[index]
    others.returns_left[index] -= 1
    announced = world.offices[others.outlet[index]].announced
    from_ms = after_pause(world.clock[0].now_ms, world.customer_returns_ms[turn], 0)
    again_ms = open_from(world, announced, from_ms, others.errand_ppm[index])
    until(world, again_ms, Rank.REQUEST + others.number[index], Continuation.AT_THE_DOOR)
