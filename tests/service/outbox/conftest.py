"""What the tests of delivery share: a service that may send to this machine, and a receiver."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection

from service.call import Entropy
from service.database.change import send
from service.domain.event import Event
from service.domain.message import FailedAttempt
from service.outbox import Counts, Sender, deliver_all_due
from service.store import events
from service.transport.sms import Text
from tests.service.receivers import Receiver, receiving
from tests.service.servers import Service


@dataclass
class Phones:
    """A gateway that keeps texts, and fails as often as it is set to."""

    texts: list[Text] = field(default_factory=list)
    failures: list[FailedAttempt] = field(default_factory=list)

    def send(self, text: Text) -> FailedAttempt | None:
        """Keep a text, or fail."""
        if self.failures:
            return self.failures.pop(0)
        self.texts.append(text)
        return None


@dataclass
class Scene:
    """A service with a wallet, who hears of it, and what delivers."""

    service: Service
    receiver: Receiver
    phones: Phones = field(default_factory=Phones)
    _names: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Let it send to this machine."""
        self.service.__dict__["context"] = replace(self.service.context, has_local_webhooks=True)
        self.wallet_id = self.service.wallet()

    @property
    def sender(self) -> Sender:
        """Return what delivers; its database is that of the service."""
        return Sender(self.service.context, self.service.clock, self.phones)

    def webhook(self, *kinds: str, key: str = "", url: str = "") -> dict[str, Any]:
        """Make a webhook; return the answer, with its secret."""
        body = {"url": url or self.receiver.url, "kinds": list(kinds) or ["*"]}
        return self.service.done(key or self.service.provider, "/v1/webhooks", body)

    def happen(self, *happened: Event) -> list[str]:
        """Save events in one transaction; return their ids."""
        ids = [Entropy().new_id(self.service.clock(), f"{next(self._names)}") for _ in happened]

        def save(connection: Connection) -> None:
            send(connection, [events.inserted(happened, ids, self.service.clock())])

        self.service.database.transaction(save)
        return ids

    def about(self, subject: str, kind: str = "order.paid", **data: object) -> Event:
        """Return an event of the wallet."""
        return Event(kind, subject, data, wallet_id=self.wallet_id)

    def deliver(self) -> Counts:
        """Send all that is due."""
        return deliver_all_due(self.sender)


@pytest.fixture(autouse=True)
def every_event_has_its_form() -> None:
    """Let events have any data here: they are made up, and only their way is tested."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Lend who hears."""
    with receiving() as made:
        yield made


@pytest.fixture
def scene(service: Service, receiver: Receiver) -> Scene:
    """Set the scene, on one kind of database after the other."""
    return Scene(service, receiver)
