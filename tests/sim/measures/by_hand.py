"""The diary read one row at a time: what each measure is, worked out a second time.

Nothing of `sim.measures` is used. Time is the area under a step function, what happened is counted
moment by moment, and people stand in a list.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.diary import (
    FAILURE_COLUMNS,
    NONE,
    USUAL_PURPOSES,
    VISIT_COLUMNS,
    Diary,
    Ending,
    JourneyOutcome,
    Purpose,
)
from sim.plan import Plan, Timetable
from sim.units import DAY_MS, HOUR_MS

Row = dict[str, int]
Interval = tuple[int, int, int]
NAN = float("nan")


@dataclass(frozen=True)
class Span:
    """A half-open stretch of time."""

    from_ms: int
    to_ms: int

    def holds(self, moment_ms: int) -> bool:
        """Tell whether a moment lies in it; NONE lies in none."""
        return self.from_ms <= moment_ms < self.to_ms


class Level:
    """A step function of time: how much there is at each moment, of intervals with weights."""

    def __init__(self, intervals: Iterable[Interval]) -> None:
        """Add up what begins and ends at each moment, and the area before it."""
        changes: Counter[int] = Counter()
        for from_ms, to_ms, weight in intervals:
            changes[from_ms] += weight
            changes[to_ms] -= weight
        self.moments = sorted(changes)
        self.levels, self.areas = [0], [0]
        last_ms = 0
        for moment in self.moments:
            self.areas.append(self.areas[-1] + self.levels[-1] * (moment - last_ms))
            self.levels.append(self.levels[-1] + changes[moment])
            last_ms = moment

    def area(self, span: Span) -> int:
        """Return the integral over a span."""
        return self._until(span.to_ms) - self._until(span.from_ms)

    def highest(self, span: Span) -> int:
        """Return the highest level in a span."""
        first = bisect_right(self.moments, span.from_ms)
        last = bisect_right(self.moments, span.to_ms - 1)
        return max(self.levels[first : last + 1])

    def _until(self, moment_ms: int) -> int:
        place = bisect_right(self.moments, moment_ms)
        last_ms = self.moments[place - 1] if place else 0
        return self.areas[place] + self.levels[place] * (moment_ms - last_ms)


def after_warm_up(plan: Plan) -> Span:
    """Return the time that is measured."""
    return Span(plan.scenario.run.warm_up_days * DAY_MS, plan.end_ms)


def visits_of(diary: Diary) -> list[Row]:
    """Return all visits; who is still there stays until the end."""
    found = []
    for values in zip(*(diary.visits[name].tolist() for name in VISIT_COLUMNS), strict=True):
        visit = dict(zip(VISIT_COLUMNS, values, strict=True))
        visit["gone_ms"] = diary.end_ms if visit["left_ms"] == NONE else visit["left_ms"]
        called = visit["called_ms"] != NONE
        visit["waited_to_ms"] = visit["called_ms"] if called else visit["gone_ms"]
        found.append(visit)
    return found


def failures_of(diary: Diary) -> list[Row]:
    """Return all failures; one that is not repaired, or not gone on after, lasts until the end."""
    found = []
    for values in zip(*(diary.failures[name].tolist() for name in FAILURE_COLUMNS), strict=True):
        failure = dict(zip(FAILURE_COLUMNS, values, strict=True))
        for name in ("repaired_ms", "resumed_ms"):
            failure[name] = diary.end_ms if failure[name] == NONE else failure[name]
        found.append(failure)
    return found


def services(diary: Diary) -> list[tuple[Row, int, Span]]:
    """Return each visit's stretches at counters, by counter: an interruption ends one."""
    found = []
    for number, visit in enumerate(visits_of(diary)):
        at_ms = visit["waited_to_ms"]
        for failure in failures_of(diary):
            if failure["visit"] == number:
                found.append((visit, failure["counter"], Span(at_ms, failure["failed_ms"])))
                at_ms = failure["resumed_ms"]
        found.append((visit, visit["counter"], Span(at_ms, visit["gone_ms"])))
    return found


def journeys_of(diary: Diary) -> list[Row]:
    """Return all wishes."""
    names = list(diary.journeys)
    rows = zip(*(diary.journeys[name].tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def openings(timetable: Timetable, span: Span) -> list[Span]:
    """Return when it is open within a span."""
    pairs = zip(timetable.opens_ms, timetable.closes_ms, strict=True)
    cut = [Span(max(one, span.from_ms), min(other, span.to_ms)) for one, other in pairs]
    return [one for one in cut if one.from_ms < one.to_ms]


def outlet_columns(diary: Diary, plan: Plan, number: int, span: Span) -> Row:
    """Return what the table of outlets says of one of them, but for its visits by ending."""
    visits = [visit for visit in visits_of(diary) if visit["outlet"] == number]
    waiting = Level((one["arrived_ms"], one["waited_to_ms"], 1) for one in visits)
    outlet = plan.outlets[number]
    staffed = [openings(counter.staffed, span) for counter in outlet.counters]
    served_at = [(at, one) for visit, at, one in services(diary) if visit["outlet"] == number]
    busy = Level((one.from_ms, one.to_ms, 1) for _, one in served_at)
    busy_staffed_ms = sum(
        Level((one.from_ms, one.to_ms, 1) for at, one in served_at if at == counter).area(stretch)
        for counter, stretches in enumerate(staffed)
        for stretch in stretches
    )
    opened = openings(outlet.actual, span)
    open_ms = sum(one.to_ms - one.from_ms for one in opened)
    served = [
        one for one in visits if one["ending"] == Ending.SERVED and span.holds(one["left_ms"])
    ]
    return {
        **{
            f"served_{purpose.name.lower()}": sum(one["purpose"] == purpose for one in served)
            for purpose in USUAL_PURPOSES
        },
        "waiting_ms": waiting.area(span),
        "busy_ms": busy.area(span),
        "waiting_open_ms": sum(waiting.area(one) for one in opened),
        "busy_open_ms": busy_staffed_ms,
        "open_ms": open_ms,
        "open_counter_ms": sum(
            stretch.to_ms - stretch.from_ms for stretches in staffed for stretch in stretches
        ),
        "line_max": waiting.highest(span),
    }


def down_ms(diary: Diary, plan: Plan, number: int, span: Span) -> int:
    """Return for how long the counters of an outlet were staffed and under repair."""
    here = [one for one in failures_of(diary) if one["outlet"] == number]
    return sum(
        Level(
            (one["failed_ms"], one["repaired_ms"], 1) for one in here if one["counter"] == counter
        ).area(stretch)
        for counter, one_plan in enumerate(plan.outlets[number].counters)
        for stretch in openings(one_plan.staffed, span)
    )


def over_time(diary: Diary, plan: Plan, span: Span) -> dict[str, float]:
    """Return each metric that is an average or a highest level over time."""
    outlets = [outlet_columns(diary, plan, number, span) for number in range(len(plan.outlets))]
    total = {name: sum(outlet[name] for outlet in outlets) for name in outlets[0]}
    weeks = (span.to_ms - span.from_ms) / (7 * DAY_MS)
    overtime_h = (total["busy_ms"] - total["busy_open_ms"]) / HOUR_MS
    found: dict[str, float] = {
        "utilisation": over(total["busy_open_ms"], total["open_counter_ms"]),
        "line_mean": over(total["waiting_open_ms"], total["open_ms"]),
        "line_max": max(outlet["line_max"] for outlet in outlets),
        "overtime_h_per_week": overtime_h / weeks / len(outlets),
        "down_share": NAN,
    }
    if plan.scenario.counters.fail:
        down = sum(down_ms(diary, plan, number, span) for number in range(len(outlets)))
        found["down_share"] = over(down, total["open_counter_ms"])
    for holder in ("post", "escrow"):
        level = Level(held(one, plan, holder) for one in journeys_of(diary))
        by_hour = [level.area(hour) // HOUR_MS for hour in hours(span)]
        found[f"{holder}_float_mean_yuan"] = sum(by_hour) / len(by_hour) / 100
        found[f"{holder}_float_max_yuan"] = max(by_hour) / 100
    return found


def hours(span: Span) -> list[Span]:
    """Return its hours."""
    return [Span(one, one + HOUR_MS) for one in range(span.from_ms, span.to_ms, HOUR_MS)]


def held(journey: Row, plan: Plan, holder: str) -> Interval:
    """Return how long the Post or escrow holds how much of a buyer's money."""
    method = plan.scenario.payment.method
    if holder == "escrow":
        by_method = {"draft": "ordered_ms", "reference": "ordered_ms"}
    else:
        paid_in = dict.fromkeys(("draft", "reference", "money_order"), "deposited_ms")
        by_method = paid_in | {"cash_on_delivery": "delivered_ms"}
    begins_ms = journey[by_method[method]] if method in by_method else NONE
    kept = method == "cash_on_delivery" and journey["outcome"] == JourneyOutcome.REFUSED
    if begins_ms == NONE or kept:
        return (0, 0, 0)
    to_seller = holder == "escrow" or method == "cash_on_delivery"
    ends = ("seller_paid_ms" if to_seller else "credited_ms", "refunded_ms")
    end_ms = min([journey[name] for name in ends if journey[name] != NONE] + [plan.end_ms])
    return (begins_ms, end_ms, journey["price_fen"] + journey["postage_fen"])


STEPS = {
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
EXPIRED = (JourneyOutcome.EXPIRED_REFUNDED, JourneyOutcome.EXPIRED_UNCLAIMED)


def of_events(diary: Diary, span: Span) -> dict[str, float]:
    """Return each metric that counts what happened in a span, and what there was at the end."""
    days = (span.to_ms - span.from_ms) / DAY_MS
    journeys = journeys_of(diary)
    found: dict[str, float] = {
        f"{name}_per_day": sum(span.holds(one[step]) for one in journeys) / days
        for name, step in STEPS.items()
    }
    served = [
        one["purpose"]
        for one in visits_of(diary)
        if one["ending"] == Ending.SERVED and span.holds(one["left_ms"])
    ]
    found["visits_served_per_day"] = len(served) / days
    found["pick_ups_per_day"] = served.count(Purpose.PICK_UP) / days
    paid_in = [one for one in journeys if span.holds(one["deposited_ms"])]
    found["drafts"] = sum(one["drafts"] for one in paid_in)
    found["fees_yuan"] = sum(one["fee_fen"] for one in paid_in) / 100
    ended = [one for one in journeys if span.holds(one["ended_ms"])]
    for name, outcomes in (
        ("drafts_cashed", (JourneyOutcome.CASHED_OUT,)),
        ("drafts_expired", EXPIRED),
        ("drafts_refunded", EXPIRED[:1]),
    ):
        found[name] = sum(left(one) for one in ended if one["outcome"] in outcomes)
    found["drafts_unredeemed"] = sum(
        left(one)
        for one in journeys
        if one["deposited_ms"] != NONE and one["credited_ms"] == NONE == one["refunded_ms"]
    )
    return found


def left(journey: Row) -> int:
    """Return how many drafts of a purchase were not redeemed."""
    return journey["drafts"] - journey["drafts_redeemed"]


def over(part: float, whole: float) -> float:
    """Return part over whole; of nothing, NaN."""
    return part / whole if whole else NAN


def mean(values: Sequence[float]) -> float:
    """Return the mean of a list of people's figures."""
    return over(sum(values), len(values))


def quantile(share: float, values: Sequence[int]) -> float:
    """Return the least figure that a share of the people do not exceed."""
    ordered = sorted(values)
    reached = (one for number, one in enumerate(ordered, 1) if number >= share * len(ordered))
    return next(reached, NAN)
