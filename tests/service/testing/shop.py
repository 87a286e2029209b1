"""A world with a webhook that a receiver on this machine hears."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.service.testing.served import Served, books_in, served
from wanghuiyi.receiver import Receiver


@dataclass
class Shop:
    """A world with a webhook, and what it receives."""

    world: Served
    receiver: Receiver
    secret: str = ""
    webhook_id: str = ""

    def subscribe(self, kinds: Sequence[str] = ("*",)) -> str:
        """Register the receiver; return the id of the webhook."""
        body = {"url": self.receiver.url, "kinds": list(kinds)}
        made = self.world.ask("provider", "POST /v1/webhooks", body).get_json()
        self.receiver.trust(made["secret"])
        self.secret, self.webhook_id = made["secret"], made["webhook_id"]
        return str(made["webhook_id"])

    def fail(self, *rules: dict[str, Any]) -> None:
        """Set the rules for webhooks."""
        self.world.answer_to("PUT /test/faults", {"webhook_rules": list(rules)})

    def credit(self, *amounts_fen: int) -> None:
        """Let amounts be credited to a wallet, an event each."""
        for amount_fen in amounts_fen:
            self.world.redeemed(self.world.deposited(amount_fen=amount_fen)["number"])

    def deliver(self) -> dict[str, Any]:
        """Send all that is due."""
        return self.world.answer_to("POST /test/deliveries")

    def retried(self, after: dict[str, Any]) -> dict[str, Any]:
        """Go to when the next message is due, and send it."""
        self.world.answer_to("PUT /test/clock", {"now": after["next_due_at"]})
        return self.deliver()

    @property
    def arrived(self) -> list[int]:
        """Return the amounts in the order in which they arrived."""
        return [one.data["money"]["amount"] for one in self.receiver.received]


def model_in(folder: Path) -> Served:
    """Return a world with a wallet that redeems more than once a day."""
    world = served(books_in(folder)).world().seeded()
    opened = world.ask("provider", "POST /v1/wallets", {"tier": "certificate"}).get_json()
    world.wallets = (opened["wallet_id"],)
    return world


@contextmanager
def shop_of(model: Served, **body: object) -> Iterator[Shop]:
    """Lend a fork of a world, as the body says, with a webhook."""
    with Receiver() as receiver:
        made = Shop(model.forked(**body), receiver)
        made.subscribe()
        yield made
