"""Where shards are worked on: in this process, in processes of its own, or on a cluster.

A workplace lends any `concurrent.futures` executor.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from sim.running.engines import Remark, make_ready
from sim.running.workers import Workers

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
def processes(count: int) -> Iterator[Executor]:
    """Lend worker processes, which end at once when something goes wrong, and with this process."""
    workers = Workers(count)
    try:
        yield workers
    except BaseException:
        workers.kill()
        raise
    finally:
        workers.shutdown(cancel_futures=True)
