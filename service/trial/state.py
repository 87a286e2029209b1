"""What a test server has beside its means: a clock, rules of what goes wrong, and records."""

from dataclasses import dataclass, field

from service.exchange import Means
from service.trial.clock import TrialClock
from service.trial.faults import Rules
from service.trial.recorded import Records
from service.trial.turns import Turns


@dataclass(frozen=True)
class State:
    """All of it, for all threads of a server."""

    means: Means
    clock: TrialClock
    rules: Rules
    records: Records = field(default_factory=Records)
    turns: Turns = field(default_factory=Turns)
