"""What a fit prints: the table of parameters, and what became of the rows of the log."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from sim.files.fitted import FittedRow
    from sim.study.fit.tickets import TicketLog
    from sim.study.fit.whole import FittedLog


def fitted_table(rows: "list[FittedRow]", name: str) -> "Table":
    """Return the table of what was fitted."""
    from rich.table import Table

    from sim.study.fit.intervals import CONFIDENCE

    title = f"{name}: what the tickets tell"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    own, together = f"{CONFIDENCE:.0%} interval", f"all at once {CONFIDENCE:.0%}"
    for heading in ("parameter", "estimate", own, together, "n", "how"):
        table.add_column(heading, justify="right" if heading == "n" else "left")
    for row in rows:
        table.add_row(
            row.parameter, row.shown, row.interval, row.together, f"{row.count:,}", row.method
        )
    return table


def counts_read(log: "TicketLog", fitted: "FittedLog") -> str:
    """Return how many rows were read, and what they were used for."""
    from sim.study.fit.tickets import TicketFate

    fates = log.fates()
    parts = [f"{log.rows_read:,} rows read, {log.count:,} tickets used"]
    parts += [f"{count:,} left out ({reason})" for reason, count in log.rows_left_out.items()]
    named = {fate.name.lower().replace("_", " "): count for fate, count in fates.items()}
    parts += [f"{count:,} {name}" for name, count in named.items() if count]
    at_once = int(((log.fate == TicketFate.SERVED) & (log.wait_ms == 0)).sum())
    parts.append(f"{at_once:,} served at once, which say nothing of patience")
    parts.append(f"{fitted.arrivals.count:,} of others within the hours, for arrivals")
    parts.append(f"{fitted.arrivals.outside_hours:,} of others outside of the hours, left out")
    return "; ".join(parts)
