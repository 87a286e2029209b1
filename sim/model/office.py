"""What a journey needs: the clock, counters and their lines, the hub and the delivery rounds.

Simultaneous events have a written order, `Rank`: a counter is freed before a schedule changes,
before patience ends, before a parcel moves, before a new request; then by the person's number.
What an event sets free at the same moment happens before the next event, first come first served.
"""

from collections import deque
from enum import IntEnum

from simpy import Environment, Event
from simpy.events import ProcessGenerator

from sim.diary import NONE, VISIT_COLUMNS, Ending, Purpose
from sim.people import People
from sim.people.customers import Customer
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable

NUMBERS = 2**40


class Rank(IntEnum):
    """The order of events at the same millisecond; all behind what SimPy does at once."""

    COUNTER_FREED = 1 * NUMBERS
    SCHEDULE = 2 * NUMBERS
    PATIENCE = 3 * NUMBERS
    PARCEL = 4 * NUMBERS
    REQUEST = 5 * NUMBERS


class At(Event):
    """An event at a given moment, in the written order of simultaneous events."""

    def __init__(self, env: Environment, at_ms: int, priority: int) -> None:
        """Schedule it; the priority is a rank plus a number: a person's, or an outlet's."""
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        assert at_ms >= env.now, "an event lies in the past"
        env.schedule(self, priority, at_ms - env.now)  # type: ignore[arg-type]  # any int ranks


class Note:
    """One visit, as it will stand in the diary."""

    __slots__ = VISIT_COLUMNS

    def __init__(self, outlet: int, person: int, purpose: Purpose, arrived_ms: int) -> None:
        """Somebody has arrived."""
        self.outlet = outlet
        self.person = person
        self.purpose = purpose
        self.arrived_ms = arrived_ms
        self.called_ms = NONE
        self.left_ms = NONE
        self.ending = Ending.PRESENT

    def leave(self, ending: Ending, now_ms: int) -> Ending:
        """End the visit, and return how."""
        self.ending = ending
        self.left_ms = now_ms
        return ending


class Turn(Event):
    """A position in line, until its holder is called, loses patience or is turned away."""

    def __init__(self, env: Environment, line: "Line") -> None:
        """Stand at the end of the line."""
        super().__init__(env)
        self.line = line

    def lose_patience(self, _: Event) -> None:
        """Leave the line, if still in it."""
        if not self.triggered:
            self.line.waiting -= 1
            self.succeed(Ending.RENEGED)


class Line:
    """One line and the counters that it feeds."""

    def __init__(self, counters: int) -> None:
        """All counters are free, and nobody is waiting."""
        self.counters = counters
        self.free = counters
        self.waiting = 0
        self.turns: deque[Turn] = deque()

    def queue(self, env: Environment) -> Turn:
        """Join at the end."""
        turn = Turn(env, self)
        self.turns.append(turn)
        self.waiting += 1
        return turn

    def free_counter(self) -> None:
        """Call the first in line who has not left, or leave the counter free."""
        turns = self.turns
        while turns:
            turn = turns.popleft()
            if not turn.triggered:
                self.waiting -= 1
                turn.succeed(Ending.PRESENT)
                return
        self.free += 1

    def turn_away(self) -> None:
        """Send home everyone in line; who is at a counter is served to the end."""
        for turn in self.turns:
            if not turn.triggered:
                turn.succeed(Ending.TURNED_AWAY)
        self.turns.clear()
        self.waiting = 0


class Rounds:
    """Departures at given moments, each of limited capacity; first come, first carried.

    Other people's parcels of a departure stand behind those that came before it. What finds no
    room waits for the next one.
    """

    def __init__(self, env: Environment, capacity: int, others: tuple[int, ...]) -> None:
        """Begin with nothing waiting; `others` is a count for each departure."""
        self.env = env
        self.capacity = capacity
        self.others = others
        self.waiting: deque[Event | int] = deque()

    def join(self) -> Event:
        """Return the event of being carried."""
        carried = Event(self.env)
        self.waiting.append(carried)
        return carried

    def join_others(self, parcels: int) -> None:
        """Put other people's parcels at the end."""
        if parcels:
            self.waiting.append(parcels)

    def depart(self, departure: int) -> None:
        """Carry what there is room for."""
        self.join_others(self.others[departure])
        room = self.capacity
        while room and self.waiting:
            first = self.waiting.popleft()
            if isinstance(first, int):
                if first > room:
                    self.waiting.appendleft(first - room)
                room -= min(first, room)
            else:
                first.succeed()
                room -= 1


class Office:
    """An outlet: its lines and counters, its hours, its link, its delivery rounds."""

    def __init__(self, world: "World", number: int, link_down: Timetable) -> None:
        """Open as planned, with as many lines as the discipline says."""
        plan, scenario = world.plan.outlets[number], world.plan.scenario
        counters = world.plan.county.outlets[number].counters
        one_line = scenario.line.discipline == "one_line"
        self.number = number
        self.announced = plan.announced
        self.hours = plan.actual
        self.link_down = link_down
        self.lines = [Line(counters)] if one_line else [Line(1) for _ in range(counters)]
        self.rounds = Rounds(
            world.env, scenario.parcel.round_capacity, world.people.round_parcels[number]
        )

    def shortest_line(self) -> Line:
        """Return the line with the fewest people, at its counters and waiting; the first of equals.

        Whoever joins a line per window stays in it.
        """
        if len(self.lines) == 1:
            return self.lines[0]
        return min(self.lines, key=lambda line: line.waiting + line.counters - line.free)


class World:
    """A county under way: its clock, its plan, its people, its offices, its hub, its visits."""

    def __init__(self, plan: Plan, people: People) -> None:
        """Set the clock to the first midnight."""
        self.env = Environment()
        self.plan = plan
        self.rules = plan.rules
        self.people = people
        self.end_ms = plan.end_ms
        self.notes: list[Note] = []
        self.offices = [Office(self, number, down) for number, down in enumerate(people.link_down)]
        self.hub = Rounds(self.env, plan.scenario.parcel.hub_capacity_a_day, people.hub_parcels)
        self.hub.join_others(plan.scenario.backlog.parcels_at_hub)

    @property
    def now_ms(self) -> int:
        """Return the time since the first midnight."""
        return self.env.now  # type: ignore[return-value]  # the clock counts whole milliseconds

    def until(self, at_ms: int, priority: int) -> Event:
        """Return the event of a moment; one beyond the end of the run never happens."""
        if at_ms >= self.end_ms:
            return Event(self.env)
        return At(self.env, at_ms, priority)

    def arrive(self, person: Wish | Customer, purpose: Purpose) -> Note:
        """Note that a person has arrived."""
        note = Note(person.outlet, person.number, purpose, self.now_ms)
        self.notes.append(note)
        return note

    def start_schedules(self) -> None:
        """Start what goes by the clock: the hub, the rounds, the closing of doors."""
        env, plan = self.env, self.plan
        env.process(self._departures(self.hub, plan.hub_ms, 0))
        for office in self.offices:
            moments_ms = plan.outlets[office.number].rounds_ms
            env.process(self._departures(office.rounds, moments_ms, 1 + office.number))
            if plan.scenario.line.at_closing == "turn_away":
                env.process(self._closing_of_doors(office))

    def _departures(
        self, rounds: Rounds, moments_ms: tuple[int, ...], number: int
    ) -> ProcessGenerator:
        for departure, moment_ms in enumerate(moments_ms):
            yield self.until(moment_ms, Rank.SCHEDULE + number)
            rounds.depart(departure)

    def _closing_of_doors(self, office: Office) -> ProcessGenerator:
        number = 1 + len(self.offices) + office.number
        for closes_ms in office.hours.closes_ms:
            yield self.until(closes_ms, Rank.SCHEDULE + number)
            for line in office.lines:
                line.turn_away()
