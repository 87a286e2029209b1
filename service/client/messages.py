"""The part of the client that hears: webhooks, messages, events; and contacts and texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from service.client.calls import PAGE, Calls, part
from service.client.lazily import Lazily
from service.client.retrying import Request

if TYPE_CHECKING:
    from service.schemas import contacts
    from service.schemas import messages as bodies
else:
    contacts = Lazily("service.schemas.contacts")
    bodies = Lazily("service.schemas.messages")


class MessageCalls(Calls):
    """What providers, shops and carriers ask for about bodies."""

    def make_webhook(
        self, url: str, kinds: Sequence[str] = ("*",), *, once: str | None = None
    ) -> bodies.NewSecretAnswer:
        """Hear of one's own events at a URL; the secret is shown this once."""
        body = {"url": url, "kinds": list(kinds)}
        return self._post("/v1/webhooks", body, bodies.NewSecretAnswer, once)

    def webhooks(self) -> list[bodies.WebhookAnswer]:
        """List one's webhooks, without their secrets."""
        return self._get("/v1/webhooks", bodies.WebhooksAnswer).webhooks

    def webhook(self, webhook_id: str) -> bodies.WebhookAnswer:
        """Look at a webhook."""
        return self._get(f"/v1/webhooks/{part(webhook_id=webhook_id)}", bodies.WebhookAnswer)

    def change_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        kinds: Sequence[str] | None = None,
        is_enabled: bool | None = None,
    ) -> bodies.WebhookAnswer:
        """Send elsewhere, of other kinds, no more, or again."""
        wanted = {
            "url": url,
            "kinds": None if kinds is None else list(kinds),
            "is_enabled": is_enabled,
        }
        body = {name: value for name, value in wanted.items() if value is not None}
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}"
        return self._answer(Request("PATCH", path, body), bodies.WebhookAnswer)

    def rotate_webhook_secret(
        self,
        webhook_id: str,
        *,
        overlap_h: int,
        ends_earlier: bool = False,
        once: str | None = None,
    ) -> bodies.NewSecretAnswer:
        """Make a new secret; the old one signs beside it for a while.

        Earlier ones sign as long as was promised, unless `ends_earlier` ends them now.
        """
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}/rotations"
        body = {"overlap_h": overlap_h, **({"ends_earlier": True} if ends_earlier else {})}
        return self._post(path, body, bodies.NewSecretAnswer, once)

    def remove_webhook(self, webhook_id: str) -> bodies.WebhookAnswer:
        """Remove a webhook, and drop what waits for it."""
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}"
        return self._answer(Request("DELETE", path), bodies.WebhookAnswer)

    def replay_since(
        self, webhook_id: str, since: str, *, once: str | None = None
    ) -> bodies.ReplaysAnswer:
        """Send all since a moment again, under the same ids."""
        path = f"/v1/webhooks/{part(webhook_id=webhook_id)}/replays"
        return self._post(path, {"since": since}, bodies.ReplaysAnswer, once)

    def messages(
        self, standing: str | None = None, *, count: int = 500
    ) -> list[bodies.MessageAnswer]:
        """List one's messages, the newest first, of one standing or of any."""
        found: list[bodies.MessageAnswer] = []
        query = {} if standing is None else {"standing": standing}
        while len(found) < count:
            wanted = {**query, "limit": str(min(count - len(found), int(PAGE)))}
            page = self._answer(Request("GET", "/v1/messages", query=wanted), bodies.MessagesAnswer)
            found += page.messages
            if page.next_cursor is None:
                break
            query["cursor"] = page.next_cursor
        return found

    def message(self, message_id: str) -> bodies.MessageAnswer:
        """Look at a message."""
        return self._get(f"/v1/messages/{part(message_id=message_id)}", bodies.MessageAnswer)

    def replay_message(self, message_id: str, *, once: str | None = None) -> bodies.MessageAnswer:
        """Send a message that has ended again, under the same id."""
        path = f"/v1/messages/{part(message_id=message_id)}/replays"
        return self._post(path, None, bodies.MessageAnswer, once)

    def events(self, cursor: str = "0") -> Iterator[bodies.EventsAnswer]:
        """Yield pages of one's own events from a cursor on; keep the last `next_cursor`."""
        while True:
            request = Request("GET", "/v1/events", query={"limit": "500", "cursor": cursor})
            page = self._answer(request, bodies.EventsAnswer)
            yield page
            if not page.has_more:
                return
            cursor = page.next_cursor

    def set_contact(
        self, wallet_id: str, phone: str, language: str, *, is_opted_out: bool = False
    ) -> contacts.ContactAnswer:
        """Say how the owner of a wallet is reached."""
        body = {"phone": phone, "language": language, "is_opted_out": is_opted_out}
        return self._answer(Request("PUT", _contact(wallet_id), body), contacts.ContactAnswer)

    def contact(self, wallet_id: str) -> contacts.ContactAnswer:
        """Look at how the owner of a wallet is reached; the phone is masked."""
        return self._get(_contact(wallet_id), contacts.ContactAnswer)

    def remove_contact(self, wallet_id: str) -> contacts.ContactAnswer:
        """Forget how the owner of a wallet is reached."""
        return self._answer(Request("DELETE", _contact(wallet_id)), contacts.ContactAnswer)

    def bring_text(self, phone: str, text: str, *, once: str | None = None) -> contacts.TextAnswer:
        """Bring a text that somebody sent, and get what to text back."""
        return self._post("/v1/texts", {"phone": phone, "text": text}, contacts.TextAnswer, once)


def _contact(wallet_id: str) -> str:
    return f"/v1/wallets/{part(wallet_id=wallet_id)}/contact"
