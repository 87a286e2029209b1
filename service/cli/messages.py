"""Commands for notifications: webhooks, messages, events, contacts and texts."""

from itertools import islice
from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.output import Shown, answered, in_columns, in_words, shows

if TYPE_CHECKING:
    from service.client import Client
    from service.schemas.messages import NewSecretAnswer

STANDINGS = ("waiting", "delivered", "dead", "dropped")
LANGUAGES = ("zh", "en", "es")
EVENTS_MAX = 1_000_000


@click.group()
def webhook() -> None:
    """Register webhooks for your events, rotate their secrets, replay missed messages."""


@webhook.command("create")
@click.argument("url")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only events of this kind, such as order.* or order.paid; may be repeated.",
)
@shows
@with_client
def create_webhook(client: "Client", url: str, kinds: tuple[str, ...]) -> Shown:
    """Register a webhook at URL, and print its secret."""
    return _secret(client.make_webhook(url, kinds or ("*",)))


@webhook.command("list")
@shows
@with_client
def list_webhooks(client: "Client") -> Shown:
    """List your webhooks, without their secrets."""
    found = [one.model_dump(mode="json") for one in client.webhooks()]
    head = ("webhook_id", "is_enabled", "url", "kinds")
    rows = [
        (one["webhook_id"], in_words(one["is_enabled"]), one["url"], " ".join(one["kinds"]))
        for one in found
    ]
    return Shown(found, in_columns([head, *rows]))


@webhook.command("change")
@click.argument("webhook_id")
@click.option("--url", help="New URL.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only events of this kind, such as order.* or order.paid; may be repeated.",
)
@click.option("--enable/--disable", "is_enabled", default=None, help="Enable or disable it.")
@shows
@with_client
def change_webhook(
    client: "Client",
    webhook_id: str,
    url: str | None,
    kinds: tuple[str, ...],
    *,
    is_enabled: bool | None,
) -> Shown:
    """Change a webhook's URL or kinds, disable it, or enable it again."""
    changed = client.change_webhook(webhook_id, url=url, kinds=kinds or None, is_enabled=is_enabled)
    return answered(changed)


@webhook.command("rotate")
@click.argument("webhook_id")
@click.option(
    "--overlap-h",
    type=click.IntRange(0, 24 * 90),
    default=24,
    show_default=True,
    help="Hours for which messages are signed with the old secret too.",
)
@click.option(
    "--end-earlier",
    "ends_earlier",
    is_flag=True,
    help="End all earlier secrets now, because one leaked.",
)
@shows
@with_client
def rotate_webhook(
    client: "Client", webhook_id: str, overlap_h: int, *, ends_earlier: bool
) -> Shown:
    """Make a new secret for a webhook, and print it."""
    made = client.rotate_webhook_secret(webhook_id, overlap_h=overlap_h, ends_earlier=ends_earlier)
    return _secret(made)


@webhook.command("remove")
@click.argument("webhook_id")
@shows
@with_client
def remove_webhook(client: "Client", webhook_id: str) -> Shown:
    """Remove a webhook, and drop the messages that wait for it."""
    return answered(client.remove_webhook(webhook_id))


@webhook.command("replay")
@click.argument("webhook_id")
@click.argument("since", metavar="MOMENT")
@shows
@with_client
def replay_webhook(client: "Client", webhook_id: str, since: str) -> Shown:
    """Send all messages since MOMENT (RFC 3339) again, with the same ids."""
    return answered(client.replay_since(webhook_id, since))


@click.group()
def message() -> None:
    """List waiting, delivered and dead messages, and send them again."""


@message.command("list")
@click.option("--standing", type=click.Choice(STANDINGS), help="Only messages with this status.")
@click.option(
    "--count", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="At most N."
)
@shows
@with_client
def list_messages(client: "Client", standing: str | None, count: int) -> Shown:
    """List messages, the newest first."""
    found = [one.model_dump(mode="json") for one in client.messages(standing, count=count)]
    head = ("written_at", "standing", "attempts", "kind", "message_id", "problem")
    rows = [tuple(str(one[name]) for name in head) for one in found]
    return Shown(found, in_columns([head, *rows]))


@message.command("show")
@click.argument("message_id")
@shows
@with_client
def show_message(client: "Client", message_id: str) -> Shown:
    """Show a message."""
    return answered(client.message(message_id))


@message.command("replay")
@click.argument("message_id")
@shows
@with_client
def replay_message(client: "Client", message_id: str) -> Shown:
    """Send a delivered, dead or dropped message again, with the same id."""
    return answered(client.replay_message(message_id))


@click.command()
@click.option("--cursor", default="0", show_default=True, help="Continue from this cursor.")
@click.option(
    "--count", type=click.IntRange(1), default=EVENTS_MAX, metavar="N", help="Stop after N events."
)
@shows
@with_client
def events(client: "Client", cursor: str, count: int) -> Shown:
    """List your events, the oldest first; --json includes the cursor to continue from."""
    found, last = [], cursor
    for page in client.events(cursor):
        found += [one.model_dump(mode="json") for one in page.events]
        last = page.next_cursor
        if len(found) >= count:
            break
    rows = [(one["timestamp"], one["type"], one["subject"]) for one in islice(found, count)]
    return Shown({"events": found, "next_cursor": last}, in_columns(rows) if rows else "")


@click.group()
def contact() -> None:
    """Set the phones of wallets' owners for text messages."""


@contact.command("set")
@click.argument("wallet_id")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.option(
    "--phone",
    envvar="WANGHUIYI_PHONE",
    required=True,
    help="In E.164, such as +8613800138000; better set in WANGHUIYI_PHONE.",
)
@click.option(
    "--opted-out", "is_opted_out", is_flag=True, help="Keep the contact, and send no texts."
)
@shows
@with_client
def set_contact(
    client: "Client", wallet_id: str, language: str, phone: str, *, is_opted_out: bool
) -> Shown:
    """Send texts about WALLET_ID to a phone, in LANGUAGE."""
    return answered(client.set_contact(wallet_id, phone, language, is_opted_out=is_opted_out))


@contact.command("show")
@click.argument("wallet_id")
@shows
@with_client
def show_contact(client: "Client", wallet_id: str) -> Shown:
    """Show a contact; the phone is masked."""
    return answered(client.contact(wallet_id))


@contact.command("remove")
@click.argument("wallet_id")
@shows
@with_client
def remove_contact(client: "Client", wallet_id: str) -> Shown:
    """Delete a contact."""
    return answered(client.remove_contact(wallet_id))


@click.command()
@click.argument("words", metavar="TEXT")
@click.option(
    "--phone",
    envvar="WANGHUIYI_PHONE",
    required=True,
    help="The sender, such as +8613800138000; better set in WANGHUIYI_PHONE.",
)
@shows
@with_client
def text(client: "Client", words: str, phone: str) -> Shown:
    """Pass on a TEXT that a phone sent, as an SMS carrier does, and print the reply."""
    answer = client.receive_text(phone, words)
    return Shown(answer.model_dump(mode="json"), answer.reply or "")


def _secret(answer: "NewSecretAnswer") -> Shown:
    click.echo(
        f"webhook {answer.webhook_id} at {answer.url}: its secret is shown only now, so keep it",
        err=True,
    )
    return Shown(answer.model_dump(mode="json"), answer.secret)
