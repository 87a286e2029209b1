"""Small generated scenarios and counties, with every mechanism of the journey in play."""

from typing import Any

from hypothesis import strategies as st

from sim.network import County, HumanSettlement, Outlet
from sim.scenario import CLASSES, Scenario

DISTRIBUTION_KEYS = st.one_of(
    st.floats(0, 30).map(lambda value: {"law": "deterministic", "value": value}),
    st.floats(0.1, 30).map(lambda mean: {"law": "exponential", "mean": mean}),
    st.tuples(st.floats(0.1, 30), st.floats(0.1, 2)).map(
        lambda pair: {"law": "lognormal", "mean": pair[0], "cv": pair[1]}
    ),
    st.tuples(st.floats(0.1, 30), st.floats(1, 5)).map(
        lambda pair: {"law": "hyperexponential", "mean": pair[0], "cv": pair[1]}
    ),
    st.tuples(
        st.floats(0.1, 30),
        st.floats(0.1, 30),
        st.sampled_from(["exponential", "hyperexponential", "lognormal", "gamma"]),
    ).map(
        lambda three: (
            {"law": three[2], "mean": three[0], "maximum": three[1]}
            | ({} if three[2] == "exponential" else {"cv": 1.5})
        )
    ),
    st.just({"law": "empirical", "values": [1, 1, 2, 3]}),
)
EVENING = [0.0] * 60 + [1.0, 2.0, 0.5] * 12
SHARES = st.sampled_from([0.0, 0.1, 0.5, 1.0])
HOURS = st.sampled_from(
    ["24/7", "Mo-Fr 08:30-17:00", "Mo-Su 08:00-12:00,13:00-18:00", "Tu,Th 09:00-10:00"]
)


@st.composite
def others(draw: st.DrawFn) -> dict[str, Any]:
    """Draw other customers: few or many, alone or in groups, on days more or less alike."""
    return {
        "visits_per_person_year": draw(st.sampled_from([0.0, 20.0, 100.0])),
        "group_size": draw(st.one_of(st.sampled_from([1, 1, 3]), DISTRIBUTION_KEYS)),
        "day_cv": draw(st.sampled_from([0.0, 0.0, 0.3, 3.0])),
        "pick_up_share": draw(SHARES),
        "profile": draw(st.sampled_from([[], [], [EVENING, *[[]] * 6], [EVENING] * 7])),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a scenario of a few days in which anything may go wrong."""
    tables: dict[str, dict[str, Any]] = {
        "run": {"days": draw(st.integers(1, 14)), "seed": draw(st.integers(0, 2**32))},
        "network": {"outlets_csv": "generated"},
        "backlog": {
            "customers_in_line": draw(st.integers(0, 20)),
            "parcels_at_hub": draw(st.integers(0, 20)),
        },
        "hours": {"opening_hours": draw(HOURS)},
        "market": {
            "wishes_per_1000_people_day": draw(st.sampled_from([0.0, 1.0, 10.0])),
            "price_yuan": draw(st.sampled_from([0.01, 200, 6_000, 20_000])),
            "search_h": draw(st.sampled_from([0.0, 2.0])),
            "trust_uncertified": draw(SHARES),
            "out_of_stock_share": draw(SHARES),
            "by_phone_share": draw(SHARES),
        },
        "trip": {"knows_hours_share": draw(SHARES)},
        "line": {
            "discipline": draw(st.sampled_from(["one_line", "line_per_window"])),
            "balking": draw(st.booleans()),
            "balk_length": draw(st.integers(0, 5)),
            "reneging": draw(st.booleans()),
            "patience_min": draw(DISTRIBUTION_KEYS),
            "at_closing": draw(st.sampled_from(["serve", "turn_away"])),
            "return_share": draw(SHARES),
            **draw(priorities()),
        },
        "staffing": draw(staffings()),
        "counters": draw(breakdowns()),
        "services": {"other_min": draw(DISTRIBUTION_KEYS), "deposit_min": draw(DISTRIBUTION_KEYS)},
        "others": draw(others()),
        "link": {
            "deposits_need_link": draw(st.booleans()),
            "random": {
                "outlet_link_failures_per_month": draw(st.sampled_from([0.0, 30.0])),
                "county_link_failures_per_month": draw(st.sampled_from([0.0, 30.0])),
            },
        },
        "payment": {
            "method": draw(
                st.sampled_from(
                    ["draft", "reference", "money_order", "cash_on_delivery", "agent", "agent"]
                )
            ),
            "tariff": draw(st.sampled_from(["listed", "waived", "ordinary_order"])),
            "valid_days": draw(st.sampled_from([1, 3, 60])),
            "unpaid_share": draw(SHARES),
            "order_transit_days": 1,
            "refused_share": draw(SHARES),
            "remit_days": 1,
        },
        "clearing": {"mode": draw(st.sampled_from(["immediate", "batch"]))},
        "redeem": {
            "never_share": draw(SHARES),
            "cash_out_share": draw(SHARES),
            "mistype_share": draw(SHARES),
            "forget_share": draw(SHARES),
            "reset_days": draw(st.sampled_from([0.0, 1.0])),
            "delay_h": draw(st.sampled_from([0.0, 5.0])),
            "by_text_share": draw(SHARES),
            "text_again_h": draw(st.sampled_from([0.1, 2.0])),
        },
        "seller": {"handling_h": draw(st.sampled_from([0.0, 6.0]))},
        "parcel": {
            "distance_km": 200,
            "base_days": 0.5,
            "rural_extra_days": 0.2,
            "hub_capacity_a_day": draw(st.sampled_from([1, 100])),
            "round_capacity": draw(st.sampled_from([1, 100])),
            "loss_share": draw(SHARES),
            "damage_share": draw(SHARES),
            "claim_days": 1.0,
            "kept_days": draw(st.sampled_from([0.5, 15.0])),
        },
        "sms": {
            "reach_share": draw(SHARES),
            "loss_share": draw(SHARES),
            "expected_days": 1.0,
            "ask_again_days": 0.5,
        },
        "confirm": {"limit_days": 2.0, "dispute_share": draw(SHARES), "dispute_days": 1},
        "training": draw(courses()),
        "producers": draw(producers()),
        "agents": draw(agents()),
    }
    return Scenario.model_validate(tables)


@st.composite
def courses(draw: st.DrawFn) -> dict[str, Any]:
    """Draw courses that some, all or none of those who could learn sit in."""
    seats = draw(st.sampled_from([0, 3, 40]))
    return {
        "seats_a_week": seats,
        "seller_seats_a_week": draw(st.integers(0, seats)),
        "first_week": draw(st.integers(1, 2)),
        "buyers": draw(st.sampled_from([1, 60])),
        "sellers": draw(st.sampled_from([1, 60])),
        "trained_buyers": {"forget_factor": draw(SHARES), "mistype_factor": draw(SHARES)},
    }


@st.composite
def agents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw agents, or none, who often run dry."""
    choices = draw(st.sampled_from([(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]))
    choices = draw(st.sampled_from([choices, (0.25, 0.25, 0.25)]))
    names = ("dry_next_share", "dry_post_share", "dry_back_share")
    number = st.sampled_from(
        [{}, {"per_outlet": 1.0}, {"per_outlet": 2.5}, {"settlement_share": 0.7}]
    )
    return {
        **draw(number),
        **dict(zip(names, choices, strict=True)),
        "opening_hours": draw(HOURS),
        "float_yuan": draw(st.sampled_from([0, 300, 20_000])),
        "cash_yuan": draw(st.sampled_from([0, 300, 20_000])),
        "rebalances": draw(st.sampled_from([True, True, True, False])),
        "rebalance_below_share": draw(SHARES),
        "cash_ins_a_day": draw(st.sampled_from([0.0, 10.0, 60.0])),
        "cash_outs_a_day": draw(st.sampled_from([0.0, 10.0, 60.0])),
        "cash_in_yuan": draw(DISTRIBUTION_KEYS),
        "service_min": draw(DISTRIBUTION_KEYS),
        "tries_max": draw(st.integers(1, 4)),
        "phone_share": draw(st.sampled_from([0.5, 1.0])),
        "trust_share": draw(st.sampled_from([0.5, 1.0])),
        "tariff": draw(st.sampled_from(["standard", "free"])),
    }


@st.composite
def priorities(draw: st.DrawFn) -> dict[str, Any]:
    """Draw who has priority and how, and windows for some purposes."""
    windows: list[dict[str, Any]] = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "counters": st.integers(1, 2),
                    "serves": st.lists(
                        st.sampled_from(["money", "parcels", "other"]), min_size=1, max_size=3
                    ),
                }
            ),
            max_size=2,
        )
    )
    rule = draw(st.sampled_from(["ahead", "own_line"])) if windows else "ahead"
    if rule == "own_line":
        windows[-1] |= {"serves": [*windows[-1]["serves"], "priority"]}
    return {
        "priority_share": draw(SHARES),
        "priority_purposes": draw(
            st.lists(st.sampled_from(["deposit", "pick_up", "paper"]), unique=True)
        ),
        "priority": rule,
        "windows": windows,
    }


SHIFTS = st.sampled_from(
    [
        {},
        {"Mo-Su 09:00-11:30": 2, "Mo-Su 11:30-13:00": 0, "Mo-Su 13:00-16:00": "50%"},
        {"Mo-Su 08:00-12:00": "100%", "Mo-Fr 12:00-18:00": 1},
    ]
)


@st.composite
def staffings(draw: st.DrawFn) -> dict[str, Any]:
    """Draw shifts and breaks, the same for all classes; the shifts may stick out of the hours."""
    breaks = {"breaks_from": "09:10", "breaks_until": "10:20", "break_min": draw(st.floats(1, 60))}
    one = {"counters": draw(SHIFTS), **(breaks if draw(st.booleans()) else {})}
    rule = draw(st.sampled_from(["stay", "spread"]))
    return {**dict.fromkeys(CLASSES, one), "at_shift_end": rule}


@st.composite
def breakdowns(draw: st.DrawFn) -> dict[str, Any]:
    """Draw counters that fail often, or never."""
    return {
        "fail": draw(st.booleans()),
        "failure_h": draw(st.sampled_from([0.5, 3.0])),
        "repair_min": draw(st.sampled_from([0.0, 10.0, 90.0])),
        "failure_clock": draw(st.sampled_from(["calendar", "busy"])),
        "service_after_failure": draw(st.sampled_from(["resumes", "restarts", "moves"])),
    }


@st.composite
def producers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a few producers or none, whose lots keep for longer than the next or not."""
    shares_of_price = st.one_of(st.just(0.0), st.floats(0.5, 1.5), DISTRIBUTION_KEYS)
    return {
        "per_1000_people": draw(st.sampled_from([0.0, 1.0, 5.0])),
        "harvest_days": draw(st.sampled_from([0.5, 1.0, 7.0])),
        "lot_kg": draw(DISTRIBUTION_KEYS),
        "keeps_days": draw(st.sampled_from([0.001, 1.0, 2.5])),
        "daily_volatility": draw(st.sampled_from([0.0, 0.1, 0.7])),
        "traders_per_day": draw(st.sampled_from([0.0, 1.0, 20.0])),
        "offer_share": draw(shares_of_price),
        "limit_share": draw(shares_of_price),
        "price_age_days": draw(st.one_of(st.just(0.0), DISTRIBUTION_KEYS)),
        "reservation_share": draw(SHARES),
        "reservation_falls": draw(st.booleans()),
        "bargain_share": draw(SHARES),
        "news_share": draw(SHARES),
        "news_times": draw(st.sampled_from([["00:00"], ["05:30", "12:00"]])),
    }


@st.composite
def counties(draw: st.DrawFn) -> County:
    """Draw a county of a few outlets."""
    outlets = draw(
        st.lists(
            st.tuples(st.sampled_from(CLASSES), st.integers(1, 3), st.integers(0, 1_500)),
            min_size=1,
            max_size=3,
        )
    )
    return County(
        code="7",
        name="generated",
        lat=30.0,
        lon=110.0,
        outlets=tuple(
            Outlet(f"outlet {number}", name, 30.0, 110.0, counters, people, invented=True)
            for number, (name, counters, people) in enumerate(outlets)
        ),
        settlements=tuple(
            HumanSettlement(f"place {number}", 30.0, 110.0, people + 1, number, 3.0 * number)
            for number, (_, _, people) in enumerate(outlets)
        ),
    )
