"""Counts and times of requests for Prometheus, also over several worker processes."""

import os
from functools import cache

from prometheus_client import REGISTRY as OF_THIS_PROCESS
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable in which Prometheus's client looks for the folder that workers share."""

_BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)

REQUESTS = Counter("wanghuiyi_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "wanghuiyi_request_seconds", "Time to an answer", ["method", "route"], buckets=_BUCKETS_S
)


@cache
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    # Looking labels up takes longer than counting.
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)


def note(method: str, route: str, status: int, took_s: float) -> None:
    """Count a request; `route` is the address as the contract has it, so there are few."""
    requests, seconds = _series(method, route, status)
    requests.inc()
    seconds.observe(took_s)


def exposition() -> bytes:
    """Return what Prometheus reads, of all worker processes together."""
    if FOLDER not in os.environ:
        return generate_latest(OF_THIS_PROCESS)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # has no types
    return generate_latest(registry)
