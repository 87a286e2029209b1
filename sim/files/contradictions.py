"""What a scenario says and cannot mean: weights by which nobody would come, impossible shifts."""

from collections.abc import Iterator

from sim.files.findings import Finding
from sim.files.shifts import wrong_shifts
from sim.scenario import Scenario


def contradictions(scenario: Scenario, people: float) -> Iterator[Finding]:
    """Yield what is wrong with a scenario in whose counties so many people live."""
    yield from wrong_shifts(scenario)
    for table in ("market", "others"):
        for factors in ("day_factors", "hour_factors"):
            if not any(_weights(scenario, table, factors)):
                message = (
                    "all are 0, so nobody would ever come: raise one, they count relative to "
                    "their mean; or lower the rate to 0"
                )
                yield Finding(scenario.name, 0, 0, f"{table}.{factors}", message)
    if not people:
        message = (
            "people is 0 in every row, so nobody would come: say how many live nearest to each"
        )
        yield Finding(scenario.network.outlets_csv, 0, 0, "people", message)


def _weights(scenario: Scenario, table: str, factors: str) -> tuple[object, ...]:
    """Return the factors, or the profile that stands in their place on every weekday."""
    others = scenario.others
    if (table, factors) == ("others", "hour_factors") and others.profile and all(others.profile):
        return others.profile
    found: tuple[object, ...] = getattr(getattr(scenario, table), factors)
    return found
