"""The workers of an existing dask cluster, held to the code, libraries and arithmetic of here."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, ParamSpec, TypeVar

from sim.running.engines import Remark, prepare_engine
from sim.running.executors import Backend, WorkersDiffer
from sim.running.fingerprint import fingerprint

Client = Any  # dask's own has hardly a type

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

SCHEDULER_WITHIN_S = 10
GREETINGS = 5
WORKERS_WITHIN_S = 60
COUNTED_FOR_S = 5
COMPILED_WITHIN_S = 180


class ClusterUnavailable(Exception):  # noqa: N818 - named by what is the matter
    """There is no cluster to work on: no dask here, no scheduler, or no workers."""


@contextmanager
def cluster(address: str) -> Iterator[Backend]:
    """Connect to the cluster whose scheduler is at HOST:PORT.

    Raise ClusterUnavailable if there is none within a minute or so, WorkersDiffer if its workers
    would not give the same bytes.
    """
    client = _connected(address)
    try:
        _check_alike(client.run(fingerprint, on_error="return"))
        yield Backend(
            open_executor=partial(_opened_executor, client),
            workers=_Counted(client),
            prepare_engine=partial(_prepare_engine, client),
        )
    finally:
        client.close(timeout=SCHEDULER_WITHIN_S)


def run_alike(expected: Mapping[str, str], call: Callable[[], Answer]) -> Answer:
    """Call, on a worker that may have come later than the others and is held to the same."""
    _check_alike({"that came later": fingerprint()}, expected)
    return call()


class _Alike(Executor):
    """Runs everything on a cluster, and only where it gives the same bytes."""

    def __init__(self, executor: Executor) -> None:
        """Take the executor of the cluster."""
        self.executor = executor

    def submit(
        self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Answer]:
        """Send a call to a worker, with what the worker must be like."""
        return self.executor.submit(run_alike, fingerprint(), partial(fn, *args, **kwargs))


class _Counted:
    """How many threads a cluster has, asked anew every few seconds, since more may come."""

    def __init__(self, client: Client) -> None:
        """Ask for the first time."""
        self.client = client
        self.count()

    def count(self) -> None:
        """Ask."""
        threads: int = self.client.scheduler_info(n_workers=0)["total_threads"]
        self.threads = max(1, threads)
        self.asked_s = time.monotonic()

    def __call__(self) -> int:
        """Return how many there are, or were a few seconds ago."""
        if time.monotonic() - self.asked_s > COUNTED_FOR_S:
            self.count()
        return self.threads


def _connected(address: str) -> Client:
    """Return a connection to a scheduler that has workers."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = (
            "a cluster needs dask.distributed, which is not installed: "
            "pip install 'wanghuiyi[cluster]'"
        )
        raise ClusterUnavailable(message) from error
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # we report it ourselves
    try:
        client = _greeted(distributed.Client, f"tcp://{address}")
    except (OSError, AssertionError) as error:
        message = f"no scheduler answers at {address}: start one with dask scheduler ({error})"
        raise ClusterUnavailable(message) from error
    try:
        client.wait_for_workers(1, timeout=WORKERS_WITHIN_S)
    except TimeoutError as error:
        client.close()
        message = (
            f"the scheduler at {address} had no workers for {WORKERS_WITHIN_S} seconds: "
            f"start some with dask worker tcp://{address}"
        )
        raise ClusterUnavailable(message) from error
    return client


def _greeted(of_dask: Callable[..., Client], url: str) -> Client:
    """Return a connection, however many workers come or go just then.

    distributed 2026.8 asserts that the first thing it reads is a greeting alone, and fails if the
    scheduler sent news of its workers along with it.
    """
    for _ in range(GREETINGS - 1):
        with suppress(AssertionError):
            return of_dask(url, timeout=SCHEDULER_WITHIN_S, set_as_default=False)
    return of_dask(url, timeout=SCHEDULER_WITHIN_S, set_as_default=False)


@contextmanager
def _opened_executor(client: Client) -> Iterator[Executor]:
    """Yield an executor; what is still under way afterwards is called off."""
    executor = client.get_executor(pure=False)
    try:
        yield _Alike(executor)
    finally:
        executor.shutdown(wait=False)


def _check_alike(
    found: Mapping[str, Mapping[str, str] | BaseException],
    expected: Mapping[str, str] | None = None,
) -> None:
    """Raise WorkersDiffer, naming each worker's difference."""
    here = expected or fingerprint()
    differences = []
    for worker, theirs in found.items():
        if isinstance(theirs, BaseException):
            differences.append(f"worker {worker} cannot run wanghuiyi: {theirs}")
            continue
        differences += [
            f"worker {worker} has {what} {theirs.get(what)}, and here it is {here[what]}"
            for what in here
            if theirs.get(what) != here[what]
        ]
    if differences:
        differences.append("only alike workers give the same bytes: install the same on all")
        raise WorkersDiffer("\n".join(differences))


def _prepare_engine(client: Client, engine: str, remark: Remark) -> None:
    """Compile the engine on each machine where it has never been, by one of its workers."""
    if engine != "compiled":
        return
    machines: dict[str, str] = {}
    for worker in client.scheduler_info()["workers"]:
        machines.setdefault(worker.rpartition(":")[0], worker)
    found = client.run(_is_compiled, workers=[*machines.values()], on_error="return")
    cold = [worker for worker, is_compiled in found.items() if is_compiled is not True]
    if not cold:
        return
    remark(f"compiling the engine, once, on {len(cold)} of the machines: some 30 seconds")
    compiling: list[Future[None]] = [
        client.get_executor(pure=False, workers=worker).submit(prepare_engine, engine, _ignored)
        for worker in cold
    ]
    wait(compiling, COMPILED_WITHIN_S)  # who is lost meanwhile compiles when it comes again


def _is_compiled() -> bool:
    from sim.kernel import is_on_disk  # noqa: PLC0415 - numba comes when it is used

    return is_on_disk()


def _ignored(_text: str) -> None:
    """Ignore a remark on another machine."""
