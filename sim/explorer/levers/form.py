"""The form of a scenario: which levers it shows, what was typed, and which mistakes stand where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.explorer.asked import LEVER, NAME, OWN_FIELDS, REPLICATIONS, UNTIL
from sim.explorer.levers.known import KnownLever
from sim.explorer.levers.written import is_same, value_of

if TYPE_CHECKING:
    from sim.files.findings import Finding

FOUND_MOST = 20
LONG = 40
RUN_FIELDS = (REPLICATIONS, UNTIL, NAME)


@dataclass(frozen=True)
class ShownLever:
    """A lever in a form: `typed` is what stands in its field, `wrong` what is wrong with that."""

    lever: KnownLever
    typed: str
    wrong: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of its field, which a selector of CSS can name."""
        return field_id(self.lever.key)

    @property
    def is_moved(self) -> bool:
        """Return whether it has another value than the scenario's own."""
        return is_moved(self.lever, self.typed)

    @property
    def is_long(self) -> bool:
        """Return whether it takes more than a line: laws, lists and tables."""
        return self.lever.kind in {"law", "toml"} or len(self.lever.text) > LONG


@dataclass(frozen=True)
class FoundLevers:
    """What a search finds: `shown` of `count`, and fields that stand elsewhere on the page."""

    shown: Sequence[KnownLever] = ()
    count: int = 0
    elsewhere: Sequence[KnownLever] = ()


@dataclass(frozen=True)
class PlacedFindings:
    """Mistakes by the key of the field at which they stand, and those that have none."""

    by_key: Mapping[str, tuple[str, ...]]
    elsewhere: tuple[str, ...]

    def at(self, key: str) -> tuple[str, ...]:
        """Return what is wrong at a field."""
        return self.by_key.get(key, ())


def field_id(key: str) -> str:
    """Return the id of the field of a key.

    >>> field_id("line.patience_min.median")
    'lever-line-patience_min-median'
    """
    return f"lever-{key.replace('.', '-')}"


def is_moved(lever: KnownLever, typed: str) -> bool:
    """Return whether what was typed differs from the scenario's own value."""
    if typed.strip() == lever.text:
        return False
    return not is_same(value_of(typed, lever.kind), lever.own)


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed into the fields of levers, by their keys."""
    return {name.removeprefix(LEVER): text for name, text in form.items() if name.startswith(LEVER)}


def typed_of(base: Mapping[str, KnownLever], other: Mapping[str, KnownLever]) -> dict[str, str]:
    """Return what makes a scenario another one: of a law its numbers, where it is the same law."""
    found: dict[str, str] = {}
    for key, lever in other.items():
        if lever.law or key in OWN_FIELDS or is_same(lever.own, base[key].own):
            continue
        inside = {one.key: one for one in other.values() if one.law == key}
        of_base = {one.key for one in base.values() if one.law == key}
        if lever.kind == "law" and inside and inside.keys() == of_base and _one_law(base, lever):
            moved = [one for one in inside.values() if not is_same(one.own, base[one.key].own)]
            found |= {one.key: one.text for one in moved}
        else:
            found[key] = lever.text
    return found


def _one_law(base: Mapping[str, KnownLever], lever: KnownLever) -> bool:
    own, other = base[lever.key].own, lever.own
    return isinstance(own, dict) and isinstance(other, dict) and own["law"] == other["law"]


def search(query: str, levers: Mapping[str, KnownLever], there: Iterable[str]) -> FoundLevers:
    """Return the levers with all words of a query in key, name, unit, choices or description.

    Those found in key or name come first; those that are `there` already are elsewhere.
    """
    words = query.casefold().split()
    if not words:
        return FoundLevers()
    shown_already = {*there, *OWN_FIELDS}
    first: list[KnownLever] = []
    later: list[KnownLever] = []
    for lever in levers.values():
        name = f"{lever.key} {lever.label}".casefold()
        text = f"{name} {lever.unit} {lever.said} {' '.join(lever.choices)}".casefold()
        if all(word in text for word in words):
            (first if all(word in name for word in words) else later).append(lever)
    first.sort(key=lambda one: one.key != query.strip())
    found = [*first, *later]
    new = [one for one in found if one.key not in shown_already]
    elsewhere = [one for one in found if one.key in shown_already]
    return FoundLevers(new[:FOUND_MOST], len(new), elsewhere)


def placed(findings: "Sequence[Finding]", fields: Mapping[str, KnownLever]) -> PlacedFindings:
    """Return mistakes at the fields that a form has; those of no field stand above all."""
    by_key: dict[str, tuple[str, ...]] = {}
    elsewhere = []
    for one in findings:
        key = _field_of(one.key, fields)
        if key:
            by_key[key] = (*by_key.get(key, ()), one.message)
        else:
            elsewhere.append(f"{one.key}: {one.message}" if one.key else one.message)
    return PlacedFindings(by_key, tuple(elsewhere))


def _field_of(key: str, fields: Mapping[str, KnownLever]) -> str:
    """Return the field of a finding: its own, that around it, or a number of the law it names."""
    if key in RUN_FIELDS:
        return key
    around = key
    while around and around not in fields:
        around = around.rpartition(".")[0]
    return around or next((one.key for one in fields.values() if one.law and one.law == key), "")


def shown(
    levers: Iterable[KnownLever], typed: Mapping[str, str], wrong: PlacedFindings
) -> list[ShownLever]:
    """Return levers as a form shows them."""
    return [ShownLever(one, typed.get(one.key, one.text), wrong.at(one.key)) for one in levers]
