"""Worker processes as an executor: each has a pipe and a thread of its own.

`concurrent.futures.ProcessPoolExecutor` lets all workers answer through one pipe. One that is
killed in the middle of an answer leaves half of it there, or holds its lock for ever, and whoever
waits for the others waits without end. Here the half of an answer ends with its own pipe, so
workers can be killed at any moment, by us or by others.
"""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from threading import Lock, Thread, current_thread, main_thread
from typing import Any, ParamSpec, TypeVar

from sim.running.signals import ENDING

_OF_TERMINALS = set(ENDING) - {signal.SIGTERM}

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Task:
    """A function to call, and the future of its result."""

    function: Callable[..., Any]
    arguments: tuple[tuple[Any, ...], dict[str, Any]]
    future: Future[Any]


@dataclass(frozen=True)
class WorkerProcess:
    """A process, and the pipe that ends with it."""

    process: SpawnProcess
    pipe: Connection


class Workers(Executor):
    """So many processes, spawned, so they share nothing with this one, whatever its threads do.

    Whoever waits for the answer of a worker that was killed gets BrokenExecutor, and nobody else
    does: another worker takes its place.
    """

    def __init__(self, count: int) -> None:
        """Start the processes."""
        self._calls: SimpleQueue[Task | None] = SimpleQueue()
        self._state = Lock()
        self._refusal: Exception | None = None
        self._workers = [_start() for _ in range(count)]
        self._threads = [
            Thread(target=self._serve, args=(index,), daemon=True) for index in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Answer]:
        """Have a worker call a function. Raise what forbids it if that can no longer be."""
        future: Future[Answer] = Future()
        with self._state:
            if self._refusal:
                raise self._refusal
            self._calls.put(Task(fn, (args, kwargs), future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the library
        """Take no more calls; end when those that were taken are answered."""
        with self._state:
            self._refusal = self._refusal or RuntimeError("these workers were shut down")
        if cancel_futures:
            self._give_up(lambda future: future.cancel())
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for worker in self._workers:
                worker.process.join()

    def kill(self) -> None:
        """End all workers now, whatever they are doing; none takes their place."""
        lost = BrokenExecutor("these workers were killed")
        with self._state:
            self._refusal = lost
            for worker in self._workers:
                worker.process.kill()
        self._give_up(lambda waiting: waiting.set_exception(lost))

    def _serve(self, index: int) -> None:
        """Send calls to the worker of this index, and pass its answers on, until none are left."""
        while call := self._calls.get():
            if not call.future.set_running_or_notify_cancel():
                continue
            worker = self._workers[index]
            try:
                worker.pipe.send((call.function, *call.arguments))
                answer, error = worker.pipe.recv()
            except (EOFError, OSError):
                error = BrokenExecutor("a worker process was killed, perhaps for want of memory")
                self._replace(index)
            except Exception as unsent:  # noqa: BLE001 - a call that cannot be pickled
                error = unsent
            if error is None:
                call.future.set_result(answer)
            else:
                call.future.set_exception(error)
        self._workers[index].pipe.close()

    def _replace(self, index: int) -> None:
        """Let another take the place of a worker that was lost, unless all were killed."""
        lost = self._workers[index]
        lost.pipe.close()
        lost.process.kill()  # if only its pipe ended
        lost.process.join()
        with self._state:
            if not isinstance(self._refusal, BrokenExecutor):
                self._workers[index] = _start()

    def _give_up(self, settle: Callable[[Future[Any]], object]) -> None:
        """Settle the futures of all calls that nobody will make."""
        ends = 0
        while True:
            try:
                call = self._calls.get_nowait()
            except Empty:
                break
            if call is None:
                ends += 1
            else:
                settle(call.future)
        for _ in range(ends):
            self._calls.put(None)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Let processes started now never see Ctrl-C or the end of a terminal: they end with this one.

    A signal of this moment is not lost: it is raised afterwards, so that no process is left with
    half of what it needs to begin.
    """
    with _postponed_interrupts():
        if not hasattr(signal, "pthread_sigmask"):
            yield  # Windows has no masks
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _OF_TERMINALS)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _postponed_interrupts() -> Iterator[None]:
    """Keep a signal that ends this process for afterwards.

    The mask of a thread does not: the kernel gives the signal to any other thread, of a library
    perhaps, and Python raises it in the main one all the same.
    """
    if current_thread() is not main_thread():
        yield  # only the main thread gets them
        return
    received: list[int] = []
    heeded = [one for one in ENDING if signal.getsignal(one) is not signal.SIG_IGN]
    before = {
        one: signal.signal(one, lambda number, _frame: received.append(number)) for one in heeded
    }
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        if received:
            signal.raise_signal(received[0])


def _start() -> WorkerProcess:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    with deaf_to_interrupts():
        process.start()
    theirs.close()  # now only the worker has it, so it ends with the worker
    return WorkerProcess(process, ours)


def _work(pipe: Connection) -> None:
    """Call what is sent, and answer, until the pipe ends."""
    Thread(target=_end_after_parent, daemon=True).start()
    while True:
        try:
            function, args, kwargs = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((function(*args, **kwargs), None))
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001 - whoever asked gets it
            pipe.send((None, error))


def _end_after_parent() -> None:
    """See that a worker does not outlive a parent that was killed."""
    parent = parent_process()
    assert parent, "only a worker has this to do"
    parent.join()
    signal.raise_signal(signal.SIGTERM)
