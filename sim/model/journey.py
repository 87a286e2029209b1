"""From a wish to the seller's money: the journey of a purchase.

A person without a bank account finds an offer on the online market, carries cash to the post
office, stands in line with everybody else, and comes home with a receipt. The number on it
becomes money in a wallet, the wallet pays into escrow, a parcel travels, a message says where it
is, the buyer confirms, and the seller is paid. At every step something can go wrong, and then
the person comes back, gives up, or gets the money back.

Read it from top to bottom: the stages in the order of the journey, then the five ways to pay as
lists of stages, and last how a county is run. The visit to a counter, which all purposes share,
is in `sim.model.counter`, the receipt's part in `sim.model.redemption`, the parcel's in
`sim.model.parcel`. A stage returns False where the journey ends. All that chance decides about a
person is in `Wish`, drawn before the run.
"""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from operator import attrgetter

import numpy as np
from simpy import Event
from simpy.events import ProcessGenerator

from sim.diary import (
    AGENT_VISIT_COLUMNS,
    FAILURE_COLUMNS,
    JOURNEY_COLUMNS,
    LOT_COLUMNS,
    REBALANCE_COLUMNS,
    VISIT_COLUMNS,
    AgentEnding,
    Diary,
    Ending,
    JourneyOutcome,
    Purpose,
    columns,
)
from sim.model.agent import agent_customer, go_to_agents, uses_agent
from sim.model.counter import Errand, Visiting, go, no_link, other_customer
from sim.model.duty import start_duty
from sim.model.office import Rank, World
from sim.model.parcel import receive, ship
from sim.model.produce import produce
from sim.model.purchase import Purchase
from sim.model.redemption import online_from, redeem
from sim.people import People, draw_people
from sim.people.agents import WhenDry, agents_at_start, counter_cash
from sim.people.producers import texts_heard
from sim.plan import Plan, next_moment
from sim.units import NEVER_MS, Ints

Stage = Callable[[World, Purchase], Generator[Event, object, bool]]
Steps = Generator[Event, object, bool]

GIVEN_UP = {
    Ending.BALKED: JourneyOutcome.GAVE_UP_BALKED,
    Ending.RENEGED: JourneyOutcome.GAVE_UP_RENEGED,
    Ending.TURNED_AWAY: JourneyOutcome.GAVE_UP_TURNED_AWAY,
    Ending.FOUND_CLOSED: JourneyOutcome.GAVE_UP_CLOSED,
    Ending.NO_LINK: JourneyOutcome.GAVE_UP_NO_LINK,
}
GIVEN_UP_AT_AGENT = {
    AgentEnding.BALKED: JourneyOutcome.GAVE_UP_BALKED,
    AgentEnding.RENEGED: JourneyOutcome.GAVE_UP_RENEGED,
    AgentEnding.CLOSED: JourneyOutcome.GAVE_UP_CLOSED,
    AgentEnding.NO_FLOAT: JourneyOutcome.GAVE_UP_NO_FLOAT,
}


def journey(world: World, purchase: Purchase) -> ProcessGenerator:
    """Take one wish through its stages; a stage that returns False was the last."""
    for stage in STAGES[world.plan.scenario.payment.method]:
        if not (yield from stage(world, purchase)):
            return


# 1. Wish: an offer is found, and its seller trusted.


def search(world: World, purchase: Purchase) -> Steps:
    """Look for an offer; the market shortens the search, and trust decides."""
    wish = purchase.wish
    yield world.until(wish.wish_ms + wish.search_ms, Rank.REQUEST + wish.number)
    if not wish.trusts:
        return purchase.end(JourneyOutcome.NO_TRUST, world.now_ms)
    purchase.decided_ms = world.now_ms
    return True


# 2 to 4. To the post office, the line, the deposit.


def deposit(world: World, purchase: Purchase) -> Steps:
    """Carry cash to the counter, and home a receipt for each draft."""
    ending = yield from pay_in(world, purchase, NEVER_MS)
    assert ending is not None, "a deposit has no deadline"
    if ending is not Ending.SERVED:
        return purchase.end(GIVEN_UP[ending], world.now_ms)
    return True


def pay_reference(world: World, purchase: Purchase) -> Steps:
    """Order first, pay later: the reference is for a known order, and it expires."""
    wish = purchase.wish
    expires_ms = world.now_ms + world.rules.valid_ms
    ending = (yield from pay_in(world, purchase, expires_ms)) if wish.pays else None
    if ending is Ending.SERVED:
        return True
    if ending is not None:
        return purchase.end(GIVEN_UP[ending], world.now_ms)
    yield world.until(max(expires_ms, world.now_ms), Rank.REQUEST + wish.number)
    return purchase.end(JourneyOutcome.REFERENCE_UNPAID, world.now_ms)


def pay_in_at_agent(world: World, purchase: Purchase) -> Steps:
    """Bring cash to an agent, and it is in the wallet; or carry it to the counter after all."""
    if not uses_agent(world, purchase.wish):
        return (yield from deposit(world, purchase))
    last = yield from go_to_agents(world, purchase)
    if last.ending is AgentEnding.SERVED:
        purchase.pay_agent(world.now_ms)
        return True
    if purchase.wish.when_dry in {WhenDry.NEXT, WhenDry.POST}:
        return (yield from deposit(world, purchase))
    return purchase.end(GIVEN_UP_AT_AGENT[last.ending], world.now_ms)


def pay_in(world: World, purchase: Purchase, deadline_ms: int) -> Visiting:
    """Pay in at the counter; the gateway will know of it at `known_ms`."""
    wish = purchase.wish
    service_ms = wish.deposit_ms * len(purchase.deposits_fen)
    errand = Errand(Purpose.DEPOSIT, service_ms, deadline_ms, partial(no_link, world, wish.outlet))
    ending = yield from go(world, purchase, errand, world.now_ms + purchase.way_ms)
    if ending is Ending.SERVED:
        purchase.take_receipt(world.now_ms, world.plan.scenario.payment.tariff)
        purchase.known_ms = clearing_ms(world, purchase)
    return ending


# 5. Clearing: the number reaches the gateway.


def clearing_ms(world: World, purchase: Purchase) -> int:
    """Return when the gateway knows the number: now or with the next batch, if the link is up."""
    link_up_ms = world.offices[purchase.wish.outlet].link_down.closed_from(world.now_ms)
    if world.plan.scenario.clearing.mode == "immediate":
        return link_up_ms
    return next_moment(world.plan.batches_ms, link_up_ms)


def credit_order(world: World, purchase: Purchase) -> Steps:
    """Credit a cleared reference unasked: it names its order."""
    yield world.until(purchase.known_ms, Rank.REQUEST + purchase.wish.number)
    purchase.credited_ms = world.now_ms
    purchase.drafts_redeemed = purchase.drafts
    purchase.sms_sent += purchase.wish.phone
    return True


def send_money_order(world: World, purchase: Purchase) -> Steps:
    """Send a postal order, as the world did before: the seller has the money first."""
    wish = purchase.wish
    purchase.known_ms = purchase.deposited_ms
    yield world.until(world.now_ms + wish.order_transit_ms, Rank.REQUEST + wish.number)
    purchase.credited_ms = purchase.seller_paid_ms = world.now_ms
    purchase.drafts_redeemed = purchase.drafts
    return True


# 6, from the receipt to the wallet, is in `sim.model.redemption`.


# 7. Order: the wallet pays into escrow.


def order(world: World, purchase: Purchase) -> Steps:
    """Pay into escrow; what is out of stock goes back to the wallet.

    Who was credited without being online goes there first, unless a call is enough.
    """
    wish, payment = purchase.wish, world.plan.scenario.payment
    if purchase.credited_offline and not wish.orders_by_phone:
        at_ms = online_from(world, purchase, world.now_ms)
        yield world.until(at_ms, Rank.REQUEST + wish.number)
    purchase.ordered_ms = world.now_ms
    if not wish.out_of_stock:
        return True
    back_ms = wish.order_transit_ms if payment.method == "money_order" else 0
    yield world.until(world.now_ms + wish.handling_ms + back_ms, Rank.REQUEST + wish.number)
    return purchase.refund(JourneyOutcome.OUT_OF_STOCK, world.now_ms)


# 8 and 9 are in `sim.model.parcel`. 10. Confirm: the buyer's word, or the time limit.


def confirm(world: World, purchase: Purchase) -> Steps:
    """Wait for the buyer's word or the limit, then pay the seller; a dispute may refund."""
    wish = purchase.wish
    limit_ms = world.now_ms + world.rules.limit_ms
    word_ms = min(world.now_ms + wish.confirm_ms, limit_ms)
    if wish.disputes:
        yield world.until(word_ms + wish.dispute_ms, Rank.REQUEST + wish.number)
        if wish.dispute_won:
            return purchase.refund(JourneyOutcome.DISPUTE_REFUNDED, world.now_ms)
    else:
        at_ms = limit_ms if wish.forgets_to_confirm else word_ms
        yield world.until(at_ms, Rank.REQUEST + wish.number)
        purchase.confirmed_ms = world.now_ms
    purchase.seller_paid_ms = world.now_ms
    return purchase.end(JourneyOutcome.COMPLETED, world.now_ms)


def remit(world: World, purchase: Purchase) -> Steps:
    """Cash on delivery: the Post brings the money from the door to the seller."""
    yield world.until(world.now_ms + purchase.wish.remit_ms, Rank.REQUEST + purchase.wish.number)
    purchase.seller_paid_ms = world.now_ms
    return purchase.end(JourneyOutcome.COMPLETED, world.now_ms)


def keep(world: World, purchase: Purchase) -> Steps:
    """End without escrow: the seller was paid long ago, and nobody need confirm."""
    yield world.until(world.now_ms, Rank.REQUEST + purchase.wish.number)
    return purchase.end(JourneyOutcome.COMPLETED, world.now_ms)


STAGES: dict[str, tuple[Stage, ...]] = {
    "draft": (search, deposit, redeem, order, ship, receive, confirm),
    "reference": (search, pay_reference, credit_order, order, ship, receive, confirm),
    "money_order": (search, deposit, send_money_order, order, ship, receive, keep),
    "cash_on_delivery": (search, order, ship, receive, remit),
    "agent": (search, pay_in_at_agent, redeem, order, ship, receive, confirm),
}


def simulate(plan: Plan, replication: int) -> Diary:
    """Run one county once, and return its diary."""
    return simulate_people(plan, draw_people(plan, replication), replication)


def simulate_people(plan: Plan, people: People, replication: int) -> Diary:
    """Simulate these people under the plan, and return the diary."""
    world, purchases = begin(plan, people)
    countryside = produce(world)
    world.env.run(until=plan.end_ms)
    visits = _table(VISIT_COLUMNS, world.notes)
    return Diary(
        county=plan.county.code,
        replication=replication,
        end_ms=plan.end_ms,
        journeys=columns(JOURNEY_COLUMNS, [page.row(plan.end_ms) for page in purchases]),
        visits=visits,
        failures=_table(FAILURE_COLUMNS, world.failures),
        agents=agents_at_start(plan, people.agents),
        agent_visits=_table(AGENT_VISIT_COLUMNS, world.agent_visits),
        rebalances=_table(REBALANCE_COLUMNS, world.rebalances),
        counter_cash=counter_cash(visits, people.agent_customers, people.first_agent_customer),
        trained=people.trained,
        lots=_table(LOT_COLUMNS, countryside.lots),
        price_texts=texts_heard(people.produce.news, np.array(countryside.heard_ms, np.int64)),
    )


def _table(names: tuple[str, ...], rows: Sequence[object]) -> dict[str, Ints]:
    return columns(names, list(map(attrgetter(*names), rows)))


def begin(plan: Plan, people: People) -> tuple[World, list[Purchase]]:
    """Return a world at its first midnight, with everything in it about to start."""
    world = World(plan, people)
    purchases = [Purchase(wish, plan.scenario.payment) for wish in people.each_wish()]
    world.start_schedules()
    start_duty(world)
    for purchase in purchases:
        world.env.process(journey(world, purchase))
    world.env.process(customers_come(world))
    world.env.process(agent_customers_come(world))
    return world, purchases


def customers_come(world: World) -> ProcessGenerator:
    """Let in everybody else as they come."""
    for customer in world.people.each_customer():
        yield world.until(customer.arrives_ms, Rank.REQUEST + customer.number)
        world.env.process(other_customer(world, customer))


def agent_customers_come(world: World) -> ProcessGenerator:
    """Let in everybody else who comes to an agent as they come."""
    for customer in world.people.each_agent_customer():
        yield world.until(customer.arrives_ms, Rank.REQUEST + customer.number)
        world.env.process(agent_customer(world, customer))
