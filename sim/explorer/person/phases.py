"""What each part of a journey belongs to: seven phases, each with its colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.study.story import RUN_END, JourneyPart, JourneyStory


@dataclass(frozen=True)
class Phase:
    """A phase of a journey: what one waits for in it, and the steps at which parts of it end."""

    name: str
    colour: str
    steps: frozenset[str]


PHASES = (
    Phase("finding an offer", "--edge", frozenset({"wish_ms", "decided_ms"})),
    Phase("going to the counter", "--series-6", frozenset({"first_arrived_ms"})),
    Phase("line and counter", "--series-2", frozenset({"called_ms", "deposited_ms"})),
    Phase("money going online", "--series-1", frozenset({"known_ms", "credited_ms"})),
    Phase("order and packing", "--series-5", frozenset({"ordered_ms", "shipped_ms"})),
    Phase(
        "parcel on its way",
        "--series-3",
        frozenset({"hub_ms", "outlet_ms", "notified_ms", "delivered_ms"}),
    ),
    Phase(
        "until the end",
        "--series-4",
        frozenset({"confirmed_ms", "seller_paid_ms", "ended_ms", RUN_END}),
    ),
)
LAST = {"ended_ms", RUN_END}
STEP_NAMES = {
    "wish_ms": "the wish",
    "decided_ms": "an offer found",
    "first_arrived_ms": "at the counter for the first time",
    "called_ms": "called to a counter",
    "deposited_ms": "cash paid in",
    "known_ms": "known at the gateway",
    "credited_ms": "money in the wallet",
    "ordered_ms": "ordered",
    "shipped_ms": "parcel shipped",
    "hub_ms": "parcel at the hub",
    "outlet_ms": "parcel at the outlet",
    "notified_ms": "heard of the parcel",
    "delivered_ms": "parcel in hand",
    "confirmed_ms": "confirmed",
    "seller_paid_ms": "seller paid",
    "ended_ms": "the end of the journey",
    RUN_END: "the end of the run",
}
"""What a step is, in the order of a journey."""


def phase_of(step: str) -> Phase:
    """Return the phase at the end of which a step stands.

    >>> phase_of("hub_ms").name
    'parcel on its way'
    """
    return next(phase for phase in PHASES if step in phase.steps)


def phases_of(told: JourneyStory) -> list[Phase]:
    """Return the phase of each part.

    The last part, until the journey or the run ended, belongs to what was waited for in it: the
    step that would have come next.
    """
    phases = [phase_of(part.step) for part in told.parts]
    if told.parts[-1].step in LAST and len(told.parts) > 1:
        order = list(STEP_NAMES)
        phases[-1] = phase_of(order[order.index(told.parts[-2].step) + 1])
    return phases


def spans_of(told: JourneyStory) -> list[tuple[Phase, JourneyPart, int, int]]:
    """Return each part with where it begins and ends, in milliseconds since the wish."""
    wish_ms = told.parts[0].at_ms
    return [
        (phase, part, part.at_ms - part.took_ms - wish_ms, part.at_ms - wish_ms)
        for phase, part in zip(phases_of(told), told.parts, strict=True)
    ]


def lengths_of(told: JourneyStory) -> dict[str, int]:
    """Return how long each phase took; they sum to the whole."""
    lengths = {phase.name: 0 for phase in PHASES}
    for phase, part in zip(phases_of(told), told.parts, strict=True):
        lengths[phase.name] += part.took_ms
    assert sum(lengths.values()) == told.whole_ms, "the parts of a journey sum to the whole"
    return lengths


def steps_of(stories: Sequence[JourneyStory]) -> list[str]:
    """Return the steps that any of some journeys has, in the order of a journey."""
    there = {part.step for told in stories for part in told.parts}
    return [step for step in STEP_NAMES if step in there]
