"""Blocks of item numbers: given out one after the other, and used up."""

from sqlalchemy import Connection, bindparam, insert, select, text, update

from service.database.change import Change, send
from service.database.statements import Row
from service.domain.item_numbers import Block
from service.store.names import names, table_of
from service.tables import ItemBlockRow

ITEM_BLOCK = table_of(ItemBlockRow)

_ALONE = text(f"LOCK TABLE {ITEM_BLOCK.name} IN SHARE ROW EXCLUSIVE MODE")
_INSERT_BLOCK = (
    insert(ITEM_BLOCK)
    .values({column: bindparam(f"block_{column}") for column in names(ITEM_BLOCK)})
    .inline()
)
_USE_UNTIL = (
    update(ITEM_BLOCK)
    .where(ITEM_BLOCK.c.block_id == bindparam("used_block_id"))
    .values(next_place=bindparam("used_next_place"))
)


def inserted(block: Block, role: str, holder: str, given_ms: int) -> Change:
    """Give a block to a holder."""
    values = {f"block_{name}": value for name, value in vars(block).items()}
    given = {"block_holder_role": role, "block_holder": holder, "block_given_ms": given_ms}
    return Change(_INSERT_BLOCK, values | given)


def used_until(block: Block, next_place: int) -> Change:
    """Go on in a block: before the next place all are used."""
    return Change(_USE_UNTIL, {"used_block_id": block.block_id, "used_next_place": next_place})


def _block_of(row: Row) -> Block:
    return Block(row["block_id"], row["first_place"], row["count"], row["next_place"])


def free_place(connection: Connection) -> int:
    """Return the first place that was never given out; who asks gives out alone."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(_ALONE)
    query = select(ITEM_BLOCK).order_by(ITEM_BLOCK.c.first_place.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return _block_of(row).end_place if row else 0


def blocks_of(connection: Connection, role: str, holder: str) -> list[tuple[Block, int]]:
    """Return a holder's blocks that have numbers left, in order, each with when it was given."""
    query = (
        select(ITEM_BLOCK)
        .where(
            ITEM_BLOCK.c.holder_role == role,
            ITEM_BLOCK.c.holder == holder,
            ITEM_BLOCK.c.next_place < ITEM_BLOCK.c.first_place + ITEM_BLOCK.c.count,
        )
        .order_by(ITEM_BLOCK.c.first_place)
    )
    return [(_block_of(row), row["given_ms"]) for row in connection.execute(query).mappings()]


def locked_open_block(connection: Connection, role: str, holder: str) -> Block | None:
    """Return a holder's first block that may have numbers left, locked."""
    open_blocks = (
        select(ITEM_BLOCK)
        .where(
            ITEM_BLOCK.c.holder_role == role,
            ITEM_BLOCK.c.holder == holder,
            ITEM_BLOCK.c.next_place < ITEM_BLOCK.c.first_place + ITEM_BLOCK.c.count,
        )
        .order_by(ITEM_BLOCK.c.first_place)
        .limit(1)
    )
    # PostgreSQL finds none if the one that it waited for was used up meanwhile: look again.
    while connection.execute(open_blocks).first():
        row = connection.execute(open_blocks.with_for_update()).mappings().first()
        if row:
            return _block_of(row)
    return None


def use_up(connection: Connection, block: Block) -> None:
    """Note that all numbers of a block are used."""
    send(connection, [used_until(block, block.end_place)])


def has_place(connection: Connection, role: str, holder: str, place: int) -> bool:
    """Tell whether a place is in a block of a holder's."""
    query = select(ITEM_BLOCK.c.block_id).where(
        ITEM_BLOCK.c.holder_role == role,
        ITEM_BLOCK.c.holder == holder,
        ITEM_BLOCK.c.first_place <= place,
        ITEM_BLOCK.c.first_place + ITEM_BLOCK.c.count > place,
    )
    return connection.execute(query.limit(1)).first() is not None
