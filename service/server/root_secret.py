"""Whether a root secret belongs to a database; with another's, no number or password would fit.

The first start writes the fingerprint of its secret, and every later start compares its own. A
database of an older version has no fingerprint: then the secret has to open what is sealed in it.
If nothing is, the secret that is named is adopted.
"""

import hmac
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from service.store import root_secret
from service.store.contacts import phone_place
from service.store.webhooks import secret_place
from service.vault import Vault


def belongs_elsewhere(connection: Connection, vault: Vault) -> bool:
    """Return whether something in a database shows that it was made with another secret."""
    if root_secret.root_fingerprint(connection) is None:
        return not all(_opened(connection, vault))
    return not is_known(connection, vault)


def is_known(connection: Connection, vault: Vault) -> bool:
    """Return whether the fingerprint in the database is that of this secret."""
    known = root_secret.root_fingerprint(connection)
    return known is not None and hmac.compare_digest(known, vault.root_fingerprint)


def adopt(connection: Connection, vault: Vault) -> bool:
    """Write the fingerprint if there is none; return whether that of this secret is there now."""
    if belongs_elsewhere(connection, vault):
        return False
    root_secret.write_fingerprint(connection, vault.root_fingerprint)
    # Another process may have been first, with another secret.
    return is_known(connection, vault)


def _opened(connection: Connection, vault: Vault) -> Iterator[bool]:
    if phone := root_secret.sealed_phone(connection):
        yield _opens(lambda: vault.decrypt(phone_place(phone[0]), phone[1]))
    if webhook := root_secret.sealed_webhook(connection):
        yield _opens(lambda: vault.decrypt(secret_place(webhook[0]), webhook[1]))
    if label := root_secret.sealed_label(connection):
        yield _opens(lambda: vault.unseal_label(*label))


def _opens(unseal: Callable[[], bytes]) -> bool:
    try:
        unseal()
    except InvalidTag:
        return False
    return True
