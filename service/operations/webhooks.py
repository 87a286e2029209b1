"""Webhooks: made, changed, their secrets rotated, removed, and all that was missed sent again."""

from typing import Any

from service.call import Call, Outcome
from service.clock import from_rfc3339, rfc3339
from service.database.connection import Connection
from service.domain.audience import is_subscribed
from service.domain.day import DAY_MS
from service.domain.message import Channel, message_id
from service.refusals.messages import (
    TooManyOldSecrets,
    TooManyReplays,
    TooManyWebhooks,
    WebhookDisabled,
    WebhookRefused,
    WebhookUnknown,
)
from service.schemas.messages import (
    ReplaysBody,
    SecretRotationBody,
    WebhookBody,
    WebhookChangeBody,
)
from service.store import events, messages
from service.store.events import StoredEvent
from service.store.messages import NewMessage
from service.store.webhooks import (
    count_webhooks,
    delete_webhook,
    secret_place,
    webhook_by_id,
    webhooks_of,
)
from service.tables import OldSecret, WebhookRow
from service.transport import new_secret, secret_text, url_fault

WEBHOOKS_MAX = 20
REPLAYS_MAX = 10_000
OLD_SECRETS_MAX = 8
"""So many old secrets sign beside the new one, each 48 bytes of a header."""
HOUR_MS = 3_600_000
_SECRET_BITS = 256
_DISABLED, _REMOVED = "the webhook is disabled", "the webhook was removed"


def make_webhook(connection: Connection, call: Call[WebhookBody]) -> Outcome:
    """Make a webhook; its secret is shown this once. Refused: `WebhookRefused`, `TooManyWebhooks`.

    Two made at the same moment may both be the last that fits.
    """
    caller, body = call.caller, call.body
    _require_sendable(call, body.url)
    if count_webhooks(connection, caller.role, caller.holder) >= WEBHOOKS_MAX:
        raise TooManyWebhooks(WEBHOOKS_MAX)
    webhook_id = call.entropy.new_id(call.now_ms)
    secret, sealed = _new_secret(call, webhook_id)
    webhook = WebhookRow(
        webhook_id=webhook_id,
        role=caller.role,
        holder=caller.holder,
        url=body.url,
        kinds=tuple(body.kinds),
        secret_sealed=sealed,
        created_ms=call.now_ms,
    )
    return Outcome(_shown(webhook, call.now_ms) | {"secret": secret}, changes=(webhook,))


def list_webhooks(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return one's own webhooks, without their secrets."""
    found = webhooks_of(connection, call.caller.role, call.caller.holder)
    return {"webhooks": [_shown(one, call.now_ms) for one in found]}


def show_webhook(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a webhook of one's own. Refused: `WebhookUnknown`."""
    return _shown(_own(connection, call), call.now_ms)


def change_webhook(connection: Connection, call: Call[WebhookChangeBody]) -> Outcome:
    """Send elsewhere or of other kinds, or no more, or again. Refused: `WebhookRefused`, `_own`.

    What waits for one that is disabled is dropped; enabled again, it hears what happens from then.
    """
    webhook, body = _own(connection, call, is_locked=True), call.body
    if body.url is not None:
        _require_sendable(call, body.url)
        webhook.url = body.url
    if body.kinds is not None:
        webhook.kinds = tuple(body.kinds)
    if body.is_enabled is not None:
        webhook.is_enabled = body.is_enabled
    webhook.disabled_because = "" if webhook.is_enabled else webhook.disabled_because or "owner"
    if not webhook.is_enabled:
        messages.drop_waiting(connection, webhook.recipient, _DISABLED, call.now_ms)
    return Outcome(_shown(webhook, call.now_ms), status=200, changes=(webhook,))


def rotate_secret(connection: Connection, call: Call[SecretRotationBody]) -> Outcome:
    """Make a new secret; the old one signs beside it for a while. Refused: `WebhookUnknown`.

    Earlier ones sign as long as was promised, unless the caller ends them. Refused:
    `TooManyOldSecrets`.
    """
    webhook, body = _own(connection, call, is_locked=True), call.body
    old = () if body.ends_earlier else webhook.running_secrets(call.now_ms)
    if body.overlap_h > 0:
        if len(old) == OLD_SECRETS_MAX:
            raise TooManyOldSecrets(OLD_SECRETS_MAX, old[0].until_ms)
        until_ms = call.now_ms + body.overlap_h * HOUR_MS
        old = (*old, OldSecret(until_ms, webhook.secret_sealed))
    webhook.old_secrets = old
    secret, webhook.secret_sealed = _new_secret(call, webhook.webhook_id)
    return Outcome(_shown(webhook, call.now_ms) | {"secret": secret}, changes=(webhook,))


def remove_webhook(connection: Connection, call: Call[Any]) -> Outcome:
    """Remove a webhook, and drop what waits for it. Refused: `WebhookUnknown`."""
    webhook = _own(connection, call, is_locked=True)
    messages.drop_waiting(connection, webhook.recipient, _REMOVED, call.now_ms)
    delete_webhook(connection, webhook.webhook_id)
    return Outcome(_shown(webhook, call.now_ms), status=200)


def replay_since(connection: Connection, call: Call[ReplaysBody]) -> Outcome:
    """Send all that a webhook wants to hear since a moment again, under the same ids.

    Refused: `WebhookUnknown`, `WebhookDisabled`, `TooManyReplays`.
    """
    webhook = _own(connection, call, is_locked=True)
    if not webhook.is_enabled:
        raise WebhookDisabled
    found = _events_since(connection, webhook, from_rfc3339(call.body.since))
    ids = {one.seq: message_id(one.event_id, webhook.recipient) for one in found}
    waiting = messages.waiting_ids(connection, webhook.recipient)
    first_seq = min((one.seq for one in found), default=0)
    subscriber = (webhook.role, webhook.holder)
    last = messages.last_replays(connection, subscriber, webhook.recipient, first_seq)
    again = [
        NewMessage(
            ids[one.seq],
            Channel.WEBHOOK,
            webhook.recipient,
            webhook.role,
            webhook.holder,
            one,
            replay=last.get(ids[one.seq], -1) + 1,
        )
        for one in found
        if is_subscribed(webhook.kinds, one.event.kind) and ids[one.seq] not in waiting
    ]
    messages.write(connection, again, call.now_ms)
    return Outcome({"count": len(again)})


def _events_since(connection: Connection, webhook: WebhookRow, since_ms: int) -> list[StoredEvent]:
    """Return the events since a moment, the oldest first. Refused: `TooManyReplays`.

    Places follow moments but for what clocks and transactions do to them: within a day, surely.
    """
    found: list[StoredEvent] = []
    for one in events.latest_events_of(connection, (webhook.role, webhook.holder)):
        if one.at_ms < since_ms - DAY_MS:
            break
        if one.at_ms >= since_ms:
            found.append(one)
        if len(found) > REPLAYS_MAX:
            raise TooManyReplays(REPLAYS_MAX)
    return found[::-1]


def _require_sendable(call: Call[Any], url: str) -> None:
    fault = url_fault(url, may_be_local=call.context.has_local_webhooks)
    if fault:
        raise WebhookRefused(fault)


def _new_secret(call: Call[Any], webhook_id: str) -> tuple[str, bytes]:
    secret = new_secret(call.entropy.integer("webhook secret", 1 << _SECRET_BITS))
    return secret_text(secret), call.context.vault.encrypt(secret_place(webhook_id), secret)


def _own(connection: Connection, call: Call[Any], *, is_locked: bool = False) -> WebhookRow:
    webhook = webhook_by_id(connection, call.path["webhook_id"], is_locked=is_locked)
    caller = call.caller
    if webhook is None or (webhook.role, webhook.holder) != (caller.role, caller.holder):
        raise WebhookUnknown
    return webhook


def _shown(webhook: WebhookRow, now_ms: int) -> dict[str, Any]:
    ends = [rfc3339(one.until_ms) for one in webhook.running_secrets(now_ms)]
    return {
        "webhook_id": webhook.webhook_id,
        "url": webhook.url,
        "kinds": list(webhook.kinds),
        "is_enabled": webhook.is_enabled,
        "disabled_because": webhook.disabled_because,
        "old_secret_until": ends[-1] if ends else None,
        "old_secrets_until": ends,
        "created_at": rfc3339(webhook.created_ms),
    }
