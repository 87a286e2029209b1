"""Every metric that planners ask for: its name, its unit, what it is, and which way is better.

The one list that `summary.csv`, the terminal and comparisons share. A metric is computed from
the measures of all counties of one replication together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.calendar import DAY_MS
from sim.diary import Outcome, Purpose
from sim.measures.figures import (
    FEN_PER_YUAN,
    MS_PER_HOUR,
    Figure,
    count,
    duration_mean,
    duration_quantile,
    exact_mean_wait,
    exact_mean_wait_everyone,
    float_max,
    float_mean,
    flow,
    line_max,
    line_mean,
    mean_wait,
    overtime,
    per_wish,
    served,
    share_over,
    utilisation,
    visits_share,
    wait_quantile,
    wish_share,
)
from sim.measures.merged import Measures

Better = Literal["lower", "higher", "neither"]
Row = tuple[str, str, Better, Figure]


@dataclass(frozen=True)
class Metric:
    """A figure of a run; `group` is its heading in tables."""

    name: str
    unit: str
    group: str
    description: str
    better: Better
    value: Figure


def metrics_of(merged: Measures) -> dict[str, float]:
    """Return every metric of one replication by name; NaN where it is not defined."""
    return {metric.name: float(metric.value(merged)) for metric in METRICS}


def _throughput() -> list[Metric]:
    names = {
        "wishes": "wishes that arose",
        "deposits": "purchases paid in at a counter",
        "cleared": "payments known to the gateway",
        "credited": "payments credited: to a wallet, an order or a seller",
        "orders": "orders paid or placed with the seller",
        "shipped": "parcels handed to the Post",
        "delivered": "parcels in the buyer's hands",
        "confirmed": "purchases confirmed, by the buyer or the limit",
        "sellers_paid": "sellers paid",
    }
    flows = [
        Metric(f"{name}_per_day", "1/day", "throughput", said, "neither", flow(name))
        for name, said in names.items()
    ]
    counter = [
        ("visits_served_per_day", "all visits served at the counter", tuple(Purpose)),
        ("pick_ups_per_day", "parcels fetched at the counter", (Purpose.PICK_UP,)),
    ]
    return flows + [
        Metric(name, "1/day", "throughput", said, "neither", served(*purposes))
        for name, said, purposes in counter
    ]


def _waits() -> list[Metric]:
    found = []
    groups: list[tuple[str, str, str, tuple[Purpose, ...]]] = [
        ("wait", "called", "of those called to a counter", ()),
        ("wait_everyone", "joined", "of everyone who joined the line, called or not", ()),
        ("wait_depositors", "called", "of depositors called to a counter", (Purpose.DEPOSIT,)),
    ]
    for name, which, whom, purposes in groups:
        mean = {"wait": exact_mean_wait, "wait_everyone": exact_mean_wait_everyone}.get(
            name, mean_wait(which, *purposes)
        )
        said = f"mean wait {whom}"
        found.append(Metric(f"{name}_mean_min", "min", "waiting", said, "lower", mean))
        for percent in (50, 90, 95):
            value = wait_quantile(percent / 100, which, *purposes)
            said = f"{percent}% waited no longer, {whom}"
            found.append(Metric(f"{name}_p{percent}_min", "min", "waiting", said, "lower", value))
        for minutes in (5, 15, 30):
            value = share_over(minutes, which, *purposes)
            said = f"share that waited {minutes} min or more, {whom}"
            metric = f"{name}_over_{minutes}_min_share"
            found.append(Metric(metric, "share", "waiting", said, "lower", value))
    return found


COUNTER: dict[str, Row] = {
    "line_mean": ("people", "in line at an outlet, over open time", "lower", line_mean),
    "line_max": ("people", "longest line of any outlet", "lower", line_max),
    "utilisation": ("share", "busy over open counter-time", "neither", utilisation),
    "overtime_h_per_week": ("h/week", "counter-hours after closing, an outlet", "lower", overtime),
}
ENDINGS = {
    "balked": "visits that a long line deterred",
    "reneged": "visits that ended with patience",
    "turned_away": "visits turned away at closing",
    "found_closed": "visits that found the door closed",
    "no_link": "visits refused as the link was down",
    "not_there": "visits for a parcel that was not there",
}
COUNTER |= {
    f"{name}_share": ("share", said, "lower", visits_share(name)) for name, said in ENDINGS.items()
}


def _durations() -> list[Metric]:
    rows = [
        ("cash_to_credit", "h", MS_PER_HOUR, "from receipt to credit"),
        ("order_to_door", "days", DAY_MS, "from paid order to parcel in hand"),
        ("wish_to_door", "days", DAY_MS, "from wish to parcel in hand"),
        ("seller_to_money", "days", DAY_MS, "from order to the seller's money"),
    ]
    found = []
    for name, unit, unit_ms, said in rows:
        figures = {
            "mean": duration_mean(name, unit_ms),
            "p50": duration_quantile(0.5, name, unit_ms),
            "p90": duration_quantile(0.9, name, unit_ms),
        }
        for label, figure in figures.items():
            told = f"{said}, {label} of those who got there"
            found.append(Metric(f"{name}_{label}_{unit}", unit, "time", told, "lower", figure))
    return found


def _funnel() -> list[Metric]:
    steps = ("decided", "deposits", "credited", "orders", "shipped", "delivered", "sellers_paid")
    reached = [
        Metric(
            f"reached_{name}_share",
            "share",
            "funnel",
            f"wishes that reached: {name.replace('_', ' ')}",
            "higher",
            wish_share(name),
        )
        for name in steps
    ]
    better: dict[Outcome, Better] = {Outcome.COMPLETED: "higher", Outcome.UNDER_WAY: "neither"}
    ended = [
        Metric(
            f"ended_{outcome.name.lower()}_share",
            "share",
            "funnel",
            f"wishes that ended: {outcome.name.lower().replace('_', ' ')}",
            better.get(outcome, "lower"),
            wish_share(outcome.name.lower()),
        )
        for outcome in Outcome
    ]
    return reached + ended


MONEY: dict[str, Row] = {
    "drafts": ("drafts", "issued", "neither", count("drafts")),
    "drafts_unredeemed": ("drafts", "open at the end", "lower", count("drafts_unredeemed")),
    "drafts_cashed": ("drafts", "cashed at a counter", "lower", count("drafts_cashed")),
    "drafts_expired": ("drafts", "expired", "lower", count("drafts_expired")),
    "drafts_refunded": ("drafts", "refunded after expiry", "neither", count("drafts_refunded")),
    "post_float_mean_yuan": ("yuan", "held by the Post, on average", "neither", float_mean("post")),
    "post_float_max_yuan": (
        "yuan",
        "held by the Post, in its highest hour",
        "neither",
        float_max("post"),
    ),
    "escrow_float_mean_yuan": (
        "yuan",
        "held in escrow, on average",
        "neither",
        float_mean("escrow"),
    ),
    "escrow_float_max_yuan": (
        "yuan",
        "held in escrow, in its highest hour",
        "neither",
        float_max("escrow"),
    ),
    "fees_yuan": ("yuan", "fees paid at the counter", "neither", count("fee_fen", FEN_PER_YUAN)),
}
PEOPLE: dict[str, Row] = {
    "trips_per_wish": ("trips", "to an outlet or cafe", "lower", per_wish("trips")),
    "trips_in_vain_per_wish": ("trips", "for nothing", "lower", per_wish("trips_in_vain")),
    "sms_per_wish": ("messages", "messages sent", "neither", per_wish("sms_sent")),
    "wrong_tries_per_wish": ("tries", "wrong entries", "lower", per_wish("wrong_tries")),
}


def _group(group: str, rows: Mapping[str, Row]) -> list[Metric]:
    return [
        Metric(name, unit, group, said, better, value)
        for name, (unit, said, better, value) in rows.items()
    ]


METRICS: tuple[Metric, ...] = (
    *_throughput(),
    *_waits(),
    *_group("counter", COUNTER),
    *_durations(),
    *_funnel(),
    *_group("money", MONEY),
    *_group("people", PEOPLE),
)
BY_NAME = {metric.name: metric for metric in METRICS}
