"""Every metric that planners ask for: its name, its unit, what it is, and which way is better.

The one list that `summary.csv`, the terminal and comparisons share. A metric is computed from
the measures of all counties of one replication together.
"""

from dataclasses import dataclass
from typing import Literal

from sim.calendar import DAY_MS
from sim.diary import Outcome, Purpose
from sim.measures.figures import (
    FEN_PER_YUAN,
    MS_PER_HOUR,
    Figure,
    count,
    duration,
    exact_mean_wait,
    exact_mean_wait_everyone,
    float_max,
    float_mean,
    flow,
    mean,
    mean_wait,
    median,
    p90,
    ratio,
    served,
    share_over,
    visits_share,
    wait_quantile,
    wish_share,
)
from sim.measures.merged import Merged

Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True)
class Metric:
    """A figure of a run; `group` is its heading in tables."""

    name: str
    unit: str
    group: str
    description: str
    better: Better
    value: Figure


def metrics_of(merged: Merged) -> dict[str, float]:
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


def _counter() -> list[Metric]:
    def utilisation(merged: Merged) -> float:
        return ratio(merged.total("busy_open_ms"), merged.total("open_counter_ms"))

    def overtime(merged: Merged) -> float:
        after_closing_ms = merged.total("busy_ms") - merged.total("busy_open_ms")
        weeks = merged.days / 7 * merged.outlets["class"].size
        return ratio(after_closing_ms / MS_PER_HOUR, weeks)

    def line_mean(merged: Merged) -> float:
        return ratio(merged.total("waiting_open_ms"), merged.total("open_ms"))

    said = {
        "balked": "visits that a long line deterred",
        "reneged": "visits that ended with patience",
        "turned_away": "visits turned away at closing",
        "found_closed": "visits that found the door closed",
        "no_link": "visits refused as the link was down",
        "not_there": "visits for a parcel that was not there",
    }
    return [
        Metric(
            "line_mean",
            "people",
            "counter",
            "in line at an outlet, over open time",
            "lower",
            line_mean,
        ),
        Metric(
            "line_max",
            "people",
            "counter",
            "longest line of any outlet",
            "lower",
            lambda m: m.line_max,
        ),
        Metric(
            "utilisation", "share", "counter", "busy over open counter-time", "neither", utilisation
        ),
        Metric(
            "overtime_h_per_week",
            "h/week",
            "counter",
            "counter-hours after closing, an outlet",
            "lower",
            overtime,
        ),
        *(
            Metric(f"{name}_share", "share", "counter", text, "lower", visits_share(name))
            for name, text in said.items()
        ),
    ]


def _durations() -> list[Metric]:
    rows = [
        ("cash_to_credit", "h", MS_PER_HOUR, "from receipt to credit"),
        ("order_to_door", "days", DAY_MS, "from paid order to parcel in hand"),
        ("wish_to_door", "days", DAY_MS, "from wish to parcel in hand"),
        ("seller_to_money", "days", DAY_MS, "from order to the seller's money"),
    ]
    statistics = {"mean": mean, "p50": median, "p90": p90}
    return [
        Metric(
            f"{name}_{label}_{unit}",
            unit,
            "time",
            f"{said}, {label} of those who got there",
            "lower",
            duration(name, unit_ms, statistic),
        )
        for name, unit, unit_ms, said in rows
        for label, statistic in statistics.items()
    ]


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


def _money() -> list[Metric]:
    def per_wish(name: str) -> Figure:
        return lambda merged: ratio(merged.counts[name], merged.counts["wishes"])

    return [
        Metric("drafts", "drafts", "money", "drafts issued", "neither", count("drafts")),
        Metric(
            "drafts_unredeemed",
            "drafts",
            "money",
            "not redeemed by the end",
            "lower",
            count("drafts_unredeemed"),
        ),
        Metric(
            "drafts_cashed",
            "drafts",
            "money",
            "cashed at a counter after all",
            "lower",
            count("drafts_cashed"),
        ),
        Metric("drafts_expired", "drafts", "money", "expired", "lower", count("drafts_expired")),
        Metric(
            "drafts_refunded",
            "drafts",
            "money",
            "of these refunded to the depositor",
            "neither",
            count("drafts_refunded"),
        ),
        Metric(
            "post_float_mean_yuan",
            "yuan",
            "money",
            "held by the Post for buyers, time average",
            "neither",
            float_mean("post"),
        ),
        Metric(
            "post_float_max_yuan",
            "yuan",
            "money",
            "the most that the Post held",
            "neither",
            float_max("post"),
        ),
        Metric(
            "escrow_float_mean_yuan",
            "yuan",
            "money",
            "held in escrow, time average",
            "neither",
            float_mean("escrow"),
        ),
        Metric(
            "escrow_float_max_yuan",
            "yuan",
            "money",
            "the most that escrow held",
            "neither",
            float_max("escrow"),
        ),
        Metric(
            "fees_yuan",
            "yuan",
            "money",
            "fees paid at the counter",
            "neither",
            count("fee_fen", FEN_PER_YUAN),
        ),
        Metric(
            "trips_per_wish",
            "trips",
            "people",
            "trips to an outlet or cafe",
            "lower",
            per_wish("trips"),
        ),
        Metric(
            "trips_in_vain_per_wish",
            "trips",
            "people",
            "trips for nothing",
            "lower",
            per_wish("trips_in_vain"),
        ),
        Metric(
            "sms_per_wish", "messages", "people", "messages sent", "neither", per_wish("sms_sent")
        ),
        Metric(
            "wrong_tries_per_wish",
            "tries",
            "people",
            "wrong numbers or passwords",
            "lower",
            per_wish("wrong_tries"),
        ),
    ]


METRICS: tuple[Metric, ...] = (
    *_throughput(),
    *_waits(),
    *_counter(),
    *_durations(),
    *_funnel(),
    *_money(),
)
BY_NAME = {metric.name: metric for metric in METRICS}
