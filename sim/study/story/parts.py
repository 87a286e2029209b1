"""The parts of a journey: what happened at each moment, and how long it was since the last.

A story begins with the wish, and ends where the journey ended, or else where the run did. What
became known only afterwards, such as a number at the gateway when its draft was cashed already, is
told beside it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.diary import NONE, STEPS, JourneyOutcome
from sim.network.codes import county_named
from sim.study.story.times import duration, moment
from sim.study.story.words import (
    AT_AN_AGENT,
    BY_TEXT,
    CLOSED_AT_AGENT,
    DISPUTE_LOST,
    ENDING_WORDS,
    PAID_BACK,
    SAID_PAID_BACK,
    STEP_WORDS,
    WORDS_BY_METHOD,
    waiting_words,
)
from sim.units import DAY_MS, FEN_PER_YUAN

JourneyRow = Mapping[str, int]
RUN_END = "run_end"
MOMENTS = (*STEPS, "seller_paid_ms", "ended_ms")
ESCROW = {"draft", "reference", "agent"}


@dataclass(frozen=True)
class StorySetting:
    """What a scenario says of all journeys: the way to pay, its days, and how texts are used."""

    method: str
    first_day: dt.date
    end_ms: int
    limit_ms: int
    by_text: bool


@dataclass(frozen=True)
class Whereabouts:
    """Who a person is and where: what is not known is None."""

    person: int
    replication: int
    county: str
    settlement: str
    outlet: str
    outlet_class: str | None = None
    distance_km: float | None = None
    has_phone: bool | None = None


@dataclass(frozen=True)
class JourneyPart:
    """One moment of a journey: which step, when, how long after the one before, what happened."""

    step: str
    at_ms: int
    moment: str
    took_ms: int
    words: str


@dataclass(frozen=True)
class JourneyStory:
    """A journey told: its parts, whose `took_ms` sum to `whole_ms`, and what came afterwards."""

    who: str
    parts: tuple[JourneyPart, ...]
    afterwards: tuple[JourneyPart, ...]
    whole_ms: int
    outcome: str
    sums: str


def setting_of(effective: Mapping[str, Any]) -> StorySetting:
    """Return the setting of a scenario's stories, by the scenario as a manifest has it."""
    run = effective["run"]
    return StorySetting(
        method=effective["payment"]["method"],
        first_day=dt.date.fromisoformat(str(run["first_day"])),
        end_ms=run["days"] * DAY_MS,
        limit_ms=round(effective["confirm"]["limit_days"] * DAY_MS),
        # Results from before anybody redeemed by text have no such share.
        by_text=effective["redeem"].get("by_text_share", 0) > 0,
    )


def story(page: JourneyRow, where: Whereabouts, setting: StorySetting) -> JourneyStory:
    """Return a journey as a story: `page` has the diary's columns, and `stood_ms` if known."""
    is_over = page["ended_ms"] != NONE
    end_ms = page["ended_ms"] if is_over else setting.end_ms
    moments = [(step, page[step]) for step in _steps(page, setting) if page[step] <= end_ms]
    moments.sort(key=lambda one: one[1])
    if not is_over:
        moments.append((RUN_END, end_ms))
    later = [(step, page[step]) for step in _steps(page, setting) if page[step] > end_ms]

    def part(since_ms: int, step: str, at_ms: int) -> JourneyPart:
        words = _words(step, page, setting)
        return JourneyPart(step, at_ms, moment(at_ms, setting.first_day), at_ms - since_ms, words)

    since_ms = [page["wish_ms"], *(at_ms for _, at_ms in moments)]
    return JourneyStory(
        who=_who(where),
        parts=tuple(part(since, *one) for since, one in zip(since_ms, moments, strict=False)),
        afterwards=tuple(part(end_ms, *one) for one in later),
        whole_ms=end_ms - page["wish_ms"],
        outcome=JourneyOutcome(page["outcome"]).name.lower(),
        sums=_sums(page, setting),
    )


def _steps(page: JourneyRow, setting: StorySetting) -> Iterator[str]:
    """Yield the steps that happened, but for those that are one with another by the way to pay.

    A money order pays the seller as it arrives, and neither it nor cash at an agent has a number
    that anybody enters. A refund is how a journey ends.
    """
    is_order = setting.method == "money_order"
    hidden = {"known_ms"} if is_order or _at_agent(page, setting) else set()
    hidden |= {"seller_paid_ms"} if is_order else set()
    for step in MOMENTS:
        if page[step] != NONE and step not in hidden:
            yield step


def _words(step: str, page: JourneyRow, setting: StorySetting) -> str:
    method = setting.method
    if step == "wish_ms":
        return _wish(page)
    if step == "ended_ms":
        return _ending(page, setting)
    if step == RUN_END:
        reached = [one for one in STEPS if page[one] != NONE and one != "known_ms"]
        return waiting_words(reached[-1], method)
    words = STEP_WORDS | WORDS_BY_METHOD[method]
    if _at_agent(page, setting):
        words = words | AT_AN_AGENT
    elif setting.by_text and method in {"draft", "agent"}:
        words = words | BY_TEXT
    return words[_manner(step, page, setting)]


def _manner(step: str, page: JourneyRow, setting: StorySetting) -> str:
    """Return the step, or in which way it came about, where that is known."""
    if step == "called_ms":
        if page["called_ms"] == page["first_arrived_ms"]:
            return "called_at_once"
        return "called_in_the_end" if page["trips_in_vain"] else "called_from_line"
    if step == "deposited_ms" and page["drafts"] > 1 and setting.method in {"draft", "agent"}:
        return "several_drafts"
    if step == "confirmed_ms" and page[step] - page["delivered_ms"] == setting.limit_ms:
        return "confirmed_by_limit"
    if step == "delivered_ms" and page["outcome"] == JourneyOutcome.REFUSED:
        return "refused"
    return step


def _at_agent(page: JourneyRow, setting: StorySetting) -> bool:
    """Return whether an agent took the cash: then there is no draft."""
    return setting.method == "agent" and page["deposited_ms"] != NONE and not page["drafts"]


def _wish(page: JourneyRow) -> str:
    price, postage = page["price_fen"] / FEN_PER_YUAN, page["postage_fen"] / FEN_PER_YUAN
    return f"wanted to buy online, for {price:,.2f} yuan and {postage:,.2f} yuan of postage"


def _ending(page: JourneyRow, setting: StorySetting) -> str:
    outcome = JourneyOutcome(page["outcome"])
    if outcome is JourneyOutcome.COMPLETED and setting.method in ESCROW:
        return DISPUTE_LOST if page["confirmed_ms"] == NONE else ENDING_WORDS[outcome]
    if outcome is JourneyOutcome.GAVE_UP_CLOSED and setting.method == "agent":
        return CLOSED_AT_AGENT
    is_to_say = page["refunded_ms"] != NONE and outcome not in SAID_PAID_BACK
    return f"{ENDING_WORDS[outcome]}{PAID_BACK if is_to_say else ''}"


def _who(where: Whereabouts) -> str:
    county = county_named(where.county)
    who = f"Person {where.person} of {county} in replication {where.replication}"
    of_class = f", a {where.outlet_class} outlet" if where.outlet_class else ""
    texts = {True: " Has a telephone.", False: " Has no telephone.", None: ""}[where.has_phone]
    if where.settlement == where.outlet:
        return f"{who} lives in {where.settlement}, where the post office is{of_class}.{texts}"
    far = "" if where.distance_km is None else f", {where.distance_km:.1f} km away by road"
    return (
        f"{who} lives in {where.settlement}, and goes to the post office of {where.outlet}{far}"
        f"{of_class}.{texts}"
    )


def _sums(page: JourneyRow, setting: StorySetting) -> str:
    """Return what the journey took in all, in counts."""
    sums = [
        f"{_counted(page['trips'], 'trip')} ({page['trips_in_vain']} in vain)",
        _counted(page["sms_sent"], "text"),
    ]
    if page["drafts"] and setting.method in {"draft", "agent"}:
        redeemed = f"{_counted(page['drafts'], 'draft')} ({page['drafts_redeemed']} redeemed)"
        sums += [redeemed, _counted(page["wrong_tries"], "wrong try", "wrong tries")]
    sums.append(f"fees of {page['fee_fen'] / FEN_PER_YUAN:,.2f} yuan")
    if "stood_ms" in page:
        sums.append(f"{duration(page['stood_ms'])} in lines")
    return f"In all: {', '.join(sums)}."


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"
