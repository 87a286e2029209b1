"""The twin of `sim.model.shop`: the till of an agent of mobile money, its line, float and drawer.

Of agents hardly anything is put in place of its calls: most runs have none, and pay nothing.
"""

from sim.diary import NONE, AgentEnding, AgentPurpose
from sim.kernel.compiling import compiled, compiled_apart
from sim.kernel.events import until
from sim.kernel.shops import Shop
from sim.kernel.state import Person, World
from sim.model.office import Rank

# As plain numbers: of two kinds of endings the compiler would know no common one.
PRESENT, SERVED, BALKED, RENEGED, CLOSED, NO_FLOAT, NO_CASH = (int(one) for one in AgentEnding)
BASIS_POINTS = 10_000
CASH_OUT_FEE, COMMISSION_IN, COMMISSION_OUT = range(3)
# What happens at a till, or to who waits for it, is numbered downwards from here.
AT_TILLS = -2


@compiled
def arrive(world: World, person: int, agent: int) -> int:
    """Note that somebody has arrived at a shop, for what and how much; return the note's index."""
    agencies, notes, totals = world.agencies, world.agencies.visits, world.agencies.totals[0]
    index = totals.visits
    totals.visits += 1
    if person < len(world.wishes):
        notes[index].purpose = AgentPurpose.CASH_IN
        page = world.pages[person]
        notes[index].amount_fen = page.price_fen + page.postage_fen
    else:
        number = person - totals.first_customer
        notes[index].purpose = agencies.customers[number].is_cash_out
        notes[index].amount_fen = agencies.customers[number].amount_fen
    notes[index].agent = agent
    notes[index].person = person
    notes[index].fee_fen = 0
    notes[index].commission_fen = 0
    notes[index].arrived_ms = world.clock[0].now_ms
    notes[index].called_ms = NONE
    notes[index].left_ms = NONE
    notes[index].ending = PRESENT
    notes[index].behind = NONE
    return index


@compiled
def leave(world: World, index: int, ending: int) -> int:
    """End a visit to an agent, and return how."""
    world.agencies.visits[index].ending = ending
    world.agencies.visits[index].left_ms = world.clock[0].now_ms
    return ending


@compiled_apart
def lose_patience(world: World, index: int) -> int:
    """Leave the line of a shop, if still in it; return how, or PRESENT."""
    notes = world.agencies.visits
    if notes[index].ending != PRESENT or notes[index].called_ms != NONE:
        return PRESENT
    world.agencies.shops[notes[index].agent].waiting -= 1
    return leave(world, index, RENEGED)


@compiled_apart
def be_called(world: World, agent: int, index: int) -> None:
    """Be at the till: served, or sent away at once because it cannot be done."""
    agencies, now_ms = world.agencies, world.clock[0].now_ms
    shop, notes = agencies.shops[agent], agencies.visits
    person = notes[index].person
    shop.visit = index
    notes[index].called_ms = now_ms
    refused = refusal(shop, notes[index].purpose, notes[index].amount_fen)
    notes[index].refused = refused
    if refused != PRESENT:
        service_ms = 0
    elif person < len(world.wishes):
        service_ms = world.wishes[person].agent_ms
    else:
        service_ms = agencies.customers[person - agencies.totals[0].first_customer].service_ms
    until(world, now_ms + service_ms, Rank.COUNTER_FREED + person, AT_TILLS - agent)


@compiled
def refusal(shop: Shop, purpose: int, amount_fen: int) -> int:
    """Return why the agent cannot do it now, or PRESENT."""
    if purpose == AgentPurpose.CASH_IN and shop.float_fen < amount_fen:
        return NO_FLOAT
    if purpose == AgentPurpose.CASH_OUT and shop.cash_fen < amount_fen:
        return NO_CASH
    return PRESENT


@compiled
def exchange(shop: Shop, float_change_fen: int) -> None:
    """Change float for cash, or cash for float."""
    shop.float_fen += float_change_fen
    shop.cash_fen -= float_change_fen


@compiled
def give(world: World, shop: Shop, index: int) -> None:
    """Change cash for float or float for cash; fee and commission are by the tariff."""
    notes = world.agencies.visits
    amount_fen = notes[index].amount_fen
    if notes[index].purpose == AgentPurpose.CASH_IN:
        exchange(shop, -amount_fen)
        notes[index].commission_fen = fee_fen(world, COMMISSION_IN, amount_fen)
    else:
        exchange(shop, amount_fen)
        notes[index].fee_fen = fee_fen(world, CASH_OUT_FEE, amount_fen)
        notes[index].commission_fen = fee_fen(world, COMMISSION_OUT, amount_fen)


@compiled
def fee_fen(world: World, which: int, amount_fen: int) -> int:
    """Return a fee or a commission, half a fen rounded up, within its bounds: as `Tariff` does."""
    fee = world.agencies.fees[which]
    share_fen = (amount_fen * fee.rate_basis_points + BASIS_POINTS // 2) // BASIS_POINTS
    return min(max(share_fen, fee.minimum_fen), fee.maximum_fen)


@compiled
def swap_fen(shop: Shop) -> int:
    """Return by how much a swap at the post office would change the float; 0 is no swap."""
    if shop.float_fen < shop.float_low_fen:
        can_give_fen = max(shop.cash_fen - shop.cash_low_fen, 0)
        return min(shop.float_target_fen - shop.float_fen, can_give_fen)
    if shop.cash_fen < shop.cash_low_fen:
        can_give_fen = max(shop.float_fen - shop.float_low_fen, 0)
        return -min(shop.cash_target_fen - shop.cash_fen, can_give_fen)
    return 0


@compiled
def call_next(world: World, agent: int) -> None:
    """Call the first in line to the till, if there is one."""
    shop, notes = world.agencies.shops[agent], world.agencies.visits
    while shop.first != NONE and notes[shop.first].ending != PRESENT:
        shop.first = notes[shop.first].behind
    index = shop.first
    if index != NONE:
        shop.first = notes[index].behind
        shop.waiting -= 1
        be_called(world, agent, index)


@compiled
def person_of(world: World, number: int) -> Person:
    """Return what matters at a counter of an agent or of a customer of agents."""
    agencies, totals = world.agencies, world.agencies.totals[0]
    if number >= totals.first_agent:
        shop = agencies.shops[number - totals.first_agent]
        return Person(number, shop.outlet, shop.balk_length, shop.patience_ms, 0, 0)
    customers, index = agencies.customers, number - totals.first_customer
    balk_length, patience_ms = customers[index].balk_length, customers[index].patience_ms
    return Person(number, customers[index].outlet, balk_length, patience_ms, 0, 0)


@compiled_apart
def service_at_counter(world: World, number: int, refused: int) -> int:
    """Return how long an agent, or a customer of agents, is served at the counter."""
    agencies, totals = world.agencies, world.agencies.totals[0]
    if number >= totals.first_agent:
        agent = number - totals.first_agent
        shop = agencies.shops[agent]
        if refused:
            return shop.enquiry_ms
        service_ms: int = agencies.swap_ms[agent * totals.swaps + (shop.trips - 1) % totals.swaps]
        return service_ms
    customers, index = agencies.customers, number - totals.first_customer
    served_ms: int = customers[index].enquiry_ms if refused else customers[index].counter_ms
    return served_ms
