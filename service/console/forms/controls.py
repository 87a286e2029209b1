"""What forms send to the test mode, and the key of what they send to the API."""

from collections.abc import Mapping
from typing import Any

from service.call import Entropy
from service.console.desk import Desk, SentRequest
from service.console.sending import ToSend, send


def set_clock(desk: Desk, title: str, body: Mapping[str, Any]) -> SentRequest:
    """Send `PUT /test/clock`."""
    return send(desk, ToSend(title, "PUT", "/test/clock", "", dict(body)))


def deliver(desk: Desk) -> SentRequest:
    """Send `POST /test/deliveries`."""
    return send(desk, ToSend("Send all messages due", "POST", "/test/deliveries", ""))


def new_key() -> str:
    """Return an idempotency key for a request that the console makes."""
    return f"console-{Entropy().integer('idempotency key of the console', 1 << 64):016x}"
