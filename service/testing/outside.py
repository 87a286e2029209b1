"""The outside world of a test server: real operations, asked for with real API keys.

Nothing is written to a database by hand. Each request has an idempotency key made of what is
simulated, so a simulation that is sent again is done once, as in production.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from service.call import Call, Caller, Operation, seeded
from service.clock import rfc3339
from service.domain.refusals.base import Refusal
from service.idempotency import Answer, IdempotentRequest, answer_once, json_of
from service.operations import keys
from service.refusals.problems import problem_of
from service.schemas.books import KeyBody
from service.schemas.testing import ClockBody
from service.testing.state import State

_OPERATOR = Caller("test", "operator", "test")
_REFUSED_FROM = 400


@dataclass
class Outside:
    """One simulation in one world, and what it did so far."""

    state: State
    steps: list[dict[str, Any]] = field(default_factory=list)
    slips: tuple[dict[str, Any], ...] = ()

    @property
    def now_ms(self) -> int:
        """Return the moment by the world's clock."""
        return self.state.clock.now_ms()

    def wait_until(self, at_ms: int) -> None:
        """Set the clock to a moment that is still to come."""
        if self.now_ms < at_ms:
            self.state.clock.change(ClockBody(now=rfc3339(at_ms)))

    def caller(self, role: str, holder: str) -> Caller:
        """Return who asks, by an API key of its own; an outlet is opened with it."""
        body = KeyBody.model_validate({"role": role, "holder": holder})
        made = self._answered(keys.make_key, _OPERATOR, body, f"key {role} {holder}")
        shown = json.loads(made.content)["key"]
        return self.state.app.authenticator.caller(f"Bearer {shown}", self.now_ms)

    def ask(
        self,
        who: tuple[str, str],
        what: str,
        work: tuple[Operation[Any], BaseModel | None],
        label: str,
        **path: str,
    ) -> dict[str, Any] | None:
        """Return the answer to a request of a role and holder; None if it was refused."""
        caller, (operation, body) = self.caller(*who), work
        try:
            answer = self._answered(operation, caller, body, f"{what} {label}", path)
        except Refusal as refusal:  # too many wrong tries, say, which are no answer that is kept
            status, problem = problem_of(refusal)
            answer = Answer(status, json_of(problem))
        content: dict[str, Any] = json.loads(answer.content)
        is_refused = answer.status >= _REFUSED_FROM
        self.steps.append(
            {
                "what": what,
                "role": caller.role,
                "holder": caller.holder,
                "status": answer.status,
                "code": content["code"] if is_refused else None,
                "is_replayed": answer.is_repeated,
                "answer": content,
            }
        )
        return None if is_refused else content

    def shown(self) -> dict[str, Any]:
        """Return what was done."""
        return {
            "steps": self.steps,
            "refused": [step["code"] for step in self.steps if step["code"]],
            "slips": list(self.slips),
            "now": rfc3339(self.now_ms),
        }

    def _answered(
        self,
        operation: Operation[Any],
        caller: Caller,
        body: BaseModel | None,
        label: str,
        path: Mapping[str, str] | None = None,
    ) -> Answer:
        key = f"simulated-{hashlib.sha256(label.encode()).hexdigest()}"
        context = self.state.context
        entropy = seeded(context, caller, key)
        call = Call(context, caller, body, self.now_ms, entropy, path or {})
        # What is simulated is the request; moments in its body are those of when it was first made.
        return answer_once(operation, call, IdempotentRequest(key, label.encode()))
