"""The server: worker processes of granian, each with its own application, behind one address.

A signal to stop lets them finish what they began. `serve` prints one line when all can be asked.
"""

import http.client
import logging.config
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Semaphore
from socket import SOCK_STREAM, getaddrinfo
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from service.logs import leave_out_places, logging_config
from service.plan import Plan, means_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask import Flask

    from service.observation import Wsgi

FINISH_S = 30
"""How long what was begun may take after a signal to stop."""

_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_POLL_S = 0.02
_AGAIN_S = 0.5


@dataclass(frozen=True)
class Ties:
    """What holds workers and the process that started them together.

    Each worker releases `loaded` when it has its application, and stops when `held_open` is closed,
    whether by a signal or because that process is no more.
    """

    loaded: Semaphore
    watched: Connection
    held_open: Connection


class Server(MPServer):
    """Granian's server of processes, which closes the tie to its workers when it is to stop."""

    ties: Ties

    def signal_handler_interrupt(self, *args: object, **kwargs: object) -> None:
        """Stop."""
        self.ties.held_open.close()
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]  # has no types


def serve(plan: Plan) -> None:
    """Serve until a signal says stop. Expects a plan that `service.safety` has made ready."""
    if plan.is_debug:
        _serve_debug(plan)
        return
    with tempfile.TemporaryDirectory(prefix="wanghuiyi-metrics-") as folder:
        if plan.workers > 1 or plan.delivery:
            # Prometheus's client looks for it when it is imported: it was not, up to here.
            os.environ[_METRICS_FOLDER] = folder
        # Workers are copies of this process: what all need is imported once.
        import_module("service.app")
        server = _server(plan)
        server.ties = ties = Ties(multiprocessing.Semaphore(0), *multiprocessing.Pipe(duplex=False))
        waiting = threading.Thread(target=_tell_when_ready, args=(plan, ties), daemon=True)
        server.on_startup(waiting.start)
        with _delivering(plan, ties) as start:
            server.on_startup(start)
            server.serve(target_loader=partial(_loaded, plan, ties), wrap_loader=False)


def application(plan: Plan) -> "Flask":
    """Return the application of a worker."""
    from service.app import Settings, create_app  # noqa: PLC0415 - after Prometheus has its folder

    usual = Settings()
    settings = Settings(
        per_key_a_minute=plan.rate_per_key or usual.per_key_a_minute,
        lookups_a_minute=plan.lookup_rate or usual.lookups_a_minute,
    )
    means, test = means_of(plan), plan.test_mode
    if test is None:
        return create_app(means, settings)
    # By name: a service that is no test never has it in its memory.
    trial_app: Callable[..., Flask] = import_module("service.trial").trial_app
    return trial_app(means, settings, test.start_ms, test.seed)


@contextmanager
def _delivering(plan: Plan, ties: Ties) -> "Iterator[Callable[[], None]]":
    """Lend what starts a worker that delivers, if there is to be one; then let it finish."""
    if plan.delivery is None:
        yield lambda: None
        return
    from service.delivering import Beside  # noqa: PLC0415 - after Prometheus has its folder

    beside = Beside(plan, ties.watched)
    beside.fork(ties.held_open)
    try:
        yield beside.start
    finally:
        beside.stop()


def _server(plan: Plan) -> Server:
    address = getaddrinfo(plan.host, plan.port, type=SOCK_STREAM)[0][4][0]
    return Server(
        target="service.server",
        address=str(address),
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.workers,
        blocking_threads=plan.threads,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=logging_config(plan.log_level),
        respawn_failed_workers=True,
        workers_kill_timeout=FINISH_S,
    )


def _loaded(plan: Plan, ties: Ties) -> "Flask":
    leave_out_places()
    app = application(plan)
    is_stopping = threading.Event()

    app.wsgi_app = _ending(app.wsgi_app, is_stopping)  # type: ignore[assignment,method-assign]  # as Flask advises
    ties.held_open.close()
    threading.Thread(target=_stop_when_told, args=(ties, is_stopping), daemon=True).start()
    ties.loaded.release()
    return app


def _ending(application: "Wsgi", is_stopping: threading.Event) -> "Wsgi":
    """Return an application that ends connections once it is to stop.

    Otherwise a client that goes on asking would keep its connection, and the worker.
    """

    def answered(
        environ: dict[str, Any], start_response: "Callable[..., Any]"
    ) -> "Iterable[bytes]":
        def start(status: str, headers: list[tuple[str, str]], *error: object) -> Any:  # noqa: ANN401 - the server's
            if is_stopping.is_set():
                headers = [*headers, ("Connection", "close")]
            return start_response(status, headers, *error)

        return application(environ, start)

    return answered


def _stop_when_told(ties: Ties, is_stopping: threading.Event) -> None:
    """Signal the main thread until it stops.

    A signal to a process may come to a thread of the web server, and then Python's main thread,
    which waits, does not hear of it.
    """
    ties.watched.poll(None)
    is_stopping.set()
    while True:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        time.sleep(_AGAIN_S)


def _tell_when_ready(plan: Plan, ties: Ties) -> None:
    for _ in range(plan.workers):
        ties.loaded.acquire()
    while not _answers(plan):
        time.sleep(_POLL_S)
    _tell_ready(plan)


def _answers(plan: Plan) -> bool:
    connection = http.client.HTTPConnection(plan.host, plan.port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tell_ready(plan: Plan) -> None:
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    workers = "1 worker" if plan.workers == 1 else f"{plan.workers} workers"
    kind = "sqlite" if plan.database.is_sqlite else "postgresql"
    if plan.test_mode:
        kind += ", test mode"
    sys.stderr.write(f"ready on http://{host}:{plan.port} ({workers}, {kind})\n")
    sys.stderr.flush()


def _serve_debug(plan: Plan) -> None:
    """Serve with Flask's own server, which is for development."""
    from service.delivering import worker_of  # noqa: PLC0415 - as above

    logging.config.dictConfig(logging_config(plan.log_level))
    app = application(plan)
    worker = worker_of(plan) if plan.delivery else None
    if worker:
        threading.Thread(target=worker.run, daemon=True).start()
    _tell_ready(plan)
    try:
        app.run(plan.host, plan.port, debug=True, use_reloader=False)
    finally:
        if worker:
            worker.stop()
