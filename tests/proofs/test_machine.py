"""The service and a plain model of it never disagree, whatever is asked in whatever order."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from service.call import Context
from service.database.transactions import Database
from service.domain.draft import Terms
from service.domain.tariff import LISTED
from service.vault import ROOT_BYTES, Vault
from service.web.app import Settings, create_app
from tests.proofs.asking import Service
from tests.proofs.lengths import chosen
from tests.proofs.machine_holds import HoldsAndReal
from tests.proofs.model import WRONG_AN_HOUR
from tests.proofs.postgres import Postgres
from tests.proofs.scene import Keys, furnished
from tests.service.databases import compiling_as, connected_once

pytestmark = pytest.mark.proof

STEPS = 40
LEAST_COST = 2
CONNECTIONS = 2


def test_on_sqlite_the_service_does_what_the_plain_model_does(tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    keys = furnished(f"sqlite:///{template}")
    known = connected_once(Database(f"sqlite:///{template}", CONNECTIONS))
    copies = count()

    def new_service() -> Service:
        copy = tmp_path / f"{next(copies)}.db"
        shutil.copy(template, copy)
        database = compiling_as(known, Database(f"sqlite:///{copy}", CONNECTIONS))
        return service_on(database, keys, copy.unlink)

    agree(new_service, chosen(usual=100, long=800))


def test_on_postgresql_the_service_does_what_the_plain_model_does(cluster: Postgres) -> None:
    template = cluster.new_database()
    keys = furnished(template)
    known = connected_once(Database(template, CONNECTIONS))

    def new_service() -> Service:
        copy = cluster.new_database(template)
        database = compiling_as(known, Database(copy, CONNECTIONS))
        return service_on(database, keys, lambda: cluster.drop(copy))

    agree(new_service, chosen(usual=25, long=200))


def agree(new_service: Callable[[], Service], examples: int) -> None:
    """Run the machine on new databases."""
    machine = type("Machine", (HoldsAndReal,), {"new_service": staticmethod(new_service)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )


def service_on(database: Database, keys: Keys, forget: Callable[[], object]) -> Service:
    """Return the application on a database, with a clock to be set and the cheapest hash."""
    clock = [0]
    context = Context(
        database=database,
        vault=Vault(bytes(ROOT_BYTES), cost=LEAST_COST),
        terms=Terms(tariff=LISTED),
        wrong_tries_an_hour=WRONG_AN_HOUR,
    )
    app = create_app(context, Settings(keys_kept_s=0, clock=lambda: clock[0]))

    def set_clock(now_ms: int) -> None:
        clock[0] = now_ms

    def end() -> None:
        database.close()
        forget()

    return Service(app, database.url, keys, set_clock, end)
