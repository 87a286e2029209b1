"""Levers as users write them: KEY=VALUES beside a scenario, and the settings that a point means.

Values are a list (`2,3,5`, or `["a, b", "c"]` where a value has a comma), a range with a step
(`1..3:0.5`, both ends in it), or a range alone (`1..3`) for designs that choose values themselves.
A key is one of `--set`, or one inside a law, such as `services.other_min.mean`: then the law stays
as the scenario has it, but for this. Designs of listed values also take whole laws, lists and
tables as alternatives, as TOML has them: `services.other_min=[{law = "exponential", mean = 3}, 4]`.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from sim.files.findings import FileErrors, Finding
from sim.files.listed_values import NUMBER, SHAPES, VALUES_MOST, labels_of, listed
from sim.files.schema import effective
from sim.files.toml_words import toml_value
from sim.files.wording import shortened
from sim.scenario import Scenario
from sim.study.sweep.designs import DesignName, Lever, Point, Value

RANGE = re.compile(rf"\s*({NUMBER})\s*\.\.\s*({NUMBER})\s*(?::\s*({NUMBER})\s*)?")
ONE_FOR_ALL = ("name", "question", "run.replications", "run.seed")
LISTED = ("grid", "one-at-a-time")
NOT_ASKED = Decimal(0)


def read_levers(
    written: Sequence[str], scenario: Scenario, design: DesignName
) -> tuple[list[Lever], list[Finding]]:
    """Return the levers that can be read, and everything that is wrong with the others."""
    values = effective(scenario)
    known = _keys(values, "")
    levers: list[Lever] = []
    findings: list[Finding] = []
    for text in written:
        try:
            levers.append(_lever(text, known, design))
        except ValueError as error:
            key = text.partition("=")[0].strip()
            source = f"--vary {shortened(text)}"
            findings.append(Finding(source, 0, 0, shortened(key), str(error)))
    return levers, findings + _clashes(levers)


def base_point(levers: Sequence[Lever], scenario: Scenario) -> Point:
    """Return the values that the scenario itself has. Raise FileErrors if one has none."""
    known = _keys(effective(scenario), "")
    wrong = [
        Finding(
            f"--vary {lever.key}",
            0,
            0,
            lever.key,
            "the scenario has nothing here, and one at a time starts from its own value: "
            "choose --design grid",
        )
        for lever in levers
        if known[lever.key] is None
    ]
    if wrong:
        raise FileErrors(wrong)
    return tuple(
        toml_value(known[lever.key]) if lever.labels else known[lever.key] for lever in levers
    )


def settings_of(levers: Sequence[Lever], point: Point, scenario: Scenario) -> list[str]:
    """Return a point as `run --set` takes it: key=value, and a law as a whole where it is in one.

    >>> from sim.scenario import Network
    >>> county = Scenario(network=Network(counties=("500242",)))
    >>> settings_of([Lever("line.patience_min.median", (9,))], (9,), county)
    ['line.patience_min={law = "lognormal_median", median = 9, sigma = 0.7}']
    """
    known = _keys(effective(scenario), "")
    laws: dict[str, dict[str, Any]] = {}
    settings: dict[str, str] = {}
    for lever, value in zip(levers, point, strict=True):
        law, _, inside = lever.key.rpartition(".")
        if _is_law(known.get(law)):
            laws.setdefault(law, dict(known[law]))[inside] = value
            settings[law] = toml_value(laws[law])
        else:
            settings[lever.key] = str(value) if lever.labels else toml_value(value)
    return [f"{key}={text}" for key, text in settings.items()]


def _lever(text: str, known: Mapping[str, Any], design: DesignName) -> Lever:
    """Return a lever. Raise ValueError for one that cannot be."""
    key, equals, written = (part.strip() for part in text.partition("="))
    if not key or not equals or not written:
        message = f"no KEY=VALUES: {SHAPES}"
        raise ValueError(message)
    if key in ONE_FOR_ALL:
        message = "one for all points, which meet the same people: leave it out"
        raise ValueError(message)
    if key not in known:
        close = get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]}?" if close else "see wanghuiyi schema"
        message = f"not a parameter of this scenario; {hint}"
        raise ValueError(message)
    now = known[key]
    if RANGE.fullmatch(written):
        if isinstance(now, bool | str | list) or _is_table(now):
            message = f"a range has numbers, and {key} has none: list its values"
            raise ValueError(message)
        is_whole = isinstance(now, int)
        return _ranging(Lever(key, is_whole=is_whole), written, is_listed=design in LISTED)
    items = listed(written, now)
    if isinstance(now, list) or _is_table(now):
        _check_kind(key, items, now, known)
    is_law_at_base = design == "one-at-a-time" and _is_law(now)
    if is_law_at_base or any(isinstance(one, dict | list) for one in items):
        return _of_alternatives(key, items, now, design)
    values = tuple(dict.fromkeys(items))
    if len(values) == 1 and design not in LISTED:
        message = "one value alone: write two or more, or a range such as 9..36"
        raise ValueError(message)
    return Lever(key, values)


def _check_kind(key: str, items: Sequence[object], now: object, known: Mapping[str, Any]) -> None:
    """Raise ValueError for what is no list where the scenario has one, and no table likewise."""
    is_list = isinstance(now, list)
    if all(isinstance(one, list if is_list else dict) for one in items):
        return
    inside = [name for name in known if name.startswith(f"{key}.")]
    example = f"{key}={'[[...], [...]]' if is_list else '[{...}, {...}]'}"
    hint = f"name one of {', '.join(inside[:3])}, or " if inside and not is_list else ""
    message = f"{'a list' if is_list else 'a table'}, and no value: {hint}write {example}"
    raise ValueError(message)


def _of_alternatives(key: str, items: Sequence[Any], now: object, design: DesignName) -> Lever:
    """Return a lever of whole laws, lists or tables. Raise ValueError for a design of ways."""
    if design not in LISTED:
        message = (
            f"laws, lists and tables have no order from low to high, and {design} needs one: "
            f"vary a key inside, or choose --design {' or '.join(LISTED)}"
        )
        raise ValueError(message)
    found = {toml_value(one): one for one in items}
    own = {toml_value(now): now} if design == "one-at-a-time" and now is not None else {}
    shown = labels_of(own | found)
    return Lever(key, tuple(found), labels=tuple(shown.items()))


def _ranging(lever: Lever, written: str, *, is_listed: bool) -> Lever:
    """Return a lever of a range. Raise ValueError for one that has no values."""
    found = RANGE.fullmatch(written)
    assert found, "whoever calls this has matched it"
    low, high, step = (Decimal(part) if part else NOT_ASKED for part in found.groups())
    if high <= low:
        message = f"{high} is not above {low}: write the lower end first"
        raise ValueError(message)
    if found[3] is not None:
        return Lever(lever.key, _stepped(low, high, step, is_whole=lever.is_whole))
    if is_listed:
        message = f"a range without a step: write {written}:STEP, or choose --design lhs"
        raise ValueError(message)
    if lever.is_whole and round(low) == round(high):
        message = f"whole numbers, and {written} holds only {round(low)}: widen it"
        raise ValueError(message)
    return Lever(lever.key, (), float(low), float(high), lever.is_whole)


def _stepped(low: Decimal, high: Decimal, step: Decimal, *, is_whole: bool) -> tuple[Value, ...]:
    """Return the values of a range with a step, each once, those of a whole lever rounded."""
    if step <= 0:
        message = f"the step is {step}, and must be more than 0"
        raise ValueError(message)
    count = int((high - low) / step) + 1
    if count > VALUES_MOST:
        message = f"{count:,} values, and may be at most {VALUES_MOST:,}: take a larger step"
        raise ValueError(message)
    exact = [low + number * step for number in range(count)]
    values = [round(one) if is_whole else float(one) for one in exact]
    return tuple(dict.fromkeys(values))


def _clashes(levers: Sequence[Lever]) -> list[Finding]:
    """Return the levers that stand twice, or inside each other."""
    keys = sorted(lever.key for lever in levers)
    return [
        Finding(f"--vary {key}", 0, 0, key, f"varied beside {before}: vary one of them")
        for before, key in combinations(keys, 2)
        if key == before or key.startswith(f"{before}.")
    ]


def _keys(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Return every key of a scenario with its value, the tables and laws among them."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found[f"{prefix}{name}"] = value
        if isinstance(value, dict):
            found |= _keys(value, f"{prefix}{name}.")
    return found


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and not _is_law(value)


def _is_law(value: object) -> bool:
    return isinstance(value, dict) and "law" in value
