"""The server: worker processes of granian, each with its own application, behind one address.

A signal to stop lets them finish what they began, once: further signals change nothing. `serve`
prints one line when all can be asked, and says whom it had to kill.
"""

import gc
import http.client
import logging.config
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from functools import partial
from importlib import import_module
from socket import SOCK_STREAM, getaddrinfo
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from service.server.config import ServerConfig, context_of
from service.server.stopping import Stop, StreamedAnswer, Ties, UnderWay, ignore_signals
from service.telemetry.logs import leave_out_places, logging_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask

    from service.server.outbox_process import Beside
    from service.telemetry.access import Wsgi

_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_POLL_S = 0.02


class Server(MPServer):
    """Granian's server of processes, which closes the tie to its workers when it is to stop.

    `unfinished` counts the workers that did not end by themselves then.
    """

    ties: Ties
    unfinished = 0
    is_asked = False

    def signal_handler_interrupt(self, *_: object, **__: object) -> None:
        """Stop; called once more, change nothing."""
        if self.is_asked:
            return
        self.is_asked = True
        for worker in self.wrks:
            worker.interrupt_by_parent = True  # it may end before granian says so to it
        self.ties.held_open.close()
        # Granian sets the event that this thread waits for: a handler that runs in the middle of
        # that would wait for its lock for ever.
        threading.Thread(target=super().signal_handler_interrupt).start()

    def _stop_workers(self) -> None:
        workers = [worker for worker in self.wrks if worker.inner.exitcode is None]
        super()._stop_workers()  # type: ignore[no-untyped-call]  # as above
        for worker in workers:
            # Granian's thread waits for it too, and has its exit code a moment before it says so.
            while worker.inner.exitcode is None:
                time.sleep(_POLL_S)
        self.unfinished = sum(1 for worker in workers if worker.inner.exitcode != 0)


def serve(config: ServerConfig) -> None:
    """Serve until a signal says stop; `service.server.checks` has made the plan ready before."""
    if config.is_debug:
        _serve_debug(config)
        return
    with tempfile.TemporaryDirectory(prefix="wanghuiyi-metrics-") as folder:
        if config.workers > 1 or config.delivery:
            # Prometheus's client looks for it when it is imported: it was not, up to here.
            os.environ[_METRICS_FOLDER] = folder
        # Workers are copies of this process: what all need is imported once.
        import_module("service.web.app")
        gc.freeze()  # nor is it garbage: the copies need not look through it, and copy it so
        server = _server(config)
        server.ties = ties = Ties(multiprocessing.Semaphore(0), *multiprocessing.Pipe(duplex=False))
        waiting = threading.Thread(target=_tell_when_ready, args=(config, ties), daemon=True)
        server.on_startup(waiting.start)
        beside = _beside(config, ties)
        try:
            if beside:
                server.on_startup(beside.start)
            server.serve(target_loader=partial(_loaded, config, ties), wrap_loader=False)
        finally:
            is_delivered = beside is None or beside.stop()
            ignore_signals()
    _tell_unfinished(config, server.unfinished, is_delivered=is_delivered)


def application(config: ServerConfig) -> "Flask":
    """Return the application of a worker."""
    from service.web.app import Settings, create_app  # noqa: PLC0415 - after Prometheus has its folder

    usual = Settings()
    settings = Settings(
        per_key_a_minute=config.rate_per_key or usual.per_key_a_minute,
        lookups_a_minute=config.lookup_rate or usual.lookups_a_minute,
    )
    context, test = context_of(config), config.test_mode
    if test is None:
        return create_app(context, settings)
    # By name: a service that is no test never has it in its memory.
    trial_app: Callable[..., Flask] = import_module("service.testing").trial_app
    return trial_app(context, settings, test.start_ms, test.seed)


def _beside(config: ServerConfig, ties: Ties) -> "Beside | None":
    """Return what keeps a worker that delivers, if there is to be one."""
    if config.delivery is None:
        return None
    from service.server.outbox_process import Beside  # noqa: PLC0415 - after Prometheus has its folder

    beside = Beside(config, ties.watched)
    beside.fork(ties.held_open)
    return beside


def _server(config: ServerConfig) -> Server:
    address = getaddrinfo(config.host, config.port, type=SOCK_STREAM)[0][4][0]
    return Server(
        target="service.server.workers",
        address=str(address),
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=config.threads,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=logging_config(config.log_level),
        respawn_failed_workers=True,
        workers_kill_timeout=config.stop_s,  # type: ignore[arg-type]  # it is compared and waited for
    )


def _loaded(config: ServerConfig, ties: Ties) -> "Flask":
    stop = Stop(config.stop_s, config.port, UnderWay(config.threads))  # before there are threads
    ties.held_open.close()
    leave_out_places()
    app = application(config)
    app.wsgi_app = _ending(app.wsgi_app, stop)  # type: ignore[assignment,method-assign]  # as Flask advises
    stop.watch(ties)
    ties.loaded.release()
    return app


def _ending(application: "Wsgi", stop: Stop) -> "Wsgi":
    """Return an application that notes what is under way, and ends connections once it is to stop.

    Otherwise a client that goes on asking would keep its connection, and the worker.
    """
    under_way = stop.under_way

    def answered(
        environ: dict[str, Any], start_response: "Callable[..., Any]"
    ) -> "Iterable[bytes]":
        def start(status: str, headers: list[tuple[str, str]], *error: object) -> Any:  # noqa: ANN401 - the server's
            if stop.has_begun.is_set():
                headers = [*headers, ("Connection", "close")]
            return start_response(status, headers, *error)

        under_way.begin(environ)
        try:
            answer = application(environ, start)
        except BaseException:
            under_way.end()
            raise
        if isinstance(answer, list):  # it is whole
            under_way.end()
            return answer
        return StreamedAnswer(answer, under_way)

    return answered


def _tell_when_ready(config: ServerConfig, ties: Ties) -> None:
    for _ in range(config.workers):
        ties.loaded.acquire()
    while not _answers(config):
        time.sleep(_POLL_S)
    _tell_ready(config)


def _answers(config: ServerConfig) -> bool:
    connection = http.client.HTTPConnection(config.host, config.port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tell_ready(config: ServerConfig) -> None:
    host = f"[{config.host}]" if ":" in config.host else config.host
    workers = "1 worker" if config.workers == 1 else f"{config.workers} workers"
    kind = "sqlite" if config.database.is_sqlite else "postgresql"
    if config.test_mode:
        kind += ", test mode"
    sys.stderr.write(f"ready on http://{host}:{config.port} ({workers}, {kind})\n")
    sys.stderr.flush()


def _tell_unfinished(config: ServerConfig, unfinished: int, *, is_delivered: bool) -> None:
    """Say who had to be killed, and exit with 1; if nobody had to be, return."""
    when = f"before it had finished, at the latest {config.stop_s:g} s after the signal to stop"
    said = []
    if unfinished:
        said.append(
            f"{unfinished} of {config.workers} workers: killed {when}; requests that it had begun "
            "got no answer, so send them again with the same Idempotency-Key"
        )
    if not is_delivered:
        said.append(f"the worker that delivers: killed {when}; what it was sending is sent again")
    if said:
        sys.stderr.write("".join(f"{line} (--stop-s gives more time)\n" for line in said))
        sys.exit(1)


def _serve_debug(config: ServerConfig) -> None:
    """Serve with Flask's own server, which is for development: what is under way is cut off."""
    from service.server.outbox_process import worker_of  # noqa: PLC0415 - as above

    logging.config.dictConfig(logging_config(config.log_level))
    app = application(config)
    worker = worker_of(config) if config.delivery else None
    if worker:
        threading.Thread(target=worker.run, daemon=True).start()
    _tell_ready(config)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app.run(config.host, config.port, debug=True, use_reloader=False)
    finally:
        if worker:
            worker.stop()
