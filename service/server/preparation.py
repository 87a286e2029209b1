"""What a start does before anybody is served: look once, judge, and make what a first start makes.

That is the secret beside a new file, and the tables. It also notes the fingerprint of the secret in
the database, so that any other secret is refused from then on.
"""

from dataclasses import replace
from pathlib import Path

from service.database.schema import SchemaState, create
from service.errors import ConfigError
from service.server.checks import TO_OPEN, TO_SERVE, TO_WORK, missing_tables, require, unusable
from service.server.config import ServerConfig, open_database, vault_of, wrong_secret
from service.server.inspection import UNUSABLE, Found, inspect, inspect_to_listen
from service.server.root_secret import adopt
from service.server.secret_file import write_new_secret


def prepare(config: ServerConfig) -> ServerConfig:
    """Return the configuration of a server that can start, its port known. Raise ConfigError."""
    found = inspect_to_listen(config)
    require(TO_SERVE, config, found)
    return replace(_made(config, found), port=found.port)


def prepare_database(config: ServerConfig) -> ServerConfig:
    """Return the configuration of a database that is made if it is not. Raise ConfigError."""
    found = inspect(config)
    require(TO_OPEN, config, found)
    return _made(config, found)


def require_database(config: ServerConfig) -> ServerConfig:
    """Return the configuration of a database that was made before. Raise ConfigError."""
    found = inspect(config)
    require(TO_WORK, config, found)
    require((missing_tables,), config, found)
    return _made(config, found)


def _made(config: ServerConfig, found: Found) -> ServerConfig:
    """Return the configuration with the fingerprint that its database has."""
    if found.is_secret_known:  # as at every start but the first: nothing is written
        return replace(config, root_fingerprint=found.root_fingerprint)
    if found.root_fingerprint is None:
        _write_secret(config.secret_file)
    vault, database = vault_of(config), open_database(config)
    try:
        if found.schema is SchemaState.EMPTY:
            create(database)
        is_own = database.transaction(lambda connection: adopt(connection, vault))
    except UNUSABLE as error:
        raise ConfigError(unusable(config, error)) from error
    finally:
        database.close()
    if not is_own:  # another process has begun it meanwhile
        raise ConfigError(wrong_secret(config))
    return replace(config, root_fingerprint=vault.root_fingerprint)


def _write_secret(file: Path | None) -> None:
    assert file, "a configuration without faults names its secret"
    try:
        write_new_secret(file)
    except FileExistsError:
        pass  # another process begins at the same time: its secret is as good
    except OSError as error:
        why = f"{file} cannot be written ({error.strerror}): name another with --secrets"
        raise ConfigError(why) from error
