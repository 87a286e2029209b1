"""The twin of `sim.model.parcel`: the parcel travels, and a message says where it is."""

from sim.diary import NONE, Ending, JourneyOutcome, Purpose
from sim.kernel.compiling import compiled
from sim.kernel.counter import go, person_of, run_errand, visit
from sim.kernel.events import after_pause, until
from sim.kernel.office import join
from sim.kernel.purchase import end, refund
from sim.kernel.state import World
from sim.kernel.steps import Continuation, Errand
from sim.kernel.timetables import open_from
from sim.model.office import Rank
from sim.units import DAY_MS

HUB = 0


@compiled
def ship(world: World, number: int) -> bool:
    """Pack and hand over by the day's cut-off."""
    packed_ms = world.clock[0].now_ms + world.wishes[number].handling_ms
    collected_ms = packed_ms + (world.rules[0].cut_off_ms - packed_ms) % DAY_MS
    until(world, collected_ms, Rank.REQUEST + number, Continuation.COLLECTED)
    return False


@compiled
def collected(world: World, number: int) -> bool:
    """Be on the way; what is lost is paid in full."""
    wish, page = world.wishes[number], world.pages[number]
    page.shipped_ms = world.clock[0].now_ms
    page.sms_sent += wish.phone
    return claim(world, number) if wish.lost else True


@compiled
def claim(world: World, number: int) -> bool:
    """Loss and damage are paid in full, after the inquiry."""
    at_ms = world.clock[0].now_ms + world.rules[0].claim_ms
    until(world, at_ms, Rank.REQUEST + number, Continuation.CLAIM_PAID)
    return False


@compiled
def claim_paid(world: World, number: int) -> bool:
    """Have the money back."""
    lost = world.wishes[number].lost
    outcome = JourneyOutcome.LOST_COMPENSATED if lost else JourneyOutcome.DAMAGED_COMPENSATED
    return refund(world.pages[number], outcome, world.clock[0].now_ms)


@compiled
def receive(world: World, number: int) -> bool:
    """Let the parcel travel, and wait for news of it."""
    wish, page, rules = world.wishes[number], world.pages[number], world.rules[0]
    page.asks_left = 0 if wish.phone else rules.asks_max
    wait_for_news(world, number, page.ordered_ms + rules.expected_ms)
    at_hub_ms = page.shipped_ms + wish.line_haul_ms
    until(world, at_hub_ms, Rank.PARCEL + number, Continuation.AT_HUB)
    return False


@compiled
def at_hub(world: World, number: int) -> bool:
    """Come to the county hub."""
    world.pages[number].hub_ms = world.clock[0].now_ms
    join(world, HUB, number)
    return False


@compiled
def carried(world: World, number: int) -> bool:
    """Leave the hub for the outlet, or the outlet for the door."""
    if world.pages[number].outlet_ms != NONE:
        return brought(world, number)
    at_ms = world.clock[0].now_ms + world.wishes[number].rural_leg_ms
    until(world, at_ms, Rank.PARCEL + number, Continuation.AT_OUTLET)
    return False


@compiled
def at_outlet(world: World, number: int) -> bool:
    """Come to the outlet: wait for a round, or for the buyer."""
    wish, page = world.wishes[number], world.pages[number]
    page.outlet_ms = world.clock[0].now_ms
    if wish.home:
        join(world, 1 + wish.outlet, number)
    else:
        keep_parcel(world, number, min(wish.sms_arrived_ms, wish.notice_ms))
    return False


@compiled
def brought(world: World, number: int) -> bool:
    """Come to the door; nobody home, a notice, and it is kept at the counter."""
    clock, wish, page = world.clock[0], world.wishes[number], world.pages[number]
    if wish.absent:
        keep_parcel(world, number, 0)
        return False
    page.sms_sent += wish.phone
    page.notified_ms = clock.now_ms
    page.delivered_ms = clock.now_ms
    return news(world, number)


@compiled
def keep_parcel(world: World, number: int, news_ms: int) -> None:
    """Keep it at the counter for some days; message or notice says so."""
    now_ms, page = world.clock[0].now_ms, world.pages[number]
    page.sms_sent += world.wishes[number].phone
    page.kept_until_ms = now_ms + world.rules[0].kept_ms
    until(world, now_ms + news_ms, Rank.PARCEL + number, Continuation.NEWS)


@compiled
def notified(world: World, number: int) -> bool:
    """Learn where the parcel is."""
    page = world.pages[number]
    if page.delivered_ms == NONE:
        page.notified_ms = world.clock[0].now_ms
    return news(world, number)


@compiled
def news(world: World, number: int) -> bool:
    """Notify the buyer, who may be waiting for it or at the counter."""
    page = world.pages[number]
    page.has_news = 1
    return received(world, number) if page.waits_for_news else False


@compiled
def wait_for_news(world: World, number: int, ask_ms: int) -> None:
    """Wait for message, notice or postman; who expects no message asks at the counter."""
    wish, page = world.wishes[number], world.pages[number]
    page.waits_for_news = 1
    if page.asks_left:
        page.asks_left -= 1
        announced = world.offices[wish.outlet].announced
        from_ms = max(ask_ms, world.clock[0].now_ms)
        asks_ms = open_from(world, announced, from_ms, wish.errand_ppm)
        until(world, asks_ms, Rank.REQUEST + number, Continuation.ASKS)


@compiled
def asks(world: World, number: int) -> int:
    """Be at the counter and ask, unless there was news; return as `visit` does."""
    wish, page = world.wishes[number], world.pages[number]
    if page.has_news:
        return Ending.PRESENT
    page.waits_for_news = 0
    run_errand(world, number, Errand.ASK, wish.pick_up_ms, 0)
    return visit(world, person_of(world, wish, Purpose.PICK_UP), Purpose.PICK_UP)


@compiled
def asked(world: World, number: int, ending: int) -> bool:
    """Come home with the parcel, or with nothing, to wait and ask again."""
    now_ms, page = world.clock[0].now_ms, world.pages[number]
    page.trips += 1
    if ending == Ending.SERVED:
        page.delivered_ms = now_ms
        if page.notified_ms == NONE:
            page.notified_ms = now_ms
        return received(world, number)
    page.trips_in_vain += 1
    if page.has_news:
        return received(world, number)
    wait_for_news(world, number, after_pause(now_ms, world.rules[0].ask_again_ms, 0))
    return False


@compiled
def received(world: World, number: int) -> bool:
    """Have the parcel in hand, or go and fetch it."""
    page = world.pages[number]
    page.waits_for_news = 0
    return pick_up(world, number) if page.delivered_ms == NONE else opened(world, number)


@compiled
def opened(world: World, number: int) -> bool:
    """Have it whole; what nobody wants goes back, and damage is paid."""
    wish, page = world.wishes[number], world.pages[number]
    if wish.refuses and world.rules[0].is_cash_on_delivery:
        return end(page, JourneyOutcome.REFUSED, world.clock[0].now_ms)
    return claim(world, number) if wish.damaged else True


@compiled
def pick_up(world: World, number: int) -> bool:
    """Fetch the parcel at the counter."""
    wish, page = world.wishes[number], world.pages[number]
    run_errand(world, number, Errand.PICK_UP, wish.pick_up_ms, page.kept_until_ms)
    if not go(world, number, world.clock[0].now_ms + wish.collect_ms + wish.travel_ms):
        go_back(world, number)
    return False


@compiled
def picked_up(world: World, number: int, ending: int) -> bool:
    """Have the parcel; what nobody fetches goes back the way it came."""
    if ending == Ending.SERVED:
        world.pages[number].delivered_ms = world.clock[0].now_ms
        return opened(world, number)
    go_back(world, number)
    return False


@compiled
def go_back(world: World, number: int) -> None:
    """Return to the seller."""
    kept_until_ms = world.pages[number].kept_until_ms
    back_ms = max(kept_until_ms, world.clock[0].now_ms) + world.wishes[number].line_haul_ms
    until(world, back_ms, Rank.REQUEST + number, Continuation.RETURNED)


@compiled
def returned(world: World, number: int) -> bool:
    """Be back at the seller."""
    return refund(world.pages[number], JourneyOutcome.NOT_COLLECTED, world.clock[0].now_ms)
