"""What a test server has beside its means: a clock, rules, records and texts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.call import Context
from service.outbox import Sender
from service.testing.clock import TrialClock
from service.testing.faults import FaultRules
from service.testing.recorder import Records
from service.testing.texts import Texts
from service.testing.turns import Turns


@dataclass(frozen=True)
class State:
    """All of it, for all threads of a server."""

    context: Context
    clock: TrialClock
    rules: FaultRules
    records: Records = field(default_factory=Records)
    turns: Turns = field(default_factory=Turns)
    texts: Texts = field(default_factory=Texts)
    at_reset: list[Callable[[], None]] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        """Return what delivers when a test says so; it keeps the texts."""
        return Sender(self.context, self.clock.now_ms, self.texts)
