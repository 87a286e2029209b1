"""Proofs of closed days, and the lines that they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, select, true

from service.database.change import Change
from service.store.books import ROWS_AT_ONCE, SETTLEMENT, TRANSFER
from service.store.names import names, table_of
from service.tables import DayProofRow

DAY_PROOF = table_of(DayProofRow)

_INSERT = (
    insert(DAY_PROOF)
    .values({column: bindparam(f"proof_{column}") for column in names(DAY_PROOF)})
    .inline()
)


@dataclass(frozen=True)
class StoredProof:
    """A proof as it stands: its place in the chain, its day, its text with key and signature."""

    number: int
    day: int
    last_seq: int
    proof: str
    key_id: str
    signature: str


class StoredLine(NamedTuple):
    """A line of a book as it stands."""

    seq: int
    book: str
    key: str
    debit: str
    credit: str
    amount_fen: int
    at_ms: int


@dataclass(frozen=True)
class ClosedDay:
    """A day that is closed, as its settlement says."""

    day: int
    net_due_fen: int
    closed_ms: int
    last_seq: int | None


def inserted(stored: StoredProof) -> Change:
    """Write a proof."""
    values = {f"proof_{name}": value for name, value in vars(stored).items()}
    return Change(_INSERT, values)


def last_proof(connection: Connection) -> StoredProof | None:
    """Return the proof of the last closing; None if there is none."""
    query = select(DAY_PROOF).order_by(DAY_PROOF.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return StoredProof(**row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's public name


def proof_of_day(connection: Connection, day: int) -> StoredProof | None:
    """Return the proof of a day; None if it has none."""
    row = connection.execute(select(DAY_PROOF).where(DAY_PROOF.c.day == day)).first()
    return StoredProof(**row._mapping) if row else None  # noqa: SLF001 - as above


def all_proofs(connection: Connection) -> list[StoredProof]:
    """Return all proofs, in the order of closings: one a day, so some hundreds a year."""
    rows = connection.execute(select(DAY_PROOF).order_by(DAY_PROOF.c.number)).mappings()
    return [StoredProof(**row) for row in rows]


def closed_days(connection: Connection, *, without_proof: bool = False) -> list[ClosedDay]:
    """Return the closed days, in the order in which they were closed; perhaps those not proven."""
    query = select(SETTLEMENT).order_by(SETTLEMENT.c.closed_ms, SETTLEMENT.c.day)
    if without_proof:
        query = query.where(SETTLEMENT.c.day.not_in(select(DAY_PROOF.c.day)))
    return [ClosedDay(**row) for row in connection.execute(query).mappings()]


def lines_between(connection: Connection, after_seq: int, last_seq: int) -> Iterator[StoredLine]:
    """Yield the lines after one and up to another, in order, without holding them all.

    After 0 means from the first on, whatever number somebody gave it.
    """
    query = (
        _lines()
        .where(_after(after_seq), TRANSFER.c.seq <= last_seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for rows in connection.execute(query).partitions():
        yield from map(StoredLine._make, rows)


def page_of_lines(
    connection: Connection, after_seq: int, last_seq: int, count: int
) -> list[StoredLine]:
    """Return the first lines after one and up to another."""
    query = _lines().where(_after(after_seq), TRANSFER.c.seq <= last_seq).limit(count)
    return [StoredLine._make(row) for row in connection.execute(query)]


def line_of_key(connection: Connection, book: str, key: str) -> StoredLine | None:
    """Return the line of a book with a key; None if there is none."""
    query = _lines().where(TRANSFER.c.book == book, TRANSFER.c.key == key)
    row = connection.execute(query).first()
    return StoredLine._make(row) if row else None


def count_between(connection: Connection, after_seq: int, before_seq: int) -> int:
    """Return how many lines there are after one and before another."""
    query = select(func.count()).where(_after(after_seq), TRANSFER.c.seq < before_seq)
    return int(connection.execute(query).scalar_one())


def _lines() -> Select[Any]:
    return select(*(TRANSFER.c[name] for name in StoredLine._fields)).order_by(TRANSFER.c.seq)


def _after(seq: int) -> ColumnElement[bool]:
    return TRANSFER.c.seq > seq if seq else true()
