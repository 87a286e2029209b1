"""Counts and times of requests for Prometheus, also over several worker processes."""

import os
from collections.abc import Mapping
from functools import cache

from prometheus_client import REGISTRY as OF_THIS_PROCESS
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
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

MESSAGES = Counter(
    "wanghuiyi_messages", "Attempts at messages, by what came of them", ["channel", "outcome"]
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


def note_message(channel: str, outcome: str) -> None:
    """Count an attempt at a message."""
    MESSAGES.labels(channel, outcome).inc()


def exposition(waiting: Mapping[str, tuple[int, float]] | None = None) -> bytes:
    """Return what Prometheus reads, of all worker processes together.

    `waiting` has for each channel how many messages wait, and for how many seconds the oldest does;
    None if nobody knows.
    """
    registry = OF_THIS_PROCESS
    if FOLDER in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # has no types
    return generate_latest(registry) + (b"" if waiting is None else _waiting_shown(waiting))


def _waiting_shown(waiting: Mapping[str, tuple[int, float]]) -> bytes:
    registry = CollectorRegistry()
    count = Gauge(
        "wanghuiyi_messages_waiting", "Messages that wait", ["channel"], registry=registry
    )
    age = Gauge(
        "wanghuiyi_message_age_seconds",
        "How long the oldest message that waits has waited",
        ["channel"],
        registry=registry,
    )
    for channel, (how_many, how_long_s) in waiting.items():
        count.labels(channel).set(how_many)
        age.labels(channel).set(how_long_s)
    return generate_latest(registry)
