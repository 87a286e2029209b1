"""The server: worker processes of granian, each with its own application, behind one address.

After a signal to stop they finish what they began; further signals change nothing. `serve` prints
one line when all are ready, and one for each kind of process that it had to kill.
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
from dataclasses import replace
from functools import partial
from importlib import import_module
from socket import SOCK_STREAM, getaddrinfo
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from service.server.config import ServerConfig, context_of
from service.server.stopping import (
    InFlight,
    Stop,
    StreamedAnswer,
    WorkerLink,
    ignore_signals,
    stop_when_ended,
)
from service.telemetry.logs import logging_config, omit_source_locations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask

    from service.call import Context
    from service.server.outbox_process import OutboxSupervisor
    from service.telemetry.access import WsgiApp
    from service.web.app import Settings

_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_POLL_S = 0.02
_STDIN = 0


class Server(MPServer):
    """Granian's server of processes, which closes the link to its workers when it is to stop.

    `unfinished` counts the workers that did not end by themselves then.
    """

    link: WorkerLink
    unfinished = 0
    is_stopping = False

    def signal_handler_interrupt(self, *_: object, **__: object) -> None:
        """Stop; called once more, change nothing."""
        if self.is_stopping:
            return
        self.is_stopping = True
        for worker in self.wrks:
            worker.interrupt_by_parent = True  # it may end before granian says so to it
        self.link.writer.close()
        # Granian sets the event that this thread waits for: a handler that interrupts that wait
        # would block for ever on the lock of the event.
        threading.Thread(target=super().signal_handler_interrupt).start()

    def _stop_workers(self) -> None:
        workers = [worker for worker in self.wrks if worker.inner.exitcode is None]
        super()._stop_workers()  # type: ignore[no-untyped-call]  # as above
        for worker in workers:
            # Granian's thread waits for it too, and may have its exit code before it sets it.
            while worker.inner.exitcode is None:
                time.sleep(_POLL_S)
        self.unfinished = sum(1 for worker in workers if worker.inner.exitcode != 0)


def serve(config: ServerConfig, when_ready: "Callable[[], None]" = lambda: None) -> None:
    """Serve until a signal to stop; `service.server.preparation` has prepared the configuration.

    `when_ready` is called once everybody is answered; Flask's own server does without.
    """
    if config.is_debug:
        gc.enable()
        _serve_debug(config)
        return
    with tempfile.TemporaryDirectory(prefix="wanghuiyi-metrics-") as folder:
        if config.workers > 1 or config.outbox:
            # Prometheus's client looks for it when it is imported: it was not, up to here.
            os.environ[_METRICS_FOLDER] = folder
        # Workers are forked from this process: what all need is imported once.
        import_module("service.web.app")
        gc.freeze()  # so that workers do not scan it, which would copy its memory
        gc.enable()
        server = _server(config)
        pipe = multiprocessing.Pipe(duplex=False)
        server.link = link = WorkerLink(multiprocessing.Semaphore(0), *pipe)
        waiting = threading.Thread(target=_report_when_ready, args=(config, link, when_ready))
        waiting.daemon = True
        server.on_startup(waiting.start)
        if config.ends_with_stdin:
            server.on_startup(_ending_with_stdin().start)
        outbox = _outbox_supervisor(config, link)
        try:
            if outbox:
                server.on_startup(outbox.start)
            server.serve(target_loader=partial(_loaded, config, link), wrap_loader=False)
        finally:
            is_outbox_finished = outbox is None or outbox.stop()
            ignore_signals()
    _exit_if_unfinished(config, server.unfinished, is_outbox_finished=is_outbox_finished)


def application(config: ServerConfig) -> "Flask":
    """Return the application of a worker."""
    from service.web.app import Settings  # noqa: PLC0415 - after Prometheus has its folder

    usual = Settings()
    settings = Settings(
        per_key_a_minute=config.rate_per_key or usual.per_key_a_minute,
        lookups_a_minute=config.lookup_rate or usual.lookups_a_minute,
    )
    context = context_of(config)
    if not config.exports_traces:
        return _application(config, context, settings)
    from service.server.traces import exported_tracing  # noqa: PLC0415 - only where it is wanted

    tracing = exported_tracing()
    settings = replace(
        settings, as_run=tracing.route, as_used=tracing.context, observer=tracing.attempt
    )
    app = _application(config, context, settings)
    app.wsgi_app = tracing.wsgi(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask advises
    return app


def _application(config: ServerConfig, context: "Context", settings: "Settings") -> "Flask":
    from service.web.app import create_app  # noqa: PLC0415 - as above

    if config.test_mode is None:
        return create_app(context, settings)
    # By name: a service that is no test never has it in its memory.
    testing: Any = import_module("service.server.for_tests")
    app: Flask = testing.application_for_tests(config.test_mode, context, settings)
    return app


def _outbox_supervisor(config: ServerConfig, link: WorkerLink) -> "OutboxSupervisor | None":
    """Return what keeps an outbox worker running, if there is to be one."""
    if config.outbox is None:
        return None
    from service.server.outbox_process import OutboxSupervisor  # noqa: PLC0415 - as above

    supervisor = OutboxSupervisor(config, link.reader)
    supervisor.fork(link.writer)
    return supervisor


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


def _loaded(config: ServerConfig, link: WorkerLink) -> "Flask":
    stop = Stop(config.stop_s, config.port, InFlight(config.threads))  # before there are threads
    link.writer.close()
    omit_source_locations()
    app = application(config)
    app.wsgi_app = _ending(app.wsgi_app, stop)  # type: ignore[assignment,method-assign]  # as Flask advises
    stop.watch(link)
    link.loaded.release()
    return app


def _ending(application: "WsgiApp", stop: Stop) -> "WsgiApp":
    """Return an application that counts requests in flight, and closes connections when it stops.

    Otherwise a client that goes on asking would keep its connection open, and the worker alive.
    """
    in_flight = stop.in_flight

    def answered(
        environ: dict[str, Any], start_response: "Callable[..., Any]"
    ) -> "Iterable[bytes]":
        def start(status: str, headers: list[tuple[str, str]], *error: object) -> Any:  # noqa: ANN401 - the server's
            if stop.has_begun.is_set():
                headers = [*headers, ("Connection", "close")]
            return start_response(status, headers, *error)

        in_flight.begin(environ)
        try:
            answer = application(environ, start)
        except BaseException:
            in_flight.end()
            raise
        if isinstance(answer, list):  # it is whole
            in_flight.end()
            return answer
        return StreamedAnswer(answer, in_flight)

    return answered


def _ending_with_stdin() -> threading.Thread:
    return threading.Thread(target=stop_when_ended, args=(_STDIN,), daemon=True)


def _report_when_ready(
    config: ServerConfig, link: WorkerLink, when_ready: "Callable[[], None]"
) -> None:
    for _ in range(config.workers):
        link.loaded.acquire()
    while not _answers(config):
        time.sleep(_POLL_S)
    _print_ready(config)
    when_ready()


def _answers(config: ServerConfig) -> bool:
    connection = http.client.HTTPConnection(config.host, config.port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _print_ready(config: ServerConfig) -> None:
    host = f"[{config.host}]" if ":" in config.host else config.host
    workers = "1 worker" if config.workers == 1 else f"{config.workers} workers"
    kind = "sqlite" if config.is_sqlite else "postgresql"
    if config.test_mode:
        kind += ", test mode"
    sys.stderr.write(f"ready on http://{host}:{config.port} ({workers}, {kind})\n")
    sys.stderr.flush()


def _exit_if_unfinished(config: ServerConfig, unfinished: int, *, is_outbox_finished: bool) -> None:
    """Print which processes had to be killed, and exit with 1; return if none had to be."""
    when = f"before it had finished, at the latest {config.stop_s:g} s after the signal to stop"
    lines = []
    if unfinished:
        lines.append(
            f"{unfinished} of {config.workers} workers: killed {when}; requests that it had begun "
            "got no answer, so send them again with the same Idempotency-Key"
        )
    if not is_outbox_finished:
        lines.append(f"the worker that delivers: killed {when}; what it was sending is sent again")
    if lines:
        sys.stderr.write("".join(f"{line} (--stop-s gives more time)\n" for line in lines))
        sys.exit(1)


def _serve_debug(config: ServerConfig) -> None:
    """Serve with Flask's own server, for development: a stop cuts requests off."""
    from service.server.outbox_process import worker_of  # noqa: PLC0415 - as above

    logging.config.dictConfig(logging_config(config.log_level))
    app = application(config)
    worker = worker_of(config) if config.outbox else None
    if worker:
        threading.Thread(target=worker.run, daemon=True).start()
    _print_ready(config)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if config.ends_with_stdin:
        _ending_with_stdin().start()
    try:
        app.run(config.host, config.port, debug=True, use_reloader=False)
    finally:
        if worker:
            worker.stop()
