"""The twin of `sim.model.counter`: the visit, which every purpose shares, cut where people wait."""

from sim.diary import NONE, Ending, Purpose
from sim.kernel.compiling import compiled, compiled_apart
from sim.kernel.events import after_pause, until
from sim.kernel.line import URGENCIES, is_free, most_urgent, queue, waiting_before
from sim.kernel.office import arrive, free_counter, has_priority, kind_of, leave, line_for
from sim.kernel.shop import service_at_counter
from sim.kernel.state import Person, World
from sim.kernel.steps import Continuation, Errand
from sim.kernel.timetables import is_open, open_from
from sim.model.line import Urgency
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
    purpose = purpose_of(page.errand)
    return visit(world, person_of(world, wish, purpose), purpose)


@compiled
def person_of(world: World, wish: Wish, purpose: int) -> Person:
    """Return what matters at a counter of a person with a wish who comes for a purpose."""
    priority = has_priority(world, purpose)
    return Person(wish.number, wish.outlet, wish.balk_length, wish.patience_ms, priority, 0)


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
    kind = kind_of(world, purpose, person.priority, person.pick_up)
    number = free_counter(world, office, kind)
    if number != NONE:
        be_called(world, index, number)
        return Ending.PRESENT
    urgency = Urgency.PRIORITY if person.priority else Urgency.USUAL
    line = line_for(world, office, kind)
    if waiting_before(world, line, urgency) >= person.balk_length:
        return leave(world, index, Ending.BALKED)
    queue(world, URGENCIES * line + urgency, index)
    until(world, now_ms + person.patience_ms, Rank.PATIENCE + person.number, index)
    return Ending.PRESENT


@compiled
def lose_patience(world: World, index: int) -> int:
    """Leave the line, if still in it; return how, or PRESENT."""
    notes = world.notes
    if notes.ending[index] != Ending.PRESENT or notes.called_ms[index] != NONE:
        return Ending.PRESENT
    world.queues[notes.queue[index]].waiting -= 1
    return leave(world, index, Ending.RENEGED)


@compiled
def call_next(world: World, number: int) -> None:
    """Let a counter call the most urgent of its lines, of these who came first, if it can."""
    if is_free(world.counters[number]):
        index = most_urgent(world, number)
        if index != NONE:
            be_called(world, index, number)


@compiled
def be_called(world: World, index: int, number: int) -> None:
    """Be at a counter: served, or refused; or go on there, having been interrupted elsewhere."""
    notes, counter, now_ms = world.notes, world.counters[number], world.clock[0].now_ms
    person, wishes = notes.person[index], len(world.wishes)
    counter.note = index
    if world.rules[0].can_fail and notes.called_ms[index] != NONE:
        notes.counter[index] = counter.place
        resume_service(world, number)
        return
    if person >= wishes + len(world.customers.number):
        service_ms = be_served_for_agents(world, index)
    elif person >= wishes:
        notes.refused[index] = Ending.PRESENT
        service_ms = world.customers.service_ms[person - wishes]
    else:
        notes.refused[index] = refusal(world, person)
        service_ms = service_of(world, index)
    notes.counter[index] = counter.place
    notes.called_ms[index] = now_ms
    begin_service(world, number, person, service_ms)


@compiled_apart
def be_served_for_agents(world: World, index: int) -> int:
    """Return how long a visit of an agent, or of a customer of agents, takes; it needs the link."""
    notes = world.notes
    notes.refused[index] = no_link(world, notes.outlet[index])
    return service_at_counter(world, notes.person[index], notes.refused[index])


@compiled
def service_of(world: World, index: int) -> int:
    """Return how long a visit takes at the counter, if nothing fails."""
    person, wishes = world.notes.person[index], len(world.wishes)
    if person >= wishes + len(world.customers.number):
        service_ms: int = service_at_counter(world, person, world.notes.refused[index])
    elif person >= wishes:
        service_ms = world.customers.service_ms[person - wishes]
    elif world.notes.refused[index]:
        service_ms = world.wishes[person].enquiry_ms
    else:
        service_ms = world.pages[person].service_ms
    return service_ms


@compiled
def begin_service(world: World, number: int, person: int, left_ms: int) -> None:
    """Serve a person for so long, unless the counter fails before."""
    now_ms, can_fail = world.clock[0].now_ms, world.rules[0].can_fail
    until(world, now_ms + left_ms, Rank.COUNTER_FREED + person, number)
    if not can_fail:
        return
    counter = world.counters[number]
    counter.began_ms = now_ms
    counter.over_ms = now_ms + left_ms
    if left_ms > counter.busy_left_ms:
        until(world, now_ms + counter.busy_left_ms, rank_of_failures(world, number), NONE)


@compiled
def resume_service(world: World, number: int) -> None:
    """Go on with who was interrupted, here or at another counter."""
    index = world.counters[number].note
    world.failures.resumed_ms[world.notes.failure[index]] = world.clock[0].now_ms
    begin_service(world, number, world.notes.person[index], world.notes.service_ms[index])


@compiled
def rank_of_failures(world: World, number: int) -> int:
    """Return the order of a counter's failures among simultaneous events."""
    before = len(world.rounds) + len(world.offices) + len(world.counters)
    return Rank.SCHEDULE + before + number


@compiled
def leave_counter(world: World, person: int, number: int) -> int:
    """Free the counter for the next, and return how the person's visit ended.

    Return PRESENT if it was interrupted meanwhile, and is not over.
    """
    counter, now_ms, notes = world.counters[number], world.clock[0].now_ms, world.notes
    index = counter.note
    if world.rules[0].can_fail:
        if index == NONE or notes.person[index] != person or counter.over_ms != now_ms:
            return Ending.PRESENT
        counter.busy_left_ms -= now_ms - counter.began_ms
    counter.note = NONE
    call_next(world, number)
    if not notes.refused[index]:
        note_call(world, index)
    return leave(world, index, notes.refused[index] or Ending.SERVED)


@compiled
def note_call(world: World, index: int) -> None:
    """Write on the page of who has paid in when that was called."""
    person = world.notes.person[index]
    if person < len(world.wishes) and world.pages[person].errand == Errand.DEPOSIT:
        world.pages[person].called_ms = world.notes.called_ms[index]


@compiled
def refusal(world: World, number: int) -> int:
    """Return why it cannot be done at the counter, or PRESENT."""
    errand = world.pages[number].errand
    if errand == Errand.DEPOSIT:
        return no_link(world, world.wishes[number].outlet)
    if errand == Errand.ASK:
        return not_there(world, number)
    return Ending.PRESENT


@compiled
def no_link(world: World, outlet: int) -> int:
    """Refuse a deposit while the outlet has no link, where it needs one."""
    link_down = world.offices[outlet].link_down
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
    others, rules = world.customers, world.rules[0]
    person = Person(
        others.number[index],
        others.outlet[index],
        others.balk_length[index],
        others.patience_ms[index],
        # Columns of nothing are not even looked at: each costs a few nanoseconds a visit.
        others.priority[index] if rules.has_priority else 0,
        others.pick_up[index] if rules.has_windows else 0,
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
