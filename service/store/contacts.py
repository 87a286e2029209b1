"""Contacts of wallets, phones that want to hear nothing, and how often a phone has asked."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from service.database.statements import Row
from service.store.names import insert_or_meet, table_of
from service.tables import ContactRow, QuietPhoneRow, TextCountRow

CONTACT = table_of(ContactRow)
QUIET = table_of(QuietPhoneRow)
TEXTS = table_of(TextCountRow)


@dataclass(frozen=True)
class Contact:
    """How the owner of a wallet is reached; the phone is sealed."""

    wallet_id: str
    phone_sealed: bytes = field(repr=False)
    phone_hash: bytes = field(repr=False)
    language: str
    is_opted_out: bool
    changed_ms: int
    is_quiet: bool = False


def phone_place(wallet_id: str) -> str:
    """Return where a wallet's phone is kept: sealed for there, it opens nowhere else."""
    return f"phone of wallet {wallet_id}"


def set_contact(connection: Connection, contact: Contact) -> None:
    """Write a contact, in place of one of before."""
    values = {name: value for name, value in vars(contact).items() if name != "is_quiet"}
    statement = update(CONTACT).where(CONTACT.c.wallet_id == contact.wallet_id).values(values)
    if connection.execute(statement).rowcount == 0:
        connection.execute(insert(CONTACT).values(values))


def delete_contact(connection: Connection, wallet_id: str) -> None:
    """Forget a contact."""
    connection.execute(delete(CONTACT).where(CONTACT.c.wallet_id == wallet_id))


def contact_of(connection: Connection, wallet_id: str) -> Contact | None:
    """Return the contact of a wallet."""
    return contacts_of(connection, [wallet_id]).get(wallet_id)


def contacts_of(connection: Connection, wallet_ids: Collection[str]) -> dict[str, Contact]:
    """Return the contacts of wallets, and whether their phones want to hear nothing."""
    query = (
        select(CONTACT, QUIET.c.since_ms)
        .outerjoin(QUIET, QUIET.c.phone_hash == CONTACT.c.phone_hash)
        .where(CONTACT.c.wallet_id.in_(wallet_ids))
    )
    found = connection.execute(query).mappings()
    return {row["wallet_id"]: _contact_of(row) for row in found}


def language_of_phone(connection: Connection, phone_hash: bytes) -> str | None:
    """Return the language of whoever has a phone, as it was set last; None if nobody has it."""
    query = (
        select(CONTACT.c.language)
        .where(CONTACT.c.phone_hash == phone_hash)
        .order_by(CONTACT.c.changed_ms.desc(), CONTACT.c.wallet_id)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def silence(connection: Connection, phone_hash: bytes, since_ms: int) -> None:
    """Send a phone nothing from now on."""
    insertion = insert_or_meet(connection, QUIET).values(phone_hash=phone_hash, since_ms=since_ms)
    connection.execute(insertion.on_conflict_do_nothing(index_elements=["phone_hash"]))


def end_silence(connection: Connection, phone_hash: bytes) -> None:
    """Let a phone hear again."""
    connection.execute(delete(QUIET).where(QUIET.c.phone_hash == phone_hash))


def count_text(connection: Connection, phone_hash: bytes, hour: int) -> int:
    """Count a text that a phone sent; return how many it has sent in this hour."""
    insertion = insert_or_meet(connection, TEXTS).values(phone_hash=phone_hash, hour=hour, count=1)
    counted = insertion.on_conflict_do_update(
        index_elements=["phone_hash", "hour"], set_={"count": TEXTS.c.count + 1}
    ).returning(TEXTS.c.count)
    return int(connection.execute(counted).scalar_one())


def forget_texts(connection: Connection, before_hour: int) -> int:
    """Delete the counts of hours before one; return how many."""
    return connection.execute(delete(TEXTS).where(TEXTS.c.hour < before_hour)).rowcount


def _contact_of(row: Row) -> Contact:
    values = {name: row[name] for name in CONTACT.c.keys()}  # noqa: SIM118 - no dictionary
    values["is_opted_out"] = bool(values["is_opted_out"])
    return Contact(**values, is_quiet=row["since_ms"] is not None)
