"""From a wish to the seller's money: the journey, as the model tells it.

A person without a bank account finds an offer on the online market, carries cash to the post
office, stands in line with everybody else, and comes home with a receipt. The number on it
becomes money in a wallet, the wallet pays into escrow, a parcel travels, a message says where it
is, the buyer confirms, and the seller is paid. At every step something can go wrong, and then
the person comes back, gives up, or gets the money back.

Read it from top to bottom: the stages in the order of the journey, then the four ways to pay as
lists of stages, and last how a county is run. The visit to a counter, which all purposes share,
is told in `sim.counter`. All that chance decides about a person is in `Wish`.
"""

from collections.abc import Callable, Generator
from functools import partial

from simpy import Event
from simpy.events import ProcessGenerator

from service.domain.wallet import redemptions_a_day
from sim.calendar import DAY_MS
from sim.counter import Errand, go, other_customer
from sim.diary import JOURNEY_COLUMNS, VISIT_COLUMNS, Diary, Ending, Outcome, Purpose, columns
from sim.office import Rank, World
from sim.people import MS_PER_HOUR, draw_people
from sim.plan import Plan, next_moment
from sim.purchase import Purchase

Stage = Callable[[World, Purchase], Generator[Event, object, bool]]
Steps = Generator[Event, object, bool]

GIVEN_UP = {
    Ending.BALKED: Outcome.GAVE_UP_BALKED,
    Ending.RENEGED: Outcome.GAVE_UP_RENEGED,
    Ending.TURNED_AWAY: Outcome.GAVE_UP_TURNED_AWAY,
    Ending.FOUND_CLOSED: Outcome.GAVE_UP_CLOSED,
    Ending.NO_LINK: Outcome.GAVE_UP_NO_LINK,
}


def journey(world: World, purchase: Purchase) -> ProcessGenerator:
    """Take one wish through its stages; a stage that answers False was the last."""
    for stage in STAGES[world.plan.scenario.payment.method]:
        if not (yield from stage(world, purchase)):
            return


# 1. Wish: an offer is found, and its seller trusted.


def search(world: World, purchase: Purchase) -> Steps:
    """Look for an offer; the market shortens the search, and trust decides."""
    wish = purchase.wish
    yield world.until(wish.wish_ms + wish.search_ms, Rank.REQUEST + wish.number)
    if not wish.trusts:
        return purchase.end(Outcome.NO_TRUST, world.now_ms)
    purchase.decided_ms = world.now_ms
    return True


# 2 to 4. To the post office, the line, the deposit.


def deposit(world: World, purchase: Purchase) -> Steps:
    """Carry cash to the counter, and home a receipt for each draft."""
    wish = purchase.wish
    service_ms = wish.deposit_ms * len(purchase.deposits_fen)
    errand = Errand(Purpose.DEPOSIT, service_ms, refusal=without_link)
    ending = yield from go(world, purchase, errand, world.now_ms + wish.travel_ms)
    if ending is not Ending.SERVED:
        return purchase.end(GIVEN_UP[ending], world.now_ms)
    purchase.take_receipt(world.now_ms, world.plan.scenario.payment.tariff)
    return True


def pay_reference(world: World, purchase: Purchase) -> Steps:
    """Order first, pay later: the reference is for a known order, and it expires."""
    wish, payment = purchase.wish, world.plan.scenario.payment
    expires_ms = world.now_ms + payment.valid_days * DAY_MS
    if wish.pays:
        errand = Errand(Purpose.DEPOSIT, wish.deposit_ms, expires_ms, without_link)
        ending = yield from go(world, purchase, errand, world.now_ms + wish.travel_ms)
        if ending is Ending.SERVED:
            purchase.take_receipt(world.now_ms, payment.tariff)
            return True
        if ending is not Ending.TOO_LATE:
            return purchase.end(GIVEN_UP[ending], world.now_ms)
    yield world.until(expires_ms, Rank.REQUEST + wish.number)
    return purchase.end(Outcome.REFERENCE_UNPAID, world.now_ms)


def without_link(world: World, purchase: Purchase) -> Ending | None:
    """Refuse a deposit while the outlet has no link, where it needs one."""
    office = world.offices[purchase.wish.outlet]
    if world.plan.scenario.link.deposits_need_link and office.link_down.is_open(world.now_ms):
        return Ending.NO_LINK
    return None


# 5. Clearing: the number reaches the gateway.


def clear(world: World, purchase: Purchase) -> Steps:
    """Learn when the gateway will know the number; the buyer need not wait for it."""
    office = world.offices[purchase.wish.outlet]
    known_ms = office.link_down.closed_from(world.now_ms)
    if world.plan.scenario.clearing.mode == "batch":
        known_ms = next_moment(world.plan.batches_ms, known_ms)
    purchase.known_ms = known_ms
    return True
    yield


def credit_order(world: World, purchase: Purchase) -> Steps:
    """A cleared reference is credited unasked: it names its order."""
    yield world.until(purchase.known_ms, Rank.REQUEST + purchase.wish.number)
    purchase.credited_ms = world.now_ms
    purchase.drafts_redeemed = purchase.drafts
    purchase.sms_sent += purchase.wish.phone
    return True


def send_money_order(world: World, purchase: Purchase) -> Steps:
    """The world before: a postal order travels to the seller, who has the money first."""
    wish = purchase.wish
    purchase.known_ms = purchase.deposited_ms
    yield world.until(world.now_ms + wish.order_transit_ms, Rank.REQUEST + wish.number)
    purchase.credited_ms = purchase.seller_paid_ms = world.now_ms
    purchase.drafts_redeemed = purchase.drafts
    return True


# 6. Redeem: number and password become money in the wallet.


def redeem(world: World, purchase: Purchase) -> Steps:
    """Enter the numbers until all drafts are credited, or they expire."""
    wish = purchase.wish
    expires_ms = purchase.deposited_ms + world.plan.scenario.payment.valid_days * DAY_MS
    if wish.never_redeems:
        return (yield from expire(world, purchase, expires_ms))
    try_ms = purchase.deposited_ms + wish.redeem_delay_ms
    if wish.cashes_out:
        return (yield from cash_out(world, purchase, try_ms, expires_ms))
    if wish.told or wish.sms_credited:
        try_ms = max(try_ms, purchase.known_ms)
    while purchase.drafts_redeemed < purchase.drafts:
        try_ms = online_from(world, purchase, try_ms)
        if try_ms >= expires_ms:
            return (yield from expire(world, purchase, expires_ms))
        yield world.until(try_ms, Rank.REQUEST + wish.number)
        if purchase.has_forgotten:
            try_ms = yield from reset_password(world, purchase)
        else:
            try_ms = enter_numbers(world, purchase)
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
    """Redeem what the day's limit allows, and return when to go on with the rest.

    A number that is not known yet is a trip in vain for who went to a cafe. Slips are put right
    at once, but too many lock the draft.
    """
    wish, rules = purchase.wish, world.plan.scenario.redeem
    if purchase.known_ms > world.now_ms:
        purchase.trips_in_vain += 1 - wish.own_access
        return world.now_ms + wish.retry_ms
    slips = min(purchase.mistypes_left, rules.tries_max)
    purchase.wrong_tries += slips
    purchase.mistypes_left -= slips
    if slips == rules.tries_max:
        return world.now_ms + round(rules.lock_h * MS_PER_HOUR)
    left = purchase.drafts - purchase.drafts_redeemed
    purchase.drafts_redeemed += min(left, redemptions_a_day(TIERS[wish.tier]) or left)
    return world.now_ms + DAY_MS


def reset_password(world: World, purchase: Purchase) -> Generator[Event, object, int]:
    """Go to the counter with identity card and receipt; return when the new password works."""
    wish = purchase.wish
    errand = Errand(Purpose.PAPER, wish.paper_ms)
    ending = yield from go(world, purchase, errand, world.now_ms + wish.travel_ms)
    if ending is not Ending.SERVED:
        return world.now_ms + wish.return_ms
    purchase.has_forgotten = False
    return world.now_ms + round(world.plan.scenario.redeem.reset_days * DAY_MS)


def cash_out(world: World, purchase: Purchase, from_ms: int, expires_ms: int) -> Steps:
    """Change one's mind: an unused draft is cashed at an outlet."""
    wish = purchase.wish
    errand = Errand(Purpose.PAPER, wish.paper_ms, expires_ms)
    ending = yield from go(world, purchase, errand, from_ms + wish.travel_ms)
    if ending is Ending.SERVED:
        return purchase.refund(Outcome.CASHED_OUT, world.now_ms)
    return (yield from expire(world, purchase, expires_ms))


def expire(world: World, purchase: Purchase, expires_ms: int) -> Steps:
    """A draft that nobody redeems expires; its depositor may fetch the money at the counter."""
    wish = purchase.wish
    yield world.until(expires_ms, Rank.REQUEST + wish.number)
    if wish.claims_refund:
        errand = Errand(Purpose.PAPER, wish.paper_ms)
        ending = yield from go(world, purchase, errand, world.now_ms + wish.travel_ms)
        if ending is Ending.SERVED:
            return purchase.refund(Outcome.EXPIRED_REFUNDED, world.now_ms)
    return purchase.end(Outcome.EXPIRED_UNCLAIMED, world.now_ms)


# 7. Order: the wallet pays into escrow.


def order(world: World, purchase: Purchase) -> Steps:
    """Pay into escrow; what is out of stock goes back to the wallet."""
    wish, payment = purchase.wish, world.plan.scenario.payment
    purchase.ordered_ms = world.now_ms
    if not wish.out_of_stock:
        return True
    back_ms = wish.order_transit_ms if payment.method == "money_order" else 0
    yield world.until(world.now_ms + wish.handling_ms + back_ms, Rank.REQUEST + wish.number)
    return purchase.refund(Outcome.OUT_OF_STOCK, world.now_ms)


# 8 and 9. Parcel and SMS: e-youbao travels, a message says where it is.


def ship(world: World, purchase: Purchase) -> Steps:
    """The seller packs and hands over by the day's cut-off; what is lost is paid in full."""
    wish = purchase.wish
    packed_ms = world.now_ms + wish.handling_ms
    days, into_ms = divmod(packed_ms - world.plan.cut_off_ms, DAY_MS)
    collected_ms = packed_ms - into_ms + (DAY_MS if into_ms else 0)
    yield world.until(collected_ms, Rank.REQUEST + wish.number)
    purchase.shipped_ms = world.now_ms
    purchase.sms_sent += wish.phone
    if not wish.lost:
        return True
    claim_ms = round(world.plan.scenario.parcel.claim_days * DAY_MS)
    yield world.until(world.now_ms + claim_ms, Rank.REQUEST + wish.number)
    return purchase.refund(Outcome.LOST_COMPENSATED, world.now_ms)
