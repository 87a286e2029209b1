"""What kills the worker that is sent it; and what workers are asked."""

import os
import signal
from multiprocessing import parent_process
from typing import Any


class Deadly(str):
    """The name of an engine that no worker survives to read."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Be made again by what ends a worker."""
        return end_worker, (str(self),)


def end_worker(name: str) -> str:
    """End this process without a word, if it is a worker."""
    if parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def times_compiled() -> tuple[int, int]:
    """Return how many doors of the engine this process compiled anew, and how many it fetched."""
    from sim.kernel.run import go_on, start  # noqa: PLC0415 - numba comes when it is asked for

    doors: list[Any] = [start, go_on]
    return (
        sum(sum(sampler.stats.cache_misses.values()) for sampler in doors),
        sum(sum(sampler.stats.cache_hits.values()) for sampler in doors),
    )
