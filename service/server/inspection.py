"""What is there when a service starts: one look at its database, its secret and its address.

`Found` holds facts alone: which of them are faults is judged by `service.server.checks`.
"""

import socket
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import DBAPIError

from service.database.name import url_faults
from service.database.schema import SchemaState, schema_state
from service.database.transactions import Busy, Unavailable
from service.errors import ConfigError
from service.server.config import ServerConfig, open_database, vault_of
from service.server.root_secret import belongs_elsewhere, is_known
from service.vault import Vault

UNUSABLE = (Unavailable, Busy, DBAPIError)
"""How a database fails that cannot be used; DBAPIError if its file is damaged, for one."""


@dataclass(frozen=True)
class Found:
    """What was found; the default of each fact says that there was nothing to find."""

    url_faults: tuple[str, ...] = ()
    """If there are any, nothing else was looked for."""
    schema: SchemaState = SchemaState.EMPTY
    database_error: Exception | None = None
    secret_error: ConfigError | OSError | None = None
    root_fingerprint: bytes | None = field(default=None, repr=False)
    """Of the secret in the file."""
    is_secret_known: bool = False
    """Whether the database has noted this secret as its own."""
    belongs_elsewhere: bool = False
    """Whether the database was made with another secret."""
    port: int = 0
    address_error: OSError | UnicodeError | None = None


def inspect(config: ServerConfig) -> Found:
    """Look at the URL, the secret and the database, and change nothing."""
    faults = tuple(url_faults(config.database_url))
    if faults:
        return Found(url_faults=faults)
    vault, found = None, Found()
    try:
        vault = vault_of(config) if config.secret_file else None
    except (ConfigError, OSError) as error:
        found = Found(secret_error=error)
    if vault:
        found = Found(root_fingerprint=vault.root_fingerprint)
    return found if config.is_new else _with_database(config, vault, found)


def inspect_to_listen(config: ServerConfig) -> Found:
    """Look at all that, and at the address: commands listen nowhere, and must not disturb it."""
    found = inspect(config)
    try:
        return replace(found, port=_free_port(config.host, config.port))
    except (OSError, UnicodeError) as error:  # the latter of a name that no host can have
        return replace(found, address_error=error)


def _with_database(config: ServerConfig, vault: Vault | None, found: Found) -> Found:
    database = open_database(config)
    try:
        with database.reading() as connection:
            state = schema_state(connection)
            found = replace(found, schema=state)
            if state is not SchemaState.CURRENT or not vault:
                return found
            known = is_known(connection, vault)
            elsewhere = not known and belongs_elsewhere(connection, vault)
            return replace(found, is_secret_known=known, belongs_elsewhere=elsewhere)
    except UNUSABLE as error:
        return replace(found, database_error=error)
    finally:
        database.close()


def _free_port(host: str, port: int) -> int:
    """Return a port at which nobody listens. Raise OSError if this one is taken."""
    ((family, _, _, _, address), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    with socket.socket(family) as probe:
        # The server shares its port with its workers, so it would share it with another server.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])
