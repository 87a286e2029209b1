"""Whether a service may be started so: `faults_of` names all that is unsafe, at once.

Each rule is a function of a plan; each fault says what is wrong, what is allowed, what to do.
`made_ready` then makes what a first start makes: the secret beside a new file, and the tables; and
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
from service.errors import UnsafeError
from service.server.config import Plan, anothers_secret, vault_of
from service.server.root_secret import adopt, is_anothers, is_known
from service.server.secret_file import write_new_secret
from service.vault import Vault

_UNUSABLE = (Unavailable, Busy, DBAPIError)
"""What a look at a database may end with; what the driver says else is a damaged file, say."""


def made_ready(plan: Plan) -> Plan:
    """Return the plan with its port known, on a database that is made. Raise UnsafeError."""
    faults = faults_of(plan)
    if faults:
        raise UnsafeError(*faults)
    _make(plan)
    return replace(_owned(plan), port=plan.port or _free_port(plan.host))


def made_current(plan: Plan) -> Plan:
    """Return the plan on a database that is made, to be used without serving. Raise UnsafeError."""
    faults = (*_database_faults(plan), *_secret_faults(plan))
    if faults:
        raise UnsafeError(*faults)
    _make(plan)
    return _owned(plan)


def found_current(plan: Plan) -> Plan:
    """Return the plan if its database was made before. Raise UnsafeError."""
    faults = (*_database_faults(plan), *_secret_faults(plan), *_delivery_faults(plan))
    if not faults and not _has_tables(plan):
        nothing = (
            f"the database {plan.shown_database} has no tables yet: look whether its name is "
            "right, or begin a new one with wanghuiyi keys create operator NAME --database URL"
        )
        faults = (nothing,)
    if faults:
        raise UnsafeError(*faults)
    return _owned(plan)


def faults_of(plan: Plan) -> tuple[str, ...]:
    """Return all that is wrong with a plan."""
    return tuple(fault for rule in RULES for fault in rule(plan))


def _database_faults(plan: Plan) -> Faults:
    faults = tuple(url_faults(plan.database_url))
    yield from faults
    if faults or plan.is_new:
        return
    database = plan.database
    try:
        if not is_empty(database) and not is_current(database):
            yield (
                "the database has the tables of another version, and is not changed unasked: back "
                f"it up, then wanghuiyi database upgrade --database {plan.shown_database}"
            )
    except _UNUSABLE as error:
        yield _unusable(plan, error)
    finally:
        database.close()


def _unusable(plan: Plan, error: Exception) -> str:
    why = str(error.orig if isinstance(error, DBAPIError) else error)
    return f"the database {plan.shown_database} cannot be used ({why}): start it, or name another"


def _secret_faults(plan: Plan) -> Faults:
    if any(url_faults(plan.database_url)):
        return
    file = plan.secret_file
    if file is None:
        yield (
            "--secrets is missing, and PostgreSQL needs it: "
            "write one with wanghuiyi secret FILE, and name it"
        )
        return
    try:
        vault = vault_of(plan)
    except FileNotFoundError:
        if plan.secrets:
            yield f"there is no {file}: write it with wanghuiyi secret {file}, or restore it"
        elif _has_tables(plan):
            yield (
                f"there is no {file}, and the database needs the secret that it was made with: "
                "restore the file from its back-up, or name it with --secrets"
            )
    except UnsafeError as error:
        yield from error.faults
    except OSError as error:
        yield f"{file} cannot be read ({error.strerror}): let this user own it, mode 600"
    else:
        if _is_anothers(plan, vault):
            yield anothers_secret(plan)


def _test_faults(plan: Plan) -> Faults:
    modes = {"--debug": plan.is_debug, "test mode": plan.test_mode is not None}
    for mode in (name for name, is_on in modes.items() if is_on):
        if not _is_loopback(plan.host):
            yield (
                f"{mode} is on for {plan.host}, and lets callers do what nobody may: "
                "use --host 127.0.0.1"
            )
        if plan.workers > 1:
            yield f"{mode} has {plan.workers} workers, and may have one: use --workers 1"
    if all(modes.values()):
        yield "--debug and test mode are both on, and one is allowed: leave one out"


def _delivery_faults(plan: Plan) -> Faults:
    if plan.has_local_webhooks and not _is_loopback(plan.host):
        yield (
            f"--local-webhooks is on for {plan.host}, and lets callers make this service ask its "
            "own machine: use --host 127.0.0.1"
        )
    try:
        _ = plan.delivery and plan.delivery.gateway
    except UnsafeError as error:
        yield from error.faults


def _address_faults(plan: Plan) -> Faults:
    try:
        _free_port(plan.host, plan.port)
    except (OSError, UnicodeError) as error:  # the latter of a name that no host can have
        why = getattr(error, "strerror", None) or error
        yield (
            f"{plan.host}:{plan.port} cannot be listened at ({why}): "
            "stop who listens there, or choose another --host or --port"
        )


RULES: tuple[Callable[[Plan], Faults], ...] = (
    _database_faults,
    _secret_faults,
    _test_faults,
    _delivery_faults,
    _address_faults,
)


def _make(plan: Plan) -> None:
    file = plan.secret_file
    assert file, "a plan without faults names its secret"
    if not file.exists():
        # Another process may begin at the same time: its secret is as good.
        try:
            write_new_secret(file)
        except FileExistsError:
            pass
        except OSError as error:
            raise UnsafeError(_unwritable(file, error)) from error
    database = plan.database
    try:
        if is_empty(database):
            create(database)
    except _UNUSABLE as error:
        raise UnsafeError(_unusable(plan, error)) from error
    finally:
        database.close()


def _unwritable(file: Path, error: OSError) -> str:
    return f"{file} cannot be written ({error.strerror}): name another with --secrets"


def _owned(plan: Plan) -> Plan:
    """Return the plan with what its secret is known by, noted if it was not. Raise UnsafeError."""
    vault, database = vault_of(plan), plan.database
    try:
        is_own = _is_known(database, vault) or database.transaction(
            lambda connection: adopt(connection, vault)
        )
    except _UNUSABLE as error:
        raise UnsafeError(_unusable(plan, error)) from error
    finally:
        database.close()
    if not is_own:  # another process began it meanwhile
        raise UnsafeError(anothers_secret(plan))
    return replace(plan, root_fingerprint=vault.root_fingerprint)


def _is_known(database: Database, vault: Vault) -> bool:
    # A look alone, where that is enough: commands need not wait for a writer.
    with database.reading() as connection:
        return is_known(connection, vault)


def _is_anothers(plan: Plan, vault: Vault) -> bool:
    database = plan.database
    try:
        # What cannot be asked, or has the tables of another version, is told by another rule.
        if plan.is_new or not is_current(database):
            return False
        with database.reading() as connection:
            return is_anothers(connection, vault)
    except _UNUSABLE:
        return False
    finally:
        database.close()


def _has_tables(plan: Plan) -> bool:
    database = plan.database
    try:
        return not plan.is_new and not is_empty(database)
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
