"""Whether a service may be started so: each rule is a function of what was asked and what is there.

A rule looks at nothing itself, so all are judged at once and tested without a database. Each fault
says what is wrong, what is allowed, and what to do.
"""

from collections.abc import Callable, Iterable
from ipaddress import ip_address

from sqlalchemy.exc import DBAPIError

from service.database.name import Faults
from service.database.schema import SchemaState
from service.errors import ConfigError
from service.server.config import ServerConfig, wrong_secret
from service.server.inspection import Found

Rule = Callable[[ServerConfig, Found], Faults]


def require(rules: Iterable[Rule], config: ServerConfig, found: Found) -> None:
    """Raise ConfigError with all that rules find wrong, if they do."""
    faults = faults_of(rules, config, found)
    if faults:
        raise ConfigError(*faults)


def faults_of(rules: Iterable[Rule], config: ServerConfig, found: Found) -> tuple[str, ...]:
    """Return all that is wrong, in the order of the rules."""
    return tuple(fault for rule in rules for fault in rule(config, found))


def unusable(config: ServerConfig, error: Exception) -> str:
    """Say why a database cannot be used, and what to do."""
    why = str(error.orig if isinstance(error, DBAPIError) else error)
    return f"the database {config.shown_database} cannot be used ({why}): start it, or name another"


def database_faults(config: ServerConfig, found: Found) -> Faults:
    """Yield what is wrong with the database or its name."""
    yield from found.url_faults
    if found.database_error:
        yield unusable(config, found.database_error)
    elif found.schema is SchemaState.OTHER:
        yield (
            "the database has the tables of another version, and is not changed unasked: back "
            f"it up, then wanghuiyi database upgrade --database {config.shown_database}"
        )


def secret_faults(config: ServerConfig, found: Found) -> Faults:
    """Yield what is wrong with the root secret: one belongs to the database, and only its own."""
    if found.url_faults:
        return
    file = config.secret_file
    if file is None:
        yield (
            "--secrets is missing, and PostgreSQL needs it: "
            "write one with wanghuiyi secret FILE, and name it"
        )
    elif isinstance(found.secret_error, FileNotFoundError):
        if config.secrets:
            yield f"there is no {file}: write it with wanghuiyi secret {file}, or restore it"
        elif found.schema is not SchemaState.EMPTY:
            yield (
                f"there is no {file}, and the database needs the secret that it was made with: "
                "restore the file from its back-up, or name it with --secrets"
            )
    elif isinstance(found.secret_error, ConfigError):
        yield from found.secret_error.faults
    elif found.secret_error:
        why = found.secret_error.strerror
        yield f"{file} cannot be read ({why}): let this user own it, mode 600"
    elif found.belongs_elsewhere:
        yield wrong_secret(config)


def mode_faults(config: ServerConfig, _found: Found) -> Faults:
    """Yield what --debug and test mode would let strangers do."""
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


def outbox_faults(config: ServerConfig, _found: Found) -> Faults:
    """Yield what is wrong with how webhooks and texts are sent."""
    if config.has_local_webhooks and not _is_loopback(config.host):
        yield (
            f"--local-webhooks is on for {config.host}, and lets callers make this service ask its "
            "own machine: use --host 127.0.0.1"
        )
    try:
        _ = config.outbox and config.outbox.gateway
    except ConfigError as error:
        yield from error.faults


def address_faults(config: ServerConfig, found: Found) -> Faults:
    """Yield why nobody can listen at the address."""
    if found.address_error:
        why = getattr(found.address_error, "strerror", None) or found.address_error
        yield (
            f"{config.host}:{config.port} cannot be listened at ({why}): "
            "stop who listens there, or choose another --host or --port"
        )


def missing_tables(config: ServerConfig, found: Found) -> Faults:
    """Yield that a database is empty, which a command that needs one does not begin."""
    if found.schema is SchemaState.EMPTY:
        yield (
            f"the database {config.shown_database} has no tables yet: look whether its name is "
            "right, or begin a new one with wanghuiyi keys create operator NAME --database URL"
        )


TO_OPEN: tuple[Rule, ...] = (database_faults, secret_faults)
TO_WORK: tuple[Rule, ...] = (*TO_OPEN, outbox_faults)
TO_SERVE: tuple[Rule, ...] = (*TO_OPEN, mode_faults, outbox_faults, address_faults)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
