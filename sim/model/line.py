"""Lines, and the counters that call people out of them.

A counter calls who was interrupted first, then who has priority, then everybody else, and of each
who came first. It calls while it is on duty and works; who is at it is served to the end.
"""

from collections import deque
from enum import IntEnum

from simpy import Environment, Event

from sim.diary import FAILURE_COLUMNS, NONE, Ending
from sim.plan import CounterPlan, Kind
from sim.units import NEVER_MS


class Urgency(IntEnum):
    """Whom a counter calls first."""

    INTERRUPTED = 0
    PRIORITY = 1
    USUAL = 2


class Turn(Event):
    """A position in line, until its holder is called, loses patience or is turned away."""

    def __init__(self, line: "Line", visit: int, kind: Kind, urgency: Urgency) -> None:
        """Stand at the end of the line; `visit` numbers visits in order of arrival."""
        super().__init__(line.env)
        self.line = line
        self.visit = visit
        self.kind = kind
        self.urgency = urgency
        self.called_to: Counter
        line.queue(self)

    def lose_patience(self, _: Event) -> None:
        """Leave the line, if still in it."""
        if not self.triggered:
            self.line.waiting[self.urgency] -= 1
            self.succeed(Ending.RENEGED)

    def be_called(self, counter: "Counter") -> None:
        """Go to the counter, which is free."""
        self.called_to = counter
        counter.visit = self.visit
        self.succeed(Ending.PRESENT)


class Line:
    """One line: its people by urgency, first come first called."""

    def __init__(self, env: Environment) -> None:
        """Nobody is waiting, and no counter calls anybody yet."""
        self.env = env
        self.counters: list[Counter] = []
        self.waiting = [0 for _ in Urgency]
        self.turns: list[deque[Turn]] = [deque() for _ in Urgency]

    @property
    def people(self) -> int:
        """How many people are waiting, and at the counters that call from this line."""
        at_counters = sum(counter.visit is not None for counter in self.counters)
        return sum(self.waiting) + at_counters

    def waiting_before(self, urgency: Urgency) -> int:
        """Return how many would be called before somebody who joins now."""
        return sum(self.waiting[: urgency + 1])

    def queue(self, turn: Turn) -> None:
        """Join at the end."""
        turn.line = self
        self.turns[turn.urgency].append(turn)
        self.waiting[turn.urgency] += 1

    def first(self, urgency: Urgency) -> Turn | None:
        """Return the first of this urgency who has not left."""
        turns = self.turns[urgency]
        while turns and turns[0].triggered:
            turns.popleft()
        return turns[0] if turns else None

    def leave_all(self) -> list[Turn]:
        """Take everyone out of the line, the most urgent first."""
        turns = [turn for waiting in self.turns for turn in waiting if not turn.triggered]
        self.waiting = [0 for _ in Urgency]
        self.turns = [deque() for _ in Urgency]
        return turns

    def leave(self, turn: Turn) -> None:
        """Take the first of an urgency out of the line."""
        self.turns[turn.urgency].popleft()
        self.waiting[turn.urgency] -= 1

    def turn_away(self) -> None:
        """Send home everyone in line; who is or was at a counter is served to the end."""
        for urgency in (Urgency.PRIORITY, Urgency.USUAL):
            while turn := self.first(urgency):
                self.leave(turn)
                turn.succeed(Ending.TURNED_AWAY)

    @property
    def is_served(self) -> bool:
        """Whether a counter on duty calls from this line."""
        return any(counter.on_duty for counter in self.counters)


class Failure:
    """One failure of a counter, as it will stand in the diary; with the visit it interrupted."""

    __slots__ = FAILURE_COLUMNS

    def __init__(self, outlet: int, counter: "Counter", failed_ms: int) -> None:
        """The counter has just failed."""
        self.outlet = outlet
        self.counter = counter.number
        self.visit = NONE if counter.visit is None else counter.visit
        self.failed_ms = failed_ms
        self.repaired_ms = NONE
        self.resumed_ms = NONE


class Counter:
    """One counter: the lines it calls from, and the visit that it serves, if any.

    `rank` is the order of its failures among simultaneous events. Where it wears out,
    `busy_left_ms` is how long it will be busy until it fails.
    """

    def __init__(self, env: Environment, number: int, plan: CounterPlan, lines: list[Line]) -> None:
        """Nobody is at it, and it works; `number` counts the counters of an outlet."""
        self.number = number
        self.plan = plan
        self.lines = lines
        self.on_duty = plan.on_duty.is_open(0)
        self.works = True
        self.visit: int | None = None
        self.can_fail = self.wears = False
        self.rank = 0
        self.busy_left_ms = NEVER_MS
        self.worn_out = self.interrupted = self.repaired = Event(env)
        self.failure: Failure
        for line in lines:
            line.counters.append(self)

    @property
    def is_free(self) -> bool:
        """Whether it could call somebody."""
        return self.on_duty and self.works and self.visit is None

    def free(self) -> None:
        """Be left by whoever was at it, and call the next."""
        self.visit = None
        self.call_next()

    def call_next(self) -> None:
        """Call the most urgent of its lines, of these who came first, if it can."""
        if not self.is_free:
            return
        for urgency in Urgency:
            turns = [turn for line in self.lines if (turn := line.first(urgency))]
            if turns:
                turn = min(turns, key=lambda one: one.visit)
                turn.line.leave(turn)
                turn.be_called(self)
                return

    def begin(self, env: Environment) -> Event:
        """Begin to serve, and return the event of being interrupted."""
        self.interrupted = Event(env)
        self.repaired = Event(env)
        return self.interrupted

    def wear_out(self, _: Event) -> None:
        """Have been busy for as long as it works."""
        self.worn_out.succeed()

    def fail(self, failure: Failure) -> None:
        """Stop working, and interrupt whoever is at it."""
        self.works = False
        self.failure = failure
        self.busy_left_ms = NEVER_MS
        if self.visit is not None:
            self.interrupted.succeed()

    def repair(self) -> None:
        """Work again: go on with who is at it, or call the next."""
        self.works = True
        if self.visit is None:
            self.call_next()
        else:
            self.repaired.succeed()
