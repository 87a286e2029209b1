"""Where an outlet of a run is: pages name it by its position among all outlets of the run."""

from dataclasses import dataclass

import polars as pl

from sim.explorer.again.county import OFFICES
from sim.explorer.results import RunResults


@dataclass(frozen=True)
class OutletPlace:
    """An outlet by its number in the run; `position` is that within its county."""

    number: int
    of: int
    name: str
    county: str
    position: int


def place_of(run: RunResults, number: int) -> OutletPlace | None:
    """Return where an outlet of a run is, or None if the run has no outlet of this number."""
    outlets = _outlets(run)
    if not 0 <= number < outlets.height:
        return None
    row = outlets.row(number, named=True)
    return OutletPlace(
        number, outlets.height, row["outlet"], row["county"], number - first_of(run, row["county"])
    )


def first_of(run: RunResults, county: str) -> int:
    """Return the number of the first outlet of a county."""
    return int((_outlets(run)["county"] == county).arg_max() or 0)


def outlets_of(run: RunResults, county: str) -> list[tuple[int, str]]:
    """Return number and name of each outlet of a county."""
    first = first_of(run, county)
    names = _outlets(run).filter(pl.col("county") == county)["outlet"].to_list()
    return list(enumerate(names, start=first))


def _outlets(run: RunResults) -> pl.DataFrame:
    """Return county and name of each outlet, in their order."""
    table = run.table(OFFICES)
    return table.filter(pl.col("replication") == table["replication"].min()).select(
        "county", "outlet"
    )
