"""How a service is to be run: `ServerConfig`, and the context that operations work with.

`context_of` is for a configuration that was prepared: see `service.server.preparation`.
"""

import hmac
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import URL

from service.call import Context
from service.database.name import SQLITE_DRIVERS, parsed
from service.database.transactions import Database
from service.domain.draft import Terms
from service.domain.message import FIRST_DELAY_MS
from service.domain.outlet_commission import outlet_tariff
from service.domain.sale import SaleTerms
from service.domain.tariff import tariff_named
from service.errors import ConfigError
from service.server.secret_file import read_secret
from service.transport import TIMEOUT_S
from service.transport.sms import Gateway, gateway_named
from service.vault import DEFAULT_COST, Vault

DEFAULT_DATABASE = "sqlite:///wanghuiyi.db"
BESIDE_DATABASE = ".secret"
OUTBOX_THREADS = 16
STOP_S = 30.0
WORLDS_MAX = 256
WORLD_IDLE_S = 3_600.0
_SECRET_OPTIONS = (
    *("password", "passfile", "sslpassword"),
    *("oauth_client_secret", "scram_client_key", "scram_server_key"),
)
"""Options of PostgreSQL's client that hold a secret, or the path of one. Source: its manual."""


@dataclass(frozen=True)
class TestMode:
    """A clock that tests set, and a seed that makes all entropy repeatable; each is optional.

    It has at most so many worlds beside the default one, each until nobody asks for it so long.
    With a `replay`, which is the content of a story's file, seed and start are those of the story.
    """

    __test__ = False  # it is no test, whatever its name begins with

    start_ms: int | None = None
    seed: str | None = None
    worlds_max: int = WORLDS_MAX
    world_idle_s: float = WORLD_IDLE_S
    replay: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class OutboxConfig:
    """How messages are sent: texts through which gateway, for how long, how many at a time."""

    sms_gateway: str | None = None
    sms_secret: bytes | None = field(default=None, repr=False)
    timeout_s: float = TIMEOUT_S
    first_delay_s: float = FIRST_DELAY_MS / 1_000
    threads: int = OUTBOX_THREADS

    @property
    def gateway(self) -> Gateway | None:
        """Return the gateway of texts; None if there is none. Raise ConfigError."""
        if self.sms_gateway is None:
            return None
        return gateway_named(self.sms_gateway, self.sms_secret, self.timeout_s)


@dataclass(frozen=True)
class ServerConfig:
    """How a service is to be run."""

    database_url: str = DEFAULT_DATABASE
    secrets: Path | None = None
    tariff: str = "waived"
    depositor_limit_fen: int | None = None
    commission_basis_points: int = 0
    outlet_tariff: str = "none"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    threads: int = 8
    rate_per_key: int | None = None
    lookup_rate: int | None = None
    password_cost: int = DEFAULT_COST
    stop_s: float = STOP_S
    """How long requests and messages may take that were begun before a signal to stop."""
    log_level: str = "info"
    is_debug: bool = False
    ends_with_stdin: bool = False
    test_mode: TestMode | None = None
    outbox: OutboxConfig | None = None
    has_local_webhooks: bool = False
    exports_traces: bool = False
    root_fingerprint: bytes | None = field(default=None, repr=False)

    @cached_property
    def _url(self) -> URL:
        return parsed(self.database_url)

    @property
    def is_sqlite(self) -> bool:
        """Return whether the database is a file of SQLite."""
        return self._url.drivername in SQLITE_DRIVERS

    @property
    def shown_database(self) -> str:
        """Return the URL as it may be shown: without its passwords."""
        if self.is_sqlite:
            return self.database_url
        url = self._url.difference_update_query(_SECRET_OPTIONS)
        return url.render_as_string(hide_password=True)

    @property
    def is_new(self) -> bool:
        """Return whether a file of SQLite does not exist yet; to look inside would make it."""
        return self.file is not None and not self.file.exists()

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database; None if it is another kind."""
        return Path(self._url.database or "") if self.is_sqlite else None

    @property
    def secret_file(self) -> Path | None:
        """Return where the secret is: as named, or beside a SQLite file."""
        if self.secrets or self.file is None:
            return self.secrets
        return self.file.with_name(self.file.name + BESIDE_DATABASE)


def open_database(config: ServerConfig) -> Database:
    """Return the database, with a connection for each thread: the caller closes it."""
    return Database(config.database_url, connections=config.threads)


def vault_of(config: ServerConfig) -> Vault:
    """Return the vault of the secret's file. Raise ConfigError or OSError."""
    assert config.secret_file, "a configuration without faults names its secret"
    return Vault(read_secret(config.secret_file), config.password_cost)


def wrong_secret(config: ServerConfig) -> str:
    """Say that the secret belongs to another database, and what to do."""
    return (
        f"{config.secret_file} is not the root secret that {config.shown_database} was made with, "
        "and no number, password or receipt would be right: restore the file that was backed up "
        "with this database, or name it with --secrets, or name the database that this one "
        "belongs to"
    )


def context_of(config: ServerConfig) -> Context:
    """Return what operations work with. Raise ConfigError or OSError for its secret."""
    vault, known = vault_of(config), config.root_fingerprint
    # Each worker reads the file again, and somebody may have replaced it since the start.
    if known is not None and not hmac.compare_digest(known, vault.root_fingerprint):
        raise ConfigError(wrong_secret(config))
    return Context(
        database=open_database(config),
        vault=vault,
        terms=Terms(
            tariff=tariff_named(config.tariff), depositor_limit_fen=config.depositor_limit_fen
        ),
        has_local_webhooks=config.has_local_webhooks,
        sale_terms=SaleTerms(commission_basis_points=config.commission_basis_points),
        outlet_tariff=outlet_tariff(config.outlet_tariff),
    )
