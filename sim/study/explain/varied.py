"""The numbers of a scenario that a prediction may hang on, each changed by a tenth.

More is a tenth more, or a tenth less where no more is allowed; a whole number below ten changes by
one. A list, such as the hours of a day, changes by what lies off its mean, and a law by all its
values at once where no single one is its place. What is 0 is off, and stays so; days, hours and
names have no tenth and are not varied, and neither is from how many people on a place is a town.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario import Scenario
from sim.scenario.marks import described, mark_of

TENTH = 0.1
WHOLE_BY_ONE = 10
# What else a scenario has happens away from the counter, or is the design of a run.
TABLES = (
    *("others", "services", "line", "market", "network", "counters", "staffing", "surge"),
    *("backlog", "agents", "trip"),
)
PLACES, SHAPES = ("mean", "median", "value", "low", "mode", "high", "values"), ("cv", "sigma")
BY_ALL_VALUES = {"Uniform", "Triangular", "Empirical"}
# Each moves few outlets over a limit, which days that stand for all may miss.
LIMITS = ("network.town_people", "network.city_people")
ALWAYS = ("others.", "services.")


@dataclass(frozen=True)
class Varied:
    """A parameter, its mark, by which share it is more, and the scenario in which it is.

    The mark is that of the default, which is another value where `is_given`.
    """

    parameter: str
    mark: str
    change: float
    scenario: Scenario
    is_given: bool


def varied(scenario: Scenario) -> list[Varied]:
    """Return the scenario once for each number that is assumed, or that is of the counter."""
    found = []
    defaults = Scenario.model_validate({"network": {"counties": ["none"]}})
    for name in TABLES:
        if name in {"agents", "trip"} and not scenario.agents.are_on:
            continue
        for path, change, value in _changes(getattr(scenario, name), (name,)):
            key = ".".join(str(part) for part in path)
            mark = _mark(key)
            if key in LIMITS:
                continue
            if "A" in mark or key.startswith(ALWAYS):
                whole = scenario.model_copy(update={name: value})
                is_given = _value_at(scenario, path) != _value_at(defaults, path)
                found.append(Varied(key, mark, change, whole, is_given))
    return found


def _mark(key: str) -> str:
    """Return the mark of a number; where mean and law of a value have two, that of each.

    >>> _mark("services.other_min.mean"), _mark("services.other_min.cv")
    ('S', 'A')
    """
    mark = mark_of(described(key))
    inside = key.rpartition(".")[2]
    without = ", ".join(one for one in mark.split(", ") if one != "A")
    if not without or mark == without or inside not in {*PLACES, *SHAPES}:
        return mark
    return without if inside in PLACES else "A"


def _value_at(value: Any, path: tuple[str | int, ...]) -> object:  # noqa: ANN401 - any value of a scenario
    """Return the value at a path, or None where nothing is."""
    for part in path:
        if isinstance(value, BaseModel):
            fields = type(value).model_fields
            names = {one.alias or name: name for name, one in fields.items()}
            value = getattr(value, names[str(part)]) if part in names else None
        elif isinstance(value, tuple) and isinstance(part, int):
            value = value[part] if part < len(value) else None
        else:
            return None
    return value


def _changes(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[Any, float, Any]]:  # noqa: ANN401 - any value of a scenario
    """Yield the path of each number inside a value, its change, and the value with it."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield from ((path, change, new) for change, new in _numbers(value))
    elif isinstance(value, tuple) and value and all(isinstance(one, int | float) for one in value):
        mean = sum(value) / len(value)
        more = tuple(max(mean + (one - mean) * (1 + TENTH), 0.0) for one in value)
        if more != value:
            yield path, TENTH, more
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            for inner, change, new in _changes(one, (*path, number)):
                yield inner, change, (*value[:number], new, *value[number + 1 :])
    elif isinstance(value, BaseModel):
        yield from _of_table(value, path)


def _of_table(table: BaseModel, path: tuple[str | int, ...]) -> Iterator[tuple[Any, float, Any]]:
    if type(table).__name__ in BY_ALL_VALUES:
        names = [name for name in PLACES if name in type(table).model_fields]
        more = {name: _by_a_tenth(getattr(table, name)) for name in names}
        if any(more.values()):
            yield path, TENTH, table.model_copy(update=more)
        return
    done = set[tuple[str | int, ...]]()
    fields = type(table).model_fields
    values = {one.alias or name: getattr(table, name) for name, one in fields.items()}
    for name, value in values.items():
        for inner, change, new in _changes(value, (*path, name)):
            if inner in done:
                continue
            try:
                whole = type(table).model_validate(values | {name: new})
            except ValidationError:
                continue
            done.add(inner)
            yield inner, change, whole


def _by_a_tenth(value: Any) -> Any:  # noqa: ANN401 - a number, or measured ones
    if isinstance(value, tuple):
        return tuple(one * (1 + TENTH) for one in value)
    return value * (1 + TENTH)


def _numbers(value: float) -> Iterator[tuple[float, float]]:
    """Yield by which share a number is changed, and what it then is: more, then less."""
    if not value:
        return
    for sign in (1, -1):
        if isinstance(value, int):
            step = 1 if value < WHOLE_BY_ONE else round(value * TENTH)
            yield sign * step / value, value + sign * step
        else:
            yield sign * TENTH, value * (1 + sign * TENTH)
