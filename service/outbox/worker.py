"""The delivery worker: a loop that claims messages, and threads that each send one."""

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from service.database.transactions import Busy, LockTimeout, Unavailable
from service.outbox.attempt import Sender
from service.outbox.claims import Counts, claimed, put_clock_right, tried
from service.outbox.fan_out import BATCH_SIZE, address
from service.store.messages import Message
from service.store.waiting import SKEW_MS

EACH = 4
"""At most so many threads serve one recipient, so that a slow one does not block the others."""
POLL_S = 0.25
"""How often an idle worker polls, since a round costs the same queries however few events it finds;
and how long it waits while the database is unavailable. Assumption."""

_FAULTS = (Busy, LockTimeout, Unavailable)
_log = logging.getLogger(__name__)


@dataclass
class OutboxWorker:
    """Addresses and delivers until `stop` is called; then it finishes the attempts under way."""

    sender: Sender
    threads: int
    each: int = EACH
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _wake_up: threading.Event = field(default_factory=threading.Event)
    _next_poll_s: float = 0.0
    _latest_ms: float = math.inf
    _under_way: dict[Future[Counts], str] = field(default_factory=dict)

    def run(self) -> None:
        """Run until `stop` is called."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="deliver") as pool:
            while not self._is_stopping.is_set():
                pause_s = self._logging_faults(lambda: self._round(pool))
                if pause_s:
                    self._wait(pause_s)

    @property
    def is_stopping(self) -> bool:
        """Return whether `stop` was called."""
        return self._is_stopping.is_set()

    def stop(self) -> None:
        """Start no more attempts. It takes locks, so a signal handler must not call it."""
        self._is_stopping.set()
        self._wake_up.set()

    def _round(self, pool: ThreadPoolExecutor) -> float:
        """Address, claim and try once; return the seconds to wait, 0 if there is more to do."""
        self._forget_done()
        self._notice_the_clock()
        pause_s = self._address()
        free = self.threads - len(self._under_way)
        if free == 0:
            return POLL_S
        shares, found = Counter(self._under_way.values()), 0
        for message in claimed(self.sender, free, each=self.each, under_way=shares):
            attempt = pool.submit(self._tried, message)
            self._under_way[attempt] = message.recipient
            attempt.add_done_callback(lambda _: self._wake_up.set())
            found += 1
        return 0 if found else pause_s

    def _notice_the_clock(self) -> None:
        """At the start, and when the clock was set back, make messages due that would wait long."""
        now_ms = self.sender.clock()
        if now_ms < self._latest_ms - SKEW_MS:
            put_clock_right(self.sender)
        self._latest_ms = now_ms

    def _address(self) -> float:
        """Address new events; return how many seconds to wait before doing so again."""
        left_s = self._next_poll_s - time.monotonic()
        if left_s > 0:
            return left_s
        if address(self.sender.database, self.sender.clock()) == BATCH_SIZE:
            return 0
        self._next_poll_s = time.monotonic() + POLL_S
        return POLL_S

    def _tried(self, message: Message) -> Counts:
        try:
            return tried(self.sender, message)
        except _FAULTS:
            # It is tried again when its claim expires; it may have been delivered already.
            _log.warning("not written down", extra={"message_id": message.message_id})
        except Exception:  # noqa: BLE001 - the others must still be delivered
            _log.exception("fault", extra={"message_id": message.message_id})
        return Counts()

    def _logging_faults(self, action: Callable[[], float]) -> float:
        try:
            return action()
        except _FAULTS as error:
            _log.warning("the database has no time: %s", type(error).__name__)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("fault")
        return POLL_S

    def _forget_done(self) -> None:
        for one in [one for one in self._under_way if one.done()]:
            del self._under_way[one]

    def _wait(self, pause_s: float) -> None:
        # A finished attempt may make the next message due, so it ends the wait.
        self._wake_up.wait(pause_s)
        self._wake_up.clear()
