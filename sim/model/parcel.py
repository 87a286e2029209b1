"""The parcel's part of the journey: e-youbao travels, and a message says where it is.

The seller hands over, the line-haul brings the parcel to the county hub, the hub sorts what it
can a day, a round carries it home or it waits at the counter. The buyer waits for a message, a
notice or the postman; who expects no message goes and asks, often in vain.
"""

from collections.abc import Generator
from functools import partial

from simpy import Event
from simpy.events import ProcessGenerator

from sim.diary import NONE, Ending, JourneyOutcome, Purpose
from sim.model.counter import Errand, go, not_there, visit
from sim.model.office import Rank, World
from sim.model.pause import after_pause
from sim.model.purchase import Purchase
from sim.units import DAY_MS

Steps = Generator[Event, object, bool]


def ship(world: World, purchase: Purchase) -> Steps:
    """Pack and hand over by the day's cut-off; what is lost is paid in full."""
    wish = purchase.wish
    packed_ms = world.now_ms + wish.handling_ms
    collected_ms = packed_ms + (world.rules.cut_off_ms - packed_ms) % DAY_MS
    yield world.until(collected_ms, Rank.REQUEST + wish.number)
    purchase.shipped_ms = world.now_ms
    purchase.sms_sent += wish.phone
    if wish.lost:
        return (yield from claim(world, purchase, JourneyOutcome.LOST_COMPENSATED))
    return True


def claim(world: World, purchase: Purchase, outcome: JourneyOutcome) -> Steps:
    """Loss and damage are paid in full, after the inquiry."""
    yield world.until(world.now_ms + world.rules.claim_ms, Rank.REQUEST + purchase.wish.number)
    return purchase.refund(outcome, world.now_ms)


def receive(world: World, purchase: Purchase) -> Steps:
    """Have the parcel in hand, whole; what nobody fetches or wants goes back."""
    wish = purchase.wish
    news = world.env.event()
    world.env.process(travel(world, purchase, news))
    yield from wait_for_news(world, purchase, news)
    if purchase.delivered_ms == NONE and not (yield from pick_up(world, purchase)):
        return False
    if wish.refuses and world.plan.scenario.payment.method == "cash_on_delivery":
        return purchase.end(JourneyOutcome.REFUSED, world.now_ms)
    if wish.damaged:
        return (yield from claim(world, purchase, JourneyOutcome.DAMAGED_COMPENSATED))
    return True


def travel(world: World, purchase: Purchase, news: Event) -> ProcessGenerator:
    """Bring the parcel to the hub, to the outlet, and home or to the counter; notify the buyer."""
    wish, office = purchase.wish, world.offices[purchase.wish.outlet]
    parcel = Rank.PARCEL + wish.number
    yield world.until(purchase.shipped_ms + wish.line_haul_ms, parcel)
    purchase.hub_ms = world.now_ms
    yield world.hub.join()
    yield world.until(world.now_ms + wish.rural_leg_ms, parcel)
    purchase.outlet_ms = world.now_ms
    if wish.home:
        yield office.rounds.join()
    purchase.sms_sent += wish.phone
    if wish.home and not wish.absent:
        purchase.notified_ms = purchase.delivered_ms = world.now_ms
        news.succeed()
        return
    purchase.kept_until_ms = world.now_ms + world.rules.kept_ms
    news_ms = 0 if wish.home else min(wish.sms_arrived_ms, wish.notice_ms)
    yield world.until(world.now_ms + news_ms, parcel)
    if purchase.delivered_ms == NONE:
        purchase.notified_ms = world.now_ms
    news.succeed()


def wait_for_news(world: World, purchase: Purchase, news: Event) -> ProcessGenerator:
    """Wait for message, notice or postman; who expects no message asks at the counter."""
    wish, asks_max = purchase.wish, world.plan.scenario.sms.asks_max
    announced = world.offices[wish.outlet].announced
    ask_ms = purchase.ordered_ms + world.rules.expected_ms
    for _ in range(0 if wish.phone else asks_max):
        asks_ms = announced.open_from(max(ask_ms, world.now_ms), wish.errand_ppm)
        yield news | world.until(asks_ms, Rank.REQUEST + wish.number)
        if news.triggered:
            return
        there = partial(not_there, world, purchase)
        note = yield from visit(world, wish, Purpose.PICK_UP, wish.pick_up_ms, there)
        purchase.trips += 1
        if note.ending is Ending.SERVED:
            purchase.delivered_ms = world.now_ms
            if purchase.notified_ms == NONE:
                purchase.notified_ms = world.now_ms
            return
        purchase.trips_in_vain += 1
        ask_ms = after_pause(world.now_ms, world.rules.ask_again_ms, 0)
    yield news


def pick_up(world: World, purchase: Purchase) -> Steps:
    """Fetch the parcel at the counter; what nobody fetches goes back the way it came."""
    wish, kept_until_ms = purchase.wish, purchase.kept_until_ms
    errand = Errand(Purpose.PICK_UP, wish.pick_up_ms, kept_until_ms)
    ending = yield from go(world, purchase, errand, world.now_ms + wish.collect_ms + wish.travel_ms)
    if ending is Ending.SERVED:
        purchase.delivered_ms = world.now_ms
        return True
    back_ms = max(kept_until_ms, world.now_ms) + wish.line_haul_ms
    yield world.until(back_ms, Rank.REQUEST + wish.number)
    return purchase.refund(JourneyOutcome.NOT_COLLECTED, world.now_ms)
