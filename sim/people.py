"""The people of a county: who wants what, and when; everything random is settled at the door.

A `Wish` is one person without a bank account who wants an offer from the online market. A
`Customer` is anyone else at a counter. Both are numbered: wishes from 0 in order of time, then
the customers. All values are drawn from named streams before the run starts; the journey draws
nothing. Durations are rounded to milliseconds once, here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendar import NEVER_MS, inverse, other_intensity, wish_intensity
from sim.draws import Dice, Floats, Stream
from sim.plan import Plan, opening_expression
from sim.scenario import AnyLaw, Line

Ints = NDArray[np.int64]

MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000
MS_PER_DAY = 86_400_000
FEN_PER_YUAN = 100
PPM = 1_000_000
ENDLESS = 2**40
PLAIN, SMS_ALERT, CERTIFICATE = 0, 1, 2


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


class Customer(NamedTuple):
    """Anyone else at a counter."""

    number: int
    outlet: int
    arrives_ms: int
    service_ms: int
    balk_length: int
    patience_ms: int
    returns: int
    return_ms: int
    errand_ppm: int


@dataclass(frozen=True)
class People:
    """Everyone in a county in one replication; one int64 array a trait.

    `hub_parcels` and `round_parcels` are other people's parcels: at the hub by day, and by
    outlet and round.
    """

    wishes: dict[str, Ints]
    customers: dict[str, Ints]
    hub_parcels: tuple[int, ...]
    round_parcels: tuple[tuple[int, ...], ...]

    def each_wish(self) -> Iterator[Wish]:
        """Yield the wishes in order of time."""
        return map(Wish._make, zip(*(self.wishes[name].tolist() for name in Wish._fields)))

    def each_customer(self) -> Iterator[Customer]:
        """Yield the other customers in order of arrival, then of number."""
        columns = (self.customers[name].tolist() for name in Customer._fields)
        return map(Customer._make, zip(*columns))


@dataclass(frozen=True)
class Door:
    """What a draw needs: the dice, how many people, and which part of the stream is theirs."""

    dice: Dice
    count: int
    part: int = 0

    def uniforms(self, stream: Stream) -> Floats:
        """Return one uniform number a person."""
        return self.dice.uniforms(stream, self.count, self.part)

    def happens(self, stream: Stream, share: float) -> Ints:
        """Return 1 for those to whom it happens, and 0 for the others."""
        return (self.uniforms(stream) < share).astype(np.int64)

    def amounts(self, stream: Stream, law: AnyLaw, unit: float) -> Ints:
        """Return one value a person, in whole units: milliseconds or fen."""
        drawn = np.minimum(law.quantile(self.uniforms(stream)) * unit, float(ENDLESS))
        return np.rint(drawn).astype(np.int64)

    def repeats(self, stream: Stream, share: float, most: int) -> Ints:
        """Return how often something of this chance happens in a row: geometric, at most `most`."""
        if share >= 1:
            return np.full(self.count, most, dtype=np.int64)
        if share <= 0:
            return np.zeros(self.count, dtype=np.int64)
        runs = np.log1p(-self.uniforms(stream)) / np.log(share)
        return np.minimum(runs, most).astype(np.int64)


def draw_people(plan: Plan, replication: int) -> People:
    """Draw everyone of a county in one replication."""
    dice = Dice(plan.scenario.run.seed, replication, plan.county.code)
    wishes = _draw_wishes(plan, dice)
    first_number = wishes["number"].size
    return People(
        wishes=wishes,
        customers=_draw_customers(plan, dice, first_number),
        hub_parcels=_hub_parcels(plan, dice),
        round_parcels=_round_parcels(plan, dice),
    )


def _draw_wishes(plan: Plan, dice: Dice) -> dict[str, Ints]:
    intensity = wish_intensity(plan.scenario, sum(s.people for s in plan.county.settlements))
    wish_ms = inverse(intensity, dice.epochs(Stream.WISH_EPOCH, intensity.total))
    door = Door(dice, wish_ms.size)
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
        "travel_ms": np.rint(hours * MS_PER_HOUR).astype(np.int64),
    }


def _draw_market(plan: Plan, door: Door) -> dict[str, Ints]:
    market = plan.scenario.market
    certified = door.happens(Stream.CERTIFIED, market.certified_share)
    trust = np.where(certified == 1, market.trust_certified, market.trust_uncertified)
    price_fen = door.amounts(Stream.PRICE, market.price_yuan, FEN_PER_YUAN)
    postage_fen = round(market.postage_yuan * FEN_PER_YUAN)
    search_unit = MS_PER_HOUR * (1 - market.search_cut)
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
        "balk_length": _balk_lengths(line, door, Stream.BALK_LENGTH),
        "patience_ms": _patiences(line, door, Stream.PATIENCE),
        "returns": door.repeats(Stream.RETURNS, line.return_share, line.returns_max),
        "return_ms": door.amounts(Stream.RETURN_DELAY, line.return_days, MS_PER_DAY),
        "deposit_ms": door.amounts(Stream.DEPOSIT_SERVICE, services.deposit_min, MS_PER_MINUTE),
        "pick_up_ms": door.amounts(Stream.PICK_UP_SERVICE, services.pick_up_min, MS_PER_MINUTE),
        "paper_ms": door.amounts(Stream.PAPER_SERVICE, services.paper_min, MS_PER_MINUTE),
        "enquiry_ms": door.amounts(Stream.ENQUIRY_SERVICE, services.enquiry_min, MS_PER_MINUTE),
    }


def _balk_lengths(line: Line, door: Door, stream: Stream) -> Ints:
    if not line.balking:
        return np.full(door.count, ENDLESS)
    return door.amounts(stream, line.balk_length, 1)


def _patiences(line: Line, door: Door, stream: Stream) -> Ints:
    if not line.reneging:
        return np.full(door.count, NEVER_MS)
    return door.amounts(stream, line.patience_min, MS_PER_MINUTE)


def _draw_payment(plan: Plan, door: Door) -> dict[str, Ints]:
    payment, redeem = plan.scenario.payment, plan.scenario.redeem
    tiers = redeem.tiers
    tier_share = door.uniforms(Stream.TIER)
    with_more = tiers.certificate + tiers.sms_alert
    return {
        "pays": 1 - door.happens(Stream.UNPAID, payment.unpaid_share),
        "order_transit_ms": door.amounts(
            Stream.ORDER_TRANSIT, payment.order_transit_days, MS_PER_DAY
        ),
        "refuses": door.happens(Stream.REFUSES, payment.refused_share),
        "remit_ms": door.amounts(Stream.REMIT, payment.remit_days, MS_PER_DAY),
        "told": door.happens(Stream.TOLD, plan.scenario.clearing.told_share),
        "never_redeems": door.happens(Stream.NEVER_REDEEMS, redeem.never_share),
        "cashes_out": door.happens(Stream.CASHES_OUT, redeem.cash_out_share),
        "claims_refund": door.happens(Stream.CLAIMS_REFUND, redeem.refund_claim_share),
        "own_access": door.happens(Stream.OWN_ACCESS, redeem.own_access_share),
        "cafe_trip_ms": door.amounts(Stream.CAFE_TRIP, redeem.cafe_trip_min, MS_PER_MINUTE),
        "redeem_delay_ms": door.amounts(Stream.REDEEM_DELAY, redeem.delay_h, MS_PER_HOUR),
        "retry_ms": door.amounts(Stream.RETRY_DELAY, redeem.retry_h, MS_PER_HOUR),
        "mistypes": door.repeats(Stream.MISTYPES, redeem.mistype_share, 10 * redeem.tries_max),
        "forgets": door.happens(Stream.FORGETS, redeem.forget_share),
        "tier": np.where(
            tier_share < tiers.certificate,
            CERTIFICATE,
            np.where(tier_share < with_more, SMS_ALERT, PLAIN),
        ),
    }


def _draw_parcel(plan: Plan, door: Door, outlet: Ints) -> dict[str, Ints]:
    parcel, network = plan.scenario.parcel, plan.scenario.network
    classes = [place.outlet_class for place in plan.county.outlets]
    home_share = {
        "rural": network.rural.home_share,
        "town": network.town.home_share,
        "city": network.city.home_share,
    }
    is_rural = np.array([name == "rural" for name in classes])[outlet]
    home_shares = np.array([home_share[name] for name in classes])[outlet]
    base_ms = door.amounts(Stream.LINE_HAUL, parcel.base_days, MS_PER_DAY)
    haul_days = _distances_km(plan, door) / parcel.km_per_day
    rural_leg_ms = door.amounts(Stream.RURAL_LEG, parcel.rural_extra_days, MS_PER_DAY)
    return {
        "handling_ms": door.amounts(
            Stream.HANDLING, plan.scenario.seller.handling_h, MS_PER_HOUR
        ),
        "line_haul_ms": base_ms + np.rint(haul_days * MS_PER_DAY).astype(np.int64),
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
    delay_ms = door.amounts(Stream.SMS_ARRIVED_DELAY, sms.delay_min, MS_PER_MINUTE)
    credited_lost = door.happens(Stream.SMS_CREDITED_LOST, sms.loss_share)
    arrived_lost = door.happens(Stream.SMS_ARRIVED_LOST, sms.loss_share)
    return {
        "phone": phone,
        "sms_credited": phone * (1 - credited_lost),
        "sms_arrived_ms": np.where((phone == 1) & (arrived_lost == 0), delay_ms, NEVER_MS),
        "notice_ms": door.amounts(Stream.NOTICE, sms.notice_h, MS_PER_HOUR),
        "collect_ms": door.amounts(Stream.COLLECT_DELAY, sms.collect_h, MS_PER_HOUR),
    }


def _draw_end(plan: Plan, door: Door) -> dict[str, Ints]:
    confirm = plan.scenario.confirm
    return {
        "confirm_ms": door.amounts(Stream.CONFIRM_DELAY, confirm.delay_h, MS_PER_HOUR),
        "forgets_to_confirm": door.happens(Stream.FORGETS_TO_CONFIRM, confirm.forget_share),
        "disputes": door.happens(Stream.DISPUTES, confirm.dispute_share),
        "dispute_ms": door.amounts(Stream.DISPUTE_DELAY, confirm.dispute_days, MS_PER_DAY),
        "dispute_won": door.happens(Stream.DISPUTE_WON, confirm.dispute_won_share),
    }


def _draw_customers(plan: Plan, dice: Dice, first_number: int) -> dict[str, Ints]:
    drawn = [_customers_of(plan, dice, outlet) for outlet in range(len(plan.outlets))]
    table = {
        name: np.concatenate([columns[name] for columns in drawn]) for name in drawn[0]
    }
    order = np.lexsort((table["outlet"], table["arrives_ms"]))
    table = {name: column[order] for name, column in table.items()}
    table["number"] = first_number + np.arange(order.size)
    return table


def _customers_of(plan: Plan, dice: Dice, outlet: int) -> dict[str, Ints]:
    scenario, place = plan.scenario, plan.county.outlets[outlet]
    intensity = other_intensity(
        scenario, place.people, opening_expression(scenario, place.outlet_class)
    )
    epochs = dice.epochs(Stream.OTHER_EPOCH, intensity.total, outlet)
    arrives_ms = inverse(intensity, epochs)
    opens_ms = plan.outlets[outlet].announced.opens_ms
    waiting = scenario.backlog.customers_in_line if opens_ms else 0
    door = Door(dice, arrives_ms.size + waiting, outlet)
    balk_length = _balk_lengths(scenario.line, door, Stream.OTHER_BALK_LENGTH)
    balk_length[arrives_ms.size :] = ENDLESS
    line, services = scenario.line, scenario.services
    return {
        "outlet": np.full(door.count, outlet),
        "arrives_ms": np.concatenate((arrives_ms, np.array(opens_ms[:1] * waiting, np.int64))),
        "service_ms": door.amounts(Stream.OTHER_SERVICE, services.other_min, MS_PER_MINUTE),
        "balk_length": balk_length,
        "patience_ms": _patiences(line, door, Stream.OTHER_PATIENCE),
        "returns": door.repeats(Stream.OTHER_RETURNS, line.return_share, line.returns_max),
        "return_ms": door.amounts(Stream.OTHER_RETURN_DELAY, line.return_days, MS_PER_DAY),
        "errand_ppm": (door.uniforms(Stream.OTHER_ERRAND) * PPM).astype(np.int64),
    }


def _hub_parcels(plan: Plan, dice: Dice) -> tuple[int, ...]:
    people = sum(outlet.people for outlet in plan.county.outlets)
    expected = _parcels_a_day(plan, people) * len(plan.hub_ms)
    return _counts_by_turn(dice.epochs(Stream.HUB_PARCELS, expected), expected, len(plan.hub_ms))


def _round_parcels(plan: Plan, dice: Dice) -> tuple[tuple[int, ...], ...]:
    counts = []
    for number, outlet in enumerate(plan.county.outlets):
        rounds = len(plan.outlets[number].rounds_ms)
        expected = _parcels_a_day(plan, outlet.people) * plan.scenario.run.days if rounds else 0.0
        epochs = dice.epochs(Stream.ROUND_PARCELS, expected, number)
        counts.append(_counts_by_turn(epochs, expected, rounds))
    return tuple(counts)


def _parcels_a_day(plan: Plan, people: int) -> float:
    return people / 1_000 * plan.scenario.parcel.other_parcels_per_1000_people_day


def _counts_by_turn(epochs: Floats, expected: float, turns: int) -> tuple[int, ...]:
    if not turns or not expected:
        return (0,) * turns
    places = (epochs * (turns / expected)).astype(np.int64)
    return tuple(np.bincount(places, minlength=turns)[:turns].tolist())
