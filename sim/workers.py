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
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Call:
    """A function to call, and whom to tell what came of it."""

    function: Callable[..., Any]
    arguments: tuple[tuple[Any, ...], dict[str, Any]]
    future: Future[Any]


class Workers(Executor):
    """So many processes, spawned, so they share nothing with this one, whatever its threads do.

    Who waits for an answer of a worker that was killed gets BrokenExecutor, and so does whoever
    asks for anything afterwards.
    """

    def __init__(self, count: int) -> None:
        """Start the processes."""
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._state = Lock()
        self._refusal: Exception | None = None
        with deaf_to_interrupts():
            started = [_start() for _ in range(count)]
        self._processes = [process for process, _ in started]
        self._threads = [
            Thread(target=self._serve, args=(pipe,), daemon=True) for _, pipe in started
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Answer]:
        """Have a worker call a function. Raise RuntimeError if that can no longer be."""
        future: Future[Answer] = Future()
        with self._state:
            if self._refusal:
                raise self._refusal
            self._calls.put(Call(fn, (args, kwargs), future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the library
        """Take no more calls; end when those that were taken are answered."""
        with self._state:
            self._refusal = self._refusal or RuntimeError("these workers were sent home")
        if cancel_futures:
            self._give_up(lambda future: future.cancel())
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for process in self._processes:
                process.join()

    def kill(self) -> None:
        """End all workers now, whatever they are doing."""
        for process in self._processes:
            process.kill()

    def _serve(self, pipe: Connection) -> None:
        """Send calls to one worker, and pass its answers on, until none are left."""
        with pipe:
            while call := self._calls.get():
                if not call.future.set_running_or_notify_cancel():
                    continue
                try:
                    pipe.send((call.function, *call.arguments))
                    answer, error = pipe.recv()
                except (EOFError, OSError):
                    self._break(call.future)
                    return
                except Exception as unsent:  # noqa: BLE001 - a call that cannot be pickled
                    error = unsent
                if error is None:
                    call.future.set_result(answer)
                else:
                    call.future.set_exception(error)

    def _break(self, future: Future[Any]) -> None:
        lost = BrokenExecutor("a worker process was killed, perhaps for want of memory")
        with self._state:
            self._refusal = lost
        future.set_exception(lost)
        self._give_up(lambda waiting: waiting.set_exception(lost))

    def _give_up(self, tell: Callable[[Future[Any]], object]) -> None:
        """Tell all who wait that nobody will call."""
        ends = 0
        while True:
            try:
                call = self._calls.get_nowait()
            except Empty:
                break
            if call is None:
                ends += 1
            else:
                tell(call.future)
        for _ in range(ends):
            self._calls.put(None)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
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


def _start() -> tuple[SpawnProcess, Connection]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # now only the worker has it, so it ends with the worker
    return process, ours


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
