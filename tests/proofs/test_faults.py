"""Processes are killed under load: what was answered is there, once, and is answered again."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pytest

from tests.proofs.client import Journal
from tests.proofs.lengths import chosen, note
from tests.proofs.load import run_load
from tests.proofs.postgres import Postgres, postgres
from tests.proofs.reckoning import gets_the_first_answers_again, reckoned
from tests.proofs.served import Served, serving

pytestmark = pytest.mark.proof

LIVING = 8
KILLS_OF_SQLITE = chosen(usual=6, long=50)
KILLS_OF_POSTGRESQL = chosen(usual=8, long=50)
BETWEEN_S = (0.1, 1.0)
LATEST = 40

Kill = Callable[[], None]


def test_killing_workers_and_servers_on_sqlite_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'books.db'}", tmp_path) as served:
        kills = {"server": server_killed(served), "worker": worker_killed(served)}

        kill_under_load(served, kills, KILLS_OF_SQLITE)


def test_killing_anybody_on_postgresql_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with postgres() as cluster, serving(cluster.new_database(), tmp_path) as served:
        kills = {
            "postmaster": postmaster_killed(cluster),
            "server": server_killed(served),
            "backend": backend_killed(cluster, served.url),
            "worker": worker_killed(served),
        }

        kill_under_load(served, kills, KILLS_OF_POSTGRESQL)


def kill_under_load(served: Served, kills: Mapping[str, Kill], count: int) -> None:
    """Kill one after the other at moments of chance; look at the latest answers each time."""
    chance, killed, looked_at = Random(count), Counter[str](), 0

    def kill_all(journal: Journal) -> None:
        nonlocal looked_at
        for name, kill in islice(cycle(kills.items()), count):
            time.sleep(chance.uniform(*BETWEEN_S))
            before = journal.done[-LATEST:]
            kill()
            killed[name] += 1
            looked_at += gets_the_first_answers_again(served, before)

    with reckoned(served) as journal:
        run_load(served, journal, LIVING, meanwhile=lambda: kill_all(journal))
    again = gets_the_first_answers_again(served, journal.done)
    note(
        f"{served.kind}: killed {dict(killed)} under {len(journal.done)} requests; "
        f"{dict(journal.raw)}; asked again {looked_at} and {again}"
    )


def server_killed(served: Served) -> Kill:
    """Kill all processes of the service, and start it again."""

    def kill() -> None:
        served.kill()
        served.start()

    return kill


def worker_killed(served: Served) -> Kill:
    """Kill one worker; the service replaces it."""
    return lambda: served.kill_worker(0)


def postmaster_killed(cluster: Postgres) -> Kill:
    """Kill PostgreSQL, and start it again."""

    def kill() -> None:
        cluster.kill()
        cluster.start()

    return kill


def backend_killed(cluster: Postgres, url: str) -> Kill:
    """Kill one process that works for the service: PostgreSQL ends all others, and recovers."""

    def kill() -> None:
        for backend in cluster.backends(url)[:1]:
            cluster.kill(backend)
        cluster.start()

    return kill
