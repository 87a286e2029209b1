"""People with a wish: a person without a bank account wants an offer from the online market."""

from typing import NamedTuple

import numpy as np

from service.domain.wallet import Tier
from sim.calendar import inverse, wish_intensity
from sim.people.sampling import PRICE_MAX_FEN, Door, balk_lengths, patiences, whole
from sim.people.streams import Dice, Stream
from sim.plan import Plan
from sim.units import DAY_MS, FEN_PER_YUAN, HOUR_MS, MINUTE_MS, NEVER_MS, PPM, Floats, Ints

TIERS = tuple(Tier)


class Wish(NamedTuple):
    """A person with a wish: all that will be true of this person, whatever happens."""

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
    return_ms: int
    deposit_ms: int
    pick_up_ms: int
    paper_ms: int
    enquiry_ms: int
    pays: int
    order_transit_ms: int
    refuses: int
    remit_ms: int
    told: int
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


def draw_wishes(plan: Plan, dice: Dice) -> dict[str, Ints]:
    """Draw everyone with a wish: one int64 array a trait of `Wish`, in order of time."""
    intensity = wish_intensity(plan.scenario, sum(s.people for s in plan.county.settlements))
    wish_ms = inverse(intensity, dice.epochs(Stream.WISH_EPOCH, intensity.total))
    door = Door(dice, (wish_ms.size,))
    places = _draw_places(plan, door)
    traits = (
        {"number": np.arange(wish_ms.size), "wish_ms": wish_ms}
        | places
        | _draw_market(plan, door)
        | _draw_counter(plan, door)
        | _draw_payment(plan, door)
        | _draw_parcel(plan, door, places["outlet"])
        | _draw_messages(plan, door)
        | _draw_end(plan, door)
    )
    return {name: np.asarray(traits[name], dtype=np.int64) for name in Wish._fields}


def _draw_places(plan: Plan, door: Door) -> dict[str, Ints]:
    settlements = plan.county.settlements
    people = np.cumsum([settlement.people for settlement in settlements])
    drawn = door.uniforms(Stream.SETTLEMENT) * people[-1]
    settlement = np.searchsorted(people, drawn, side="right")
    outlet_km = np.array([place.distance_km for place in settlements])
    own_km = plan.scenario.trip.own_place_km.quantile(door.uniforms(Stream.OWN_PLACE))
    hours = (outlet_km[settlement] + own_km) / plan.scenario.trip.speed_km_h
    return {
        "settlement": settlement,
        "outlet": np.array([place.outlet for place in settlements])[settlement],
        "travel_ms": whole(hours * HOUR_MS),
    }


def _draw_market(plan: Plan, door: Door) -> dict[str, Ints]:
    market = plan.scenario.market
    certified = door.happens(Stream.CERTIFIED, market.certified_share)
    trust = np.where(certified == 1, market.trust_certified, market.trust_uncertified)
    price_fen = door.amounts(Stream.PRICE, market.price_yuan, FEN_PER_YUAN, PRICE_MAX_FEN)
    postage_fen = round(market.postage_yuan * FEN_PER_YUAN)
    search_unit = HOUR_MS * (1 - market.search_cut)
    return {
        "certified": certified,
        "trusts": (door.uniforms(Stream.TRUST) < trust).astype(np.int64),
        "price_fen": np.maximum(price_fen, 1),
        "postage_fen": np.full(door.count, postage_fen),
        "search_ms": door.amounts(Stream.SEARCH, market.search_h, search_unit),
        "out_of_stock": door.happens(Stream.OUT_OF_STOCK, market.out_of_stock_share),
    }


def _draw_counter(plan: Plan, door: Door) -> dict[str, Ints]:
    line, services = plan.scenario.line, plan.scenario.services
    return {
        "knows_hours": door.happens(Stream.KNOWS_HOURS, plan.scenario.trip.knows_hours_share),
        "errand_ppm": (door.uniforms(Stream.ERRAND) * PPM).astype(np.int64),
        "balk_length": balk_lengths(line, door, Stream.BALK_LENGTH),
        "patience_ms": patiences(line, door, Stream.PATIENCE),
        "returns": door.repeats(Stream.RETURNS, line.return_share, line.returns_max),
        "return_ms": door.amounts(Stream.RETURN_DELAY, line.return_days, DAY_MS),
        "deposit_ms": door.amounts(Stream.DEPOSIT_SERVICE, services.deposit_min, MINUTE_MS),
        "pick_up_ms": door.amounts(Stream.PICK_UP_SERVICE, services.pick_up_min, MINUTE_MS),
        "paper_ms": door.amounts(Stream.PAPER_SERVICE, services.paper_min, MINUTE_MS),
        "enquiry_ms": door.amounts(Stream.ENQUIRY_SERVICE, services.enquiry_min, MINUTE_MS),
    }


def _draw_payment(plan: Plan, door: Door) -> dict[str, Ints]:
    payment, redeem = plan.scenario.payment, plan.scenario.redeem
    tiers = redeem.tiers
    tier_share = door.uniforms(Stream.TIER)
    with_more = tiers.certificate + tiers.sms_alert
    return {
        "pays": 1 - door.happens(Stream.UNPAID, payment.unpaid_share),
        "order_transit_ms": door.amounts(Stream.ORDER_TRANSIT, payment.order_transit_days, DAY_MS),
        "refuses": door.happens(Stream.REFUSES, payment.refused_share),
        "remit_ms": door.amounts(Stream.REMIT, payment.remit_days, DAY_MS),
        "told": door.happens(Stream.TOLD, plan.scenario.clearing.told_share),
        "never_redeems": door.happens(Stream.NEVER_REDEEMS, redeem.never_share),
        "cashes_out": door.happens(Stream.CASHES_OUT, redeem.cash_out_share),
        "claims_refund": door.happens(Stream.CLAIMS_REFUND, redeem.refund_claim_share),
        "own_access": door.happens(Stream.OWN_ACCESS, redeem.own_access_share),
        "cafe_trip_ms": door.amounts(Stream.CAFE_TRIP, redeem.cafe_trip_min, MINUTE_MS),
        "redeem_delay_ms": door.amounts(Stream.REDEEM_DELAY, redeem.delay_h, HOUR_MS),
        "retry_ms": door.amounts(Stream.RETRY_DELAY, redeem.retry_h, HOUR_MS),
        "mistypes": door.repeats(Stream.MISTYPES, redeem.mistype_share, 10 * redeem.tries_max),
        "forgets": door.happens(Stream.FORGETS, redeem.forget_share),
        "tier": np.where(
            tier_share < tiers.certificate,
            TIERS.index(Tier.CERTIFICATE),
            np.where(tier_share < with_more, TIERS.index(Tier.SMS_ALERT), TIERS.index(Tier.PLAIN)),
        ),
    }


def _draw_parcel(plan: Plan, door: Door, outlet: Ints) -> dict[str, Ints]:
    parcel, network = plan.scenario.parcel, plan.scenario.network
    classes = [place.outlet_class for place in plan.county.outlets]
    is_rural = np.array([name == "rural" for name in classes])[outlet]
    home_shares = np.array([network.class_named(name).home_share for name in classes])[outlet]
    base_ms = door.amounts(Stream.LINE_HAUL, parcel.base_days, DAY_MS)
    haul_days = _distances_km(plan, door) / parcel.km_per_day
    rural_leg_ms = door.amounts(Stream.RURAL_LEG, parcel.rural_extra_days, DAY_MS)
    return {
        "handling_ms": door.amounts(Stream.HANDLING, plan.scenario.seller.handling_h, HOUR_MS),
        "line_haul_ms": base_ms + whole(haul_days * DAY_MS),
        "rural_leg_ms": np.where(is_rural, rural_leg_ms, 0),
        "lost": door.happens(Stream.LOST, parcel.loss_share),
        "damaged": door.happens(Stream.DAMAGED, parcel.damage_share),
        "home": (door.uniforms(Stream.HOME) < home_shares).astype(np.int64),
        "absent": door.happens(Stream.ABSENT, parcel.absent_share),
    }


def _distances_km(plan: Plan, door: Door) -> Floats:
    uniforms = door.uniforms(Stream.DISTANCE)
    known_km = plan.county.seller_distances_km
    if plan.scenario.parcel.from_real_counties and known_km.size:
        return known_km[(uniforms * known_km.size).astype(np.int64)]
    return plan.scenario.parcel.distance_km.quantile(uniforms)


def _draw_messages(plan: Plan, door: Door) -> dict[str, Ints]:
    sms = plan.scenario.sms
    phone = door.happens(Stream.PHONE, sms.reach_share if sms.enabled else 0.0)
    delay_ms = door.amounts(Stream.SMS_ARRIVED_DELAY, sms.delay_min, MINUTE_MS)
    credited_lost = door.happens(Stream.SMS_CREDITED_LOST, sms.loss_share)
    arrived_lost = door.happens(Stream.SMS_ARRIVED_LOST, sms.loss_share)
    return {
        "phone": phone,
        "sms_credited": phone * (1 - credited_lost),
        "sms_arrived_ms": np.where((phone == 1) & (arrived_lost == 0), delay_ms, NEVER_MS),
        "notice_ms": door.amounts(Stream.NOTICE, sms.notice_h, HOUR_MS),
        "collect_ms": door.amounts(Stream.COLLECT_DELAY, sms.collect_h, HOUR_MS),
    }


def _draw_end(plan: Plan, door: Door) -> dict[str, Ints]:
    confirm = plan.scenario.confirm
    return {
        "confirm_ms": door.amounts(Stream.CONFIRM_DELAY, confirm.delay_h, HOUR_MS),
        "forgets_to_confirm": door.happens(Stream.FORGETS_TO_CONFIRM, confirm.forget_share),
        "disputes": door.happens(Stream.DISPUTES, confirm.dispute_share),
        "dispute_ms": door.amounts(Stream.DISPUTE_DELAY, confirm.dispute_days, DAY_MS),
        "dispute_won": door.happens(Stream.DISPUTE_WON, confirm.dispute_won_share),
    }
