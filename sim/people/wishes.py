"""People with a wish: a person without a bank account wants an offer from the online market."""

from typing import NamedTuple

import numpy as np

from service.domain.wallet import Tier
from sim.calendar import inverse, wish_intensity
from sim.people.agents import choices
from sim.people.sampling import PRICE_MAX_FEN, Sampler, balk_lengths, patiences, whole
from sim.people.streams import Dice, Stream
from sim.people.telephone import draw_by_telephone
from sim.people.training import mistypes_most, train
from sim.plan import Plan
from sim.scenario import LineRules
from sim.units import DAY_MS, FEN_PER_YUAN, HOUR_MS, MINUTE_MS, NEVER_MS, PPM, Floats, Ints

TIERS = tuple(Tier)


class Wish(NamedTuple):
    """A person with a wish: all that will be true of this person, whatever happens.

    The delays before each return stand from `first_return` on in the column of everyone's delays.
    """

    number: int
    settlement: int
    outlet: int
    wish_ms: int
    search_ms: int
    certified: int
    trusts: int
    price_fen: int
    postage_fen: int
    travel_ms: int
    knows_hours: int
    errand_ppm: int
    balk_length: int
    patience_ms: int
    returns: int
    first_return: int
    deposit_ms: int
    pick_up_ms: int
    paper_ms: int
    enquiry_ms: int
    pays: int
    order_transit_ms: int
    refuses: int
    remit_ms: int
    informed: int
    never_redeems: int
    cashes_out: int
    claims_refund: int
    own_access: int
    cafe_trip_ms: int
    redeem_delay_ms: int
    retry_ms: int
    mistypes: int
    forgets: int
    tier: int
    out_of_stock: int
    handling_ms: int
    line_haul_ms: int
    rural_leg_ms: int
    lost: int
    damaged: int
    home: int
    absent: int
    phone: int
    sms_credited: int
    sms_arrived_ms: int
    notice_ms: int
    collect_ms: int
    confirm_ms: int
    forgets_to_confirm: int
    disputes: int
    dispute_ms: int
    dispute_won: int
    redeems_by_text: int
    orders_by_phone: int
    text_ms: int
    texts_lost: int
    buyer_trained: int
    seller_trained: int
    # Agents of mobile money; all 0 where there are none.
    has_phone: int
    trusts_agent: int
    own_place_ms: int
    agent_ms: int
    when_dry: int


def draw_wishes(plan: Plan, dice: Dice) -> tuple[dict[str, Ints], Ints]:
    """Draw everyone with a wish: one int64 array a trait of `Wish`, in order of time.

    With them comes the column of the delays before each return.
    """
    intensity = wish_intensity(plan.scenario, sum(s.people for s in plan.county.settlements))
    wish_ms = inverse(intensity, dice.epochs(Stream.WISH_EPOCH, intensity.total))
    sampler = Sampler(dice, (wish_ms.size,))
    places, payment = _draw_places(plan, sampler), _draw_payment(plan, sampler)
    messages = _draw_messages(plan, sampler)
    coming_back, returns_ms = _draw_returns(plan.scenario.line, sampler, payment["forgets"])
    traits = (
        {"number": np.arange(wish_ms.size), "wish_ms": wish_ms}
        | places
        | _draw_market(plan, sampler)
        | _draw_counter(plan, sampler)
        | coming_back
        | payment
        | _draw_parcel(plan, sampler, places["outlet"])
        | messages
        | _draw_end(plan, sampler)
        | draw_by_telephone(plan.scenario, sampler, messages["phone"])
        | _draw_agents(plan, sampler)
    )
    traits |= train(plan.scenario, sampler, traits)
    table = {name: np.asarray(traits[name], dtype=np.int64) for name in Wish._fields}
    return table, returns_ms


def _draw_places(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    settlements = plan.county.settlements
    people = np.cumsum([settlement.people for settlement in settlements])
    drawn = sampler.uniforms(Stream.SETTLEMENT) * people[-1]
    settlement = np.searchsorted(people, drawn, side="right")
    outlet_km = np.array([one.distance_km for one in settlements])
    own_km = plan.scenario.trip.own_place_km.quantile(sampler.uniforms(Stream.OWN_PLACE))
    hours = (outlet_km[settlement] + own_km) / plan.scenario.trip.speed_km_h
    return {
        "settlement": settlement,
        "outlet": np.array([one.outlet for one in settlements])[settlement],
        "travel_ms": whole(hours * HOUR_MS),
    }


def _draw_market(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    market = plan.scenario.market
    certified = sampler.happens(Stream.CERTIFIED, market.certified_share)
    trust = np.where(certified == 1, market.trust_certified, market.trust_uncertified)
    price_fen = sampler.amounts(Stream.PRICE, market.price_yuan, FEN_PER_YUAN, PRICE_MAX_FEN)
    postage_fen = round(market.postage_yuan * FEN_PER_YUAN)
    search_unit = HOUR_MS * (1 - market.search_cut)
    return {
        "certified": certified,
        "trusts": (sampler.uniforms(Stream.TRUST) < trust).astype(np.int64),
        "price_fen": np.maximum(price_fen, 1),
        "postage_fen": np.full(sampler.count, postage_fen),
        "search_ms": sampler.amounts(Stream.SEARCH, market.search_h, search_unit),
        "out_of_stock": sampler.happens(Stream.OUT_OF_STOCK, market.out_of_stock_share),
    }


def _draw_counter(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    line, services = plan.scenario.line, plan.scenario.services
    return {
        "knows_hours": sampler.happens(Stream.KNOWS_HOURS, plan.scenario.trip.knows_hours_share),
        "errand_ppm": (sampler.uniforms(Stream.ERRAND) * PPM).astype(np.int64),
        "balk_length": balk_lengths(line, sampler, Stream.BALK_LENGTH),
        "patience_ms": patiences(line, sampler, Stream.PATIENCE),
        "deposit_ms": sampler.amounts(Stream.DEPOSIT_SERVICE, services.deposit_min, MINUTE_MS),
        "pick_up_ms": sampler.amounts(Stream.PICK_UP_SERVICE, services.pick_up_min, MINUTE_MS),
        "paper_ms": sampler.amounts(Stream.PAPER_SERVICE, services.paper_min, MINUTE_MS),
        "enquiry_ms": sampler.amounts(Stream.ENQUIRY_SERVICE, services.enquiry_min, MINUTE_MS),
    }


def _draw_returns(line: LineRules, sampler: Sampler, forgets: Ints) -> tuple[dict[str, Ints], Ints]:
    """Return how often each person would come back, and the delay before each return.

    Who forgets the password comes again though no returns are left, and has one delay more.
    """
    returns = sampler.repeats(Stream.RETURNS, line.return_share, line.returns_max)
    first_return, returns_ms = sampler.amounts_each_time(
        Stream.RETURN_DELAY, line.return_days, DAY_MS, returns + forgets
    )
    return {"returns": returns, "first_return": first_return}, returns_ms


def _draw_payment(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    payment, redeem = plan.scenario.payment, plan.scenario.redeem
    tiers = redeem.tiers
    tier_share = sampler.uniforms(Stream.TIER)
    with_more = tiers.certificate + tiers.sms_alert
    return {
        "pays": 1 - sampler.happens(Stream.UNPAID, payment.unpaid_share),
        "order_transit_ms": sampler.amounts(
            Stream.ORDER_TRANSIT, payment.order_transit_days, DAY_MS
        ),
        "refuses": sampler.happens(Stream.REFUSES, payment.refused_share),
        "remit_ms": sampler.amounts(Stream.REMIT, payment.remit_days, DAY_MS),
        "informed": sampler.happens(Stream.INFORMED, plan.scenario.clearing.told_share),
        "never_redeems": sampler.happens(Stream.NEVER_REDEEMS, redeem.never_share),
        "cashes_out": sampler.happens(Stream.CASHES_OUT, redeem.cash_out_share),
        "claims_refund": sampler.happens(Stream.CLAIMS_REFUND, redeem.refund_claim_share),
        "own_access": sampler.happens(Stream.OWN_ACCESS, redeem.own_access_share),
        "cafe_trip_ms": sampler.amounts(Stream.CAFE_TRIP, redeem.cafe_trip_min, MINUTE_MS),
        "redeem_delay_ms": sampler.amounts(Stream.REDEEM_DELAY, redeem.delay_h, HOUR_MS),
        "retry_ms": sampler.amounts(Stream.RETRY_DELAY, redeem.retry_h, HOUR_MS),
        "mistypes": sampler.repeats(Stream.MISTYPES, redeem.mistype_share, mistypes_most(redeem)),
        "forgets": sampler.happens(Stream.FORGETS, redeem.forget_share),
        "tier": np.where(
            tier_share < tiers.certificate,
            TIERS.index(Tier.CERTIFICATE),
            np.where(tier_share < with_more, TIERS.index(Tier.SMS_ALERT), TIERS.index(Tier.PLAIN)),
        ),
    }


def _draw_parcel(plan: Plan, sampler: Sampler, outlet: Ints) -> dict[str, Ints]:
    parcel, network = plan.scenario.parcel, plan.scenario.network
    classes = [one.outlet_class for one in plan.county.outlets]
    is_rural = np.array([name == "rural" for name in classes])[outlet]
    home_shares = np.array([network.class_named(name).home_share for name in classes])[outlet]
    base_ms = sampler.amounts(Stream.LINE_HAUL, parcel.base_days, DAY_MS)
    haul_days = _distances_km(plan, sampler) / parcel.km_per_day
    rural_leg_ms = sampler.amounts(Stream.RURAL_LEG, parcel.rural_extra_days, DAY_MS)
    return {
        "handling_ms": sampler.amounts(Stream.HANDLING, plan.scenario.seller.handling_h, HOUR_MS),
        "line_haul_ms": base_ms + whole(haul_days * DAY_MS),
        "rural_leg_ms": np.where(is_rural, rural_leg_ms, 0),
        "lost": sampler.happens(Stream.LOST, parcel.loss_share),
        "damaged": sampler.happens(Stream.DAMAGED, parcel.damage_share),
        "home": (sampler.uniforms(Stream.HOME) < home_shares).astype(np.int64),
        "absent": sampler.happens(Stream.ABSENT, parcel.absent_share),
    }


def _distances_km(plan: Plan, sampler: Sampler) -> Floats:
    uniforms = sampler.uniforms(Stream.DISTANCE)
    known_km = plan.county.seller_distances_km
    if plan.scenario.parcel.from_real_counties and known_km.size:
        return known_km[(uniforms * known_km.size).astype(np.int64)]
    return plan.scenario.parcel.distance_km.quantile(uniforms)


def _draw_messages(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    sms = plan.scenario.sms
    phone = sampler.happens(Stream.PHONE, sms.reach_share if sms.enabled else 0.0)
    delay_ms = sampler.amounts(Stream.SMS_ARRIVED_DELAY, sms.delay_min, MINUTE_MS)
    credited_lost = sampler.happens(Stream.SMS_CREDITED_LOST, sms.loss_share)
    arrived_lost = sampler.happens(Stream.SMS_ARRIVED_LOST, sms.loss_share)
    return {
        "phone": phone,
        "sms_credited": phone * (1 - credited_lost),
        "sms_arrived_ms": np.where((phone == 1) & (arrived_lost == 0), delay_ms, NEVER_MS),
        "notice_ms": sampler.amounts(Stream.NOTICE, sms.notice_h, HOUR_MS),
        "collect_ms": sampler.amounts(Stream.COLLECT_DELAY, sms.collect_h, HOUR_MS),
    }


def _draw_agents(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    """Draw what agents of mobile money make of a person: the phone is the one that texts reach."""
    agents, trip = plan.scenario.agents, plan.scenario.trip
    if not plan.agents:
        nothing = np.zeros(sampler.count, np.int64)
        names = ("has_phone", "trusts_agent", "own_place_ms", "agent_ms", "when_dry")
        return dict.fromkeys(names, nothing)
    own_km = trip.own_place_km.quantile(sampler.uniforms(Stream.OWN_PLACE))
    return {
        "has_phone": sampler.happens(Stream.PHONE, agents.phone_share),
        "trusts_agent": sampler.happens(Stream.TRUSTS_AGENT, agents.trust_share),
        "own_place_ms": whole(own_km / trip.speed_km_h * HOUR_MS),
        "agent_ms": sampler.amounts(Stream.DEPOSIT_SERVICE, agents.service_min, MINUTE_MS),
        "when_dry": choices(agents, sampler.uniforms(Stream.WHEN_DRY)),
    }


def _draw_end(plan: Plan, sampler: Sampler) -> dict[str, Ints]:
    confirm = plan.scenario.confirm
    return {
        "confirm_ms": sampler.amounts(Stream.CONFIRM_DELAY, confirm.delay_h, HOUR_MS),
        "forgets_to_confirm": sampler.happens(Stream.FORGETS_TO_CONFIRM, confirm.forget_share),
        "disputes": sampler.happens(Stream.DISPUTES, confirm.dispute_share),
        "dispute_ms": sampler.amounts(Stream.DISPUTE_DELAY, confirm.dispute_days, DAY_MS),
        "dispute_won": sampler.happens(Stream.DISPUTE_WON, confirm.dispute_won_share),
    }
