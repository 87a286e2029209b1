"""What a test server has beside its means: a clock, rules, records and texts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.delivery import Sender
from service.exchange import Means
from service.trial.clock import TrialClock
from service.trial.faults import Rules
from service.trial.recorded import Records
from service.trial.texts import Texts
from service.trial.turns import Turns


@dataclass(frozen=True)
class State:
    """All of it, for all threads of a server."""

    means: Means
    clock: TrialClock
    rules: Rules
    records: Records = field(default_factory=Records)
    turns: Turns = field(default_factory=Turns)
    texts: Texts = field(default_factory=Texts)
    at_reset: list[Callable[[], None]] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        """Return what delivers when a test says so; it keeps the texts."""
        return Sender(self.means, self.clock.now_ms, self.texts)
