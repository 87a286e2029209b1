"""What `--until` names: metrics of the catalogue, and how precise each is wanted.

METRIC=2% is a share of its mean, METRIC=0.1min or METRIC=0.1 a width in the metric's own unit.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from sim.files.findings import Finding
from sim.measures import BY_NAME
from sim.study.precision import Wanted

UNTIL = "--until"
WIDTH = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]+)?) ?(%|(?:1/)?[^\s0-9.%].*|)")
PER_CENT = "%"
PER_CENT_MOST = 100
NAMED_AT_MOST = 24


def read_wanted(
    texts: Sequence[str], names: Sequence[str]
) -> tuple[tuple[Wanted, ...], list[Finding]]:
    """Return what is wanted of which of these metrics, and all that is wrong with the texts."""
    found: dict[str, Wanted] = {}
    findings = []
    for text in texts:
        name, _, width = text.partition("=")
        message = _unknown(name, names) or _wrong(name, width)
        if not message:
            one, before = _wanted(name, width), found.get(name, Wanted(name))
            if min(before.relative, one.relative) or min(before.absolute, one.absolute):
                message = "given twice: give one width in %, and one in its unit"
            relative, absolute = before.relative + one.relative, before.absolute + one.absolute
            found[name] = Wanted(name, relative, absolute)
        if message:
            findings.append(Finding(UNTIL, 0, 0, text, message))
    return tuple(found.values()), findings


def _unknown(name: str, names: Sequence[str]) -> str:
    """Say that there is no such metric, and which may be meant; "" if there is one."""
    if name in names:
        return ""
    if name in BY_NAME:
        return f"{name} is not compared; these are: {_listed(names)}"
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}?" if close else f"these are known: {_listed(names)}"
    return f"no metric is called {name or 'nothing'}; {hint}"


def _listed(names: Sequence[str]) -> str:
    """Return names; of many the first, and where to find the others."""
    first = ", ".join(names[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    return f"{first}, and {more} more, as summary.csv of a run has them" if more > 0 else first


def _wrong(name: str, width: str) -> str:
    """Say what is wrong with a width for a metric that is known; "" if nothing is."""
    unit = BY_NAME[name].unit
    ways = f"write {name}=2%, or a width in {unit} such as {name}=0.5"
    parts = WIDTH.fullmatch(width)
    if not parts:
        return f"{width or 'nothing'} is no width: {ways}"
    number, given = float(parts[1]), parts[2]
    if given == PER_CENT:
        is_right = 0 < number <= PER_CENT_MOST
        return "" if is_right else f"{width} must be above 0% and at most 100%: {ways}"
    if given not in ("", unit, unit.removeprefix("1")):
        return f"{name} is in {unit}, not in {given}: {ways}"
    return "" if 0 < number < float("inf") else f"{width} must be above 0, and finite: {ways}"


def _wanted(name: str, width: str) -> Wanted:
    """Return what is wanted, of a text with which nothing is wrong."""
    parts = WIDTH.fullmatch(width)
    assert parts, "it was looked at before"
    number = float(parts[1])
    if parts[2] == PER_CENT:
        return Wanted(name, relative=number / PER_CENT_MOST)
    return Wanted(name, absolute=number)
