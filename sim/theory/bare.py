"""The model shrunk to a bare queue, with independent outlets as independent replications."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.diary import Diary
from sim.network import County, HumanSettlement, Outlet
from sim.scenario import Scenario
from sim.units import DAY_MS, MINUTE_MS, Bools, Floats

SMALLEST_LUCK = 1e-4

SWITCHED_OFF: dict[str, dict[str, Any]] = {
    "network": {"outlets_csv": "bare"},
    "hours": {"opening_hours": "24/7"},
    "market": {"wishes_per_1000_people_day": 0},
    "parcel": {"other_parcels_per_1000_people_day": 0},
    "others": {
        "day_factors": [1.0] * 7,
        "hour_factors": [1.0] * 24,
        "visits_per_person_year": 365.0,
    },
    "line": {"balking": False, "reneging": False, "return_share": 0.0},
}


def bare_scenario(service_min: object, days: int, **tables: Mapping[str, Any]) -> Scenario:
    """Return a scenario with one visit a person and day, and nothing but a queue."""
    merged = {name: dict(table) for name, table in SWITCHED_OFF.items()}
    for name, table in tables.items():
        merged[name] = {**merged.get(name, {}), **table}
    merged["services"] = {"other_min": service_min}
    merged["run"] = {"days": days, "seed": 2006, "replications": 1, **merged.get("run", {})}
    return Scenario.model_validate(merged)


def bare_county(outlets: int, counters: int, visits_a_day: int) -> County:
    """Return a county of equal outlets, each with as many people as visits a day."""
    return County(
        code="1",
        name="bare",
        lat=0.0,
        lon=0.0,
        outlets=tuple(
            Outlet(f"outlet {number}", "rural", 0.0, 0.0, counters, visits_a_day, invented=True)
            for number in range(outlets)
        ),
        settlements=tuple(
            HumanSettlement(f"place {number}", 0.0, 0.0, visits_a_day, number, 0.0)
            for number in range(outlets)
        ),
    )


def wait_means_min(
    diary: Diary, outlets: int, warm_up_days: int, among: Bools | None = None
) -> Floats:
    """Return the mean wait at each outlet of all who came after the warm-up, in minutes.

    Who is still in line at the end has waited until then. `among` limits it to some visits.
    """
    visits = diary.visits
    until_ms = np.where(visits["called_ms"] >= 0, visits["called_ms"], visits["left_ms"])
    until_ms = np.where(until_ms >= 0, until_ms, diary.end_ms)
    counted = visits["arrived_ms"] >= warm_up_days * DAY_MS
    if among is not None:
        counted &= among
    waits = (until_ms - visits["arrived_ms"])[counted] / MINUTE_MS
    outlet = visits["outlet"][counted]
    return np.bincount(outlet, waits, outlets) / np.bincount(outlet, minlength=outlets)


def controls(diary: Diary, outlets: int, first_ms: int, expected: tuple[float, float]) -> Floats:
    """Return how far each outlet's arrivals and service times lie from their known means.

    `expected` holds visits in all from `first_ms` on and the mean service in minutes. Shape
    (outlets, 2), relative to the means.
    """
    visits = diary.visits
    counted = visits["arrived_ms"] >= first_ms
    arrivals = np.bincount(visits["outlet"][counted], minlength=outlets)
    served = counted & (visits["called_ms"] >= 0) & (visits["left_ms"] >= 0)
    outlet = visits["outlet"][served]
    service = (visits["left_ms"] - visits["called_ms"])[served] / MINUTE_MS
    service_means = np.bincount(outlet, service, outlets) / np.bincount(outlet, minlength=outlets)
    return np.column_stack((arrivals / expected[0] - 1, service_means / expected[1] - 1))


def mean_and_error(samples: Floats, known: Floats | None = None) -> tuple[float, float, int]:
    """Return the mean of the samples, its standard error, and the degrees of freedom left.

    `known` are control variates of expectation zero; they take out what is luck of the arrivals
    and services drawn. Source: Lavenberg and Welch (1981).
    """
    design = np.ones((samples.size, 1))
    if known is not None:
        design = np.column_stack((design, known[:, known.std(axis=0) > SMALLEST_LUCK]))
    fit, *_ = np.linalg.lstsq(design, samples)
    freedom = samples.size - design.shape[1]
    variance = ((samples - design @ fit) ** 2).sum() / freedom
    error = np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0])
    return float(fit[0]), float(error), freedom
