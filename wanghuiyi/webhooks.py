"""Webhooks of a world: a receiver on this machine that is subscribed to the provider's events."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from wanghuiyi.line import Client, Json


class Listening(Protocol):
    """What receives: it verifies, records, and says what came instead of what was expected."""

    url: str
    received: Any

    def trust(self, secret: str) -> None:
        """Take what is signed with this secret."""

    def expect(self, kind: str, timeout_s: float = 5.0) -> Any:  # noqa: ANN401 - its own event
        """Return the first event of a kind."""

    def close(self) -> None:
        """Stop listening."""


@dataclass(frozen=True)
class Webhooks:
    """The receiver of a world's webhooks. They are sent when the test says so: `deliver`."""

    receiver: Listening
    client: Callable[[str], Client]
    deliver: Callable[[], Json]
    """Have all messages sent that are due; return how many were delivered, and how many not."""

    @property
    def url(self) -> str:
        """Return where it listens."""
        return self.receiver.url

    @property
    def received(self) -> Any:  # noqa: ANN401 - the receiver's
        """Return what was received, the oldest first."""
        return self.receiver.received

    def subscribe(self, role: str, *kinds: str) -> Json:
        """Subscribe another role too, such as "shop", to kinds of events, or to all."""
        body = {"url": self.url, "kinds": list(kinds) or ["*"]}
        made = self.client(role).post("/v1/webhooks", body)
        self.receiver.trust(made["secret"])
        return made

    def expect(self, kind: str, timeout_s: float = 5.0) -> Any:  # noqa: ANN401 - the receiver's
        """Deliver, and return the first event of a kind. Raise with what came instead."""
        self.deliver()
        return self.receiver.expect(kind, timeout_s)

    def close(self) -> None:
        """Stop listening."""
        self.receiver.close()


def new_receiver() -> Listening:
    """Return a receiver that listens at a free port."""
    receiver: Listening = import_module("wanghuiyi.receiver").Receiver()
    return receiver
