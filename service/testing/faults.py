"""Injected faults of requests: by rules that a test has set, or by a header of the request."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from service.refusals.request import RequestMalformed
from service.schemas.faults import LATENCY_MS_MAX, FaultRule, JumpName, ResetMoment
from service.testing.counted import CountedRules, is_drawn

HEADER = "Wanghuiyi-Fault"
_PART = (
    "(latency=[0-9]{1,5}|error=(429|500|502|503|504)|drop-answer|reset=(before|after)"
    "|truncate-answer|probability=(0?[.][0-9]{1,6}|1))"
)
_ONCE = "".join(
    f"(?!.*{name}.*{name})"
    for name in ("latency", "error", "drop", "reset", "truncate", "probability")
)
FORM = f"^{_ONCE}(?!probability=[.0-9]*$){_PART}(, ?{_PART})*$"


@dataclass(frozen=True)
class Fault:
    """The fault of one request: it takes longer, fails, or its answer is lost or damaged."""

    latency_ms: int = 0
    error_status: int | None = None
    drop_answer: bool = False
    reset_connection: ResetMoment | None = None
    truncate_answer: bool = False
    jump_to: JumpName | None = None

    def __add__(self, other: "Fault") -> "Fault":
        """Return both together; the first error, reset and jump count."""
        return Fault(
            self.latency_ms + other.latency_ms,
            self.error_status or other.error_status,
            self.drop_answer or other.drop_answer,
            self.reset_connection or other.reset_connection,
            self.truncate_answer or other.truncate_answer,
            self.jump_to or other.jump_to,
        )

    @property
    def is_answer_lost(self) -> bool:
        """Return whether the client does not get the answer whole."""
        return self.drop_answer or self.truncate_answer or self.reset_connection is not None


@dataclass
class FaultRules:
    """The rules of a world with their counts; `known` has the methods and paths of all routes."""

    known: Collection[tuple[str, str]]
    seed: bytes | None = None
    counted: CountedRules[FaultRule] = field(init=False)
    _headers: "count[int]" = field(init=False, default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Begin without rules."""
        self.counted = CountedRules("fault of a request", self.seed)

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
        self.counted.replace(rules)
        self._headers = count(1)

    def meet(self, method: str, path: str, *, is_client: bool = True) -> Fault:
        """Return the fault of a request, and count it. `path` is a route's."""
        fault = Fault()

        def is_met(rule: FaultRule) -> bool:
            is_route = (rule.method, rule.path) == (method, path)
            return is_route and (is_client or not rule.only_client)

        for rule in self.counted.striking(is_met):
            fault += Fault(
                rule.latency_ms,
                rule.error_status,
                rule.drop_answer,
                rule.reset_connection,
                rule.truncate_answer,
                rule.jump_to,
            )
        return fault

    def of_header(self, header: str | None) -> Fault:
        """Return the fault that a header requests, if chance has it so.

        Refused: `RequestMalformed`.
        """
        if header is None:
            return Fault()
        fault, probability = requested_fault(header)
        if probability is not None:
            purpose = f"fault of a header {next(self._headers)}"
            return fault if is_drawn(self.seed, purpose, probability) else Fault()
        return fault

    def shown(self) -> list[dict[str, Any]]:
        """Return the rules and their counts."""
        return self.counted.shown()


def requested_fault(header: str) -> tuple[Fault, float | None]:
    """Return the fault that a header requests, and its probability. Refused: `RequestMalformed`.

    >>> requested_fault("latency=200, drop-answer, probability=0.1")
    (Fault(latency_ms=200, error_status=None, drop_answer=True, reset_connection=None, \
truncate_answer=False, jump_to=None), 0.1)
    """
    if not re.fullmatch(FORM, header):
        message = (
            f"{header!r} is no fault: send latency=200, error=503 (or 429, 500, 502, 504), "
            "drop-answer, truncate-answer, reset=before or reset=after, or several with commas, "
            "each once, and probability=0.1 with them"
        )
        raise RequestMalformed([{"at": f"/{HEADER}", "message": message}])
    fault, probability = Fault(), None
    for part in header.replace(" ", "").split(","):
        name, _, value = part.partition("=")
        match name:
            case "latency":
                fault += Fault(latency_ms=min(int(value), LATENCY_MS_MAX))
            case "error":
                fault += Fault(error_status=int(value))
            case "drop-answer":
                fault += Fault(drop_answer=True)
            case "reset":
                fault += Fault(reset_connection="before" if value == "before" else "after")
            case "truncate-answer":
                fault += Fault(truncate_answer=True)
            case _:
                probability = float(value)
    return fault, probability
