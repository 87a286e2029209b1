"""Scenarios drawn at random over the whole schema: bounds, just inside them, zero, defaults, laws.

Whatever is a parameter is drawn, by the limits that the schema states: a new one needs no line
here. Only what makes a run long, `FEW`, and what only means something beside other files, `GIVEN`,
is chosen from a few values.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import inf, nan, nextafter
from random import Random
from typing import Any

from sim.files.schema import schema

Node = dict[str, Any]
Path = tuple[str, ...]
Tables = dict[str, Any]

FEW: dict[Path, tuple[float, ...]] = {
    ("run", "days"): (1, 2, 5, 14, 14, 70),
    ("run", "warm_up_days"): (0, 0, 1, 4),
    ("run", "replications"): (1, 2),
    ("backlog", "customers_in_line"): (0, 1, 40),
    ("market", "wishes_per_1000_people_day"): (0, 1e-9, 2, 2, 2, 2, 1_000),
    ("network", "outlets"): (0, 1, 3),
    ("network", "people"): (1, 1_000, 20_000),
    ("network", "people_per_outlet"): (4_000, 100_000_000),
    ("agents", "per_outlet"): (0, 0, 1e-9, 0.5, 2.5),
    **dict.fromkeys((("agents", f"cash_{way}_a_day") for way in ("ins", "outs")), (0, 2, 20)),
    ("producers", "per_1000_people"): (0, 0, 1e-9, 0.5, 5),
    ("producers", "harvest_days"): (0.1, 1, 7, 366),
}
GIVEN = {"name", "question", "extends", "counties", "outlets_csv", "file"}
GIVEN |= {"profile_csv", "profile"}
LIST_MAX = 4
HALF = 0.5
SWITCHES_NAMED = 0.3
LAWS_NAMED = 0.6
FIRST_DAYS = ("2007-11-05", "1900-01-01", "2100-12-31", "2008-02-27", "2007-12-29")
HOURS = (
    *("", "24/7", "24/7", "Mo-Su 08:00-20:00", "Mo-Su 08:00-20:00"),
    *("off", "Mo-Su 00:00-24:00", "Mo-Fr 08:30-17:00", "Mo-Fr 22:00-06:00"),
    *("Tu,Th 09:00-09:01", "Mo-Su 08:00-12:00,13:00-18:00; We off", "Sa 23:59-24:00"),
    *("Jan-Oct Mo-Su 09:00-10:00", "Mo[1] 10:00-16:00", "week 1-53/2 Mo-Su 08:00-20:00"),
    *("Mo-Fr", "Mo-Su 10:00-02:00", "2007 Nov 05-2007 Nov 07 08:00-10:00", "PH off; Mo-Su 09:00+"),
)
ROTA = ("Mo-Su 08:00-11:00", "Mo-Su 11:00-14:00", "Mo-Su 14:00-20:00")
SHARES_STAFFED = ("0%", "1%", "50%", "50%", "99%", "100%", "100%")
WRONG: tuple[Any, ...] = (
    *(-1, -0.0, nan, inf, -inf, 10**400, 1e308, 5e-324),
    *("text", True, [], {}, "2007-11-05"),
)
COUNTIES = (["411525"], ["411525", "500242"], ["all"])
TIMES = ("00:00", "00:01", "08:30", "12:00", "17:00", "23:59")


@dataclass(frozen=True)
class Mood:
    """How much of the schema a scenario names, how much of that is wrong, and what stays few.

    With a `law`, the seed of one, all that a law may be is of the same: all delays are zero at
    once, or all have the same long tail.
    """

    named: float
    wrong: float
    law: int | None
    few: Mapping[Path, tuple[float, ...]]


def drawn(seed: int, *, of_any_size: bool = False) -> Tables:
    """Return the tables of a scenario of a seed, as plain values of a TOML file."""
    chance = Random(seed)
    mood = Mood(
        named=chance.choice((0.03, 0.08, 0.2, 0.5, 1.0)),
        wrong=chance.choice((0, 0, 0, 0.02)),
        law=chance.choice((None, None, seed)),
        few={} if of_any_size else FEW,
    )
    tables = Drawing(chance, mood, _schema()).table(_schema(), ())
    if of_any_size and chance.random() < HALF and isinstance(tables.get("network"), dict):
        return tables | {"network": tables["network"] | {"counties": chance.choice(COUNTIES)}}
    return lively(tables)


def lively(tables: Tables) -> Tables:
    """Return tables in which something happens, if nothing else was said."""
    for (name, key), value in LIVELY.items():
        table = tables.setdefault(name, {})
        if isinstance(table, dict):
            table.setdefault(key, value)
    return tables


@cache
def _schema() -> Node:
    found: Node = json.loads(schema())
    return found


@dataclass(frozen=True)
class Drawing:
    """One scenario being drawn: its chance, its mood, and the schema of all."""

    chance: Random
    mood: Mood
    document: Node

    def table(self, node: Node, path: Path) -> Tables:
        """Return a table, with those of its keys that the mood names, and all that it needs."""
        if "properties" not in node:
            return self.shifts(node["additionalProperties"], path)
        found = {
            key: self.value(inner, (*path, key))
            for key, inner in node["properties"].items()
            if key not in GIVEN
            and (key in node.get("required", ()) or self.chance.random() < self.share(inner))
        }
        return self.in_order(found)

    def shifts(self, node: Node, path: Path) -> Tables:
        """Return a table by hours: of a rota, or of hours that may overlap or lie outside."""
        if path[-1] == "by_outlet":
            return {name: self.value(node, (*path, name)) for name in ("Hill", "Harbour")}
        if self.chance.random() < HALF:
            return {hours: self.value(node, (*path, hours)) for hours in ROTA}
        hours = self.chance.sample(HOURS[1:], self.chance.randint(0, 2))
        return {one: self.value(node, (*path, one)) for one in hours}

    def share(self, node: Node) -> float:
        """Return how likely a scenario is to name a parameter: tables always, switches often."""
        if "$ref" in node or "const" in node:
            return 1.0
        if "enum" in node or node.get("type") == "boolean":
            return max(self.mood.named, SWITCHES_NAMED)
        if "anyOf" in node and self.mood.law is not None:
            return max(self.mood.named, LAWS_NAMED)
        return self.mood.named

    def in_order(self, table: Tables) -> Tables:
        """Return a table whose values stand in the order that their names imply."""
        for names in ORDERED:
            values = [table[name] for name in names if name in table]
            if len(values) == len(names) and len({type(value) for value in values}) == 1:
                table |= zip(names, sorted(values), strict=True)
        return table

    def value(self, node: Node, path: Path) -> Any:  # noqa: ANN401 - any value of TOML
        """Return a value for a place of the schema."""
        is_wrong = self.chance.random() < self.mood.wrong
        if is_wrong or path in self.mood.few:
            return self.chance.choice(WRONG if is_wrong else self.mood.few[path])
        if "anyOf" in node and self.mood.law is not None:
            mood = replace(self.mood, law=None, wrong=0)
            return replace(self, chance=Random(self.mood.law), mood=mood).value(node, path)
        if "$ref" in node:
            return self.table(self.document["$defs"][node["$ref"].rpartition("/")[2]], path)
        for alternatives in ("anyOf", "oneOf"):
            if alternatives in node:
                return self.value(self.chance.choice(node[alternatives]), path)
        if "const" in node or "enum" in node:
            return self.chance.choice([node["const"]] if "const" in node else node["enum"])
        return KINDS[node["type"]](self, node, path)

    def number(self, node: Node, _: Path) -> float:
        """Return a number: a bound or just inside it, zero, one, the default, or any between."""
        low = node.get("minimum", node.get("exclusiveMinimum"))
        high = node.get("maximum", node.get("exclusiveMaximum"))
        assert low is not None, f"no lower limit: {node}"
        assert high is not None, f"no upper limit: {node}"
        low, high = float(low), float(high)
        usual = float(node.get("default", 1.0))
        some = (high - low) * self.chance.random()
        few = (high - low) * 10 ** (-9 * self.chance.random())
        edges = (low, low, nextafter(low, inf), nextafter(high, -inf), high, 0.0)
        inside = (usual, usual, usual, low + some, low + few, low + few)
        return min(max(self.chance.choice(edges + inside), low), high)

    def integer(self, node: Node, _: Path) -> int:
        """Return a whole number, as `number` does."""
        low: int = node["minimum"]
        high: int = node["maximum"] if "maximum" in node else node["exclusiveMaximum"] - 1
        usual = node.get("default", low)
        few = low + int((high - low) ** self.chance.random())
        edges = (low, low, min(low + 1, high), max(high - 1, low), high)
        inside = (usual, usual, usual, few, few, self.chance.randint(low, high))
        return int(self.chance.choice((*edges, *inside)))

    def boolean(self, _: Node, __: Path) -> bool:
        """Return a switch."""
        return self.chance.random() < HALF

    def array(self, node: Node, path: Path) -> list[Any]:
        """Return a list; one of factors of a week or a day may be all one number."""
        least, most = node.get("minItems", 0), node.get("maxItems", LIST_MAX)
        size = least if least == most else self.chance.randint(least, min(most, LIST_MAX))
        if least == most and self.chance.random() < HALF:
            return [self.value(node["items"], path)] * size
        return [self.value(node["items"], path) for _ in range(size)]

    def string(self, node: Node, path: Path) -> str:
        """Return a text: a time of day, a day or moment near the run, opening hours, a name."""
        if "pattern" in node:
            return self.chance.choice(TIMES)
        if path[-2:-1] == ("counters",):
            return self.chance.choice(SHARES_STAFFED)
        if path == ("run", "first_day"):
            return Day(self.chance.choice(FIRST_DAYS))
        if node.get("format") in {"date", "date-time"}:
            day = dt.date.fromisoformat(self.chance.choice(FIRST_DAYS))
            day += dt.timedelta(self.chance.choice((0, 0, 1, 2, 4, 100)))
            time = "" if node["format"] == "date" else f"T{self.chance.choice(TIMES)}:00"
            return Day(f"{day}{time}")
        if "hours" in path[-1] or "days" in path[-1]:
            return self.chance.choice(HOURS)
        return self.chance.choice(("Hill", "Market Street", "Nowhere"))


class Day(str):
    """A day or a moment, which TOML writes without quotes."""

    __slots__ = ()


ORDERED = (
    ("low", "high"),
    ("low", "mode", "high"),
    ("counters_min", "counters_max"),
    ("first_day", "last_day"),
    ("town_people", "city_people"),
    ("breaks_from", "breaks_until"),
)
# What stands where nothing was drawn, so that a few days are enough for whole journeys.
LIVELY: dict[tuple[str, str], Any] = {
    ("run", "days"): 12,
    ("run", "replications"): 1,
    ("network", "outlets_csv"): "outlets.csv",
    ("hours", "opening_hours"): "Mo-Su 08:00-20:00",
    ("market", "wishes_per_1000_people_day"): 2.0,
    ("market", "search_h"): 2,
    ("seller", "handling_h"): 5,
    ("parcel", "from_real_counties"): False,
    ("parcel", "distance_km"): 200,
    ("parcel", "base_days"): 0.5,
    ("sms", "notice_h"): 5,
    ("confirm", "delay_h"): 10,
    ("confirm", "limit_days"): 2.0,
}
KINDS: dict[str, Callable[[Drawing, Node, Path], Any]] = {
    "number": Drawing.number,
    "integer": Drawing.integer,
    "boolean": Drawing.boolean,
    "array": Drawing.array,
    "string": Drawing.string,
    "object": Drawing.table,
}


def outlets(seed: int) -> str:
    """Return a CSV of a few outlets, with few people."""
    chance = Random(-seed)
    rows = ["name,lat,lon,class,counters,people"]
    for name in ("Hill", "Market Street", "Harbour")[: chance.randint(1, 3)]:
        lat, lon = chance.choice(((30.6, 109.7), (30.6, 109.7), (30.5, 109.6), (-89, 179)))
        kind = chance.choice(("rural", "town", "city"))
        people = chance.choice(
            (0, 1, 500, 8_000, 12_000) if len(rows) > 1 else (1, 8_000, 8_000, 8_000)
        )
        rows.append(f"{name},{lat},{lon},{kind},{chance.choice((1, 1, 2, 3, 40))},{people}")
    return "\n".join(rows) + "\n"


def toml(tables: Mapping[str, Any]) -> str:
    """Return tables as the text of a TOML file: the tables of a scenario, all within inline."""
    lines = [f"{key} = {_inline(one)}" for key, one in tables.items() if not isinstance(one, dict)]
    for name, table in tables.items():
        if isinstance(table, dict):
            lines += ["", f"[{name}]", *(f"{key} = {_inline(one)}" for key, one in table.items())]
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:  # noqa: ANN401 - any value of TOML
    if isinstance(value, Day):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{_key(key)} = {_inline(one)}" for key, one in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _key(key: str) -> str:
    return key if key.isidentifier() else json.dumps(key, ensure_ascii=False)
