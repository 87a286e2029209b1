"""Agents of mobile money: the visit to one, who comes, where one goes next, and the agent's trips.

At the shop: shut, or the agent away; a free till, or a line that one joins, or not (balk). In line:
called, or out of patience (renege). At the till: served, or sent away because there is no float for
cash in, or no cash to take out; that is decided at the call, and takes no time.

Who was not served does, for whatever reason, what this person does (`WhenDry`): goes on to the next
nearest agent, of `tries_max` at most and none twice on one way; or to the post office; or comes
back another day; or gives up. Behind the last agent who has a wish goes to the post office, and
others go home.

What an agent does about it is in `sim.model.rebalancing`.
"""

from collections.abc import Generator
from functools import partial

from simpy import Event
from simpy.events import ProcessGenerator

from service.domain.agency import agent_tariff
from sim.diary import NONE, AgentEnding, AgentPurpose, Ending, Purpose
from sim.model.counter import no_link, return_ms, visit
from sim.model.office import At, Rank, World
from sim.model.pause import after_pause
from sim.model.purchase import Purchase
from sim.model.rebalancing import await_trip, free_till
from sim.model.shop import AgentErrand, AgentVisit, Place, Shop
from sim.people.agents import AgentCustomer, WhenDry
from sim.people.wishes import Wish

AgentVisiting = Generator[Event, AgentEnding, AgentVisit]


def visit_agent(
    world: World, person: Wish | AgentCustomer, agent: int, cash: AgentErrand
) -> AgentVisiting:
    """Be at an agent's shop once, and return the note of it."""
    shop, now_ms = world.shops[agent], world.now_ms
    note = AgentVisit(agent, person.number, cash, now_ms)
    world.agent_visits.append(note)
    if not shop.takes(now_ms):
        return note.leave(AgentEnding.CLOSED, now_ms)
    if shop.is_serving:
        if shop.waiting >= person.balk_length:
            return note.leave(AgentEnding.BALKED, now_ms)
        place = Place(world.env, shop)
        out_of_patience_ms = now_ms + person.patience_ms
        if out_of_patience_ms < world.end_ms:
            patience = At(world.env, out_of_patience_ms, Rank.PATIENCE + person.number)
            patience.callbacks.append(place.lose_patience)
        ending = yield place
        if ending is not AgentEnding.PRESENT:
            return note.leave(ending, world.now_ms)
    shop.is_serving = True
    note.called_ms = world.now_ms
    refused = shop.refusal(cash)
    over_ms = world.now_ms + (0 if refused else cash.service_ms)
    yield world.until(over_ms, Rank.COUNTER_FREED + person.number)
    note.leave(refused or AgentEnding.SERVED, world.now_ms)
    if not refused:
        give(world, shop, note)
        await_trip(world, shop, world.now_ms)
    free_till(world, shop)
    return note


def give(world: World, shop: Shop, note: AgentVisit) -> None:
    """Change cash for float or float for cash; fee and commission are by the tariff."""
    tariff = agent_tariff(world.plan.scenario.agents.tariff)
    is_cash_in = note.purpose is AgentPurpose.CASH_IN
    shop.exchange(-note.amount_fen if is_cash_in else note.amount_fen)
    note.fee_fen = 0 if is_cash_in else tariff.cash_out_fee_fen(note.amount_fen)
    note.commission_fen = tariff.commission_fen(note.amount_fen, is_cash_in=is_cash_in)


# A wish: who uses an agent, and what becomes of it.


def uses_agent(world: World, wish: Wish) -> bool:
    """Return whether somebody pays in at an agent: has a phone, trusts it, and it is nearer."""
    if not (world.plan.agents and wish.has_phone and wish.trusts_agent):
        return False
    settlement = world.plan.county.settlements[wish.settlement]
    return world.plan.agent_routes[wish.settlement][0].start_km < settlement.distance_km


def go_to_agents(world: World, purchase: Purchase) -> AgentVisiting:
    """Go to agents until served; return the last visit when it was, or when one gives up on them.

    From there the post office is `way_ms` away.
    """
    wish = purchase.wish
    route = world.plan.agent_routes[wish.settlement]
    cash = AgentErrand(AgentPurpose.CASH_IN, purchase.amount_fen, wish.agent_ms)
    from_ms = world.now_ms + wish.own_place_ms + route[0].start_ms
    while True:
        if purchase.knows_hours:
            from_ms = world.shops[route[0].agent].hours.open_from(from_ms, wish.errand_ppm)
        for stop in route:
            yield world.until(from_ms, Rank.REQUEST + wish.number)
            if purchase.first_arrived_ms == NONE:
                purchase.first_arrived_ms = world.now_ms
            note = yield from visit_agent(world, wish, stop.agent, cash)
            purchase.way_ms = stop.outlet_ms
            purchase.trips += 1
            if note.ending is AgentEnding.SERVED:
                purchase.called_ms = note.called_ms
                return note
            purchase.trips_in_vain += 1
            if wish.when_dry != WhenDry.NEXT or stop is route[-1]:
                break
            from_ms = world.now_ms + route[route.index(stop) + 1].previous_ms
        if wish.when_dry != WhenDry.BACK or not purchase.returns_left:
            return note
        purchase.returns_left -= 1
        purchase.knows_hours = True
        from_ms = after_pause(world.now_ms, return_ms(world, purchase), 0)


# Everybody else.


def agent_customer(world: World, customer: AgentCustomer) -> ProcessGenerator:
    """Anyone else: comes to an agent for cash in or out, and goes on as this person does."""
    plan = world.plan.agents[customer.agent]
    purpose = AgentPurpose(customer.is_cash_out)
    cash = AgentErrand(purpose, customer.amount_fen, customer.service_ms)
    returns_left = customer.returns
    while True:
        for stop in plan.route:
            note = yield from visit_agent(world, customer, stop.agent, cash)
            if note.ending is AgentEnding.SERVED:
                return
            if customer.when_dry != WhenDry.NEXT or stop is plan.route[-1]:
                break
            next_ms = world.now_ms + plan.route[plan.route.index(stop) + 1].previous_ms
            yield world.until(next_ms, Rank.REQUEST + customer.number)
        if customer.when_dry == WhenDry.POST:
            yield from go_to_counter(world, customer, world.now_ms + plan.route[0].outlet_ms)
        if customer.when_dry != WhenDry.BACK or not returns_left:
            return
        again_ms = plan.hours.open_from(back_ms(world, customer, returns_left), customer.errand_ppm)
        returns_left -= 1
        yield world.until(again_ms, Rank.REQUEST + customer.number)


def go_to_counter(world: World, customer: AgentCustomer, from_ms: int) -> ProcessGenerator:
    """Do at the post office what no agent did, which needs its link as a deposit does."""
    announced = world.offices[customer.outlet].announced
    refusal = partial(no_link, world, customer.outlet)
    returns_left = customer.returns
    while True:
        at_ms = announced.open_from(from_ms, customer.errand_ppm)
        yield world.until(at_ms, Rank.REQUEST + customer.number)
        note = yield from visit(world, customer, Purpose.WALLET, customer.counter_ms, refusal)
        if note.ending is Ending.SERVED or not returns_left:
            return
        from_ms = back_ms(world, customer, returns_left)
        returns_left -= 1


def back_ms(world: World, customer: AgentCustomer, returns_left: int) -> int:
    """Return from when on somebody comes back."""
    turn = customer.first_return + customer.returns - returns_left
    return after_pause(world.now_ms, int(world.people.agent_returns_ms[turn]), 0)
