"""Webhooks of a world: a receiver on this machine that is subscribed to the provider's events."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wanghuiyi.line import Client, Json
from wanghuiyi.receiver import ReceivedEvent, Receiver


@dataclass(frozen=True)
class Webhooks:
    """A receiver of a world's webhooks. They are sent when the test says so: `deliver`."""

    client: Callable[[str], Client]
    control: Client
    deliver_all: Callable[[], Json]
    receiver: Receiver = field(default_factory=Receiver)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return self.receiver.url

    @property
    def received(self) -> list[ReceivedEvent]:
        """Return what came, in order: repeated events, and what is not genuine, too."""
        return self.receiver.received

    def subscribe(self, role: str, *kinds: str) -> Json:
        """Subscribe another role too, such as "shop", to kinds of events, or to all."""
        body = {"url": self.url, "kinds": list(kinds) or ["*"]}
        made = self.client(role).post("/v1/webhooks", body)
        self.receiver.trust(made["secret"])
        return made

    @property
    def held(self) -> list[Json]:
        """Return the messages that the fault `hold` keeps back, the oldest first."""
        kept: list[Json] = self.control.get("/test/held")["held"]
        return kept

    def release(self, *message_ids: str) -> list[Json]:
        """Send messages that are held back, all or these in this order; return those left."""
        body = {"message_ids": list(message_ids)} if message_ids else {}
        left: list[Json] = self.control.post("/test/releases", body)["held"]
        return left

    def deliver(self) -> Json:
        """Have all messages sent that are due; return how many were delivered, and how many not."""
        return self.deliver_all()

    def expect(
        self, kind: str, subject: str | None = None, timeout_s: float = 2.0
    ) -> ReceivedEvent:
        """Deliver, and return the first genuine event of a kind that was not expected before.

        Raise AssertionError, which shows what came instead.
        """
        __tracebackhide__ = True  # the test's own line says more
        self.deliver()
        return self.receiver.expect(kind, subject, timeout_s)

    def close(self) -> None:
        """Stop to listen."""
        self.receiver.close()
