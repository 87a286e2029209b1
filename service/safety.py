"""Whether a service may be started so: `faults_of` names all that is unsafe, at once.

Each rule is a function of a plan; each fault says what is wrong, what is allowed, what to do.
`made_ready` then makes what a first start makes: the secret beside a new file, and the tables.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.database import Busy, Unavailable
from service.plan import Plan
from service.schema import is_current, is_empty, upgrade
from service.secret_file import read_secret, write_new_secret
from service.unsafe import UnsafeError

_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
_FORMS = "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"

Faults = Iterator[str]


def made_ready(plan: Plan) -> Plan:
    """Return the plan with its port known, on a database that is made. Raise UnsafeError."""
    faults = faults_of(plan)
    if faults:
        raise UnsafeError(*faults)
    _make(plan)
    return replace(plan, port=plan.port or _free_port(plan.host))


def made_current(plan: Plan) -> Plan:
    """Return the plan on a database that is made, to be used without serving. Raise UnsafeError."""
    faults = (*_database_faults(plan), *_secret_faults(plan))
    if faults:
        raise UnsafeError(*faults)
    _make(plan)
    return plan


def found_current(plan: Plan) -> Plan:
    """Return the plan if its database was made before. Raise UnsafeError."""
    faults = (*_database_faults(plan), *_secret_faults(plan), *_delivery_faults(plan))
    if not faults and not _has_tables(plan):
        nothing = (
            f"the database {_shown(plan)} has no tables yet: look whether its name is right, or "
            "begin a new one with wanghuiyi keys create operator NAME --database URL"
        )
        faults = (nothing,)
    if faults:
        raise UnsafeError(*faults)
    return plan


def faults_of(plan: Plan) -> tuple[str, ...]:
    """Return all that is wrong with a plan."""
    return tuple(fault for rule in RULES for fault in rule(plan))


def url_faults(url: str) -> Faults:
    """Yield what is wrong with the name of a database. It may hold a password: it is not told."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        yield f"--database is no URL, and has the form {_FORMS}: write it so"
        return
    if parsed.drivername not in _DRIVERS:
        yield f"--database begins with {parsed.drivername}, and has the form {_FORMS}: write it so"
    elif parsed.drivername.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        yield "--database is in memory, and books are kept in a file: name it, sqlite:///FILE"


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
                f"it up, then wanghuiyi database upgrade --database {_shown(plan)}"
            )
    except (Unavailable, Busy) as error:
        yield f"the database {_shown(plan)} cannot be used ({error}): start it, or name another"
    finally:
        database.close()


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
        read_secret(file)
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
    except OSError as error:
        yield (
            f"{plan.host}:{plan.port} cannot be listened at ({error.strerror or error}): "
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
        with suppress(FileExistsError):
            write_new_secret(file)
    database = plan.database
    if is_empty(database):
        upgrade(database)
    database.close()


def _has_tables(plan: Plan) -> bool:
    database = plan.database
    try:
        return not plan.is_new and not is_empty(database)
    except (Unavailable, Busy):
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


def _shown(plan: Plan) -> str:
    return make_url(plan.database_url).render_as_string(hide_password=True)
