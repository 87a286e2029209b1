"""Parameters that are named and that nothing reads, because of what else the scenario says.

They are warned of, not refused: a scenario may be varied from one that reads them. Whatever a base
scenario names for its own sake is not warned of in those that extend it; a file and its settings
are one. A share or a rate of 0 is
a value like any other, and makes nothing unread; but for that of producers, which switches them on.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sim.files.toml_source import KeyPath, Location
from sim.network import County
from sim.scenario import CLASSES, Agents, ClassName, Producers, Scenario
from sim.scenario.place import Table

NAMED_AT_MOST = 10
Classes = Collection[str]


@dataclass(frozen=True)
class Unread:
    """Keys, or the tables that begin them, that nothing reads in some scenarios, and why."""

    keys: tuple[str, ...]
    why: str
    applies: Callable[[Scenario, Classes], bool]


def _unless_paid_by(*methods: str) -> Callable[[Scenario, Classes], bool]:
    return lambda scenario, _: scenario.payment.method not in methods


def _may_fail(scenario: Scenario) -> bool:
    """Return whether any link can be down."""
    return _fails_by_chance(scenario) or any(one.kind == "link" for one in scenario.outage)


def _fails_by_chance(scenario: Scenario) -> bool:
    random = scenario.link.random
    return bool(random.outlet_link_failures_per_month or random.county_link_failures_per_month)


def _has_no(of_class: str) -> Unread:
    keys = (f"network.{of_class}", f"staffing.{of_class}")
    why = f"none of the outlets is of the class {of_class}"
    return Unread(keys, why, lambda _, classes: of_class not in classes)


def _has_no_breaks(of_class: ClassName, scenario: Scenario, _: Classes) -> bool:
    return not scenario.staffing.of_class(of_class).break_min


SELLING = tuple(name for name in Producers.model_fields if name != "per_1000_people")
COUNTED_BY = ("per_outlet", "settlement_share")
FAILING = ("failure_h", "repair_min", "failure_clock", "service_after_failure")
BY_TELEPHONE = ("redeem.by_text_share", "redeem.text_again_h", "market.by_phone_share")
OF_COURSES = (
    *("first_week", "seat_yuan", "buyers", "sellers", "trained_buyers", "trained_sellers"),
    "seller_seats_a_week",
)
OF_REDEMPTION = ("mistype_factor", "forget_factor")
OF_ESCROW = ("dispute_factor", "confirm_delay_factor", "forget_to_confirm_factor")
BUILT = (
    *("country", "outlets", "people", "people_per_outlet", "people_per_counter"),
    *("area_km2_per_outlet", "city_people", "town_people", "detour_factor"),
    *(f"{of_class}.{bound}" for of_class in CLASSES for bound in ("counters_min", "counters_max")),
)
RULES = (
    Unread(
        tuple(f"network.{key}" for key in BUILT),
        "network.outlets_csv names the outlets, their counters and people",
        lambda scenario, _: bool(scenario.network.outlets_csv),
    ),
    Unread(
        ("network.people",),
        "network.outlets sets how many outlets there are, and people follow from people_per_outlet",
        lambda scenario, _: bool(scenario.network.outlets and not scenario.network.outlets_csv),
    ),
    *map(_has_no, sorted(CLASSES)),
    Unread(
        ("parcel.rural_extra_days",),
        "none of the outlets is of the class rural",
        lambda _, classes: "rural" not in classes,
    ),
    Unread(
        ("hours.opening_hours",),
        "every class of outlets has opening_hours of its own",
        lambda scenario, classes: all(
            getattr(scenario.network, one).opening_hours for one in classes
        ),
    ),
    Unread(
        tuple(f"agents.{key}" for key in Agents.model_fields if key not in COUNTED_BY),
        "there are no agents: neither agents.per_outlet nor agents.settlement_share is above 0",
        lambda scenario, _: not scenario.agents.are_on,
    ),
    Unread(
        ("agents.rebalance_below_share",),
        "agents.rebalances is false",
        lambda scenario, _: not scenario.agents.rebalances,
    ),
    Unread(
        ("parcel.distance_km",),
        "parcel.from_real_counties is true",
        lambda scenario, _: scenario.parcel.from_real_counties and not scenario.network.outlets_csv,
    ),
    Unread(
        ("parcel.from_real_counties",),
        "outlets of network.outlets_csv are in no real county, so parcel.distance_km is read",
        lambda scenario, _: bool(
            scenario.parcel.from_real_counties and scenario.network.outlets_csv
        ),
    ),
    Unread(
        ("line.balk_length",),
        "line.balking is false",
        lambda scenario, _: not scenario.line.balking,
    ),
    Unread(
        ("line.patience_min",),
        "line.reneging is false",
        lambda scenario, _: not scenario.line.reneging,
    ),
    Unread(
        ("others.hour_factors",),
        "the profile of others has every weekday",
        lambda scenario, _: bool(scenario.others.profile) and all(scenario.others.profile),
    ),
    Unread(
        ("staffing.at_shift_end",),
        "line.discipline is one_line, so the line waits for whoever calls next",
        lambda scenario, _: scenario.line.discipline == "one_line",
    ),
    *(
        Unread(
            (f"staffing.{of_class}.breaks_from", f"staffing.{of_class}.breaks_until"),
            f"staffing.{of_class}.break_min is 0",
            partial(_has_no_breaks, of_class),
        )
        for of_class in sorted(CLASSES)
    ),
    Unread(
        tuple(f"counters.{key}" for key in FAILING),
        "counters.fail is false",
        lambda scenario, _: not scenario.counters.fail,
    ),
    Unread(
        tuple(f"producers.{key}" for key in SELLING),
        "producers.per_1000_people is 0",
        lambda scenario, _: not scenario.producers.per_1000_people,
    ),
    Unread(
        ("producers.news_share", "producers.news_times"),
        "sms.enabled is false",
        lambda scenario, _: not scenario.sms.enabled,
    ),
    Unread(
        ("sms.reach_share", "sms.loss_share", "sms.delay_min", *BY_TELEPHONE),
        "sms.enabled is false",
        lambda scenario, _: not scenario.sms.enabled,
    ),
    Unread(
        ("link.deposits_need_link",),
        "no link ever fails: there is no outage of a link, nor any of link.random",
        lambda scenario, _: not _may_fail(scenario),
    ),
    Unread(
        ("link.random.repair_h",),
        "no link fails by chance",
        lambda scenario, _: not _fails_by_chance(scenario),
    ),
    Unread(
        ("clearing.batch_times",),
        "clearing.mode is immediate",
        lambda scenario, _: scenario.clearing.mode == "immediate",
    ),
    Unread(
        ("clearing.told_share",),
        "clearing.mode is immediate, and no link ever fails",
        lambda scenario, _: scenario.clearing.mode == "immediate" and not _may_fail(scenario),
    ),
    Unread(
        tuple(f"training.{key}" for key in OF_COURSES),
        "training.seats_a_week is 0",
        lambda scenario, _: not scenario.training.seats_a_week,
    ),
    Unread(
        ("training.sellers", "training.trained_sellers"),
        "training.seller_seats_a_week is 0",
        lambda scenario, _: not scenario.training.seller_seats_a_week,
    ),
    Unread(
        ("training.buyers", "training.trained_buyers"),
        "training.seller_seats_a_week is all of seats_a_week",
        lambda scenario, _: not scenario.training.buyer_seats_a_week,
    ),
)
READ_BY_AGENTS = ("services.deposit_min", "link")
PAID = {
    ("redeem", "clearing.told_share", "services.paper_min"): ("draft", "agent"),
    ("agents.phone_share", "agents.trust_share"): ("agent",),
    ("market.by_phone_share",): ("draft", "agent"),
    tuple(f"training.trained_buyers.{key}" for key in OF_REDEMPTION): ("draft", "agent"),
    (
        *(f"training.trained_buyers.{key}" for key in OF_ESCROW),
        "training.trained_sellers.dispute_delay_factor",
    ): ("draft", "reference", "agent"),
    ("clearing.mode", "clearing.batch_times", "confirm", "payment.valid_days"): (
        "draft",
        "reference",
        "agent",
    ),
    ("payment.draft_limit_yuan",): ("draft", "money_order", "agent"),
    ("payment.unpaid_share",): ("reference",),
    ("payment.order_transit_days",): ("money_order",),
    ("payment.refused_share", "payment.remit_days"): ("cash_on_delivery",),
    ("payment.tariff", "services.deposit_min", "link"): (
        *("draft", "reference", "money_order", "agent"),
    ),
}


def unread_keys(scenario: Scenario, counties: Sequence[County], in_all: int = 0) -> list[str]:
    """Return warnings of what the scenario names and nothing reads; counties may be a sample."""
    looked_at = {outlet.outlet_class for county in counties for outlet in county.outlets}
    classes = CLASSES if len(counties) < in_all else looked_at
    by_method = [
        Unread(
            tuple(key for key in keys if key not in READ_BY_AGENTS or not scenario.agents.are_on),
            f"payment.method is {scenario.payment.method}",
            _unless_paid_by(*methods),
        )
        for keys, methods in PAID.items()
    ]
    named = sorted(".".join(path) for path, _ in _named(scenario))
    found: dict[str, list[str]] = {}
    warned: set[str] = set()
    for rule in (*RULES, *by_method):
        keys = [key for key in named if _is_of(key, rule.keys) and key not in warned]
        if keys and rule.applies(scenario, classes):
            found.setdefault(rule.why, []).extend(keys)
            warned.update(keys)
    return [
        f"warning: nothing reads {_some(sorted(keys))}, because {why}"
        for why, keys in found.items()
    ]


def keep_own(
    scenario: Scenario, locations: Mapping[KeyPath, Location], own: Collection[str]
) -> None:
    """Let the scenario have as named only what its own file, or a setting, names."""
    for path, table in [*_named(scenario)]:
        if (location := locations.get(path)) and location.source not in own:
            table.model_fields_set.discard(str(path[-1]))


def _named(table: Table, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Table]]:
    """Yield the path of each parameter that is named, and the table that holds it."""
    for name in sorted(table.model_fields_set):
        value = getattr(table, name)
        if isinstance(value, Table):
            yield from _named(value, (*path, name))
        else:
            yield (*path, name), table


def _is_of(key: str, keys: Sequence[str]) -> bool:
    return any(key == one or key.startswith(f"{one}.") for one in keys)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    return shown if more <= 0 else f"{shown} and {more} more"
