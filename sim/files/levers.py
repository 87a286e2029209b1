"""Levers as users write them: KEY=VALUES beside a scenario, and the settings that a point means.

Values are a list (`2,3,5`, or `["a, b", "c"]` where a value has a comma), a range with a step
(`1..3:0.5`, both ends in it), or a range alone (`1..3`) for designs that choose values themselves.
A key is one of `--set`, or one inside a law, such as `services.other_min.mean`: then the law stays
as the scenario has it, but for this.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from sim.files.findings import FileErrors, Finding
from sim.files.schema import effective
from sim.files.toml_source import toml_values
from sim.files.toml_words import toml_value
from sim.files.wording import shortened
from sim.scenario import Scenario
from sim.study.sweep.designs import DesignName, Lever, Point, Value

NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
RANGE = re.compile(rf"\s*({NUMBER})\s*\.\.\s*({NUMBER})\s*(?::\s*({NUMBER})\s*)?")
VALUES_MOST = 1_000
ONE_FOR_ALL = ("name", "question", "run.replications", "run.seed")
LISTED = ("grid", "one-at-a-time")
SHAPES = "write line.patience_min.median=18,36 or 9..36:9, say"
NOT_ASKED = Decimal(0)


def read_levers(written: Sequence[str], scenario: Scenario, design: DesignName) -> list[Lever]:
    """Return the levers. Raise FileErrors with everything that is wrong with any of them."""
    values = effective(scenario)
    known = _keys(values, "")
    levers: list[Lever] = []
    findings: list[Finding] = []
    for text in written:
        try:
            levers.append(_lever(text, known, is_listed=design in LISTED))
        except ValueError as error:
            key = text.partition("=")[0].strip()
            source = f"--vary {shortened(text)}"
            findings.append(Finding(source, 0, 0, shortened(key), str(error)))
    findings += _clashes(levers)
    if findings:
        raise FileErrors(findings)
    return levers


def base_point(levers: Sequence[Lever], scenario: Scenario) -> Point:
    """Return the values that the scenario itself has. Raise FileErrors if one is not a value."""
    known = _keys(effective(scenario), "")
    wrong = [
        Finding(
            f"--vary {lever.key}",
            0,
            0,
            lever.key,
            "the scenario has a law or nothing here, "
            "and one at a time starts from its own value: name a key inside the law",
        )
        for lever in levers
        if not isinstance(known[lever.key], bool | int | float | str)
    ]
    if wrong:
        raise FileErrors(wrong)
    return tuple(known[lever.key] for lever in levers)


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
            settings[lever.key] = toml_value(value)
    return [f"{key}={text}" for key, text in settings.items()]


def _lever(text: str, known: Mapping[str, Any], *, is_listed: bool) -> Lever:
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
    if isinstance(now, list) or (isinstance(now, dict) and not _is_law(now)):
        inside = [name for name in known if name.startswith(f"{key}.")]
        hint = f"name one of {', '.join(inside[:3])}" if inside else "compare two scenarios instead"
        message = f"{'a list' if isinstance(now, list) else 'a table'}, and no value: {hint}"
        raise ValueError(message)
    is_whole = isinstance(now, int) and not isinstance(now, bool)
    return _with_values(Lever(key, is_whole=is_whole), written, now, is_listed=is_listed)


def _with_values(lever: Lever, written: str, now: object, *, is_listed: bool) -> Lever:
    found = RANGE.fullmatch(written)
    if not found:
        values = tuple(dict.fromkeys(_listed(written, is_text=isinstance(now, str))))
        if len(values) == 1 and not is_listed:
            message = "one value alone: write two or more, or a range such as 9..36"
            raise ValueError(message)
        return Lever(lever.key, values)
    if isinstance(now, bool | str):
        message = f"a range has numbers, and {lever.key} has none: list its values"
        raise ValueError(message)  # noqa: TRY004 - what was written is wrong
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


def _listed(written: str, *, is_text: bool) -> list[Value]:
    """Return the values of a list. Raise ValueError for what is no value."""
    items: list[Value]
    if written.startswith("["):
        try:
            items = toml_values(f"a = {written}")["a"]
        except ValueError as error:
            message = f"cannot be read as a list: {error}"
            raise ValueError(message) from None
    elif is_text:
        items = [part.strip() for part in written.split(",")]
    else:
        items = [_scalar(part.strip()) for part in written.split(",")]
    if not items or not all(isinstance(one, bool | int | float | str) for one in items):
        message = "a value of the list is none: list numbers, true or false, or names"
        raise ValueError(message)
    if len(items) > VALUES_MOST:
        message = f"{len(items):,} values, and may be at most {VALUES_MOST:,}"
        raise ValueError(message)
    return items


def _scalar(text: str) -> Value:
    if text in {"true", "false"}:
        return text == "true"
    if not re.fullmatch(NUMBER, text):
        message = f'"{shortened(text)}" is no number, and neither true nor false: {SHAPES}'
        raise ValueError(message)
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)


def _clashes(levers: Sequence[Lever]) -> list[Finding]:
    """Return the levers that stand twice, or inside each other."""
    keys = sorted(lever.key for lever in levers)
    return [
        Finding(f"--vary {key}", 0, 0, key, f"varied beside {before}: vary one of them")
        for before, key in pairwise(keys)
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


def _is_law(value: object) -> bool:
    return isinstance(value, dict) and "law" in value
