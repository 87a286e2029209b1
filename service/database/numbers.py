"""Numbers by which lists are read on: drawn for each new row, and settled once nobody is before.

A sequence gives its numbers out before the transactions commit that use them, so a row may come to
be seen after one with a higher number, and whoever reads on from that one would miss it. Numbers
up to the last one that was given out are settled as soon as every transaction has ended that was
writing to the table at that moment: later ones draw higher numbers. PostgreSQL waits so itself when
it builds an index concurrently. Writers are not kept waiting, and pay nothing.

In SQLite numbers are given out in the order of commits, as there is one writer at a time.
"""

import time

from sqlalchemy import Table, text

from service.database.transactions import LOCK_WAIT_MS, Busy, Database

SHORTEST_LOOK_S = 0.001
LONGEST_LOOK_S = 0.05
_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted"
    " AND mode = 'RowExclusiveLock' AND relation = CAST(:table AS regclass)"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def settled_number(database: Database, table: Table) -> int:
    """Return a number up to which all rows can be seen by whoever looks from now on.

    What was committed before is among them. Raise Busy if somebody who writes takes too long, and
    Unavailable.
    """
    if database.is_sqlite:
        with database.reading() as connection:
            last = text(f"SELECT coalesce(max(seq), 0) FROM {table.name}")  # noqa: S608 - as above
            return int(connection.execute(last).scalar_one())
    began_s, pause_s = time.monotonic(), SHORTEST_LOOK_S
    with database.reading() as connection:
        # First the number, then who may have drawn one: each statement looks anew.
        last = text(f"SELECT last_value FROM {table.name}_seq_seq")  # noqa: S608 - as above
        number = int(connection.execute(last).scalar_one())
    writing = _writers(database, table)
    while writing:
        if time.monotonic() - began_s >= LOCK_WAIT_MS / 1000:
            raise Busy
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_LOOK_S)
        writing &= _writers(database, table)
    return number


def _writers(database: Database, table: Table) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(_WRITERS, {"table": table.name}).scalars())
