"""The tables of agents, as they are written where a scenario has any.

`agents` has a row an agent and replication, `floats` one an hour of each of them. Measures begin
after the warm-up, as `sim.measures.agents` says of each column.
"""

import numpy as np
import polars as pl

from sim.files.tables import by_hour, joined
from sim.network import County
from sim.network.agents import agent_settlements
from sim.running.replication import Experiment
from sim.units import MINUTE_MS


def agents_table(done: Experiment) -> pl.DataFrame:
    """Return a row an agent and replication: where it is, its visits by ending, money and times.

    `visits`, their endings, `called` and the waits of those called are of who arrived after the
    warm-up; all else is of whoever was there, and what ends in `_end` as it was then.
    """
    agents = [(county, *one) for county in done.counties for one in _agents(done, county)]
    again = len(done.replications)
    tables = [replication.merged.agents for replication in done.replications]
    measured = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
    numbers = [replication.number for replication in done.replications]
    places = [county.settlements[place] for county, _, place in agents]
    columns = {
        "replication": pl.Series(np.repeat(numbers, len(agents))),
        "county": pl.Series([county.code for county, _, _ in agents] * again, dtype=pl.String),
        "agent": pl.Series([number for _, number, _ in agents] * again, dtype=pl.Int64),
        "settlement": pl.Series([one.name for one in places] * again, dtype=pl.String),
        "lat": pl.Series([one.lat for one in places] * again, dtype=pl.Float64),
        "lon": pl.Series([one.lon for one in places] * again, dtype=pl.Float64),
        **{name: pl.Series(one) for name, one in measured.items() if name != "settlement"},
    }
    return pl.DataFrame(columns).with_columns(
        (pl.col("wait_called_ms") / pl.col("called") / MINUTE_MS)
        .fill_nan(None)
        .alias("wait_mean_min"),
        (pl.col("no_float_ms") / pl.col("open_ms")).fill_nan(None).alias("no_float_share"),
        (pl.col("no_cash_ms") / pl.col("open_ms")).fill_nan(None).alias("no_cash_share"),
    )


def floats_table(done: Experiment) -> pl.DataFrame:
    """Return a row an hour, agent and replication: float and cash on average, and time without."""
    parts = [
        (replication.number, county.code, dict(kept.floats))
        for replication in done.replications
        for county, kept in zip(done.counties, replication.kept, strict=True)
    ]
    labels, table = joined(parts)
    return by_hour(done, labels, table, {})


def _agents(done: Experiment, county: County) -> list[tuple[int, int]]:
    """Return each agent of a county: its number there, and that of its settlement."""
    return list(enumerate(agent_settlements(done.scenario, county).tolist()))
