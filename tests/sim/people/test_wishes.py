"""What chance says of a person with a wish: each trait by its own law, in its own unit."""

from typing import Any

import numpy as np
import pytest

from service.domain.wallet import Tier
from sim.people.wishes import TIERS, Wish
from sim.units import NEVER_MS
from tests.sim.lives import DAY, HOUR, MINUTE
from tests.sim.people.crowds import (
    CITY,
    DISTANCES_KM,
    HALF_ARE_TRAINED,
    NOTHING_LEARNT,
    ONE_DEGREE_KM,
    OUTLET_OF_SETTLEMENT,
    PEOPLE,
    RURAL,
    STANDARD_ERRORS,
    TOWN,
    county,
    is_exponential,
    is_share,
    is_uniform,
    plan_of_many,
    wishes_of,
)

# The parameter of each amount, and the milliseconds of its unit.
AMOUNTS = {
    "search_ms": ("market", "search_h", HOUR),
    "patience_ms": ("line", "patience_min", MINUTE),
    "deposit_ms": ("services", "deposit_min", MINUTE),
    "pick_up_ms": ("services", "pick_up_min", MINUTE),
    "paper_ms": ("services", "paper_min", MINUTE),
    "enquiry_ms": ("services", "enquiry_min", MINUTE),
    "order_transit_ms": ("payment", "order_transit_days", DAY),
    "remit_ms": ("payment", "remit_days", DAY),
    "cafe_trip_ms": ("redeem", "cafe_trip_min", MINUTE),
    "redeem_delay_ms": ("redeem", "delay_h", HOUR),
    "retry_ms": ("redeem", "retry_h", HOUR),
    "handling_ms": ("seller", "handling_h", HOUR),
    "line_haul_ms": ("parcel", "base_days", DAY),
    "rural_leg_ms": ("parcel", "rural_extra_days", DAY),
    "sms_arrived_ms": ("sms", "delay_min", MINUTE),
    "notice_ms": ("sms", "notice_h", HOUR),
    "collect_ms": ("sms", "collect_h", HOUR),
    "confirm_ms": ("confirm", "delay_h", HOUR),
    "dispute_ms": ("confirm", "dispute_days", DAY),
}
SHARES = {
    "certified": ("market", "certified_share"),
    "out_of_stock": ("market", "out_of_stock_share"),
    "knows_hours": ("trip", "knows_hours_share"),
    "refuses": ("payment", "refused_share"),
    "informed": ("clearing", "told_share"),
    "never_redeems": ("redeem", "never_share"),
    "cashes_out": ("redeem", "cash_out_share"),
    "claims_refund": ("redeem", "refund_claim_share"),
    "own_access": ("redeem", "own_access_share"),
    "forgets": ("redeem", "forget_share"),
    "lost": ("parcel", "loss_share"),
    "damaged": ("parcel", "damage_share"),
    "absent": ("parcel", "absent_share"),
    "phone": ("sms", "reach_share"),
    "forgets_to_confirm": ("confirm", "forget_share"),
    "disputes": ("confirm", "dispute_share"),
    "dispute_won": ("confirm", "dispute_won_share"),
}
# Nothing takes time but what a parameter says.
PLAIN: dict[str, dict[str, Any]] = {
    "market": {"search_cut": 0.0},
    "parcel": {"from_real_counties": False, "distance_km": 0.0},
    "sms": {"reach_share": 1.0, "loss_share": 0.0},
}


def tables_of(values: dict[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
    """Return parameters as tables, over the plain ones."""
    tables = {name: dict(table) for name, table in PLAIN.items()}
    for (table, name), value in values.items():
        tables.setdefault(table, {})[name] = value
    return tables


def test_each_amount_has_a_value_of_its_own_in_the_unit_of_its_parameter() -> None:
    values = {name: 1.25 + number for number, name in enumerate(AMOUNTS)}
    tables = tables_of({AMOUNTS[name][:2]: value for name, value in values.items()})

    wishes = wishes_of(plan_of_many(county("rural", "rural", "rural"), **tables))

    found = {name: set(wishes[name].tolist()) for name in AMOUNTS}
    assert found == {name: {round(value * AMOUNTS[name][2])} for name, value in values.items()}


def test_each_amount_follows_its_law() -> None:
    law = {"law": "exponential", "mean": 2.0}
    tables = tables_of({of[:2]: law for of in AMOUNTS.values()})

    wishes = wishes_of(plan_of_many(county("rural", "rural", "rural"), **tables))

    missed = [name for name, of in AMOUNTS.items() if not is_exponential(wishes[name], 2.0 * of[2])]
    assert missed == []


def test_each_share_is_of_its_own_event() -> None:
    shares = {name: 0.02 + 0.055 * number for number, name in enumerate(SHARES)}
    tables = tables_of({SHARES[name]: share for name, share in shares.items()})

    wishes = wishes_of(plan_of_many(**tables))

    missed = {
        name: wishes[name].mean() for name in SHARES if not is_share(wishes[name], shares[name])
    }
    assert missed == {}


def test_who_does_not_pay_a_reference_is_the_unpaid_share() -> None:
    wishes = wishes_of(plan_of_many(payment={"unpaid_share": 0.54, "refused_share": 0.2}))

    assert is_share(wishes["pays"], 0.46)


def test_no_two_traits_share_their_luck() -> None:
    half = {"law": "exponential", "mean": 2.0}
    tables = tables_of(
        {of[:2]: half for of in AMOUNTS.values()} | dict.fromkeys(SHARES.values(), 0.5)
    )
    tables["sms"] |= {"reach_share": 1.0, "loss_share": 0.5}
    tables["market"] |= {"trust_certified": 0.5, "trust_uncertified": 0.5, "price_yuan": half}
    tables["line"] |= {"balk_length": {"law": "uniform", "low": 0, "high": 1_000}}
    tables["redeem"] |= {"by_text_share": 0.5, "mistype_share": 0.5}
    tables["redeem"] |= {"tiers": {"certificate": 0.5, "sms_alert": 0.25}}
    tables["market"] |= {"by_phone_share": 0.5}
    tables["payment"] |= {"unpaid_share": 0.5}
    tables["agents"] = {"per_outlet": 1.0, "trust_share": 0.5}
    tables["network"] = {"rural": {"home_share": 0.5}}
    tables["training"] = HALF_ARE_TRAINED | NOTHING_LEARNT

    wishes = wishes_of(plan_of_many(county("rural", "rural", "rural"), **tables))

    wishes["sms_arrived_ms"] = wishes["sms_arrived_ms"] == NEVER_MS
    # The order of time is one, a settlement has its outlet, and all have a phone and one postage;
    # delays of returns stand in this order too.
    left_out = {"number", "outlet", "travel_ms", "phone", "postage_fen", "first_return"}
    left_out |= {"own_place_ms", "has_phone", "agent_ms"}  # see the tests of agents
    names = [name for name in Wish._fields if name not in left_out]
    correlations = np.corrcoef([wishes[name] for name in names])
    np.fill_diagonal(correlations, 0.0)
    limit = STANDARD_ERRORS / np.sqrt(wishes["number"].size)
    pairs = np.argwhere(np.abs(correlations) > limit)
    assert [(names[one], names[other]) for one, other in pairs.tolist()] == []


def test_wishes_arise_from_all_people_of_the_county() -> None:
    wishes = wishes_of(plan_of_many())

    assert abs(wishes["number"].size - sum(PEOPLE)) < STANDARD_ERRORS * np.sqrt(sum(PEOPLE))


def test_people_live_in_settlements_by_number_and_go_to_the_outlet_of_theirs() -> None:
    wishes = wishes_of(plan_of_many())

    for number, people in enumerate(PEOPLE):
        assert is_share(wishes["settlement"] == number, people / sum(PEOPLE))
    assert (wishes["outlet"] == np.array(OUTLET_OF_SETTLEMENT)[wishes["settlement"]]).all()


def test_the_way_is_from_home_to_the_settlement_and_on_to_the_outlet() -> None:
    wishes = wishes_of(plan_of_many(trip={"own_place_km": 1.5, "speed_km_h": 6.0}))

    km = np.array(DISTANCES_KM)[wishes["settlement"]] + 1.5
    assert (wishes["travel_ms"] == np.rint(km / 6 * HOUR)).all()


def test_the_market_cuts_the_search_and_leaves_the_rest() -> None:
    wishes = wishes_of(plan_of_many(market={"search_h": 10.0, "search_cut": 0.8}))

    assert set(wishes["search_ms"].tolist()) == {2 * HOUR}


def test_prices_and_postage_are_whole_fen_and_nothing_is_for_free() -> None:
    wishes = wishes_of(plan_of_many(market={"price_yuan": 123.45, "postage_yuan": 7.5}))
    cheap = wishes_of(plan_of_many(market={"price_yuan": 0.004}))

    assert set(wishes["price_fen"].tolist()) == {12_345}
    assert set(wishes["postage_fen"].tolist()) == {750}
    assert set(cheap["price_fen"].tolist()) == {1}


def test_trust_goes_by_the_certificate() -> None:
    market = {"certified_share": 0.4, "trust_certified": 0.9, "trust_uncertified": 0.2}

    wishes = wishes_of(plan_of_many(market=market))

    certified = wishes["certified"] == 1
    assert is_share(wishes["trusts"][certified], 0.9)
    assert is_share(wishes["trusts"][~certified], 0.2)


def test_an_errand_falls_anywhere_into_the_opening() -> None:
    assert is_uniform(wishes_of(plan_of_many())["errand_ppm"] / 1_000_000)


def test_people_are_deterred_by_a_line_of_their_own_length() -> None:
    line = {"balk_length": {"law": "uniform", "low": 10, "high": 30}}

    lengths = wishes_of(plan_of_many(line=line))["balk_length"]

    assert (lengths.min(), lengths.max()) == (10, 30)
    assert is_share(lengths == 20, 1 / 20)


@pytest.mark.parametrize(
    ("trait", "tables", "most"),
    [
        ("returns", {"line": {"return_share": 0.8, "returns_max": 5}}, 5),
        ("mistypes", {"redeem": {"mistype_share": 0.8, "tries_max": 2, "forget_share": 0.1}}, 20),
    ],
)
def test_what_happens_again_and_again_does_so_each_time_with_its_share(
    trait: str, tables: dict[str, dict[str, Any]], most: int
) -> None:
    times = wishes_of(plan_of_many(**tables))[trait]

    assert times.max() == most
    for number in range(1, most + 1):
        assert is_share(times >= number, 0.8**number)


def test_certificates_alerts_and_plain_accounts_have_their_shares() -> None:
    tiers = wishes_of(plan_of_many(redeem={"tiers": {"certificate": 0.1, "sms_alert": 0.3}}))[
        "tier"
    ]

    for tier, share in ((Tier.CERTIFICATE, 0.1), (Tier.SMS_ALERT, 0.3), (Tier.PLAIN, 0.6)):
        assert is_share(tiers == TIERS.index(tier), share)


def test_each_class_of_outlets_brings_home_its_own_share() -> None:
    shares = {"rural": 0.1, "town": 0.4, "city": 0.8}
    network = {name: {"home_share": share} for name, share in shares.items()}

    wishes = wishes_of(plan_of_many(network=network))

    for outlet, share in ((RURAL, 0.1), (TOWN, 0.4), (CITY, 0.8)):
        assert is_share(wishes["home"][wishes["outlet"] == outlet], share)


def test_only_parcels_for_rural_outlets_have_a_rural_leg() -> None:
    wishes = wishes_of(plan_of_many(parcel={"rural_extra_days": 0.75}))

    legs_ms = np.array([0.75 * DAY, 0, 0])[wishes["outlet"]]
    assert (wishes["rural_leg_ms"] == legs_ms).all()


def test_line_haul_is_the_base_and_the_distance_over_the_daily_way() -> None:
    parcel = {"from_real_counties": False, "base_days": 1.25, "distance_km": 350.0}

    wishes = wishes_of(plan_of_many(parcel={**parcel, "km_per_day": 700.0}))

    assert set(wishes["line_haul_ms"].tolist()) == {round(1.75 * DAY)}


def test_sellers_are_in_each_real_county_alike_and_by_road_so_far_away() -> None:
    parcel = {"from_real_counties": True, "base_days": 0.0, "km_per_day": 2 * ONE_DEGREE_KM}

    wishes = wishes_of(plan_of_many(parcel={**parcel, "distance_km": 1.0}))

    days = wishes["line_haul_ms"] / DAY
    for expected in (0.0, 1.0, 3.0):
        assert is_share(np.abs(days - expected) < 1e-6, 1 / 3)


def test_texts_reach_who_has_a_phone_and_each_is_lost_by_itself() -> None:
    wishes = wishes_of(plan_of_many(sms={"reach_share": 0.6, "loss_share": 0.3, "delay_min": 2.5}))

    phone = wishes["phone"] == 1
    credited, arrived = wishes["sms_credited"] == 1, wishes["sms_arrived_ms"] != NEVER_MS
    assert is_share(credited[phone], 0.7)
    assert is_share(arrived[phone], 0.7)
    assert is_share((credited & arrived)[phone], 0.49)
    assert not (credited | arrived)[~phone].any()
    assert set(wishes["sms_arrived_ms"][arrived].tolist()) == {round(2.5 * MINUTE)}


def test_without_the_platform_nobody_gets_a_text() -> None:
    wishes = wishes_of(plan_of_many(sms={"enabled": False, "reach_share": 1.0}))

    assert not wishes["phone"].any()
    assert not wishes["sms_credited"].any()
    assert (wishes["sms_arrived_ms"] == NEVER_MS).all()
