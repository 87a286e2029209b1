"""What there is to disturb in a test: the client's requests, and the messages to its webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wanghuiyi.line import Json


@dataclass(frozen=True)
class Traffic:
    """Counts by method and path as in the contract, and by kind of event.

    A test that moves the clock, or sets faults, has said itself what goes wrong and when.
    """

    requests: Mapping[str, int] = field(default_factory=dict)
    messages: Mapping[str, int] = field(default_factory=dict)
    moves_clock: bool = False
    sets_faults: bool = False

    @property
    def is_any(self) -> bool:
        """Return whether there is anything to disturb."""
        return bool(self.requests or self.messages) and not self.sets_faults

    def __str__(self) -> str:
        """Return it for people."""
        counted = [
            f"{count} {what}" for what, count in (*self.requests.items(), *self.messages.items())
        ]
        alone = ["sets faults itself, and is left alone"] if self.sets_faults else []
        clock = ["moves the clock itself"] if self.moves_clock else []
        return ", ".join([*counted, *alone, *clock]) or "no request of the client"


def traffic_of(answer: Json) -> Traffic:
    """Return the traffic that `GET /test/traffic` shows."""
    return Traffic(
        {f"{one['method']} {one['path']}": one["count"] for one in answer["requests"]},
        {one["kind"]: one["count"] for one in answer["messages"]},
        bool(answer["clock_settings"]),
        bool(answer["fault_settings"]),
    )
