"""An agent's trips to the post office, to change float for cash or cash for float.

After a service with which float or cash is low, if a swap is possible, the agent plans a trip: to
be at the outlet when it is open. Until then the shop goes on; who is at the till is served first,
and who is in line may wait or lose patience. The agent stands in the outlet's line, however long,
and is served if the link is up, where deposits need it. After a trip in vain the next is on another
day.
"""

from functools import partial

from simpy import Event
from simpy.events import ProcessGenerator

from sim.diary import Ending, Purpose
from sim.model.counter import no_link, visit
from sim.model.office import Rank, World
from sim.model.shop import Rebalance, Shop
from sim.units import DAY_MS, NEVER_MS


def free_till(world: World, shop: Shop) -> None:
    """Go to the post office, if it is time, or call the next."""
    shop.is_serving = False
    if shop.leaves_from_ms <= world.now_ms:
        shop.leaves_from_ms = NEVER_MS
        if shop.swap_fen():
            shop.is_away = True
            world.env.process(rebalance(world, shop))
            return
    shop.call_next()


def await_trip(world: World, shop: Shop, not_before_ms: int) -> None:
    """Plan a trip, if one is due and none is planned: to be there when the outlet is open."""
    planned = shop.leaves_from_ms != NEVER_MS
    if planned or not world.plan.scenario.agents.rebalances or not shop.swap_fen():
        return
    now_ms = world.now_ms
    announced = world.offices[shop.agent.outlet].announced
    there_ms = announced.open_from(max(now_ms + shop.travel_ms, not_before_ms))
    if there_ms == NEVER_MS:
        return
    shop.leaves_from_ms = there_ms - shop.travel_ms
    if shop.leaves_from_ms > now_ms:
        leaving = world.until(shop.leaves_from_ms, world.shop_rank + shop.number)
        leaving.callbacks.append(partial(leave_shop, world, shop))


def leave_shop(world: World, shop: Shop, _: Event) -> None:
    """Leave on a trip that was planned; who is at the till is served first."""
    if shop.leaves_from_ms == world.now_ms and not shop.is_serving:
        free_till(world, shop)


def rebalance(world: World, shop: Shop) -> ProcessGenerator:
    """Shut the shop, go to the outlet, stand in its line, swap, and come back."""
    agent, now_ms = shop.agent, world.now_ms
    trip = Rebalance(shop.number, now_ms)
    world.rebalances.append(trip)
    services_ms = world.people.swap_ms[shop.number * world.swaps : (shop.number + 1) * world.swaps]
    service_ms = int(services_ms[shop.trips % world.swaps])
    shop.trips += 1
    yield world.until(now_ms + shop.travel_ms, Rank.REQUEST + agent.number)
    trip.visit = len(world.notes)
    refusal = partial(no_link, world, agent.outlet)
    note = yield from visit(world, agent, Purpose.FLOAT, service_ms, refusal)
    if note.ending is Ending.SERVED:
        trip.float_fen = shop.swap_fen()
        trip.swapped_ms = world.now_ms
        shop.exchange(trip.float_fen)
    back_ms = world.now_ms + shop.travel_ms
    yield world.until(back_ms, world.shop_rank + len(world.shops) + shop.number)
    trip.back_ms = world.now_ms
    shop.is_away = False
    if note.ending is not Ending.SERVED:
        await_trip(world, shop, (world.now_ms // DAY_MS + 1) * DAY_MS)
    free_till(world, shop)
