"""Where shards are worked on: in this process, in processes of its own, or on a cluster.

A backend opens any `concurrent.futures` executor.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from sim.running.engines import Remark, prepare_engine
from sim.running.workers import Workers

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class WorkersDiffer(Exception):  # noqa: N818 - named by what was found
    """Workers whose code, libraries or arithmetic are others: they would give other bytes."""


class WorkerLost(Exception):  # noqa: N818 - named by what happened
    """A worker ended unexpectedly: killed, out of memory, or out of reach."""


@dataclass(frozen=True)
class Backend:
    """What opens an executor, for how many shards at a time, and prepares an engine there.

    The number of workers may change while they work.
    """

    open_executor: Callable[[], AbstractContextManager[Executor]]
    workers: Callable[[], int]
    prepare_engine: Callable[[str, Remark], None] = prepare_engine


class SerialExecutor(Executor):
    """Calls at once, in this process."""

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


SERIAL = Backend(SerialExecutor, lambda: 1)


def backend(workers: int) -> Backend:
    """Return so many processes of this machine; one alone is this process."""
    if workers <= 1:
        return SERIAL
    return Backend(lambda: processes(workers), lambda: workers)


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Yield worker processes, which end at once when anything goes wrong, and with this process."""
    workers = Workers(count)
    try:
        yield workers
    except BaseException:
        workers.kill()
        raise
    finally:
        workers.shutdown(cancel_futures=True)
