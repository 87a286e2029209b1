"""Whether a service may be started so: `faults_of` names all that is unsafe, at once.

Each rule is a function of a plan; each fault says what is wrong, what is allowed, what to do.
`prepare` then makes what a first start makes: the secret beside a new file, and the tables; and
it notes in the database by what its secret is known, so that another is refused from then on.
"""

import socket
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from service.database.name import Faults, url_faults
from service.database.schema import create, is_current, is_empty
from service.database.transactions import Busy, Database, Unavailable
from service.errors import ConfigError
from service.server.config import ServerConfig, anothers_secret, vault_of
from service.server.root_secret import adopt, belongs_elsewhere, is_known
from service.server.secret_file import write_new_secret
from service.vault import Vault

_UNUSABLE = (Unavailable, Busy, DBAPIError)
"""What a look at a database may end with; what the driver says else is a damaged file, say."""


def prepare(config: ServerConfig) -> ServerConfig:
    """Return the plan with its port known, on a database that is made. Raise ConfigError."""
    faults = faults_of(config)
    if faults:
        raise ConfigError(*faults)
    _make(config)
    return replace(_owned(config), port=config.port or _free_port(config.host))


def made_current(config: ServerConfig) -> ServerConfig:
    """Return the plan on a database that is made, to be used without serving. Raise ConfigError."""
    faults = (*_database_faults(config), *_secret_faults(config))
    if faults:
        raise ConfigError(*faults)
    _make(config)
    return _owned(config)


def found_current(config: ServerConfig) -> ServerConfig:
    """Return the plan if its database was made before. Raise ConfigError."""
    faults = (*_database_faults(config), *_secret_faults(config), *_delivery_faults(config))
    if not faults and not _has_tables(config):
        nothing = (
            f"the database {config.shown_database} has no tables yet: look whether its name is "
            "right, or begin a new one with wanghuiyi keys create operator NAME --database URL"
        )
        faults = (nothing,)
    if faults:
        raise ConfigError(*faults)
    return _owned(config)


def faults_of(config: ServerConfig) -> tuple[str, ...]:
    """Return all that is wrong with a plan."""
    return tuple(fault for rule in RULES for fault in rule(config))


def _database_faults(config: ServerConfig) -> Faults:
    faults = tuple(url_faults(config.database_url))
    yield from faults
    if faults or config.is_new:
        return
    database = config.database
    try:
        if not is_empty(database) and not is_current(database):
            yield (
                "the database has the tables of another version, and is not changed unasked: back "
                f"it up, then wanghuiyi database upgrade --database {config.shown_database}"
            )
    except _UNUSABLE as error:
        yield _unusable(config, error)
    finally:
        database.close()


def _unusable(config: ServerConfig, error: Exception) -> str:
    why = str(error.orig if isinstance(error, DBAPIError) else error)
    return f"the database {config.shown_database} cannot be used ({why}): start it, or name another"


def _secret_faults(config: ServerConfig) -> Faults:
    if any(url_faults(config.database_url)):
        return
    file = config.secret_file
    if file is None:
        yield (
            "--secrets is missing, and PostgreSQL needs it: "
            "write one with wanghuiyi secret FILE, and name it"
        )
        return
    try:
        vault = vault_of(config)
    except FileNotFoundError:
        if config.secrets:
            yield f"there is no {file}: write it with wanghuiyi secret {file}, or restore it"
        elif _has_tables(config):
            yield (
                f"there is no {file}, and the database needs the secret that it was made with: "
                "restore the file from its back-up, or name it with --secrets"
            )
    except ConfigError as error:
        yield from error.faults
    except OSError as error:
        yield f"{file} cannot be read ({error.strerror}): let this user own it, mode 600"
    else:
        if _is_anothers(config, vault):
            yield anothers_secret(config)


def _test_faults(config: ServerConfig) -> Faults:
    modes = {"--debug": config.is_debug, "test mode": config.test_mode is not None}
    for mode in (name for name, is_on in modes.items() if is_on):
        if not _is_loopback(config.host):
            yield (
                f"{mode} is on for {config.host}, and lets callers do what nobody may: "
                "use --host 127.0.0.1"
            )
        if config.workers > 1:
            yield f"{mode} has {config.workers} workers, and may have one: use --workers 1"
    if all(modes.values()):
        yield "--debug and test mode are both on, and one is allowed: leave one out"


def _delivery_faults(config: ServerConfig) -> Faults:
    if config.has_local_webhooks and not _is_loopback(config.host):
        yield (
            f"--local-webhooks is on for {config.host}, and lets callers make this service ask its "
            "own machine: use --host 127.0.0.1"
        )
    try:
        _ = config.delivery and config.delivery.gateway
    except ConfigError as error:
        yield from error.faults


def _address_faults(config: ServerConfig) -> Faults:
    try:
        _free_port(config.host, config.port)
    except (OSError, UnicodeError) as error:  # the latter of a name that no host can have
        why = getattr(error, "strerror", None) or error
        yield (
            f"{config.host}:{config.port} cannot be listened at ({why}): "
            "stop who listens there, or choose another --host or --port"
        )


RULES: tuple[Callable[[ServerConfig], Faults], ...] = (
    _database_faults,
    _secret_faults,
    _test_faults,
    _delivery_faults,
    _address_faults,
)


def _make(config: ServerConfig) -> None:
    file = config.secret_file
    assert file, "a plan without faults names its secret"
    if not file.exists():
        # Another process may begin at the same time: its secret is as good.
        try:
            write_new_secret(file)
        except FileExistsError:
            pass
        except OSError as error:
            raise ConfigError(_unwritable(file, error)) from error
    database = config.database
    try:
        if is_empty(database):
            create(database)
    except _UNUSABLE as error:
        raise ConfigError(_unusable(config, error)) from error
    finally:
        database.close()


def _unwritable(file: Path, error: OSError) -> str:
    return f"{file} cannot be written ({error.strerror}): name another with --secrets"


def _owned(config: ServerConfig) -> ServerConfig:
    """Return the plan with what its secret is known by, noted if it was not. Raise ConfigError."""
    vault, database = vault_of(config), config.database
    try:
        is_own = _is_known(database, vault) or database.transaction(
            lambda connection: adopt(connection, vault)
        )
    except _UNUSABLE as error:
        raise ConfigError(_unusable(config, error)) from error
    finally:
        database.close()
    if not is_own:  # another process began it meanwhile
        raise ConfigError(anothers_secret(config))
    return replace(config, root_fingerprint=vault.root_fingerprint)


def _is_known(database: Database, vault: Vault) -> bool:
    # A look alone, where that is enough: commands need not wait for a writer.
    with database.reading() as connection:
        return is_known(connection, vault)


def _is_anothers(config: ServerConfig, vault: Vault) -> bool:
    database = config.database
    try:
        # What cannot be asked, or has the tables of another version, is told by another rule.
        if config.is_new or not is_current(database):
            return False
        with database.reading() as connection:
            return belongs_elsewhere(connection, vault)
    except _UNUSABLE:
        return False
    finally:
        database.close()


def _has_tables(config: ServerConfig) -> bool:
    database = config.database
    try:
        return not config.is_new and not is_empty(database)
    except _UNUSABLE:
        return False
    finally:
        database.close()


def _free_port(host: str, port: int = 0) -> int:
    """Return a port at which nobody listens. Raise OSError if this one is taken."""
    ((family, _, _, _, address), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    with socket.socket(family) as probe:
        # The server shares its port with its workers, so it would share it with another server.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
