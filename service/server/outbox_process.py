"""The worker as a process of its own: by `wanghuiyi deliver`, or beside those of `wanghuiyi serve`.

A signal to stop lets it finish what it began, for as long as a receiver may take; further signals
change nothing. Beside a server it ends with that server, whatever ends it, and is started anew if
it ends alone.
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
from service.outbox import OutboxWorker, Sender
from service.server.config import DeliveryPlan, ServerConfig, context_of
from service.server.signals import heeded
from service.server.stopping import TO_STOP, ignore_signals
from service.telemetry.logs import logging_config

AGAIN_S = 1.0
_POLL_S = 0.1
_NAME_FILE = Path("/proc/self/comm")

_log = logging.getLogger(__name__)


def worker_of(config: ServerConfig) -> OutboxWorker:
    """Return the worker of a plan. Raise ConfigError or OSError for its secrets."""
    how = config.delivery or DeliveryPlan()
    sender = Sender(
        context=context_of(replace(config, threads=how.threads + 1)),
        clock=now_ms,
        gateway=how.gateway,
        timeout_s=how.timeout_s,
        first_delay_ms=int(how.first_delay_s * 1_000),
    )
    return OutboxWorker(sender, how.threads)


def deliver(config: ServerConfig) -> None:
    """Deliver until a signal says stop; `service.server.checks` has prepared the configuration.

    What does not end then is cut off, with exit code 1: it is tried again by another worker.
    """
    logging.config.dictConfig(logging_config(config.log_level))
    worker = worker_of(config)
    asked: list[int] = []
    for one in heeded():
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
    """Run a worker until it is stopped and has ended; tell whether it has, in so much time.

    `asked` are the signals to stop that came. Their handler runs in this thread, in the middle of
    whatever that does, and may take no lock: so it only notes them, and this thread looks.
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


def _deliver_beside(
    config: ServerConfig, watched: Connection, held_open: Connection | None
) -> None:
    """Deliver as a child of a server, until it closes its end of a pipe, or is no more."""
    if held_open:
        held_open.close()  # of this copy of the server, or the pipe would not end with it
    with suppress(OSError):  # where the system has such names, `ps` tells it from those that serve
        _NAME_FILE.write_text("delivering", encoding="ascii")
    logging.config.dictConfig(logging_config(config.log_level))
    worker = worker_of(config)
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def stop_when_told() -> None:
        with suppress(EOFError, OSError):
            watched.poll(None)
        worker.stop()

    threading.Thread(target=stop_when_told, daemon=True).start()
    _run(worker, asked)


@dataclass
class Beside:
    """Keeps a worker running beside a server."""

    config: ServerConfig
    watched: Connection
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _process: BaseProcess | None = None
    _keeper: threading.Thread | None = None

    def fork(self, held_open: Connection) -> None:
        """Start the first worker as a copy of this process, which must have no threads yet.

        It has imported what the worker needs; `held_open` is the other end of the pipe.
        """
        self._process = self._started("fork", held_open)

    def start(self) -> None:
        """Whenever the worker ends alone, or if there is none, start another."""
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def stop(self) -> bool:
        """Wait until the worker has finished, and tell whether it has; the pipe has told it to."""
        self._is_stopping.set()
        if self._keeper:
            self._keeper.join(self.config.stop_s)
        elif self._process:  # the server has not come as far as that
            self._process.terminate()
            self._process.join(self.config.stop_s)
        if self._process and self._process.is_alive():
            self._process.kill()
            return False
        return True

    def _keep(self) -> None:
        while not self._is_over():
            # A process that knows nothing of this one's threads and connections.
            self._process = self._process or self._started("spawn")
            self._process.join()
            if not self._is_over():
                _log.error("the worker that delivers has ended, and is started anew")
                self._process = None
                self._is_stopping.wait(AGAIN_S)
        if self._process:
            self._process.join()

    def _started(
        self, way: Literal["fork", "spawn"], held_open: Connection | None = None
    ) -> BaseProcess:
        told = (self.config, self.watched, held_open)
        process: BaseProcess
        if way == "fork":
            forked = multiprocessing.get_context("fork")
            process = forked.Process(target=_deliver_beside, args=told, daemon=True)
        else:
            spawned = multiprocessing.get_context("spawn")
            process = spawned.Process(target=_deliver_beside, args=told, daemon=True)
        # The process inherits this: no signal ends it before it has a handler, and Ctrl-C, which
        # comes to all, never does; the server says when.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, TO_STOP)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return process

    def _is_over(self) -> bool:
        """Tell whether the worker is to end: a pipe that is closed can be read."""
        return self._is_stopping.is_set() or self.watched.poll()
