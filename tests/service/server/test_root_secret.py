"""A root secret belongs to one database, on both kinds: another's is refused at the start."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from service.cli import books as commands
from service.database import schema
from service.database.transactions import Database
from service.errors import ConfigError
from service.server.checks import TO_SERVE, faults_of
from service.server.config import ServerConfig, context_of, open_database
from service.server.inspection import inspect_to_listen
from service.server.preparation import prepare, prepare_database, require_database
from service.server.root_secret import adopt
from service.store.root_secret import root_fingerprint
from service.vault import Vault
from tests.service.api.stories.wallets import contact_of
from tests.service.api.stories.webhooks import webhook_of
from tests.service.parcels import parcel
from tests.service.servers import ROOT, Service

ANOTHER = bytes(reversed(ROOT))
REFUSED = "is not the root secret that .* was made with"


def written(file: Path, root: bytes = ROOT) -> Path:
    """Write a secret to a file."""
    file.touch(mode=0o600)
    file.write_text(root.hex(), encoding="ascii")
    return file


@pytest.fixture
def config(database: Database, tmp_path: Path) -> ServerConfig:
    return ServerConfig(database.url, secrets=written(tmp_path / "secret"), port=0)


@pytest.fixture
def wrong(config: ServerConfig, tmp_path: Path) -> ServerConfig:
    return replace(config, secrets=written(tmp_path / "another", ANOTHER))


def seal(service: Service, what: str) -> None:
    """Let the service seal something under its secret, or only take a deposit."""
    service.deposit()
    if what == "phone":
        contact_of(service)
    elif what == "webhook":
        webhook_of(service)
    elif what == "label":
        parcel(service)


def known(database: Database) -> bytes | None:
    with database.reading() as connection:
        return root_fingerprint(connection)


def test_the_first_start_notes_the_secret_and_every_way_in_refuses_another(
    database: Database, config: ServerConfig, wrong: ServerConfig
) -> None:
    prepare(config)

    for way_in in (prepare, prepare_database, require_database):
        with pytest.raises(ConfigError, match=REFUSED) as unsafe:
            way_in(wrong)
        assert str(wrong.secrets) in str(unsafe.value)
        assert database.url.rpartition("/")[2] in str(unsafe.value)

    assert known(database) == Vault(ROOT).root_fingerprint
    for way_in in (prepare, prepare_database, require_database):
        assert way_in(config).root_fingerprint == Vault(ROOT).root_fingerprint


def test_a_secret_that_is_anothers_is_reported_with_all_other_faults(
    config: ServerConfig, wrong: ServerConfig
) -> None:
    prepare(config)

    wrong = replace(wrong, host="203.0.113.1", is_debug=True)
    faults = faults_of(TO_SERVE, wrong, inspect_to_listen(wrong))

    assert sum("was made with" in fault for fault in faults) == 1
    assert len(faults) > 1


def test_a_command_refuses_another_secret_with_the_exit_code_of_what_is_unsafe(
    config: ServerConfig, wrong: ServerConfig
) -> None:
    prepare(config)

    done = CliRunner().invoke(
        commands.check_books,
        ["--database", config.database_url, "--secrets", str(wrong.secrets)],
        env={"WANGHUIYI_KEY": "none"},
    )

    assert (done.exit_code, "was made with" in done.stderr) == (2, True)


def test_a_worker_that_finds_another_secret_in_the_file_does_not_serve(
    config: ServerConfig,
) -> None:
    ready = prepare(config)
    assert config.secrets
    written(config.secrets, ANOTHER)

    with pytest.raises(ConfigError, match=REFUSED):
        context_of(ready)


def test_of_two_that_begin_a_database_at_once_the_later_is_refused(database: Database) -> None:
    def begun(root: bytes) -> bool:
        return database.transaction(lambda connection: adopt(connection, Vault(root)))

    is_own = [begun(root) for root in (ROOT, ANOTHER, ROOT)]

    assert is_own == [True, False, True]
    assert known(database) == Vault(ROOT).root_fingerprint


@pytest.mark.parametrize("what", ["nothing", "phone", "webhook", "label"])
def test_a_database_of_before_takes_a_secret_that_opens_what_is_sealed_in_it(
    service: Service, what: str, config: ServerConfig, wrong: ServerConfig
) -> None:
    seal(service, what)
    assert known(service.database) is None

    if what != "nothing":
        with pytest.raises(ConfigError, match=REFUSED):
            require_database(wrong)
        assert known(service.database) is None
    require_database(config)

    assert known(service.database) == Vault(ROOT).root_fingerprint


def test_a_fingerprint_goes_with_its_table_and_is_noted_anew(
    config: ServerConfig, wrong: ServerConfig
) -> None:
    prepare(config)

    database = open_database(config)
    schema.downgrade(database, "0005")
    schema.upgrade(database)

    assert known(database) is None
    database.close()
    assert prepare(wrong).root_fingerprint == Vault(ANOTHER).root_fingerprint


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE root_secret SET fingerprint = fingerprint", "a database keeps its root secret"),
        ("DELETE FROM root_secret", "a database keeps its root secret"),
        ("INSERT INTO root_secret SELECT 2, fingerprint FROM root_secret", "has_one_secret"),
        ("TRUNCATE root_secret", "root_secret is never emptied"),
    ],
)
def test_what_a_secret_is_known_by_is_never_changed_or_deleted(
    service: Service, config: ServerConfig, statement: str, words: str
) -> None:
    if service.database.is_sqlite and statement.startswith("TRUNCATE"):
        pytest.skip("SQLite knows no TRUNCATE")
    prepare(config)

    with pytest.raises(DBAPIError, match=words):
        service.run(statement)

    assert known(service.database) == Vault(ROOT).root_fingerprint
