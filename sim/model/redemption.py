"""The receipt's part of the journey: number and password become money in the wallet, or in hand.

The buyer goes online, at home or in a cafe, and enters number and password, or sends them by text
from wherever that is. Fingers slip, the password is forgotten, the day's limit is reached; a draft
may be cashed at an outlet after all, or expire, and then its depositor may fetch the money at the
counter.
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
        try_ms = next_try_ms(world, purchase, try_ms)
        if try_ms >= expires_ms:
            return (yield from expire(world, purchase, expires_ms))
        yield world.until(try_ms, Rank.REQUEST + wish.number)
        if purchase.has_forgotten:
            pause_ms = yield from reset_password(world, purchase)
        elif wish.redeems_by_text:
            pause_ms = answer_text(world, purchase)
        else:
            pause_ms = enter_numbers(world, purchase)
        try_ms = after_pause(world.now_ms, pause_ms, world.now_ms - purchase.deposited_ms)
    purchase.credited_ms = world.now_ms
    if wish.redeems_by_text:
        purchase.credited_offline = True
    else:
        purchase.sms_sent += wish.phone
    return True


def next_try_ms(world: World, purchase: Purchase, from_ms: int) -> int:
    """Return when the next try reaches the wallet: from online, or by a text that is not lost.

    A text may be sent at any hour; who hears nothing sends it again. Who has forgotten the
    password finds that out as soon as it is to be written.
    """
    wish = purchase.wish
    if not wish.redeems_by_text:
        return online_from(world, purchase, from_ms)
    if purchase.has_forgotten:
        return from_ms
    lost, purchase.texts_lost_left = purchase.texts_lost_left, 0
    return from_ms + lost * world.rules.text_again_ms + wish.text_ms


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
    redeem_drafts(purchase)
    return DAY_MS


def redeem_drafts(purchase: Purchase) -> int:
    """Credit as many drafts as the day's limit allows, and return how many."""
    left = purchase.drafts - purchase.drafts_redeemed
    redeemed = min(left, redemptions_a_day(TIERS[purchase.wish.tier]) or left)
    purchase.drafts_redeemed += redeemed
    return redeemed


def answer_text(world: World, purchase: Purchase) -> int:
    """Take a text with number and password, and return how long until the next one is sent.

    Each draft takes a text, and each text has an answer. A number that is not known yet costs no
    trip. A slip is put right in another text, and too many in a row lock the draft.
    """
    purchase.sms_sent += 1
    if purchase.known_ms > world.now_ms:
        return purchase.wish.retry_ms
    if purchase.mistypes_left:
        purchase.mistypes_left -= 1
        purchase.wrong_tries += 1
        is_locked = purchase.wrong_tries % world.plan.scenario.redeem.tries_max == 0
        return world.rules.lock_ms if is_locked else 0
    purchase.sms_sent += redeem_drafts(purchase) - 1
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
