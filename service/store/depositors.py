"""How much cash each person brought on a day, to agents and at outlets."""

from sqlalchemy import Connection, bindparam, delete, update

from service.database.change import Change
from service.domain.depositor import DepositorDay
from service.store.names import insert_or_meet, table_of
from service.tables import DepositorDayRow

DAY = table_of(DepositorDayRow)

_ADD = (
    update(DAY)
    .where(
        DAY.c.depositor_hash == bindparam("brought_depositor_hash"),
        DAY.c.day == bindparam("brought_day"),
    )
    .values(
        brought_fen=DAY.c.brought_fen + bindparam("brought_to_agents_fen"),
        paid_in_fen=DAY.c.paid_in_fen + bindparam("brought_to_outlets_fen"),
    )
)


def locked_day(connection: Connection, depositor_hash: bytes, day: int) -> DepositorDay:
    """Return what a person brought on a day, locked, also where it is nothing yet.

    Days are locked after wallets and drafts, and before tills and agents.
    """
    statement = insert_or_meet(connection, DAY).values(
        depositor_hash=depositor_hash, day=day, brought_fen=0, paid_in_fen=0
    )
    met = statement.on_conflict_do_update(
        index_elements=["depositor_hash", "day"], set_={"brought_fen": DAY.c.brought_fen}
    )
    row = connection.execute(met.returning(DAY.c.brought_fen, DAY.c.paid_in_fen)).one()
    return DepositorDay(int(row.brought_fen), int(row.paid_in_fen))


def added(depositor_hash: bytes, day: int, more: DepositorDay) -> Change:
    """Add to what a person brought on a day, which was locked before, or take from it."""
    values = {
        "brought_depositor_hash": depositor_hash,
        "brought_day": day,
        "brought_to_agents_fen": more.brought_fen,
        "brought_to_outlets_fen": more.paid_in_fen,
    }
    return Change(_ADD, values)


def forget_days(connection: Connection, before_day: int) -> int:
    """Delete what people brought before a day; return how many rows."""
    return connection.execute(delete(DAY).where(DAY.c.day < before_day)).rowcount
