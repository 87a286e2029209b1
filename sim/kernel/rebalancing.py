"""The twin of `sim.model.rebalancing`: the trips of agents to the post office."""

from sim.diary import NONE, Ending, Purpose
from sim.kernel.compiling import compiled, compiled_apart
from sim.kernel.counter import visit
from sim.kernel.events import until
from sim.kernel.shop import call_next, exchange, person_of, swap_fen
from sim.kernel.state import World
from sim.kernel.steps import Continuation
from sim.kernel.timetables import open_from
from sim.model.office import Rank
from sim.units import DAY_MS, NEVER_MS


@compiled_apart
def free_till(world: World, agent: int) -> None:
    """Go to the post office, if it is time, or call the next."""
    shop = world.agencies.shops[agent]
    shop.visit = NONE
    if shop.leaves_from_ms <= world.clock[0].now_ms:
        shop.leaves_from_ms = NEVER_MS
        if swap_fen(shop):
            shop.is_away = 1
            rebalance(world, agent)
            return
    call_next(world, agent)


@compiled
def shop_rank(world: World) -> int:
    """Return the order of the first agent's leaving among simultaneous events."""
    before = len(world.rounds) + len(world.offices) + 2 * len(world.counters)
    return Rank.SCHEDULE + before


@compiled_apart
def await_trip(world: World, agent: int, not_before_ms: int) -> None:
    """Plan a trip, if one is due and none is planned: to be there when the outlet is open."""
    shop, now_ms = world.agencies.shops[agent], world.clock[0].now_ms
    planned = shop.leaves_from_ms != NEVER_MS
    if planned or not world.agencies.totals[0].rebalances or not swap_fen(shop):
        return
    announced = world.offices[shop.outlet].announced
    there_ms = open_from(world, announced, max(now_ms + shop.travel_ms, not_before_ms), 0)
    if there_ms == NEVER_MS:
        return
    shop.leaves_from_ms = there_ms - shop.travel_ms
    if shop.leaves_from_ms > now_ms:
        until(world, shop.leaves_from_ms, shop_rank(world) + agent, NONE)


@compiled_apart
def keep_schedule(world: World, number: int) -> None:
    """An agent leaves the shop, or is back there; those who leave are numbered first."""
    shops = len(world.agencies.shops)
    if number < shops:
        leave_shop(world, number)
    else:
        come_back(world, number - shops)


@compiled
def leave_shop(world: World, agent: int) -> None:
    """Leave on a trip that was planned; who is at the till is served first."""
    shop = world.agencies.shops[agent]
    if shop.leaves_from_ms == world.clock[0].now_ms and shop.visit == NONE:
        free_till(world, agent)


@compiled
def rebalance(world: World, agent: int) -> None:
    """Shut the shop, and go to the outlet."""
    agencies, now_ms = world.agencies, world.clock[0].now_ms
    shop, trips, totals = agencies.shops[agent], agencies.rebalances, agencies.totals[0]
    shop.trip = totals.trips
    totals.trips += 1
    trips[shop.trip].agent = agent
    trips[shop.trip].left_ms = now_ms
    trips[shop.trip].visit = NONE
    trips[shop.trip].swapped_ms = NONE
    trips[shop.trip].float_fen = 0
    trips[shop.trip].back_ms = NONE
    shop.trips += 1
    number = totals.first_agent + agent
    until(world, now_ms + shop.travel_ms, Rank.REQUEST + number, Continuation.AT_THE_AGENT)


@compiled
def arrive_to_swap(world: World, agent: int) -> int:
    """Be at the outlet to swap; return as `visit` does."""
    agencies = world.agencies
    agencies.rebalances[agencies.shops[agent].trip].visit = world.clock[0].notes
    number = agencies.totals[0].first_agent + agent
    return visit(world, person_of(world, number), Purpose.FLOAT)


@compiled
def go_back(world: World, agent: int, ending: int) -> None:
    """Swap, if that was possible, and go back to the shop."""
    agencies, now_ms = world.agencies, world.clock[0].now_ms
    shop, trips = agencies.shops[agent], agencies.rebalances
    if ending == Ending.SERVED:
        change_fen = swap_fen(shop)
        trips[shop.trip].float_fen = change_fen
        trips[shop.trip].swapped_ms = now_ms
        exchange(shop, change_fen)
    priority = shop_rank(world) + len(agencies.shops) + agent
    until(world, now_ms + shop.travel_ms, priority, NONE)


@compiled
def come_back(world: World, agent: int) -> None:
    """Open the shop again; after a trip in vain the next is on another day."""
    shop, trips, now_ms = (
        world.agencies.shops[agent],
        world.agencies.rebalances,
        world.clock[0].now_ms,
    )
    trips[shop.trip].back_ms = now_ms
    shop.is_away = 0
    if trips[shop.trip].swapped_ms == NONE:
        await_trip(world, agent, (now_ms // DAY_MS + 1) * DAY_MS)
    free_till(world, agent)
