"""A log of tickets as the CSV that a ticket machine would write."""

import numpy as np
import polars as pl

from sim.diary import NONE
from sim.study.fit.tickets import SECOND_MS, TicketFate, TicketLog
from sim.study.fit.whole import SERVICE_KEYS


def tickets_text(log: TicketLog) -> str:
    """Return a log as CSV, with stamps of local time as coarse as they are."""
    unit = "%Y-%m-%dT%H:%M:%S" + ("%.3f" if log.wait_unit_ms < SECOND_MS else "")
    issued, wait, service = (
        pl.Series(column) for column in (log.issued_ms, log.wait_ms, log.service_ms)
    )
    called = pl.select(pl.when(wait != NONE).then(issued + wait)).to_series()
    ended = pl.select(pl.when(service != NONE).then(called + service)).to_series()
    no_show = ["yes" if fate == TicketFate.NO_SHOW else "no" for fate in log.fate.tolist()]
    table: dict[str, object] = {
        "outlet": [log.outlets[number] for number in log.outlet.tolist()],
        "issued": issued.cast(pl.Datetime("ms")),
        "called": called.cast(pl.Datetime("ms")),
        "ended": ended.cast(pl.Datetime("ms")),
        "no_show": no_show,
    }
    if np.any(log.counters != NONE):
        table["counters"] = log.counters
    if log.has_purposes:
        names = {purpose: key.removesuffix("_min") for purpose, key in SERVICE_KEYS.items()}
        table["purpose"] = [names[number] for number in log.purpose.tolist()]
    return pl.DataFrame(table).write_csv(datetime_format=unit)
