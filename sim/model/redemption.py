"""The receipt's part of the journey: number and password become money in the wallet, or in hand.

The buyer goes online, at home or in a cafe, and enters number and password. Fingers slip, the
password is forgotten, the day's limit is reached; a draft may be cashed at an outlet after all,
or expire, and then its depositor may fetch the money at the counter.
"""

from collections.abc import Generator

from simpy import Event

from service.domain.wallet import redemptions_a_day
from sim.diary import Ending, JourneyOutcome, Purpose
from sim.model.counter import Errand, go, return_ms
from sim.model.office import Rank, World
from sim.model.pause import after_pause
from sim.model.purchase import Purchase
from sim.people.wishes import TIERS
from sim.units import DAY_MS, NEVER_MS

Steps = Generator[Event, object, bool]


def redeem(world: World, purchase: Purchase) -> Steps:
    """Enter the numbers until all drafts are credited, or they expire."""
    if purchase.credited_offline:
        return True
    wish = purchase.wish
    expires_ms = purchase.deposited_ms + world.rules.valid_ms
    if wish.never_redeems:
        return (yield from expire(world, purchase, expires_ms))
    try_ms = purchase.deposited_ms + wish.redeem_delay_ms
    if wish.cashes_out:
        return (yield from cash_out(world, purchase, try_ms, expires_ms))
    if wish.informed or wish.sms_credited:
        try_ms = max(try_ms, purchase.known_ms)
    while purchase.drafts_redeemed < purchase.drafts:
        try_ms = online_from(world, purchase, try_ms)
        if try_ms >= expires_ms:
            return (yield from expire(world, purchase, expires_ms))
        yield world.until(try_ms, Rank.REQUEST + wish.number)
        if purchase.has_forgotten:
            pause_ms = yield from reset_password(world, purchase)
        else:
            pause_ms = enter_numbers(world, purchase)
        try_ms = after_pause(world.now_ms, pause_ms, world.now_ms - purchase.deposited_ms)
    purchase.credited_ms = world.now_ms
    purchase.sms_sent += wish.phone
    return True


def online_from(world: World, purchase: Purchase, from_ms: int) -> int:
    """Return when the buyer can be online: at once, or in an Internet cafe during its hours."""
    wish = purchase.wish
    if wish.own_access:
        return from_ms
    return world.plan.cafe.open_from(from_ms + wish.cafe_trip_ms)


def enter_numbers(world: World, purchase: Purchase) -> int:
    """Redeem what the day's limit allows, and return how long until one goes on with the rest.

    A number that is not known yet is a trip in vain for who went to a cafe. Slips are put right
    at once, but too many lock the draft.
    """
    wish, tries_max = purchase.wish, world.plan.scenario.redeem.tries_max
    if purchase.known_ms > world.now_ms:
        purchase.trips += 1 - wish.own_access
        purchase.trips_in_vain += 1 - wish.own_access
        return wish.retry_ms
    slips = min(purchase.mistypes_left, tries_max)
    purchase.wrong_tries += slips
    purchase.mistypes_left -= slips
    if slips == tries_max:
        return world.rules.lock_ms
    left = purchase.drafts - purchase.drafts_redeemed
    purchase.drafts_redeemed += min(left, redemptions_a_day(TIERS[wish.tier]) or left)
    return DAY_MS


def reset_password(world: World, purchase: Purchase) -> Generator[Event, object, int]:
    """Go to the counter with identity card and receipt; return how long until one goes on."""
    wish = purchase.wish
    errand = Errand(Purpose.PAPER, wish.paper_ms, NEVER_MS)
    ending = yield from go(world, purchase, errand, world.now_ms + wish.travel_ms)
    if ending is not Ending.SERVED:
        return return_ms(world, purchase)
    purchase.has_forgotten = False
    return world.rules.reset_ms


def cash_out(world: World, purchase: Purchase, from_ms: int, expires_ms: int) -> Steps:
    """Change one's mind: an unused draft is cashed at an outlet."""
    wish = purchase.wish
    errand = Errand(Purpose.PAPER, wish.paper_ms, expires_ms)
    ending = yield from go(world, purchase, errand, from_ms + wish.travel_ms)
    if ending is Ending.SERVED:
        return purchase.refund(JourneyOutcome.CASHED_OUT, world.now_ms)
    return (yield from expire(world, purchase, expires_ms))


def expire(world: World, purchase: Purchase, expires_ms: int) -> Steps:
    """Let a draft expire unredeemed; its depositor may fetch the money at the counter."""
    wish = purchase.wish
    yield world.until(max(expires_ms, world.now_ms), Rank.REQUEST + wish.number)
    if wish.claims_refund:
        errand = Errand(Purpose.PAPER, wish.paper_ms, NEVER_MS)
        ending = yield from go(world, purchase, errand, world.now_ms + wish.travel_ms)
        if ending is Ending.SERVED:
            return purchase.refund(JourneyOutcome.EXPIRED_REFUNDED, world.now_ms)
    return purchase.end(JourneyOutcome.EXPIRED_UNCLAIMED, world.now_ms)
