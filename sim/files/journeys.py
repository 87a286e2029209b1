"""One journey out of a folder of results: the moments of one person, and what is known of who.

Raise FileErrors for a folder without journeys, and for a person that is not in them, with the
numbers that are.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sim.diary import JOURNEY_COLUMNS, NONE, JourneyOutcome
from sim.files.findings import FileErrors, Finding
from sim.files.results import read_manifest
from sim.network.codes import county_named
from sim.study.story import StorySetting, Whereabouts, setting_of
from sim.units import DAY_MS

JOURNEYS = "journeys.parquet"
KEEP_ALL = "run it anew with --keep journeys, or one county with --only county=CODE"
NAMED_AT_MOST = 8
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class JourneyFound:
    """A journey in a folder of results; `unknown` says what the files do not tell of it."""

    row: dict[str, int]
    where: Whereabouts
    setting: StorySetting
    chosen_of: str
    unknown: str


def read_journey(
    folder: Path, person: int, replication: int | None, county: str | None
) -> JourneyFound:
    """Return the journey of a person; of several replications or counties the first, if unsaid."""
    manifest = read_manifest(folder)
    path = folder / JOURNEYS
    if not path.is_file():
        raise _refusal(folder, f"no journeys were kept here: {KEEP_ALL}")
    try:
        setting = setting_of(manifest["effective_scenario"])
        table = pl.scan_parquet(path)
        number, code, chosen_of = _chosen(folder, table, replication, county)
        found = table.filter(pl.col("replication") == number, pl.col("county") == code)
        rows = found.filter(pl.col("person") == person).collect().to_dicts()
        if not rows:
            raise _refusal(folder, _nobody(found, person, manifest["kept"], (number, code)))
        where = _whereabouts(folder, rows[0])
        return JourneyFound(
            _row(rows[0], setting), where, setting, chosen_of, _unknown(where, manifest["kept"])
        )
    except (KeyError, ValueError, pl.exceptions.PolarsError) as error:
        message = f"{JOURNEYS} or its manifest is of another version ({error}): run it anew"
        raise _refusal(folder, message) from None


def _chosen(
    folder: Path, table: pl.LazyFrame, replication: int | None, county: str | None
) -> tuple[int, str, str]:
    """Return which replication and county, and out of which they were chosen."""
    both = table.select("replication", "county").unique(maintain_order=True).collect()
    numbers = both["replication"].unique().sort().to_list()
    codes = both["county"].unique(maintain_order=True).to_list()
    for name, value, there in (("replication", replication, numbers), ("county", county, codes)):
        if value is not None and value not in there:
            message = f"{name} {value} is not in these journeys: choose {_listed(there)}"
            raise _refusal(folder, message)
    if not numbers:
        raise _refusal(folder, "nobody had a wish in this run: there is no journey to tell")
    number = numbers[0] if replication is None else replication
    code = codes[0] if county is None else county
    chosen = [
        f"{name} {_listed(there)}, told of {value}: choose with --{name}"
        for name, there, value, given in (
            ("replication", numbers, number, replication),
            ("county", codes, code, county),
        )
        if len(there) > 1 and given is None
    ]
    return number, code, "; ".join(chosen)


def _listed(there: Sequence[int] | Sequence[str]) -> str:
    """Return what there is to choose from, as few words as will do.

    >>> _listed([0, 1, 2]), _listed([4]), _listed(["a", "b"])
    ('0 to 2', '4', 'a, b')
    """
    if isinstance(there[0], int) and len(there) > 1:
        return f"{there[0]} to {there[-1]}"
    more = f" and {len(there) - NAMED_AT_MOST} more" if len(there) > NAMED_AT_MOST else ""
    return ", ".join(map(str, there[:NAMED_AT_MOST])) + more


def _nobody(found: pl.LazyFrame, person: int, kept: dict[str, Any], chosen: tuple[int, str]) -> str:
    """Say that there is no such person, and who there is."""
    persons = found.select("person").collect()["person"]
    who = f"person {person} is not in replication {chosen[0]} of {county_named(chosen[1])}"
    if persons.is_empty():
        return f"{who}, where nobody's journey was kept: choose another replication or county"
    if kept["journeys_share"] < 1:
        some = ", ".join(map(str, persons.head(NAMED_AT_MOST).to_list()))
        return (
            f"{who} as far as is known: a sample of {kept['journeys_share']:.1%} of the journeys "
            f"was kept, {persons.len():,} here, among them {some}. To have all, {KEEP_ALL}"
        )
    return f"{who}: choose {_listed(persons.sort().to_list())}"


def _row(found: dict[str, Any], setting: StorySetting) -> dict[str, int]:
    """Return a row of the file as the diary has it."""
    start_ms = (setting.first_day - EPOCH).days * DAY_MS
    row = {}
    for name in JOURNEY_COLUMNS:
        if name.endswith("_ms"):
            at = found[name.removesuffix("_ms") + "_at"]
            since = None if at is None else at - dt.datetime.combine(EPOCH, dt.time())
            row[name] = NONE if since is None else since // dt.timedelta(milliseconds=1) - start_ms
        elif isinstance(found[name], int):
            row[name] = int(found[name])
    row["outcome"] = JourneyOutcome[found["outcome"].upper()]
    return row


def _whereabouts(folder: Path, found: dict[str, Any]) -> Whereabouts:
    """Return who it is, with distance and class where the files have them."""
    home = {"county": found["county"], "settlement": found["settlement"]}
    outlet = {name: found[name] for name in ("replication", "county", "outlet")}
    return Whereabouts(
        found["person"],
        found["replication"],
        found["county"],
        found["settlement"],
        found["outlet"],
        outlet_class=_looked_up(folder / "offices.parquet", outlet, "class"),
        distance_km=_looked_up(folder / "settlements.parquet", home, "distance_km"),
    )


def _looked_up(path: Path, keys: dict[str, Any], column: str) -> Any:  # noqa: ANN401 - of any column
    if not path.is_file():
        return None
    same = [pl.col(name) == value for name, value in keys.items()]
    values = pl.scan_parquet(path).filter(*same).select(column).collect()[column].unique()
    return values.item() if values.len() == 1 else None


def _unknown(where: Whereabouts, kept: dict[str, Any]) -> str:
    """Say what these files do not tell."""
    lacking = ["whether there is a telephone", "each way in vain and each stay in a line"]
    if where.distance_km is None:
        lacking.insert(0, "how far it is to the post office")
    sampled = ""
    if kept["journeys_share"] < 1:
        sampled = (
            f" This is one of a sample of {kept['journeys_share']:.1%} of the journeys: the others "
            "cannot be told."
        )
    return f"Not in these files: {', '.join(lacking)}.{sampled}"


def _refusal(folder: Path, message: str) -> FileErrors:
    return FileErrors([Finding(str(folder), 0, 0, "", message)])
