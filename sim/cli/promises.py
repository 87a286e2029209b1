"""What is asked of a staffing, read from the words of a command."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import noting

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.optimise.asking import Asked
    from sim.study.optimise.trial import PromisedMetric

PROMISE = "wait_over_15_min_share=5%"
WANTED = (
    *("promise", "by", "counters", "shifts", "hours", "yuan_per_hour", "overtime_factor"),
    *("zones", "most"),
)
COST, COST_ZONE = "cost", 0.02
PARTS_OF_LIMIT = 5
AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(%|min|)")
RANGE = re.compile(r"([0-9]{1,4})(?:\.\.([0-9]{1,4}))?")
COUNTERS_MOST, CHOICES_MOST = 1_000, 50
HALF_HOURS = 2
SHIFT_LEAST_H, SHIFT_MOST_H = 0.5, 24


def asked_of(wanted: Mapping[str, Any], scenario: "Scenario", engine: str) -> "Asked":
    """Return what is asked. Raise UsageError for all that cannot be, with what can."""
    from sim.study.optimise.asking import Asked
    from sim.study.optimise.trial import WagePerHour

    wrong: list[str] = []
    promise = noting(wrong, lambda: _promise(wanted["promise"]))
    zones = noting(wrong, lambda: _zones(wanted["zones"], promise))
    counters = noting(wrong, lambda: _counters(wanted["counters"]))
    shifts = noting(wrong, lambda: _shifts(wanted["shifts"]))
    hours = [noting(wrong, partial(_hours, one, scenario)) for one in wanted["hours"]]
    if wrong:
        raise click.UsageError("\n".join(wrong))
    assert promise, "else something is wrong"
    assert zones, "likewise"
    metric, at_most = promise
    return Asked(
        by=wanted["by"],
        metric=metric,
        at_most=at_most,
        zone=zones[0],
        wage=WagePerHour(wanted["yuan_per_hour"], wanted["overtime_factor"]),
        cost_zone=zones[1],
        counters=counters or (),
        shifts=shifts or (),
        hours=tuple(dict.fromkeys(one for one in hours if one is not None)),
        most=wanted["most"],
        engine=engine,
    )


def _promise(text: str) -> "tuple[PromisedMetric, float]":
    from sim.study.optimise.trial import promised_metric

    name, at_most = _amount("--at-most", text, PROMISE)
    try:
        metric = promised_metric(name)
    except ValueError as error:
        message = f"--at-most {error}"
        raise click.UsageError(message) from None
    _check_unit("--at-most", text, metric)
    if not 0 < at_most < (1 if metric.unit == "share" else float("inf")):
        message = f"--at-most {text}: above 0, and a share below 100%, as in {PROMISE}"
        raise click.UsageError(message)
    return metric, at_most


def _zones(
    texts: Sequence[str], promise: "tuple[PromisedMetric, float] | None"
) -> tuple[float, float]:
    """Return the zone of the metric, and of cost. Without a promise they only must be readable."""
    name = promise[0].name if promise else PROMISE.partition("=")[0]
    zones = dict(_amount("--zone", text, f"{name}=1%") for text in texts)
    if not promise:
        return 0.0, 0.0
    metric, at_most = promise
    if unknown := [zone for zone in zones if zone not in (name, COST)]:
        message = f"--zone {unknown[0]}: name {name} or {COST}"
        raise click.UsageError(message)
    for text in texts:
        _check_unit("--zone", text, metric)
    zone = zones.get(name, at_most / PARTS_OF_LIMIT)
    if not 0 < zone < at_most or not 0 < zones.get(COST, COST_ZONE) < 1:
        message = f"--zone: of {name} above 0 and below {at_most:g}, of {COST} between 0 and 100%"
        raise click.UsageError(message)
    return zone, zones.get(COST, COST_ZONE)


def _amount(option: str, text: str, example: str) -> tuple[str, float]:
    """Return a metric and a value: 5% is 0.05, and minutes may say so."""
    name, equals, written = text.partition("=")
    found = AMOUNT.fullmatch(written.strip())
    if not (equals and name and found):
        message = f"{option} {text}: write METRIC=VALUE, such as {example}"
        raise click.UsageError(message)
    value = float(found[1])
    return name.strip(), value / 100 if found[2] == "%" else value


def _check_unit(option: str, text: str, metric: "PromisedMetric") -> None:
    """Raise UsageError for a percentage of minutes, or for minutes of a share."""
    name, _, written = (part.strip() for part in text.partition("="))
    is_share = name == COST or metric.unit == "share"
    if written.endswith("min" if is_share else "%"):
        unit, example = ("a share", "5%") if is_share else ("minutes", "4min")
        message = f"{option} {text}: {name} is {unit}: write {name}={example}, say"
        raise click.UsageError(message)


def _counters(text: str | None) -> tuple[int, ...]:
    """Return the numbers of a list with ranges: 1..3 or 1,2,5."""
    numbers: list[int] = []
    for part in text.split(",") if text else ():
        found = RANGE.fullmatch(part.strip())
        if not found:
            message = f"--counters {text}: write numbers, such as 1..4 or 1,2,4"
            raise click.UsageError(message)
        numbers += range(int(found[1]), int(found[2] or found[1]) + 1)
    found_numbers = tuple(sorted(set(numbers)))
    if text is not None and not found_numbers:
        message = f"--counters {text}: the first of a range comes first, such as 1..4"
        raise click.UsageError(message)
    wrong = [one for one in found_numbers if not 1 <= one <= COUNTERS_MOST]
    if wrong or len(found_numbers) > CHOICES_MOST:
        message = (
            f"--counters {text}: from 1 to {COUNTERS_MOST}, and at most {CHOICES_MOST} of them"
        )
        raise click.UsageError(message)
    return found_numbers


def _shifts(text: str | None) -> tuple[int, ...]:
    """Return lengths of shifts in half-hours."""
    lengths = []
    for part in text.split(",") if text is not None else ():
        hours = part.strip().removesuffix("h")
        found = AMOUNT.fullmatch(hours)
        half_hours = float(found[1]) * HALF_HOURS if found and not found[2] else 0.0
        if half_hours != int(half_hours) or not (
            SHIFT_LEAST_H <= half_hours / HALF_HOURS <= SHIFT_MOST_H
        ):
            message = (
                f"--shifts {text}: write hours from {SHIFT_LEAST_H} to {SHIFT_MOST_H}, in halves, "
                "such as 4,8.5"
            )
            raise click.UsageError(message)
        lengths.append(int(half_hours))
    return tuple(dict.fromkeys(lengths))


def _hours(text: str, scenario: "Scenario") -> str:
    """Return opening hours that can be read and are some time in the run."""
    from sim.calendar import open_times
    from sim.scenario.hours_syntax import check_expression

    try:
        check_expression(text)
        is_ever_open = open_times(text, scenario).opens_ms.size > 0
    except ValueError as error:
        message = f"--hours {text}: {error}"
        raise click.UsageError(message) from None
    if not is_ever_open:
        message = f"--hours {text}: never open in this run"
        raise click.UsageError(message)
    return text
