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

from service.clock import now_ms
from service.delivery import Sender, Worker
from service.logs import logging_config
from service.plan import DeliveryPlan, Plan, means_of
from service.stopping import TO_STOP, ignore_signals

AGAIN_S = 1.0
_POLL_S = 0.1

_log = logging.getLogger(__name__)


def worker_of(plan: Plan) -> Worker:
    """Return the worker of a plan. Raise UnsafeError or OSError for its secrets."""
    how = plan.delivery or DeliveryPlan()
    sender = Sender(
        means=means_of(replace(plan, threads=how.threads + 1)),
        clock=now_ms,
        gateway=how.gateway,
        timeout_s=how.timeout_s,
        first_delay_ms=int(how.first_delay_s * 1_000),
    )
    return Worker(sender, how.threads)


def deliver(plan: Plan) -> None:
    """Deliver until a signal says stop. Expects a plan that `service.safety` has made ready.

    What does not end then is cut off, with exit code 1: it is tried again by another worker.
    """
    logging.config.dictConfig(logging_config(plan.log_level))
    worker = worker_of(plan)
    for one in TO_STOP:
        signal.signal(one, lambda *_: worker.stop())
    sys.stderr.write("delivering\n")
    sys.stderr.flush()
    limit_s = worker.sender.timeout_s + plan.stop_s
    if not _run(worker, limit_s):
        sys.stderr.write(
            f"what was begun did not end within {limit_s:g} s of the signal to stop, and was cut "
            "off: it is sent again\n"
        )
        sys.stderr.flush()
        os._exit(1)  # its threads would be waited for


def _run(worker: Worker, limit_s: float = math.inf) -> bool:
    """Run a worker until it is stopped and has ended; tell whether it has, in so much time."""
    # A signal's handler runs in the main thread, which therefore only waits.
    thread = threading.Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    until_s = math.inf
    while thread.is_alive() and time.monotonic() < until_s:
        thread.join(_POLL_S)
        if worker.is_stopping and until_s == math.inf:
            until_s = time.monotonic() + limit_s
    ignore_signals()
    if thread.is_alive():
        return False
    worker.sender.database.close()
    return True


def _deliver_beside(plan: Plan, watched: Connection) -> None:
    """Deliver as a child of a server, until it closes its end of a pipe, or is no more."""
    logging.config.dictConfig(logging_config(plan.log_level))
    worker = worker_of(plan)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def stop_when_told() -> None:
        with suppress(EOFError, OSError):
            watched.poll(None)
        worker.stop()

    threading.Thread(target=stop_when_told, daemon=True).start()
    _run(worker)


@dataclass
class Beside:
    """Keeps a worker running beside a server."""

    plan: Plan
    watched: Connection
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _process: BaseProcess | None = None
    _keeper: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker, and whenever it ends alone start another."""
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def stop(self) -> bool:
        """Wait until the worker has finished, and tell whether it has; the pipe has told it to."""
        self._is_stopping.set()
        if self._keeper is None:
            return True
        self._keeper.join(self.plan.stop_s)
        if self._process and self._process.is_alive():
            self._process.kill()
            return False
        return True

    def _keep(self) -> None:
        # The process inherits this: no signal ends it before it has a handler, and Ctrl-C, which
        # comes to all, never does; the server says when.
        signal.pthread_sigmask(signal.SIG_BLOCK, TO_STOP)
        # A process that knows nothing of this one's threads and connections.
        started = multiprocessing.get_context("spawn")
        while not self._is_over():
            self._process = started.Process(
                target=_deliver_beside, args=(self.plan, self.watched), daemon=True
            )
            self._process.start()
            self._process.join()
            if not self._is_over():
                _log.error("the worker that delivers has ended, and is started anew")
                self._is_stopping.wait(AGAIN_S)

    def _is_over(self) -> bool:
        """Tell whether the worker is to end: a pipe that is closed can be read."""
        return self._is_stopping.is_set() or self.watched.poll()
