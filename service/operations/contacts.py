"""How owners of wallets are reached: set by their provider alone, and shown masked."""

from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.sms import masked
from service.refusals.messages import ContactUnknown
from service.refusals.request import WalletUnknown
from service.schemas.contacts import ContactBody
from service.store import contacts
from service.store.contacts import Contact, phone_place
from service.store.wallets import locked_wallets, wallet_and_provider
from service.tables import ContactRow


def set_contact(connection: Connection, call: Call[ContactBody]) -> Outcome:
    """Say how a wallet's owner is reached. Refused: `WalletUnknown`."""
    wallet_id, body, vault = call.path["wallet_id"], call.body, call.context.vault
    found = locked_wallets(connection, [wallet_id]).get(wallet_id)
    if found is None or found[1] != call.caller.holder:
        raise WalletUnknown
    before = contacts.contact_of(connection, wallet_id)
    values: dict[str, Any] = {
        "phone_sealed": vault.encrypt(phone_place(wallet_id), body.phone.encode()),
        "phone_hash": vault.phone_hash(body.phone),
        "language": body.language,
        "is_opted_out": body.is_opted_out,
        "changed_ms": call.now_ms,
    }
    row = (
        before.row.sqlmodel_update(values) if before else ContactRow(wallet_id=wallet_id, **values)
    )
    contact = Contact(row, contacts.is_quiet(connection, row.phone_hash))
    return Outcome(_shown(call, contact), status=200, changes=(row,))


def show_contact(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a contact, its phone masked. Refused: `WalletUnknown`, `ContactUnknown`."""
    return _shown(call, _own(connection, call))


def remove_contact(connection: Connection, call: Call[Any]) -> Outcome:
    """Forget a contact. Refused: `WalletUnknown`, `ContactUnknown`."""
    contact = _own(connection, call)
    contacts.delete_contact(connection, contact.row.wallet_id)
    return Outcome(_shown(call, contact), status=200)


def _own(connection: Connection, call: Call[Any]) -> Contact:
    wallet_id = call.path["wallet_id"]
    found = wallet_and_provider(connection, wallet_id)
    if found is None or found[1] != call.caller.holder:
        raise WalletUnknown
    contact = contacts.contact_of(connection, wallet_id)
    if contact is None:
        raise ContactUnknown
    return contact


def _shown(call: Call[Any], contact: Contact) -> dict[str, Any]:
    row = contact.row
    phone = call.context.vault.decrypt(phone_place(row.wallet_id), row.phone_sealed).decode()
    return {
        "wallet_id": row.wallet_id,
        "phone": masked(phone),
        "language": row.language,
        "is_opted_out": row.is_opted_out,
        "is_quiet": contact.is_quiet,
        "changed_at": rfc3339(row.changed_ms),
    }
