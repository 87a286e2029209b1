"""The twin of `sim.model.agent`: the visit to an agent, who comes, and where one goes next."""

from sim.diary import NONE, Purpose
from sim.kernel.compiling import compiled, compiled_apart
from sim.kernel.counter import return_ms, visit
from sim.kernel.events import after_pause, until
from sim.kernel.rebalancing import arrive_to_swap, await_trip, free_till, go_back
from sim.kernel.shop import (
    AT_TILLS,
    BALKED,
    CLOSED,
    PRESENT,
    SERVED,
    arrive,
    be_called,
    give,
    leave,
    person_of,
)
from sim.kernel.state import World
from sim.kernel.steps import Continuation, Errand
from sim.kernel.timetables import is_open, open_from
from sim.model.office import Rank
from sim.people.agents import WhenDry


@compiled_apart
def visit_agent(world: World, person: int, agent: int) -> int:
    """Be at an agent's shop once; return how it ended, or PRESENT while it lasts."""
    agencies, now_ms = world.agencies, world.clock[0].now_ms
    shop, notes = agencies.shops[agent], agencies.visits
    index = arrive(world, person, agent)
    if shop.is_away or not is_open(world, shop.hours, now_ms):
        return leave(world, index, CLOSED)
    if shop.visit == NONE:
        be_called(world, agent, index)
        return PRESENT
    wishes = len(world.wishes)
    if person < wishes:
        balk_length, patience_ms = (
            world.wishes[person].balk_length,
            world.wishes[person].patience_ms,
        )
    else:
        number = person - agencies.totals[0].first_customer
        balk_length = agencies.customers[number].balk_length
        patience_ms = agencies.customers[number].patience_ms
    if shop.waiting >= balk_length:
        return leave(world, index, BALKED)
    if shop.first == NONE:
        shop.first = index
    else:
        notes[shop.last].behind = index
    shop.last = index
    shop.waiting += 1
    until(world, now_ms + patience_ms, Rank.PATIENCE + person, AT_TILLS - index)
    return PRESENT


@compiled_apart
def leave_till(world: World, agent: int) -> int:
    """Leave the till for the next, and return how the visit ended."""
    shop, notes = world.agencies.shops[agent], world.agencies.visits
    index = shop.visit
    ending: int = notes[index].refused
    if not ending:
        ending = SERVED
        give(world, shop, index)
        await_trip(world, agent, world.clock[0].now_ms)
        if notes[index].person < len(world.wishes):
            world.pages[notes[index].person].called_ms = notes[index].called_ms
    leave(world, index, ending)
    free_till(world, agent)
    return ending


@compiled
def uses_agent(world: World, number: int) -> bool:
    """Return whether somebody pays in at an agent: has a phone, trusts it, and it is nearer."""
    wish = world.wishes[number]
    if not (len(world.agencies.shops) and wish.has_phone and wish.trusts_agent):
        return False
    return world.agencies.near[wish.settlement].is_nearer != 0


@compiled_apart
def go_to_agents(world: World, number: int, from_ms: int) -> None:
    """Set out for the nearest agent, to be there from a moment on; who knows the hours waits."""
    agencies, wish, page = world.agencies, world.wishes[number], world.pages[number]
    page.errand = Errand.CASH_IN
    page.stop = agencies.near[wish.settlement].first_stop
    if page.knows_hours:
        hours = agencies.shops[agencies.stops[page.stop].agent].hours
        from_ms = open_from(world, hours, from_ms, wish.errand_ppm)
    until(world, from_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)


@compiled_apart
def at_the_agent(world: World, number: int) -> int:
    """Arrive at an agent with the money for the purchase; return as `visit_agent` does."""
    page = world.pages[number]
    if page.first_arrived_ms == NONE:
        page.first_arrived_ms = world.clock[0].now_ms
    return visit_agent(world, number, world.agencies.stops[page.stop].agent)


@compiled
def gone_on(world: World, number: int, ending: int) -> int:
    """Go on from an agent: return how the last visit ended, or PRESENT for who goes to another."""
    agencies, wish, page = world.agencies, world.wishes[number], world.pages[number]
    now_ms = world.clock[0].now_ms
    page.way_ms = agencies.stops[page.stop].outlet_ms
    page.trips += 1
    if ending == SERVED:
        return ending
    page.trips_in_vain += 1
    after_stop = agencies.near[wish.settlement].after_stop
    if wish.when_dry == WhenDry.NEXT and page.stop + 1 < after_stop:
        page.stop += 1
        at_ms = now_ms + agencies.stops[page.stop].previous_ms
        until(world, at_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)
        return PRESENT
    if wish.when_dry == WhenDry.BACK and page.returns_left:
        page.returns_left -= 1
        page.knows_hours = 1
        go_to_agents(world, number, after_pause(now_ms, return_ms(world, number), 0))
        return PRESENT
    return ending


@compiled_apart
def comes(world: World, number: int) -> int:
    """Arrive at an agent or at the counter, as a customer of agents or an agent does.

    Return as `visit_agent` does, or as `visit`.
    """
    agencies, totals = world.agencies, world.agencies.totals[0]
    if number >= totals.first_agent:
        return arrive_to_swap(world, number - totals.first_agent)
    index = number - totals.first_customer
    if index == totals.customers:
        totals.customers += 1
        await_customer(world)
    if agencies.customers[index].at_counter:
        return visit(world, person_of(world, number), Purpose.WALLET)
    return visit_agent(world, number, agencies.stops[agencies.customers[index].stop].agent)


@compiled_apart
def await_customer(world: World) -> None:
    """Wait for the next of the customers of agents who has not come yet."""
    customers, index = world.agencies.customers, world.agencies.totals[0].customers
    if index < len(customers):
        at_ms, number = customers[index].arrives_ms, customers[index].number
        until(world, at_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)


@compiled_apart
def over(world: World, number: int, ending: int) -> None:
    """Go on after a visit, as a customer of agents or an agent does."""
    totals = world.agencies.totals[0]
    if number >= totals.first_agent:
        go_back(world, number - totals.first_agent, ending)
    elif ending != SERVED:  # which is a counter's SERVED too
        agent_customer(world, number - totals.first_customer)


@compiled
def agent_customer(world: World, index: int) -> None:
    """Go on as this person does whom an agent, or the counter, did not serve."""
    agencies, customers, now_ms = world.agencies, world.agencies.customers, world.clock[0].now_ms
    shop = agencies.shops[customers[index].agent]
    choice, number = customers[index].when_dry, customers[index].number
    if choice == WhenDry.POST:
        go_to_counter(world, index)
    elif choice == WhenDry.NEXT and customers[index].stop + 1 < shop.after_stop:
        customers[index].stop += 1
        at_ms = now_ms + agencies.stops[customers[index].stop].previous_ms
        until(world, at_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)
    elif choice == WhenDry.BACK and customers[index].returns_left:
        back = back_ms(world, index)
        again_ms = open_from(world, shop.hours, back, customers[index].errand_ppm)
        until(world, again_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)


@compiled
def go_to_counter(world: World, index: int) -> None:
    """Go to the post office for what no agent did, or there again."""
    customers, office = world.agencies.customers, world.agencies.customers[index].outlet
    if not customers[index].at_counter:
        customers[index].at_counter = 1
        shop = world.agencies.shops[customers[index].agent]
        from_ms = world.clock[0].now_ms + shop.travel_ms
    elif customers[index].returns_left:
        from_ms = back_ms(world, index)
    else:
        return
    announced = world.offices[office].announced
    at_ms = open_from(world, announced, from_ms, customers[index].errand_ppm)
    number = customers[index].number
    until(world, at_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)


@compiled
def back_ms(world: World, index: int) -> int:
    """Return from when on somebody comes back, who has one return less now."""
    customers = world.agencies.customers
    turn = customers[index].first_return + customers[index].returns - customers[index].returns_left
    customers[index].returns_left -= 1
    return after_pause(world.clock[0].now_ms, world.agencies.returns_ms[turn], 0)
