"""What can be chosen, and for whom: staffings, and the outlets that share one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.network import County
from sim.scenario import CLASSES, ClassName, Scenario
from sim.units import Ints

By = Literal["class", "outlet"]
PERIODS_PER_DAY = 48


@dataclass(frozen=True)
class Candidate:
    """A staffing: so many counters, all of them while the doors are open, or by shifts.

    `shifts` are written as in a scenario. `staffed` has how many are there, as it would be if the
    doors were always open: by weekday and half-hour.
    """

    label: str
    counters: int
    shifts: tuple[tuple[str, int], ...] = ()
    staffed: tuple[int, ...] = ()

    @property
    def by_half_hour(self) -> Ints:
        """Return how many are staffed in each half-hour of the week."""
        if self.staffed:
            return np.array(self.staffed, dtype=np.int64)
        return np.full(7 * PERIODS_PER_DAY, self.counters, dtype=np.int64)


@dataclass(frozen=True)
class DecisionUnit:
    """Outlets that share one staffing: by the numbers of county and outlet. All of a class, or one.

    The promise is to hold for all customers of a unit together.
    """

    name: str
    outlet_class: ClassName
    places: tuple[tuple[int, int], ...]


def counters_throughout(counters: int, hours: str = "") -> Candidate:
    """Return the staffing of so many counters whenever the doors are open.

    Shifts that an outlet has otherwise stay in force, and say how many of the counters are staffed
    when; `hours`, those in which it is open, replace them by one shift of all counters.
    """
    label = f"{counters} counter{'s' if counters > 1 else ''}"
    return Candidate(label, counters, ((hours, counters),) if hours else ())


def units_by(by: By, counties: Sequence[County]) -> tuple[DecisionUnit, ...]:
    """Return whom to decide for: each outlet, or each class that has any."""
    places = [
        (number, place, outlet)
        for number, county in enumerate(counties)
        for place, outlet in enumerate(county.outlets)
    ]
    if by == "outlet":
        return tuple(
            DecisionUnit(outlet.name, outlet.outlet_class, ((number, place),))
            for number, place, outlet in places
        )
    found = []
    for name in CLASSES:
        here = tuple((number, place) for number, place, one in places if one.outlet_class == name)
        if here:
            found.append(DecisionUnit(name, name, here))
    return tuple(found)


def has_shifts(scenario: Scenario, unit: DecisionUnit, counties: Sequence[County]) -> bool:
    """Return whether any outlet of a unit has shifts, of its own or of its class."""
    return bool(scenario.staffing.of_class(unit.outlet_class).counters) or any(
        counties[number].outlets[place].shifts for number, place in unit.places
    )


def staffed_as(
    counties: Sequence[County],
    units: Sequence[DecisionUnit],
    chosen: Sequence[Candidate],
) -> tuple[County, ...]:
    """Return the counties with the outlets of each unit staffed by its candidate."""
    by_place: dict[tuple[int, int], Candidate] = {
        place: candidate
        for unit, candidate in zip(units, chosen, strict=True)
        for place in unit.places
    }
    return tuple(
        replace(
            county,
            outlets=tuple(
                replace(
                    outlet,
                    counters=by_place[number, place].counters,
                    shifts=dict(by_place[number, place].shifts) or outlet.shifts,
                )
                for place, outlet in enumerate(county.outlets)
            ),
        )
        for number, county in enumerate(counties)
    )


def open_at(scenario: Scenario, expression: str) -> Scenario:
    """Return the scenario with these opening hours for all outlets, whatever their class."""
    network = scenario.network.model_copy(
        update={
            name: scenario.network.class_named(name).model_copy(update={"opening_hours": ""})
            for name in CLASSES
        }
    )
    hours = scenario.hours.model_copy(update={"opening_hours": expression})
    return scenario.model_copy(update={"network": network, "hours": hours})


def fewer(candidates: Sequence[Candidate]) -> tuple[frozenset[int], ...]:
    """Return for each candidate which others never have more counters staffed than it has.

    With the same people they wait no less, so what breaks a promise rules these out as well.
    """
    weeks = [one.by_half_hour for one in candidates]
    return tuple(
        frozenset(
            other
            for other, theirs in enumerate(weeks)
            if other != number and bool((theirs <= ours).all())
        )
        for number, ours in enumerate(weeks)
    )


def named_plan(
    units: Sequence[DecisionUnit], chosen: Sequence[Candidate], counties: Sequence[County]
) -> Mapping[str, Candidate]:
    """Return the staffing of each outlet by its name."""
    return {
        counties[number].outlets[place].name: candidate
        for unit, candidate in zip(units, chosen, strict=True)
        for number, place in unit.places
    }
