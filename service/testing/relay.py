"""The relay between the outbox and webhooks of a test server: it lets messages go wrong.

What the outbox believes follows from its usual rules, as if a proxy stood in between:

- A message that is dropped, held or swapped was answered with 200 by the proxy: it is delivered.
- What is held or swapped is passed on later. If the receiver fails then, the proxy tries again by
  the delays and up to the limits of the outbox.
- A duplicate is a message whose answer was lost, and which was tried again at once: the second
  answer counts.
- Everything else reaches the receiver in its turn, and its answer counts.
"""

import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from service.clock import rfc3339
from service.domain.audience import is_subscribed
from service.domain.message import FailedAttempt, Tried, next_try_ms
from service.outbox.attempt import (
    Outcome,
    Sender,
    addressee,
    outcome_of,
    posted,
    secrets_in_force,
    signed,
    webhook_of,
)
from service.outbox.phones import Dropped
from service.refusals.request import RequestMalformed
from service.schemas.faults import WEBHOOK_LATENCY_MS_MAX, WebhookFaultRule
from service.store.messages import Message
from service.tables import WebhookRow
from service.testing.counted import CountedRules
from service.testing.traffic import Traffic
from service.transport import ForbiddenAddressError, Post, signed_headers
from service.transport.sms import real_s

OLD_S = 600
"""The age of an old timestamp: twice the five minutes that Standard Webhooks tolerates."""


@dataclass(eq=False)
class _Held:
    """A message kept back; None for `later_left` and `due_ms` means until it is released."""

    message: Message
    rules: Sequence[WebhookFaultRule]
    later_left: int | None
    is_swapped: bool = False
    due_ms: int | None = None
    problem: str = ""

    @property
    def webhook_id(self) -> str:
        return webhook_of(self.message)

    def shown(self) -> dict[str, Any]:
        event = self.message.stored.event
        return {
            "message_id": self.message.message_id,
            "webhook_id": self.webhook_id,
            "kind": event.kind,
            "subject": event.subject,
            "later_left": self.later_left,
            "attempts": self.message.attempts,
            "due_at": None if self.due_ms is None else rfc3339(self.due_ms),
            "problem": self.problem,
        }


@dataclass
class Relay:
    """The relay of a world: its rules with their counts, and the messages that it keeps back.

    It counts what comes by it as traffic.
    """

    rules: CountedRules[WebhookFaultRule]
    traffic: Traffic = field(default_factory=Traffic)
    _held: list[_Held] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def attempt(self, sender: Sender, message: Message) -> Outcome:
        """Try a message once as the rules have it, and return what the outbox is to believe."""
        webhook = addressee(sender, message)
        if isinstance(webhook, Dropped):
            return webhook
        kind = message.stored.event.kind
        self.traffic.note_message(kind, message.message_id, webhook.webhook_id)
        rules = self.rules.striking(lambda rule: _is_meant(rule, message))
        overtaken, is_exchanged = self._overtaken(webhook.webhook_id)
        keeping = [rule for rule in rules if rule.fault in _KEEPING]
        if is_exchanged:
            keeping = [rule for rule in keeping if rule.fault != "swap"]
        outcome: Outcome = None
        if any(rule.fault == "drop" for rule in rules):
            pass
        elif keeping:
            self._keep(message, rules, keeping[0])
        else:
            outcome = _sent(sender, webhook, message, rules)
        for one in overtaken:
            self._pass_on(sender, one)
        return outcome

    def pass_due(self, sender: Sender) -> None:
        """Try again what failed when it was passed on, and is due."""
        now_ms = sender.clock()
        with self._lock:
            due = [one for one in self._held if one.due_ms is not None and one.due_ms <= now_ms]
            self._held = [one for one in self._held if one not in due]
        for one in due:
            self._pass_on(sender, one)

    def release(self, sender: Sender, message_ids: Sequence[str] | None) -> None:
        """Pass on what is held now: all, or these in this order. Refused: `RequestMalformed`."""
        with self._lock:
            held = self._held if message_ids is None else self._named(message_ids)
            self._held = [one for one in self._held if one not in held]
        for one in held:
            self._pass_on(sender, one)

    def clear(self) -> None:
        """Forget rules and messages."""
        self.rules.replace([])
        with self._lock:
            self._held.clear()

    def shown(self) -> dict[str, Any]:
        """Return what is held, the oldest first."""
        with self._lock:
            return {"held": [one.shown() for one in self._held]}

    @property
    def due(self) -> list[tuple[int, str]]:
        """Return when messages that failed are due again, with their ids."""
        with self._lock:
            held = [(one.due_ms, one.message.message_id) for one in self._held]
        return [(due_ms, message_id) for due_ms, message_id in held if due_ms is not None]

    def _named(self, message_ids: Sequence[str]) -> list[_Held]:
        errors = [
            {"at": f"/message_ids/{index}", "message": "no such message is held: GET /test/held"}
            for index, message_id in enumerate(message_ids)
            if all(one.message.message_id != message_id for one in self._held)
        ]
        if errors:
            raise RequestMalformed(errors)
        return [
            one
            for message_id in dict.fromkeys(message_ids)
            for one in self._held
            if one.message.message_id == message_id
        ]

    def _keep(
        self, message: Message, rules: Sequence[WebhookFaultRule], keeping: WebhookFaultRule
    ) -> None:
        is_swapped = keeping.fault == "swap"
        later = 1 if is_swapped else keeping.until_later
        # Its attempts are those in which it was passed on.
        kept = replace(message, attempts=0)
        with self._lock:
            self._held.append(_Held(kept, rules, later, is_swapped))

    def _overtaken(self, webhook_id: str) -> tuple[list[_Held], bool]:
        """Count a message to a webhook for those that wait for it.

        Return which of them follow it, and whether it is exchanged with one.
        """
        with self._lock:
            waiting = [one for one in self._held if one.later_left and one.webhook_id == webhook_id]
            for one in waiting:
                one.later_left = (one.later_left or 0) - 1
            found = [one for one in waiting if one.later_left == 0]
            self._held = [one for one in self._held if one not in found]
        return found, any(one.is_swapped for one in found)

    def _pass_on(self, sender: Sender, held: _Held) -> None:
        held.message = message = replace(held.message, attempts=held.message.attempts + 1)
        webhook = addressee(sender, message)
        if isinstance(webhook, Dropped):
            return
        outcome = _sent(sender, webhook, message, held.rules)
        if not isinstance(outcome, FailedAttempt):
            return
        tried = Tried(message.message_id, message.channel, message.attempts, message.written_ms)
        held.due_ms = next_try_ms(tried, outcome, sender.clock(), sender.first_delay_ms)
        held.problem, held.later_left, held.rules = outcome.problem, None, ()
        if held.due_ms is not None:
            with self._lock:
                self._held.append(held)


_KEEPING = ("hold", "swap")


def _is_meant(rule: WebhookFaultRule, message: Message) -> bool:
    is_webhook = rule.webhook_id in {None, webhook_of(message)}
    return is_webhook and is_subscribed((rule.kind,), message.stored.event.kind)


def _sent(
    sender: Sender, webhook: WebhookRow, message: Message, rules: Sequence[WebhookFaultRule]
) -> Outcome:
    """Send a message with its faults, and return what the answer means."""
    faults = {rule.fault for rule in rules}
    request = _changed(sender, webhook, signed(sender, webhook, message), faults)
    latency_ms = min(sum(rule.latency_ms or 0 for rule in rules), WEBHOOK_LATENCY_MS_MAX)
    latency_s = min(latency_ms / 1_000, sender.timeout_s)
    time.sleep(latency_s)
    hurried = replace(sender, timeout_s=sender.timeout_s - latency_s)
    if "duplicate" in faults:
        with suppress(ForbiddenAddressError):
            posted(hurried, webhook, request)  # and the answer to it is lost
    return outcome_of(hurried, webhook, request)


def _changed(sender: Sender, webhook: WebhookRow, request: Post, faults: AbstractSet[str]) -> Post:
    headers = dict(request.headers)
    if faults & {"corrupt_signature", "old_timestamp"}:
        secrets = secrets_in_force(sender, webhook, sender.clock())
        if "corrupt_signature" in faults:
            secrets = [bytes(byte ^ 0xFF for byte in secret) for secret in secrets]
        at_s = real_s() - OLD_S * ("old_timestamp" in faults)
        headers |= signed_headers(headers["webhook-id"], at_s, request.content, secrets)
    if "wrong_content_type" in faults:
        headers["Content-Type"] = "text/plain"
    return replace(request, headers=headers)
