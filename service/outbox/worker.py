"""A worker that goes on: threads that each wait for one recipient, and a loop that feeds them."""

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
"""So many threads may wait for one recipient, so that a slow one leaves the others theirs."""
LOOK_S = 0.25
"""How often a worker looks that has caught up, since a round asks the same of the database however
few events it finds; and how long one rests whose database is away. Assumption."""

_FAULTS = (Busy, LockTimeout, Unavailable)
_log = logging.getLogger(__name__)


@dataclass
class OutboxWorker:
    """Addresses and delivers until it is told to stop; then it finishes what it began."""

    sender: Sender
    threads: int
    each: int = EACH
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _has_news: threading.Event = field(default_factory=threading.Event)
    _look_again_s: float = 0.0
    _latest_ms: float = math.inf
    _under_way: dict[Future[Counts], str] = field(default_factory=dict)

    def run(self) -> None:
        """Go on until `stop` is called."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="deliver") as pool:
            while not self._is_stopping.is_set():
                pause_s = self._guarded(lambda: self._round(pool))
                if pause_s:
                    self._rest(pause_s)

    @property
    def is_stopping(self) -> bool:
        """Tell whether it was told to stop."""
        return self._is_stopping.is_set()

    def stop(self) -> None:
        """Begin nothing more. It takes locks, so a signal's handler must not call it."""
        self._is_stopping.set()
        self._has_news.set()

    def _round(self, pool: ThreadPoolExecutor) -> float:
        """Do what there is to do; return for how many seconds to rest, 0 if there is more."""
        self._reap()
        self._notice_the_clock()
        pause_s = self._address()
        free = self.threads - len(self._under_way)
        if free == 0:
            return LOOK_S
        shares, found = Counter(self._under_way.values()), 0
        for message in claimed(self.sender, free, each=self.each, under_way=shares):
            attempt = pool.submit(self._tried, message)
            self._under_way[attempt] = message.recipient
            attempt.add_done_callback(lambda _: self._has_news.set())
            found += 1
        return 0 if found else pause_s

    def _notice_the_clock(self) -> None:
        """At the beginning, and when the clock was put back, see that nothing waits for years."""
        now_ms = self.sender.clock()
        if now_ms < self._latest_ms - SKEW_MS:
            put_clock_right(self.sender)
        self._latest_ms = now_ms

    def _address(self) -> float:
        """Address what has gathered; return for how many seconds more is to gather."""
        left_s = self._look_again_s - time.monotonic()
        if left_s > 0:
            return left_s
        if address(self.sender.database, self.sender.clock()) == BATCH_SIZE:
            return 0
        self._look_again_s = time.monotonic() + LOOK_S
        return LOOK_S

    def _tried(self, message: Message) -> Counts:
        try:
            return tried(self.sender, message)
        except _FAULTS:
            # Its claim ends by itself, and then it is tried again: it may have been heard.
            _log.warning("not written down", extra={"message_id": message.message_id})
        except Exception:  # noqa: BLE001 - the others are to be delivered nevertheless
            _log.exception("fault", extra={"message_id": message.message_id})
        return Counts()

    def _guarded(self, action: Callable[[], float]) -> float:
        try:
            return action()
        except _FAULTS as error:
            _log.warning("the database has no time: %s", type(error).__name__)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("fault")
        return LOOK_S

    def _reap(self) -> None:
        for one in [one for one in self._under_way if one.done()]:
            del self._under_way[one]

    def _rest(self, pause_s: float) -> None:
        # Who waits behind what has just ended is due: nobody rests then.
        self._has_news.wait(pause_s)
        self._has_news.clear()
