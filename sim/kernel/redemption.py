"""The twin of `sim.model.redemption`: number and password become money in a wallet, or in hand."""

from sim.diary import Ending, JourneyOutcome
from sim.kernel.compiling import compiled
from sim.kernel.counter import go, return_ms, run_errand
from sim.kernel.events import after_pause, until
from sim.kernel.purchase import end, refund
from sim.kernel.state import World
from sim.kernel.steps import Continuation, Errand
from sim.kernel.timetables import open_from
from sim.model.office import Rank
from sim.units import DAY_MS, NEVER_MS


@compiled
def redeem(world: World, number: int) -> bool:
    """Enter the numbers until all drafts are credited, or they expire."""
    if world.pages[number].credited_offline:
        return True
    wish, page = world.wishes[number], world.pages[number]
    page.expires_ms = page.deposited_ms + world.rules[0].valid_ms
    if wish.never_redeems:
        return expire(world, number)
    try_ms = page.deposited_ms + wish.redeem_delay_ms
    if wish.cashes_out:
        return cash_out(world, number, try_ms)
    if wish.informed or wish.sms_credited:
        try_ms = max(try_ms, page.known_ms)
    return go_online(world, number, try_ms)


@compiled
def go_online(world: World, number: int, try_ms: int) -> bool:
    """Be online for the next try, or send it, unless the drafts expire before it."""
    page = world.pages[number]
    try_ms = next_try_ms(world, number, try_ms)
    if try_ms >= page.expires_ms:
        return expire(world, number)
    until(world, try_ms, Rank.REQUEST + number, Continuation.ONLINE)
    return False


@compiled
def online(world: World, number: int) -> bool:
    """Try, and go on until all drafts are credited."""
    clock, wish, page = world.clock[0], world.wishes[number], world.pages[number]
    if page.has_forgotten:
        return reset_password(world, number)
    by_text = wish.redeems_by_text
    pause_ms = answer_text(world, number) if by_text else enter_numbers(world, number)
    if page.drafts_redeemed < page.drafts:
        return try_again(world, number, pause_ms)
    page.credited_ms = clock.now_ms
    if wish.redeems_by_text:
        page.credited_offline = 1
    else:
        page.sms_sent += wish.phone
    return True


@compiled
def next_try_ms(world: World, number: int, from_ms: int) -> int:
    """Return when the next try reaches the wallet: from online, or by a text that is not lost."""
    wish, page = world.wishes[number], world.pages[number]
    if not wish.redeems_by_text:
        return online_from(world, number, from_ms)
    if page.has_forgotten:
        return from_ms
    lost = page.texts_lost_left
    page.texts_lost_left = 0
    return from_ms + lost * world.rules[0].text_again_ms + wish.text_ms


@compiled
def try_again(world: World, number: int, pause_ms: int) -> bool:
    """Go online again after a pause."""
    now_ms = world.clock[0].now_ms
    elapsed_ms = now_ms - world.pages[number].deposited_ms
    return go_online(world, number, after_pause(now_ms, pause_ms, elapsed_ms))


@compiled
def online_from(world: World, number: int, from_ms: int) -> int:
    """Return when the buyer can be online: at once, or in an Internet cafe during its hours."""
    wish = world.wishes[number]
    if wish.own_access:
        return from_ms
    return open_from(world, world.rules[0].cafe, from_ms + wish.cafe_trip_ms, 0)


@compiled
def enter_numbers(world: World, number: int) -> int:
    """Redeem what the day's limit allows, and return how long until one goes on."""
    rules, wish, page = world.rules[0], world.wishes[number], world.pages[number]
    now_ms = world.clock[0].now_ms
    if page.known_ms > now_ms:
        page.trips += 1 - wish.own_access
        page.trips_in_vain += 1 - wish.own_access
        return wish.retry_ms
    slips = min(page.mistypes_left, rules.tries_max)
    page.wrong_tries += slips
    page.mistypes_left -= slips
    if slips == rules.tries_max:
        return rules.lock_ms
    redeem_drafts(world, number)
    return DAY_MS


@compiled
def redeem_drafts(world: World, number: int) -> int:
    """Credit as many drafts as the day's limit allows, and return how many."""
    page = world.pages[number]
    left = page.drafts - page.drafts_redeemed
    limit = world.redemptions_a_day[world.wishes[number].tier]
    redeemed = min(left, limit) if limit else left
    page.drafts_redeemed += redeemed
    return redeemed


@compiled
def answer_text(world: World, number: int) -> int:
    """Take a text with number and password, and return how long until the next one is sent."""
    rules, page = world.rules[0], world.pages[number]
    page.sms_sent += 1
    if page.known_ms > world.clock[0].now_ms:
        return world.wishes[number].retry_ms
    if page.mistypes_left:
        page.mistypes_left -= 1
        page.wrong_tries += 1
        is_locked = page.wrong_tries % rules.tries_max == 0
        return rules.lock_ms if is_locked else 0
    page.sms_sent += redeem_drafts(world, number) - 1
    return DAY_MS


@compiled
def reset_password(world: World, number: int) -> bool:
    """Go to the counter with identity card and receipt."""
    wish = world.wishes[number]
    run_errand(world, number, Errand.RESET, wish.paper_ms, NEVER_MS)
    go(world, number, world.clock[0].now_ms + wish.travel_ms)
    return False


@compiled
def password_reset(world: World, number: int, ending: int) -> bool:
    """Go on when the new password works, or try again after a visit for nothing."""
    if ending != Ending.SERVED:
        return try_again(world, number, return_ms(world, number))
    world.pages[number].has_forgotten = 0
    return try_again(world, number, world.rules[0].reset_ms)


@compiled
def cash_out(world: World, number: int, from_ms: int) -> bool:
    """Change one's mind: an unused draft is cashed at an outlet."""
    wish, page = world.wishes[number], world.pages[number]
    run_errand(world, number, Errand.CASH_OUT, wish.paper_ms, page.expires_ms)
    if go(world, number, from_ms + wish.travel_ms):
        return False
    return expire(world, number)


@compiled
def cashed_out(world: World, number: int, ending: int) -> bool:
    """Have the cash, or let the draft expire."""
    if ending == Ending.SERVED:
        return refund(world.pages[number], JourneyOutcome.CASHED_OUT, world.clock[0].now_ms)
    return expire(world, number)


@compiled
def expire(world: World, number: int) -> bool:
    """Let a draft expire unredeemed."""
    at_ms = max(world.pages[number].expires_ms, world.clock[0].now_ms)
    until(world, at_ms, Rank.REQUEST + number, Continuation.DRAFT_EXPIRED)
    return False


@compiled
def draft_expired(world: World, number: int) -> bool:
    """Fetch the money at the counter, or leave it."""
    now_ms, wish = world.clock[0].now_ms, world.wishes[number]
    if not wish.claims_refund:
        return end(world.pages[number], JourneyOutcome.EXPIRED_UNCLAIMED, now_ms)
    run_errand(world, number, Errand.REFUND, wish.paper_ms, NEVER_MS)
    go(world, number, now_ms + wish.travel_ms)
    return False


@compiled
def refund_claimed(world: World, number: int, ending: int) -> bool:
    """Have the money back, or give it up."""
    now_ms, page = world.clock[0].now_ms, world.pages[number]
    if ending == Ending.SERVED:
        return refund(page, JourneyOutcome.EXPIRED_REFUNDED, now_ms)
    return end(page, JourneyOutcome.EXPIRED_UNCLAIMED, now_ms)
