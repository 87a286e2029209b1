"""Where shards are worked on: in this process, in processes of its own, or wherever one lends.

A workplace lends any `concurrent.futures` executor, anew each time after a worker was lost.
"""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

from sim.engines import Remark, make_ready

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class WorkersDiffer(Exception):  # noqa: N818 - named by what was found
    """Workers whose code, libraries or arithmetic are others: they would give other bytes."""


class WorkerLost(Exception):  # noqa: N818 - named by what happened
    """A worker ended without a word: killed, out of memory, or out of reach."""


@dataclass(frozen=True)
class Workplace:
    """What lends an executor, for how many shards at a time, and makes an engine ready there.

    The number of workers may change while they work.
    """

    lend: Callable[[], AbstractContextManager[Executor]]
    workers: Callable[[], int]
    make_ready: Callable[[str, Remark], None] = make_ready


class Here(Executor):
    """Works in this process, as soon as it is asked to."""

    def submit(
        self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Answer]:
        """Call at once, and return what came of it."""
        future: Future[Answer] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)
        return future


HERE = Workplace(Here, lambda: 1)


def workplace(workers: int) -> Workplace:
    """Return so many processes of this machine; one alone is this process."""
    if workers <= 1:
        return HERE
    return Workplace(lambda: processes(workers), lambda: workers)


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Lend worker processes, which end at once when something goes wrong, and with this process.

    They are spawned, so they share nothing with this one, whatever threads its libraries started.
    """
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)
    try:
        with _deaf_to_interrupts():
            for _ in range(workers):
                pool.submit(int)  # starts one
        yield pool
    except BaseException:
        for worker in set(active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes started now never see Ctrl-C: they end with this one, without a traceback.

    A Ctrl-C of this moment is not lost: it waits until the mask is lifted here.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows has no masks
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """See that a worker does not outlive a parent that was killed."""
    Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    parent = parent_process()
    assert parent, "only a worker has this to do"
    parent.join()
    signal.raise_signal(signal.SIGTERM)
