"""The outbox worker as a process: `wanghuiyi deliver`, or a child of `wanghuiyi serve`.

After a signal to stop it finishes what it is sending, which takes as long as a receiver may take;
further signals change nothing. As a child it ends with its server, whatever ends that, and is
started again if it ends alone.
"""

import logging.config
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from service.clock import now_ms
from service.outbox import Observer, OutboxWorker, Sender
from service.server.config import OutboxConfig, ServerConfig, context_of
from service.server.signals import ending_signals
from service.server.stopping import TO_STOP, ignore_signals
from service.telemetry.logs import logging_config

AGAIN_S = 1.0
_POLL_S = 0.1
_NAME_FILE = Path("/proc/self/comm")

_log = logging.getLogger(__name__)


def worker_of(config: ServerConfig) -> OutboxWorker:
    """Return the worker of a configuration. Raise ConfigError or OSError for its secrets."""
    outbox = config.outbox or OutboxConfig()
    sender = Sender(
        context=context_of(replace(config, threads=outbox.threads + 1)),
        clock=now_ms,
        gateway=outbox.gateway,
        timeout_s=outbox.timeout_s,
        first_delay_ms=int(outbox.first_delay_s * 1_000),
        observer=_observer(config),
    )
    return OutboxWorker(sender, outbox.threads)


def _observer(config: ServerConfig) -> Observer | None:
    """Return what puts a span around each attempt, if traces are exported: by this process."""
    if not config.exports_traces:
        return None
    from service.server.traces import exported_tracing  # noqa: PLC0415 - only where it is wanted

    return exported_tracing().attempt


def deliver(config: ServerConfig) -> None:
    """Send webhooks and texts until a signal to stop; the configuration was prepared.

    What is not finished in time is cut off, with exit code 1: another worker tries it again.
    """
    logging.config.dictConfig(logging_config(config.log_level))
    worker = worker_of(config)
    asked: list[int] = []
    for one in ending_signals():
        signal.signal(one, lambda number, _frame: asked.append(number))
    sys.stderr.write("delivering\n")
    sys.stderr.flush()
    limit_s = worker.sender.timeout_s + config.stop_s
    if not _run(worker, asked, limit_s):
        sys.stderr.write(
            f"what was begun did not end within {limit_s:g} s of the signal to stop, and was cut "
            "off: it is sent again\n"
        )
        sys.stderr.flush()
        os._exit(1)  # its threads would be waited for


def _run(worker: OutboxWorker, asked: list[int], limit_s: float = math.inf) -> bool:
    """Run a worker until it is stopped; return whether it has ended in so much time then.

    `asked` are the signals to stop that came. Their handler interrupts this thread anywhere, and
    may take no lock: so it only notes them, and this thread polls.
    """
    thread = threading.Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    until_s = math.inf
    while thread.is_alive() and time.monotonic() < until_s:
        thread.join(_POLL_S)
        if asked and not worker.is_stopping:
            worker.stop()
        if worker.is_stopping and until_s == math.inf:
            until_s = time.monotonic() + limit_s
    ignore_signals()
    if thread.is_alive():
        return False
    worker.sender.database.close()
    return True


def _run_beside_server(config: ServerConfig, reader: Connection, writer: Connection | None) -> None:
    """Send as a child of a server, until that closes its end of a pipe, or dies."""
    if writer:
        writer.close()  # of this copy of the server, or the pipe would not end with it
    with suppress(OSError):  # where the system has such names, `ps` shows which child it is
        _NAME_FILE.write_text("delivering", encoding="ascii")
    logging.config.dictConfig(logging_config(config.log_level))
    worker = worker_of(config)
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def stop_when_closed() -> None:
        with suppress(EOFError, OSError):
            reader.poll(None)
        worker.stop()

    threading.Thread(target=stop_when_closed, daemon=True).start()
    _run(worker, asked)


@dataclass
class OutboxSupervisor:
    """Keeps an outbox worker running beside a server."""

    config: ServerConfig
    reader: Connection
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _process: BaseProcess | None = None
    _keeper: threading.Thread | None = None

    def fork(self, writer: Connection) -> None:
        """Start the first worker as a copy of this process, which must have no threads yet.

        What the worker needs is imported already; `writer` is the other end of the pipe.
        """
        self._process = self._started("fork", writer)

    def start(self) -> None:
        """Start a worker whenever there is none."""
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def stop(self) -> bool:
        """Wait until the worker has ended, and return whether it has; the pipe is closed by now."""
        self._is_stopping.set()
        if self._keeper:
            self._keeper.join(self.config.stop_s)
        elif self._process:  # the server was stopped before `start`
            self._process.terminate()
            self._process.join(self.config.stop_s)
        if self._process and self._process.is_alive():
            self._process.kill()
            return False
        return True

    def _keep(self) -> None:
        while not self._is_over():
            # Spawned, so that it has none of this process's threads and connections.
            self._process = self._process or self._started("spawn")
            self._process.join()
            if not self._is_over():
                _log.error("the worker that delivers has ended, and is started anew")
                self._process = None
                self._is_stopping.wait(AGAIN_S)
        if self._process:
            self._process.join()

    def _started(
        self, method: Literal["fork", "spawn"], writer: Connection | None = None
    ) -> BaseProcess:
        arguments = (self.config, self.reader, writer)
        process: BaseProcess
        if method == "fork":
            forked = multiprocessing.get_context("fork")
            process = forked.Process(target=_run_beside_server, args=arguments, daemon=True)
        else:
            spawned = multiprocessing.get_context("spawn")
            process = spawned.Process(target=_run_beside_server, args=arguments, daemon=True)
        # The process inherits this mask: no signal ends it before it has a handler, and Ctrl-C,
        # which comes to all processes, never does; the server says when.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, TO_STOP)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return process

    def _is_over(self) -> bool:
        """Return whether the worker is to end: a closed pipe can be read."""
        return self._is_stopping.is_set() or self.reader.poll()
