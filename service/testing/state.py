"""What a test server has beside its context: a clock, rules, records and texts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.call import Context
from service.outbox import Sender
from service.testing.clock import FakeClock
from service.testing.faults import FaultRules
from service.testing.recorder import Records
from service.testing.texts import Texts
from service.testing.turns import Turns


@dataclass(frozen=True)
class State:
    """The state of a test server, shared by all its threads."""

    context: Context
    clock: FakeClock
    rules: FaultRules
    records: Records = field(default_factory=Records)
    turns: Turns = field(default_factory=Turns)
    texts: Texts = field(default_factory=Texts)
    at_reset: list[Callable[[], None]] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        """Return what delivers messages when a test asks for it; it keeps the texts."""
        return Sender(self.context, self.clock.now_ms, self.texts)
