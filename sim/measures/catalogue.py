"""Every metric that planners ask for: its name, its unit, what it is, and which way is better.

The one list that `summary.csv`, the terminal and comparisons share. A metric is computed from
the measures of all counties of one replication together. Each says over what it is taken, its
*basis*: mean, quantiles and shares of one name are over the same people.
"""

from collections.abc import Mapping, Sequence
from math import isfinite

from sim.diary import USUAL_OUTCOMES, JourneyOutcome, Purpose
from sim.measures.agent_figures import AGENT_METRICS
from sim.measures.figures import (
    NOTHING,
    Figure,
    count,
    down,
    duration_mean,
    duration_quantile,
    float_max,
    float_mean,
    flow,
    line_max,
    line_mean,
    mean_wait,
    mean_wait_by_priority,
    mean_wait_in_seconds,
    overtime,
    per_wish,
    served,
    share_over,
    utilisation,
    visits_share,
    wait_quantile,
    wait_quantile_by_priority,
    wish_share,
)
from sim.measures.merged import Measures
from sim.measures.metric import Better, Metric, Row
from sim.measures.optional import course_metrics
from sim.measures.prices import PRICES
from sim.units import DAY_MS, FEN_PER_YUAN, HOUR_MS


def metrics_of(merged: Measures) -> dict[str, float]:
    """Return every metric of one replication by name; NaN where it is not defined."""
    return {metric.name: float(metric.value(merged)) for metric in METRICS}


def shown(replications: Sequence[Mapping[str, float]]) -> list[Metric]:
    """Return the metrics of some replications: all but the optional that none of them has."""
    return [
        metric
        for metric in METRICS
        if not metric.optional
        or any(isfinite(values.get(metric.name, NOTHING)) for values in replications)
    ]


def _throughput() -> list[Metric]:
    names = {
        "wishes": "wishes that arose",
        "deposits": "purchases paid in",
        "cleared": "payments known to the gateway",
        "credited": "payments credited: to a wallet, an order or a seller",
        "orders": "orders paid or placed with the seller",
        "shipped": "parcels handed to the Post",
        "delivered": "parcels in the buyer's hands",
        "confirmed": "purchases confirmed, by the buyer or the limit",
        "sellers_paid": "sellers paid",
    }
    rows = [(f"{name}_per_day", said, flow(name)) for name, said in names.items()]
    rows += [
        ("visits_served_per_day", "all visits served at the counter", served(*Purpose)),
        ("pick_ups_per_day", "parcels fetched at the counter", served(Purpose.PICK_UP)),
    ]
    return [
        Metric(name, "1/day", "throughput", said, "neither", "events", value)
        for name, said, value in rows
    ]


CALLED = "called to a counter by the end of the run"
EVERYONE = "everyone who joined the line; who was still in it at the end, with the wait so far"


def _waits() -> list[Metric]:
    """Return the figures of waits: all of one name are over the same people."""
    deposit = Purpose.DEPOSIT
    by_seconds = mean_wait_in_seconds("called", deposit)
    families: list[tuple[str, str, str, tuple[Purpose, ...], Figure]] = [
        ("wait", "called", f"those {CALLED}", (), mean_wait("called")),
        ("wait_everyone", "joined", EVERYONE, (), mean_wait("joined")),
        ("wait_depositors", "called", f"depositors {CALLED}", (deposit,), by_seconds),
    ]
    rows: list[tuple[str, str, str, Figure]] = []
    for name, which, whom, purposes, mean in families:
        exact = "by begun seconds" if purposes else "to the millisecond"
        rows.append((f"{name}_mean_min", "min", f"mean wait, {exact}, of {whom}", mean))
        for percent in (50, 90, 95):
            value = wait_quantile(percent / 100, which, *purposes)
            said = f"begun seconds that {percent}% did not exceed, of {whom}"
            rows.append((f"{name}_p{percent}_min", "min", said, value))
        for minutes in (5, 15, 30):
            value = share_over(minutes, which, *purposes)
            said = f"share that waited {minutes} min or more, of {whom}"
            rows.append((f"{name}_over_{minutes}_min_share", "share", said, value))
    return [
        Metric(name, unit, "waiting", said, "lower", "visits", value)
        for name, unit, said, value in rows
    ]


def _by_priority() -> list[Metric]:
    """Return the waits of those with priority, and of all others, by begun seconds."""
    found = []
    for name, priority, whom in (("priority", 1, "with priority"), ("usual", 0, "without it")):
        figures = {
            "mean": mean_wait_by_priority(priority),
            "p90": wait_quantile_by_priority(0.9, priority),
        }
        for label, figure in figures.items():
            meaning = f"wait of those {whom} {CALLED}, {label} by begun seconds"
            row = (f"wait_{name}_{label}_min", "min", "waiting", meaning)
            found.append(Metric(*row, "lower", "visits", figure, optional=True))
    return found


UNDER_REPAIR = "staffed counter-time in which the counter did not work"
DOWN = Metric("down_share", "share", "counter", UNDER_REPAIR, "lower", "time", down, optional=True)
COUNTER: dict[str, Row] = {
    "line_mean": ("people", "in line at an outlet, over open time", "lower", "time", line_mean),
    "line_max": ("people", "longest line of any outlet", "lower", "time", line_max),
    "utilisation": ("share", "busy over staffed counter-time", "neither", "time", utilisation),
    "overtime_h_per_week": (
        "h/week",
        "counter-hours after closing or the end of a shift, an outlet",
        "lower",
        "time",
        overtime,
    ),
}
ENDINGS = {
    "balked": "a long line deterred",
    "reneged": "patience ended",
    "turned_away": "turned away at closing",
    "found_closed": "the door was closed",
    "no_link": "refused as the link was down",
    "not_there": "the parcel was not there",
}
COUNTER |= {
    f"{name}_share": (
        "share",
        f"share of all visits: {said}",
        "lower",
        "visits",
        visits_share(name),
    )
    for name, said in ENDINGS.items()
}


def _durations() -> list[Metric]:
    rows = [
        ("cash_to_credit", "h", HOUR_MS, "from receipt to credit"),
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
            meaning = f"{said}, {label} of those that got there by the end of the run"
            metric = f"{name}_{label}_{unit}"
            found.append(Metric(metric, unit, "time", meaning, "lower", "wishes", figure))
    return found


def _funnel() -> list[Metric]:
    steps = ("decided", "deposits", "credited", "orders", "shipped", "delivered", "sellers_paid")
    reached = [
        Metric(
            f"reached_{name}_share",
            "share",
            "funnel",
            f"share that reached by the end of the run: {name.replace('_', ' ')}",
            "higher",
            "wishes",
            wish_share(name),
        )
        for name in steps
    ]
    better: dict[JourneyOutcome, Better] = {
        JourneyOutcome.COMPLETED: "higher",
        JourneyOutcome.UNDER_WAY: "neither",
    }
    ended = [
        Metric(
            f"ended_{outcome.name.lower()}_share",
            "share",
            "funnel",
            f"share that ended: {outcome.name.lower().replace('_', ' ')}",
            better.get(outcome, "lower"),
            "wishes",
            wish_share(outcome.name.lower()),
        )
        for outcome in USUAL_OUTCOMES
    ]
    return reached + ended


def _floats(holder: str, said: str) -> dict[str, Row]:
    mean, most = float_mean(holder), float_max(holder)
    return {
        f"{holder}_float_mean_yuan": ("yuan", f"{said}, on average", "neither", "time", mean),
        f"{holder}_float_max_yuan": (
            "yuan",
            f"{said}, in the highest hour, on average over it",
            "neither",
            "time",
            most,
        ),
    }


MONEY: dict[str, Row] = {
    "drafts": ("drafts", "issued", "neither", "events", count("drafts")),
    "drafts_unredeemed": (
        "drafts",
        "neither redeemed, cashed nor refunded, expired ones among them",
        "lower",
        "end",
        count("drafts_unredeemed"),
    ),
    "drafts_cashed": ("drafts", "cashed at a counter", "lower", "events", count("drafts_cashed")),
    "drafts_expired": (
        "drafts",
        "expired, of purchases that ended so",
        "lower",
        "events",
        count("drafts_expired"),
    ),
    "drafts_refunded": (
        "drafts",
        "refunded after expiry",
        "neither",
        "events",
        count("drafts_refunded"),
    ),
    **_floats("post", "held by the Post"),
    **_floats("escrow", "held in escrow"),
    "fees_yuan": (
        "yuan",
        "fees paid at the counter",
        "neither",
        "events",
        count("fee_fen", FEN_PER_YUAN),
    ),
}
PEOPLE: dict[str, Row] = {
    "trips_per_wish": ("trips", "to an outlet or cafe", "lower", "wishes", per_wish("trips")),
    "trips_in_vain_per_wish": (
        "trips",
        "for nothing",
        "lower",
        "wishes",
        per_wish("trips_in_vain"),
    ),
    "sms_per_wish": ("messages", "messages sent", "neither", "wishes", per_wish("sms_sent")),
    "wrong_tries_per_wish": ("tries", "wrong entries", "lower", "wishes", per_wish("wrong_tries")),
}


def _group(group: str, rows: Mapping[str, Row]) -> list[Metric]:
    return [
        Metric(name, unit, group, said, better, basis, value)
        for name, (unit, said, better, basis, value) in rows.items()
    ]


METRICS: tuple[Metric, ...] = (
    *_throughput(),
    *_waits(),
    *_by_priority(),
    *_group("counter", COUNTER),
    DOWN,
    *_durations(),
    *_funnel(),
    *_group("money", MONEY),
    *_group("people", PEOPLE),
    *course_metrics(),
    *PRICES,
    *AGENT_METRICS,
)
BY_NAME = {metric.name: metric for metric in METRICS}
