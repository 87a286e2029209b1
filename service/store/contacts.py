"""Contacts of wallets, phones that want to hear nothing, and how often a phone has asked."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete
from sqlmodel import col, select

from service.store.names import insert_or_meet, table_of
from service.store.rows import session_on
from service.tables import ContactRow, QuietPhoneRow, TextCountRow, WalletRow

CONTACT = table_of(ContactRow)
QUIET = table_of(QuietPhoneRow)
TEXTS = table_of(TextCountRow)


@dataclass(frozen=True)
class Contact:
    """How the owner of a wallet is reached, and whether the phone itself wants no texts."""

    row: ContactRow
    is_quiet: bool

    @property
    def wants_texts(self) -> bool:
        """Tell whether a text may be sent: neither the wallet's owner nor the phone objects."""
        return not self.row.is_opted_out and not self.is_quiet


def phone_place(wallet_id: str) -> str:
    """Return where a wallet's phone is kept: sealed for there, it opens nowhere else."""
    return f"phone of wallet {wallet_id}"


def delete_contact(connection: Connection, wallet_id: str) -> None:
    """Forget a contact."""
    connection.execute(delete(CONTACT).where(CONTACT.c.wallet_id == wallet_id))


def contact_of(connection: Connection, wallet_id: str) -> Contact | None:
    """Return the contact of a wallet."""
    return contacts_of(connection, [wallet_id]).get(wallet_id)


def contacts_of(connection: Connection, wallet_ids: Collection[str]) -> dict[str, Contact]:
    """Return the contacts of wallets, and whether their phones want to hear nothing."""
    query = (
        select(ContactRow, QuietPhoneRow)
        .outerjoin(QuietPhoneRow, col(QuietPhoneRow.phone_hash) == ContactRow.phone_hash)
        .where(col(ContactRow.wallet_id).in_(wallet_ids))
    )
    with session_on(connection) as session:
        found = session.exec(query).all()
    return {row.wallet_id: Contact(row, is_quiet=quiet is not None) for row, quiet in found}


def is_quiet(connection: Connection, phone_hash: bytes) -> bool:
    """Tell whether a phone wants no texts."""
    with session_on(connection) as session:
        return session.get(QuietPhoneRow, phone_hash) is not None


def language_of_phone(connection: Connection, phone_hash: bytes) -> str | None:
    """Return the language of whoever has a phone, as it was set last; None if nobody has it."""
    query = (
        select(ContactRow.language)
        .where(ContactRow.phone_hash == phone_hash)
        .order_by(col(ContactRow.changed_ms).desc(), col(ContactRow.wallet_id))
    )
    with session_on(connection) as session:
        return session.exec(query.limit(1)).first()


def wallets_of_phone(connection: Connection, phone_hash: bytes) -> list[tuple[str, str]]:
    """Return the wallets whose owner has a phone, and at whom each is; of many the first two."""
    query = (
        select(WalletRow.wallet_id, WalletRow.provider)
        .join(ContactRow, col(ContactRow.wallet_id) == WalletRow.wallet_id)
        .where(ContactRow.phone_hash == phone_hash)
        .order_by(col(WalletRow.wallet_id))
    )
    with session_on(connection) as session:
        return list(session.exec(query.limit(2)).all())


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
