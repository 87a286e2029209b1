"""One outlet by hand: who comes when and for how long, and what becomes of each, by the clock.

Moments are written as a clock shows them on the first day, a Monday: "9:05", or "9:05:00.001".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.diary import NONE, Diary, Ending
from sim.lives import by_hand
from sim.people import People
from sim.people.breakdowns import CounterFailure
from sim.people.customers import Customer
from sim.people.wishes import Wish
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county
from tests.sim.lives import HOUR, MINUTE

SECOND = 1_000

# The counter, when it called, when the visit ended, and how; NONE and "" for who was not called.
Stay = tuple[int, str, str, Ending]
# The counter, the visit that was interrupted or NONE, and when it failed, worked and went on again.
Repair = tuple[int, int, str, str, str]


def moment(clock: str) -> int:
    """Return what a clock shows as a moment of the first day; 33:00 is nine on the second."""
    hours, minutes, *seconds = clock.split(":")
    rest_ms = round(float(seconds[0]) * SECOND) if seconds else 0
    return int(hours) * HOUR + int(minutes) * MINUTE + rest_ms


def clock(moment_ms: int) -> str:
    """Return a moment as a clock shows it, with seconds where there are any; "" for NONE."""
    if moment_ms == NONE:
        return ""
    minutes, rest_ms = divmod(moment_ms, MINUTE)
    seconds = f":{rest_ms / SECOND:06.3f}" if rest_ms else ""
    return f"{minutes // 60}:{minutes % 60:02}{seconds}"


def hall(counters: int, /, **tables: Any) -> Plan:  # noqa: ANN401 - a table, or a list of them
    """Return a plan of a week: an outlet of so many counters, open from 8:00 to 17:00."""
    settings = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": 7},
        "hours": {"opening_hours": "Mo-Su 08:00-17:00"},
    }
    scenario = Scenario.model_validate({**settings, **tables})
    return make_plan(scenario, bare_county(1, counters, 100))


def shifts(counters: Mapping[str, int | str], /, **others: Any) -> dict[str, Any]:  # noqa: ANN401 - any key
    """Return a table of staffing, by hours of every day as in "08:00-11:00"."""
    named = {f"Mo-Su {hours}": staffed for hours, staffed in counters.items()}
    rule = {"at_shift_end": others.pop("at_shift_end")} if "at_shift_end" in others else {}
    return {"rural": {"counters": named, **others}, **rule}


def customer(number: int, comes: str, minutes: float, **traits: int) -> Customer:
    """Return somebody who stays for any line and does not come back, but for the traits named."""
    usual = by_hand.customer(number, moment(comes), round(minutes * MINUTE))
    return usual._replace(**traits)


def with_failures(people: People, *failures: list[tuple[str, str]]) -> People:
    """Let counters fail, one list a counter: how long each works, and its repair, in h:mm."""
    each = (
        tuple(CounterFailure(*map(moment, one)) for one in of_counter) for of_counter in failures
    )
    return replace(people, failures=tuple(each))


def failing(after: str = "resumes", clock: str = "calendar") -> dict[str, Any]:
    """Return counters that fail, and what becomes of the service under way."""
    return {"fail": True, "failure_clock": clock, "service_after_failure": after}


def crowd(plan: Plan, *customers: Customer, wish: Wish | None = None) -> People:
    """Return a county of these customers, and somebody with a wish if one is given."""
    if wish is None:
        return by_hand.customers_of(plan, *customers)
    return by_hand.joined_by(by_hand.people_of(plan, wish), customers)


def stays(diary: Diary) -> list[Stay]:
    """Return what became of each visit, in order of arrival."""
    names = ("counter", "called_ms", "left_ms", "ending")
    rows = zip(*(diary.visits[name].tolist() for name in names), strict=True)
    return [
        (counter, clock(called), clock(left), Ending(how)) for counter, called, left, how in rows
    ]


def calls(diary: Diary) -> list[tuple[int, str]]:
    """Return which counter called each, and when."""
    return [(counter, called) for counter, called, _, _ in stays(diary)]


def repairs(diary: Diary) -> list[Repair]:
    """Return all failures in order of time."""
    names = ("counter", "visit", "failed_ms", "repaired_ms", "resumed_ms")
    rows = zip(*(diary.failures[name].tolist() for name in names), strict=True)
    return [
        (counter, visit, clock(failed), clock(repaired), clock(resumed))
        for counter, visit, failed, repaired, resumed in rows
    ]
