"""The twin of `sim.model.journey`: the same stages in the same order, each cut where people wait.

A stage here is a function that begins it, and one for each moment that it waits for. They return
True where the stage is over and the journey goes on, and False where it ends or has to wait.
"""

from sim.diary import AgentEnding, Ending, JourneyOutcome
from sim.kernel.agent import go_to_agents, gone_on, uses_agent
from sim.kernel.compiling import compiled, compiled_apart
from sim.kernel.counter import TOO_LATE, go, run_errand
from sim.kernel.events import until
from sim.kernel.purchase import end, pay_agent, refund, take_receipt
from sim.kernel.redemption import online_from
from sim.kernel.state import World
from sim.kernel.steps import Continuation, Errand
from sim.kernel.timetables import closed_from, next_batch
from sim.model.office import Rank
from sim.people.agents import WhenDry
from sim.units import NEVER_MS


@compiled
def given_up(ending: int) -> int:
    """Return how a wish ended whose last visit ended so: `GIVEN_UP` of the model."""
    if ending == Ending.BALKED:
        return JourneyOutcome.GAVE_UP_BALKED
    if ending == Ending.RENEGED:
        return JourneyOutcome.GAVE_UP_RENEGED
    if ending == Ending.TURNED_AWAY:
        return JourneyOutcome.GAVE_UP_TURNED_AWAY
    if ending == Ending.FOUND_CLOSED:
        return JourneyOutcome.GAVE_UP_CLOSED
    assert ending == Ending.NO_LINK, "a deposit ends in no other way"
    return JourneyOutcome.GAVE_UP_NO_LINK


@compiled
def given_up_at_agent(ending: int) -> int:
    """Return how a wish ended whose last visit to an agent ended so, likewise."""
    if ending == AgentEnding.BALKED:
        return JourneyOutcome.GAVE_UP_BALKED
    if ending == AgentEnding.RENEGED:
        return JourneyOutcome.GAVE_UP_RENEGED
    if ending == AgentEnding.CLOSED:
        return JourneyOutcome.GAVE_UP_CLOSED
    return JourneyOutcome.GAVE_UP_NO_FLOAT


# 1. Wish: an offer is found, and its seller trusted.


@compiled
def search(world: World, number: int) -> bool:
    """Look for an offer."""
    wish = world.wishes[number]
    until(world, wish.wish_ms + wish.search_ms, Rank.REQUEST + number, Continuation.FOUND)
    return False


@compiled
def found(world: World, number: int) -> bool:
    """Trust the seller, or not."""
    page, now_ms = world.pages[number], world.clock[0].now_ms
    if not world.wishes[number].trusts:
        return end(page, JourneyOutcome.NO_TRUST, now_ms)
    page.decided_ms = now_ms
    return True


# 2 to 4. To the post office, the line, the deposit.


@compiled
def deposit(world: World, number: int) -> bool:
    """Carry cash to the counter."""
    pay_in(world, number, NEVER_MS)
    return False


@compiled
def pay_in_at_agent(world: World, number: int) -> bool:
    """Bring cash to an agent, or to the counter."""
    if not uses_agent(world, number):
        return deposit(world, number)
    wish = world.wishes[number]
    stop = world.agencies.stops[world.agencies.near[wish.settlement].first_stop]
    go_to_agents(world, number, world.clock[0].now_ms + wish.own_place_ms + stop.start_ms)
    return False


@compiled_apart
def cashed_in(world: World, number: int, ending: int) -> bool:
    """Have the money in the wallet, or go on: to another agent, the counter, or home."""
    page, now_ms, choice = world.pages[number], world.clock[0].now_ms, world.wishes[number].when_dry
    last = gone_on(world, number, ending)
    if last == AgentEnding.PRESENT:
        return False
    if last == AgentEnding.SERVED:
        pay_agent(page, now_ms, world.wishes[number].phone)
        return True
    if choice in (WhenDry.NEXT, WhenDry.POST):
        return deposit(world, number)
    return end(page, given_up_at_agent(last), now_ms)


@compiled
def pay_reference(world: World, number: int) -> bool:
    """Order first, pay later: the reference is for a known order, and it expires."""
    page = world.pages[number]
    page.expires_ms = world.clock[0].now_ms + world.rules[0].valid_ms
    if not (world.wishes[number].pays and pay_in(world, number, page.expires_ms)):
        let_reference_expire(world, number)
    return False


@compiled
def let_reference_expire(world: World, number: int) -> None:
    """Wait until the reference expires."""
    at_ms = max(world.pages[number].expires_ms, world.clock[0].now_ms)
    until(world, at_ms, Rank.REQUEST + number, Continuation.REFERENCE_EXPIRED)


@compiled
def reference_expired(world: World, number: int) -> bool:
    """End without having paid."""
    return end(world.pages[number], JourneyOutcome.REFERENCE_UNPAID, world.clock[0].now_ms)


@compiled
def pay_in(world: World, number: int, deadline_ms: int) -> bool:
    """Set out to pay in at the counter; return False if it would be too late."""
    wish = world.wishes[number]
    service_ms = wish.deposit_ms * world.pages[number].deposits
    run_errand(world, number, Errand.DEPOSIT, service_ms, deadline_ms)
    return go(world, number, world.clock[0].now_ms + world.pages[number].way_ms)


@compiled
def paid_in(world: World, number: int, ending: int) -> bool:
    """Come home with a receipt for each draft, or for nothing."""
    page, now_ms = world.pages[number], world.clock[0].now_ms
    if ending == TOO_LATE:
        let_reference_expire(world, number)
        return False
    if ending != Ending.SERVED:
        return end(page, given_up(ending), now_ms)
    take_receipt(page, now_ms)
    page.known_ms = clearing_ms(world, number)
    return True


# 5. Clearing: the number reaches the gateway.


@compiled
def clearing_ms(world: World, number: int) -> int:
    """Return when the gateway knows the number: now or with the next batch, if the link is up."""
    link_down = world.offices[world.wishes[number].outlet].link_down
    link_up_ms = closed_from(world, link_down, world.clock[0].now_ms)
    if world.rules[0].in_batches:
        return next_batch(world, link_up_ms)
    return link_up_ms


@compiled
def credit_order(world: World, number: int) -> bool:
    """Wait until a reference is cleared."""
    until(world, world.pages[number].known_ms, Rank.REQUEST + number, Continuation.ORDER_CREDITED)
    return False


@compiled
def order_credited(world: World, number: int) -> bool:
    """Credit a cleared reference unasked: it names its order."""
    page = world.pages[number]
    page.credited_ms = world.clock[0].now_ms
    page.drafts_redeemed = page.drafts
    page.sms_sent += world.wishes[number].phone
    return True


@compiled
def send_money_order(world: World, number: int) -> bool:
    """Send a postal order, as the world did before."""
    page = world.pages[number]
    page.known_ms = page.deposited_ms
    at_ms = world.clock[0].now_ms + world.wishes[number].order_transit_ms
    until(world, at_ms, Rank.REQUEST + number, Continuation.MONEY_ORDER_ARRIVED)
    return False


@compiled
def money_order_arrived(world: World, number: int) -> bool:
    """Pay the seller, who has the money first."""
    page = world.pages[number]
    page.credited_ms = world.clock[0].now_ms
    page.seller_paid_ms = world.clock[0].now_ms
    page.drafts_redeemed = page.drafts
    return True


# 6, from the receipt to the wallet, is in `sim.kernel.redemption`.


# 7. Order: the wallet pays into escrow.


@compiled
def order(world: World, number: int) -> bool:
    """Pay into escrow: at once, or when who was credited offline is online."""
    wish, now_ms = world.wishes[number], world.clock[0].now_ms
    if world.pages[number].credited_offline and not wish.orders_by_phone:
        at_ms = online_from(world, number, now_ms)
        until(world, at_ms, Rank.REQUEST + number, Continuation.TO_ORDER)
        return False
    return place_order(world, number)


@compiled
def place_order(world: World, number: int) -> bool:
    """Order, if it is in stock."""
    wish, now_ms = world.wishes[number], world.clock[0].now_ms
    world.pages[number].ordered_ms = now_ms
    if not wish.out_of_stock:
        return True
    back_ms = wish.order_transit_ms if world.rules[0].is_money_order else 0
    at_ms = now_ms + wish.handling_ms + back_ms
    until(world, at_ms, Rank.REQUEST + number, Continuation.SENT_BACK)
    return False


@compiled
def sent_back(world: World, number: int) -> bool:
    """What is out of stock goes back to the wallet."""
    return refund(world.pages[number], JourneyOutcome.OUT_OF_STOCK, world.clock[0].now_ms)


# 8 and 9 are in `sim.kernel.parcel`. 10. Confirm: the buyer's word, or the time limit.


@compiled
def confirm(world: World, number: int) -> bool:
    """Wait for the buyer's word or the limit."""
    wish, now_ms = world.wishes[number], world.clock[0].now_ms
    limit_ms = now_ms + world.rules[0].limit_ms
    word_ms = min(now_ms + wish.confirm_ms, limit_ms)
    if wish.disputes:
        until(world, word_ms + wish.dispute_ms, Rank.REQUEST + number, Continuation.DECIDED)
    else:
        at_ms = limit_ms if wish.forgets_to_confirm else word_ms
        until(world, at_ms, Rank.REQUEST + number, Continuation.CONFIRMED)
    return False


@compiled
def decided(world: World, number: int) -> bool:
    """A dispute may refund; else the seller is paid."""
    page, now_ms = world.pages[number], world.clock[0].now_ms
    if world.wishes[number].dispute_won:
        return refund(page, JourneyOutcome.DISPUTE_REFUNDED, now_ms)
    return seller_paid(world, number)


@compiled
def confirmed(world: World, number: int) -> bool:
    """Have the buyer's word, or the limit's."""
    world.pages[number].confirmed_ms = world.clock[0].now_ms
    return seller_paid(world, number)


@compiled
def seller_paid(world: World, number: int) -> bool:
    """Pay the seller, and be done."""
    page, now_ms = world.pages[number], world.clock[0].now_ms
    page.seller_paid_ms = now_ms
    return end(page, JourneyOutcome.COMPLETED, now_ms)


@compiled
def remit(world: World, number: int) -> bool:
    """Cash on delivery: the Post brings the money from the door to the seller."""
    at_ms = world.clock[0].now_ms + world.wishes[number].remit_ms
    until(world, at_ms, Rank.REQUEST + number, Continuation.REMITTED)
    return False


@compiled
def keep(world: World, number: int) -> bool:
    """End without escrow: the seller was paid long ago, and nobody need confirm."""
    until(world, world.clock[0].now_ms, Rank.REQUEST + number, Continuation.KEPT)
    return False


@compiled
def kept(world: World, number: int) -> bool:
    """Be done."""
    return end(world.pages[number], JourneyOutcome.COMPLETED, world.clock[0].now_ms)
