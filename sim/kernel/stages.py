"""From stage to stage: which one a purchase begins, and which step an event resumes.

SimPy resumes a generator where it stopped; here the event says at which `Continuation`, and the
person's page says the rest. Each list below is one of names, without rules.
"""

from sim.diary import Ending
from sim.kernel.compiling import compiled
from sim.kernel.counter import gone
from sim.kernel.journey import (
    cashed_in,
    confirm,
    confirmed,
    credit_order,
    decided,
    deposit,
    found,
    keep,
    kept,
    money_order_arrived,
    order,
    order_credited,
    paid_in,
    pay_in_at_agent,
    pay_reference,
    place_order,
    reference_expired,
    remit,
    search,
    seller_paid,
    send_money_order,
    sent_back,
)
from sim.kernel.parcel import (
    asked,
    at_hub,
    at_outlet,
    claim_paid,
    collected,
    notified,
    picked_up,
    receive,
    returned,
    ship,
)
from sim.kernel.redemption import (
    cashed_out,
    draft_expired,
    online,
    password_reset,
    redeem,
    refund_claimed,
)
from sim.kernel.state import World
from sim.kernel.steps import Continuation, Errand, Stage


@compiled
def advance(world: World, number: int) -> None:
    """Take a wish through its stages, until one has to wait or was the last."""
    page = world.pages[number]
    goes_on = True
    while goes_on:
        stage = world.stages[page.stages_begun]
        page.stages_begun += 1
        goes_on = begin(world, number, stage)


@compiled
def begin(world: World, number: int, stage: int) -> bool:  # noqa: C901, PLR0911 - a list of names
    """Begin a stage."""
    if stage == Stage.SEARCH:
        return search(world, number)
    if stage == Stage.DEPOSIT:
        return deposit(world, number)
    if stage == Stage.PAY_IN_AT_AGENT:
        return pay_in_at_agent(world, number)
    if stage == Stage.PAY_REFERENCE:
        return pay_reference(world, number)
    if stage == Stage.CREDIT_ORDER:
        return credit_order(world, number)
    if stage == Stage.SEND_MONEY_ORDER:
        return send_money_order(world, number)
    if stage == Stage.REDEEM:
        return redeem(world, number)
    if stage == Stage.ORDER:
        return order(world, number)
    if stage == Stage.SHIP:
        return ship(world, number)
    if stage == Stage.RECEIVE:
        return receive(world, number)
    if stage == Stage.CONFIRM:
        return confirm(world, number)
    if stage == Stage.REMIT:
        return remit(world, number)
    return keep(world, number)


@compiled
def resume(world: World, number: int, step: int) -> bool:  # noqa: C901, PLR0911, PLR0912 - a list of names
    """Go on with a stage."""
    if step == Continuation.FOUND:
        return found(world, number)
    if step == Continuation.REFERENCE_EXPIRED:
        return reference_expired(world, number)
    if step == Continuation.ORDER_CREDITED:
        return order_credited(world, number)
    if step == Continuation.MONEY_ORDER_ARRIVED:
        return money_order_arrived(world, number)
    if step == Continuation.ONLINE:
        return online(world, number)
    if step == Continuation.DRAFT_EXPIRED:
        return draft_expired(world, number)
    if step == Continuation.TO_ORDER:
        return place_order(world, number)
    if step == Continuation.SENT_BACK:
        return sent_back(world, number)
    if step == Continuation.COLLECTED:
        return collected(world, number)
    if step == Continuation.CLAIM_PAID:
        return claim_paid(world, number)
    if step == Continuation.RETURNED:
        return returned(world, number)
    if step == Continuation.DECIDED:
        return decided(world, number)
    if step == Continuation.CONFIRMED:
        return confirmed(world, number)
    if step == Continuation.REMITTED:
        return seller_paid(world, number)
    if step == Continuation.AT_HUB:
        return at_hub(world, number)
    if step == Continuation.AT_OUTLET:
        return at_outlet(world, number)
    if step == Continuation.NEWS:
        return notified(world, number)
    return kept(world, number)


@compiled
def errand_over(world: World, number: int, ending: int) -> bool:  # noqa: PLR0911 - a list of names
    """Go on after a visit on an errand, unless the person will come again."""
    errand = world.pages[number].errand
    if errand == Errand.ASK:
        return asked(world, number, ending)
    if errand == Errand.CASH_IN:
        return cashed_in(world, number, ending)
    last = gone(world, number, ending)
    if last == Ending.PRESENT:
        return False
    if errand == Errand.DEPOSIT:
        return paid_in(world, number, last)
    if errand == Errand.RESET:
        return password_reset(world, number, last)
    if errand == Errand.CASH_OUT:
        return cashed_out(world, number, last)
    if errand == Errand.REFUND:
        return refund_claimed(world, number, last)
    return picked_up(world, number, last)
