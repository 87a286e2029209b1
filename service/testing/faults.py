"""Injected faults: by rules that a test has set, or by a header of the request."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from service.refusals.request import RequestMalformed
from service.schemas.testing import LATENCY_MS_MAX, FaultRule

HEADER = "Wanghuiyi-Fault"
FORM = (
    r"^(?!.*latency.*latency)(?!.*error.*error)(?!.*drop.*drop)"
    r"(latency=[0-9]{1,5}|error=(429|500|502|503|504)|drop-answer)"
    r"(, ?(latency=[0-9]{1,5}|error=(429|500|502|503|504)|drop-answer))*$"
)


@dataclass(frozen=True)
class Fault:
    """The fault of one request: it takes longer, fails, or its answer is lost."""

    latency_ms: int = 0
    error_status: int | None = None
    drop_answer: bool = False

    def __add__(self, other: "Fault") -> "Fault":
        """Return both together; the first error counts."""
        return Fault(
            self.latency_ms + other.latency_ms,
            self.error_status or other.error_status,
            self.drop_answer or other.drop_answer,
        )


@dataclass
class FaultRules:
    """The rules of a server with their counts; `known` has the methods and paths of all routes."""

    known: Collection[tuple[str, str]]
    _rules: list[FaultRule] = field(default_factory=list)
    _seen: list[int] = field(default_factory=list)
    _struck: list[int] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def replace(self, rules: list[FaultRule]) -> None:
        """Set the rules, and start to count. Refused: `RequestMalformed` for an unknown route."""
        errors = [
            {
                "at": f"/rules/{index}/path",
                "message": f"there is no {rule.method} {rule.path}: write it as /openapi.json does",
            }
            for index, rule in enumerate(rules)
            if (rule.method, rule.path) not in self.known
        ]
        if errors:
            raise RequestMalformed(errors)
        with self._lock:
            self._rules = list(rules)
            self._seen = [0] * len(rules)
            self._struck = [0] * len(rules)

    def meet(self, method: str, path: str) -> Fault:
        """Return the fault of a request, and count it. `path` is a route's."""
        fault = Fault()
        with self._lock:
            for index, rule in enumerate(self._rules):
                if (rule.method, rule.path) != (method, path):
                    continue
                self._seen[index] += 1
                if rule.nth in {None, self._seen[index]}:
                    self._struck[index] += 1
                    fault += Fault(rule.latency_ms, rule.error_status, rule.drop_answer)
        return fault

    def shown(self) -> dict[str, Any]:
        """Return the rules and their counts."""
        with self._lock:
            counted = zip(self._rules, self._seen, self._struck, strict=True)
            return {
                "rules": [
                    rule.model_dump() | {"seen": seen, "struck": struck}
                    for rule, seen, struck in counted
                ]
            }


def requested_fault(header: str) -> Fault:
    """Return the fault that a header requests. Refused: `RequestMalformed`.

    >>> requested_fault("latency=200, drop-answer")
    Fault(latency_ms=200, error_status=None, drop_answer=True)
    """
    if not re.fullmatch(FORM, header):
        message = (
            f"send latency=200, error=503, drop-answer, or several with commas, once each: {FORM}"
        )
        raise RequestMalformed([{"at": f"/{HEADER}", "message": message}])
    fault = Fault()
    for part in header.replace(" ", "").split(","):
        name, _, value = part.partition("=")
        match name:
            case "latency":
                fault += Fault(latency_ms=min(int(value), LATENCY_MS_MAX))
            case "error":
                fault += Fault(error_status=int(value))
            case _:
                fault += Fault(drop_answer=True)
    return fault
