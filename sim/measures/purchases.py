"""The purchases: how far each wish got, how long each stage took, whose money lay where.

Durations are over those who got there by the end of the run; who is under way is counted as such.
Their sums are exact to the millisecond, their histograms to the begun minute.

With a warm-up, steps by hour, money held, drafts and fees are those after its end, whoever they
are of. How far wishes got, how they ended, what they took and how long are over the wishes that
arose after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.diary import NONE, Diary, JourneyOutcome
from sim.measures.courses import count_courses
from sim.measures.intervals import average_by_hour, counts_by_hour
from sim.measures.tallies import Columns, tallied
from sim.plan import Plan
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, Ints

FLOW_STEPS = {
    "wishes": "wish_ms",
    "deposits": "deposited_ms",
    "cleared": "known_ms",
    "credited": "credited_ms",
    "orders": "ordered_ms",
    "shipped": "shipped_ms",
    "delivered": "delivered_ms",
    "confirmed": "confirmed_ms",
    "sellers_paid": "seller_paid_ms",
}

ENDS_OF_DRAFTS = {
    "drafts_cashed": (JourneyOutcome.CASHED_OUT,),
    "drafts_expired": (JourneyOutcome.EXPIRED_REFUNDED, JourneyOutcome.EXPIRED_UNCLAIMED),
    "drafts_refunded": (JourneyOutcome.EXPIRED_REFUNDED,),
}

DURATIONS = {
    "cash_to_credit": ("deposited_ms", "credited_ms"),
    "order_to_door": ("ordered_ms", "delivered_ms"),
    "wish_to_door": ("wish_ms", "delivered_ms"),
    "seller_to_money": ("ordered_ms", "seller_paid_ms"),
}

WATERFALL = (
    ("search", "decided_ms"),
    ("way to the counter", "first_arrived_ms"),
    ("line, and coming back", "called_ms"),
    ("deposit", "deposited_ms"),
    ("to the wallet", "credited_ms"),
    ("order", "ordered_ms"),
    ("seller", "shipped_ms"),
    ("line-haul", "hub_ms"),
    ("hub and outlet", "outlet_ms"),
    ("news", "notified_ms"),
    ("to the door", "delivered_ms"),
)


@dataclass(frozen=True)
class PurchaseMeasures:
    """One county and replication; all of it adds up over counties.

    `counts` says of the wishes that arose after the warm-up how many reached each step and ended
    each way, and their sums; and of `drafts` and fees, whosever, what happened after the warm-up
    (`drafts`, `drafts_cashed`, `drafts_expired`, `drafts_refunded`, `fee_fen`) and what there was
    at the end (`drafts_unredeemed`). `durations` has a row for each of `DURATIONS`, by number, and
    begun minute that occurred, `durations_ms` their sums; `waterfall_ms` has the sums of the parts
    of wish-to-door over `delivered` purchases: all of wishes after the warm-up. `counts` also has
    what `sim.measures.courses` says. `flows` has a row
    an hour, of whoever reached a step or had money held in it.
    """

    counts: dict[str, int]
    durations: Columns
    durations_ms: dict[str, int]
    flows: Columns
    waterfall_ms: dict[str, int]


def measure_purchases(diary: Diary, plan: Plan) -> PurchaseMeasures:
    """Return the purchase measures after the warm-up."""
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    wished = diary.journeys["wish_ms"] >= from_ms
    journeys = {name: column[wished] for name, column in diary.journeys.items()}
    durations = _durations(journeys)
    flows = _flows(diary.journeys, plan)
    after = flows["hour"] * HOUR_MS >= from_ms
    return PurchaseMeasures(
        counts=_counts(journeys)
        | _drafts(diary.journeys, from_ms)
        | count_courses(diary, plan, wished),
        durations=_histograms(durations),
        durations_ms={name: int(lengths_ms.sum()) for name, lengths_ms in durations.items()},
        flows={name: column[after] for name, column in flows.items()},
        waterfall_ms=_waterfall(journeys),
    )


def _flows(journeys: Mapping[str, Ints], plan: Plan) -> Columns:
    """Return for each hour how many reached each step, and the average money held."""
    hours = plan.end_ms // HOUR_MS
    flows = {"hour": np.arange(hours)}
    for name, step in FLOW_STEPS.items():
        flows[name] = counts_by_hour(journeys[step][journeys[step] != NONE], hours)
    for name in ("post", "escrow"):
        since_ms, until_ms, amounts = _held(journeys, plan, name)
        flows[f"{name}_float_fen"] = average_by_hour(since_ms, until_ms, hours, amounts)
    return flows


def _counts(journeys: Columns) -> dict[str, int]:
    """Return how many of these wishes reached each step and ended each way, and what they took."""
    counts = {name: int((journeys[step] != NONE).sum()) for name, step in FLOW_STEPS.items()}
    counts["decided"] = int((journeys["decided_ms"] != NONE).sum())
    for outcome in JourneyOutcome:
        counts[outcome.name.lower()] = int((journeys["outcome"] == outcome).sum())
    for name in ("trips", "trips_in_vain", "sms_sent", "wrong_tries"):
        counts[name] = int(journeys[name].sum())
    return counts


def _drafts(journeys: Mapping[str, Ints], from_ms: int) -> dict[str, int]:
    """Return the drafts issued, and their ends, from a moment on, and what is open at the end.

    A draft is cashed, expired or refunded when its purchase ends so.
    """
    left = journeys["drafts"] - journeys["drafts_redeemed"]
    deposited = journeys["deposited_ms"] >= from_ms
    open_end = (journeys["credited_ms"] == NONE) & (journeys["refunded_ms"] == NONE)
    unredeemed = (journeys["deposited_ms"] != NONE) & open_end
    counts = {
        "drafts": int(journeys["drafts"][deposited].sum()),
        "fee_fen": int(journeys["fee_fen"][deposited].sum()),
        "drafts_unredeemed": int(left[unredeemed].sum()),
    }
    for name, outcomes in ENDS_OF_DRAFTS.items():
        ended = np.isin(journeys["outcome"], outcomes) & (journeys["ended_ms"] >= from_ms)
        counts[name] = int(left[ended].sum())
    return counts


def _durations(journeys: Columns) -> dict[str, Ints]:
    found = {}
    for name, (first, last) in DURATIONS.items():
        got_there = (journeys[first] != NONE) & (journeys[last] != NONE)
        found[name] = (journeys[last] - journeys[first])[got_there]
    return found


def _histograms(durations: dict[str, Ints]) -> Columns:
    """Return how many took each whole number of begun minutes."""
    lengths_ms = list(durations.values())
    numbers = np.repeat(np.arange(len(lengths_ms)), [one.size for one in lengths_ms])
    minutes = np.concatenate(lengths_ms) // MINUTE_MS
    return tallied({"duration": numbers, "minutes": minutes})


def _waterfall(journeys: Columns) -> dict[str, int]:
    """Return the summed parts from wish to door; a step that a purchase lacks takes no time."""
    delivered = journeys["delivered_ms"] != NONE
    reached_ms = journeys["wish_ms"][delivered]
    parts = {}
    for name, step in WATERFALL:
        step_ms = np.maximum(journeys[step][delivered], reached_ms)
        parts[name] = int((step_ms - reached_ms).sum())
        reached_ms = step_ms
    return parts


def _held(journeys: Mapping[str, Ints], plan: Plan, holder: str) -> tuple[Ints, Ints, Ints]:
    """Return since when, until when and how much money is held for each purchase.

    The Post holds what was paid in until it is credited, paid out or refunded; escrow what was
    ordered until the seller is paid or the buyer refunded.
    """
    method = plan.scenario.payment.method
    amount_fen = journeys["price_fen"] + journeys["postage_fen"]
    ends: tuple[str, ...]
    if holder == "post" and method == "cash_on_delivery":
        since_ms, ends = journeys["delivered_ms"], ("seller_paid_ms", "refunded_ms")
    elif holder == "post":
        since_ms, ends = journeys["deposited_ms"], ("credited_ms", "refunded_ms")
    elif method in {"draft", "reference", "agent"}:
        since_ms, ends = journeys["ordered_ms"], ("seller_paid_ms", "refunded_ms")
    else:
        since_ms, ends = np.full(amount_fen.size, NONE), ("seller_paid_ms",)
    refused = (journeys["outcome"] == JourneyOutcome.REFUSED) & (method == "cash_on_delivery")
    until_ms = np.full(amount_fen.size, plan.end_ms)
    for name in ends:
        until_ms = np.where(journeys[name] != NONE, np.minimum(until_ms, journeys[name]), until_ms)
    held = (since_ms != NONE) & ~refused
    return since_ms[held], until_ms[held], amount_fen[held]
