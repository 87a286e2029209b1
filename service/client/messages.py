"""The part of the client for notifications: webhooks, messages, events, contacts and texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from service.client.calls import PAGE, Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest

if TYPE_CHECKING:
    from service.schemas import contacts
    from service.schemas import messages as bodies
else:
    contacts = LazyModule("service.schemas.contacts")
    bodies = LazyModule("service.schemas.messages")


class MessageCalls(Calls):
    """Notifications of providers and shops, and the texts of a carrier."""

    def make_webhook(
        self, url: str, kinds: Sequence[str] = ("*",), *, idempotency_key: str | None = None
    ) -> bodies.NewSecretAnswer:
        """Receive one's own events at a URL; the secret is shown only now."""
        body = {"url": url, "kinds": list(kinds)}
        return self._post("/v1/webhooks", body, bodies.NewSecretAnswer, idempotency_key)

    def webhooks(self) -> list[bodies.WebhookAnswer]:
        """List one's webhooks, without their secrets."""
        return self._get("/v1/webhooks", bodies.WebhooksAnswer).webhooks

    def webhook(self, webhook_id: str) -> bodies.WebhookAnswer:
        """Return a webhook."""
        return self._get(f"/v1/webhooks/{part(webhook_id=webhook_id)}", bodies.WebhookAnswer)

    def change_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        kinds: Sequence[str] | None = None,
        is_enabled: bool | None = None,
    ) -> bodies.WebhookAnswer:
        """Change a webhook's URL or kinds of events, disable it, or enable it again."""
        wanted = {
            "url": url,
            "kinds": None if kinds is None else list(kinds),
            "is_enabled": is_enabled,
        }
        body = {name: value for name, value in wanted.items() if value is not None}
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}"
        return self._answer(ApiRequest("PATCH", path, body), bodies.WebhookAnswer)

    def rotate_webhook_secret(
        self,
        webhook_id: str,
        *,
        overlap_h: int,
        ends_earlier: bool = False,
        idempotency_key: str | None = None,
    ) -> bodies.NewSecretAnswer:
        """Make a new secret; messages are signed with the old one too for a while.

        Earlier ones sign as long as was promised, unless `ends_earlier` ends them now.
        """
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}/rotations"
        body = {"overlap_h": overlap_h, **({"ends_earlier": True} if ends_earlier else {})}
        return self._post(path, body, bodies.NewSecretAnswer, idempotency_key)

    def remove_webhook(self, webhook_id: str) -> bodies.WebhookAnswer:
        """Remove a webhook, and drop the messages that wait for it."""
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}"
        return self._answer(ApiRequest("DELETE", path), bodies.WebhookAnswer)

    def replay_since(
        self, webhook_id: str, since: str, *, idempotency_key: str | None = None
    ) -> bodies.ReplaysAnswer:
        """Send all messages since a moment again, with the same ids."""
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}/replays"
        return self._post(path, {"since": since}, bodies.ReplaysAnswer, idempotency_key)

    def messages(
        self, standing: str | None = None, *, count: int = 500
    ) -> list[bodies.MessageAnswer]:
        """List one's messages, the newest first, of one status or of any."""
        found: list[bodies.MessageAnswer] = []
        query = {} if standing is None else {"standing": standing}
        while len(found) < count:
            wanted = {**query, "limit": str(min(count - len(found), int(PAGE)))}
            page = self._answer(
                ApiRequest("GET", "/v1/messages", query=wanted), bodies.MessagesAnswer
            )
            found += page.messages
            if page.next_cursor is None:
                break
            query["cursor"] = page.next_cursor
        return found

    def message(self, message_id: str) -> bodies.MessageAnswer:
        """Return a message."""
        return self._get(f"/v1/messages/{part(message_id=message_id)}", bodies.MessageAnswer)

    def replay_message(
        self, message_id: str, *, idempotency_key: str | None = None
    ) -> bodies.MessageAnswer:
        """Send a delivered, dead or dropped message again, with the same id."""
        path = f"/v1/messages/{part(message_id=message_id)}/replays"
        return self._post(path, None, bodies.MessageAnswer, idempotency_key)

    def events(self, cursor: str = "0") -> Iterator[bodies.EventsAnswer]:
        """Yield pages of one's own events from a cursor on; keep the last `next_cursor`."""
        while True:
            request = ApiRequest("GET", "/v1/events", query={"limit": "500", "cursor": cursor})
            page = self._answer(request, bodies.EventsAnswer)
            yield page
            if not page.has_more:
                return
            cursor = page.next_cursor

    def set_contact(
        self, wallet_id: str, phone: str, language: str, *, is_opted_out: bool = False
    ) -> contacts.ContactAnswer:
        """Set the phone and language for texts to the owner of a wallet."""
        body = {"phone": phone, "language": language, "is_opted_out": is_opted_out}
        return self._answer(ApiRequest("PUT", _contact(wallet_id), body), contacts.ContactAnswer)

    def contact(self, wallet_id: str) -> contacts.ContactAnswer:
        """Return the phone and language of the owner of a wallet; the phone is masked."""
        return self._get(_contact(wallet_id), contacts.ContactAnswer)

    def remove_contact(self, wallet_id: str) -> contacts.ContactAnswer:
        """Delete the phone of the owner of a wallet."""
        return self._answer(ApiRequest("DELETE", _contact(wallet_id)), contacts.ContactAnswer)

    def receive_text(
        self, phone: str, text: str, *, idempotency_key: str | None = None
    ) -> contacts.TextAnswer:
        """Pass on a text message that somebody sent; return the reply to send back."""
        return self._post(
            "/v1/texts", {"phone": phone, "text": text}, contacts.TextAnswer, idempotency_key
        )


def _contact(wallet_id: str) -> str:
    return f"/v1/wallets/{part(wallet_id=wallet_id)}/contact"
