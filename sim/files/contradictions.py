"""What a scenario says and cannot mean: weights of nothing, by which nobody would ever come."""

from collections.abc import Iterator

from sim.files.findings import Finding
from sim.scenario import Scenario
from sim.scenario.limits import LARGEST_FACTOR_MIN


def contradictions(scenario: Scenario, people: float) -> Iterator[Finding]:
    """Yield what is wrong with the weights of a scenario in whose counties so many people live."""
    for table in ("market", "others"):
        for factors in ("day_factors", "hour_factors"):
            largest = max(getattr(getattr(scenario, table), factors))
            if largest < LARGEST_FACTOR_MIN:
                message = (
                    f"the largest is {largest:g}, and must be at least {LARGEST_FACTOR_MIN:g}: by "
                    "these nobody would ever come; they count relative to their mean"
                )
                yield Finding(scenario.name, 0, 0, f"{table}.{factors}", message)
    if not people:
        message = (
            "people is 0 in every row, so nobody would come: say how many live nearest to each"
        )
        yield Finding(scenario.network.outlets_csv, 0, 0, "people", message)
