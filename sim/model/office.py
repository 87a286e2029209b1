"""What a journey needs: the clock, counters and their lines, the hub and the delivery rounds.

Simultaneous events have a written order, `Rank`: a counter is freed before a schedule changes,
before patience ends, before a parcel moves, before a new request; then by the person's number.
The till of an agent is freed as a counter is. Of schedules those of agents come last: who leaves
the shop, and then who is back, by their numbers. What an event sets free at the same moment
happens before the next event, first come first served.
"""

from collections import deque
from enum import IntEnum

from simpy import Environment, Event
from simpy.events import ProcessGenerator

from sim.diary import NONE, VISIT_COLUMNS, Ending, Purpose
from sim.model.line import Counter, Failure, Line, Turn
from sim.model.shop import AgentVisit, Rebalance, Shop
from sim.people import People
from sim.people.agents import Agent, AgentCustomer
from sim.people.customers import Customer
from sim.people.wishes import Wish
from sim.plan import CounterPlan, Kind, Plan, Timetable

NUMBERS = 2**40
KINDS = (Kind.OTHER, Kind.MONEY, Kind.PARCELS, Kind.MONEY, Kind.MONEY, Kind.MONEY)
"""By the purpose of a visit."""

Person = Wish | Customer | AgentCustomer | Agent


class Rank(IntEnum):
    """The order of events at the same millisecond; all behind what SimPy does at once.

    The till of an agent is a counter, and its leaving and coming back are the last schedules.
    """

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

    __slots__ = (*VISIT_COLUMNS, "kind", "number")

    def __init__(self, number: int, outlet: int, person: int, purpose: Purpose) -> None:
        """Somebody has arrived: visits are numbered in order of arrival."""
        self.number = number
        self.outlet = outlet
        self.person = person
        self.purpose = purpose
        self.kind = Kind.OTHER
        self.priority = 0
        self.counter = NONE
        self.arrived_ms = NONE
        self.called_ms = NONE
        self.left_ms = NONE
        self.ending = Ending.PRESENT

    def leave(self, ending: Ending, now_ms: int) -> "Note":
        """End the visit."""
        self.ending = ending
        self.left_ms = now_ms
        return self


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
        """Open as planned, with as many lines as discipline and windows say."""
        plan, scenario = world.plan.outlets[number], world.plan.scenario
        self.number = number
        self.announced = plan.announced
        self.hours = plan.actual
        self.link_down = link_down
        self.line_per_window = scenario.line.discipline == "line_per_window"
        self.spreads = self.line_per_window and scenario.staffing.at_shift_end == "spread"
        self.line_per_kind = not self.line_per_window and bool(scenario.line.windows)
        kinds = len(Kind) if self.line_per_kind else 1
        lines = len(plan.counters) if self.line_per_window else kinds
        self.lines = [Line(world.env) for _ in range(lines)]
        self.counters = [
            Counter(world.env, counter, one, self._lines_called(counter, one))
            for counter, one in enumerate(plan.counters)
        ]
        self.rounds = Rounds(
            world.env, scenario.parcel.round_capacity, world.people.round_parcels[number]
        )

    def _lines_called(self, counter: int, plan: CounterPlan) -> list[Line]:
        if self.line_per_window:
            return [self.lines[counter]]
        return (
            [self.lines[kind] for kind in sorted(plan.serves)] if self.line_per_kind else self.lines
        )

    def free_counter(self, kind: Kind) -> Counter | None:
        """Return the first counter that could call somebody of this kind, or None."""
        for counter in self.counters:
            if counter.is_free and kind in counter.plan.serves:
                return counter
        return None

    def line_for(self, kind: Kind) -> Line:
        """Return the line to join: of lines per window the shortest, the first of equals.

        That is of those whose counter is on duty and works; if none is, of those on duty; and if
        none is, of all whose counter serves this kind. Whoever joins one stays in it.
        """
        if not self.line_per_window:
            return self.lines[kind if self.line_per_kind else 0]
        serving = [one for one in self.counters if kind in one.plan.serves]
        on_duty = [one for one in serving if one.on_duty] or serving
        working = [one for one in on_duty if one.works] or on_duty
        return min((one.lines[0] for one in working), key=lambda line: line.people)

    def spread(self) -> None:
        """Let who waits at a counter off duty join other lines, if any that serves them is on."""
        if not self.spreads:
            return
        for counter in self.counters:
            if not counter.on_duty:
                for turn in counter.lines[0].leave_all():
                    self.move(turn)

    def move(self, turn: Turn) -> None:
        """Let somebody in line go to a free counter, or to the end of the line that is shortest."""
        counter = self.free_counter(turn.kind)
        if counter:
            turn.be_called(counter)
        elif any(one.on_duty and turn.kind in one.plan.serves for one in self.counters):
            self.line_for(turn.kind).queue(turn)
        else:
            turn.line.queue(turn)


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
        self.failures: list[Failure] = []
        self.restarts = plan.scenario.counters.service_after_failure == "restarts"
        self.moves = plan.scenario.counters.service_after_failure == "moves"
        self.offices = [Office(self, number, down) for number, down in enumerate(people.link_down)]
        self.hub = Rounds(self.env, plan.scenario.parcel.hub_capacity_a_day, people.hub_parcels)
        self.hub.join_others(plan.scenario.backlog.parcels_at_hub)
        self.shops = [
            Shop(number, one, agent)
            for number, (one, agent) in enumerate(
                zip(plan.agents, people.each_agent(), strict=True)
            )
        ]
        self.agent_visits: list[AgentVisit] = []
        self.rebalances: list[Rebalance] = []
        self.swaps = people.swap_ms.size // max(len(self.shops), 1)
        counters = sum(len(office.counters) for office in self.offices)
        self.shop_rank = Rank.SCHEDULE + 1 + 2 * len(self.offices) + 2 * counters

    @property
    def now_ms(self) -> int:
        """Return the time since the first midnight."""
        return self.env.now  # type: ignore[return-value]  # the clock counts whole milliseconds

    def until(self, at_ms: int, priority: int) -> Event:
        """Return the event of a moment; one beyond the end of the run never happens."""
        if at_ms >= self.end_ms:
            return Event(self.env)
        return At(self.env, at_ms, priority)

    def arrive(self, person: Person, purpose: Purpose) -> Note:
        """Note that a person has arrived, of which kind, and whether with priority."""
        note = Note(len(self.notes), person.outlet, person.number, purpose)
        note.arrived_ms = self.now_ms
        note.kind = KINDS[purpose]
        line = self.plan.scenario.line
        if isinstance(person, Wish):
            note.priority = int(purpose.name.lower() in line.priority_purposes)
        elif isinstance(person, Customer):
            note.priority = person.priority
            note.kind = Kind.PARCELS if person.pick_up else Kind.OTHER
        if note.priority and line.priority == "own_line":
            note.kind = Kind.PRIORITY
        self.notes.append(note)
        return note

    def start_schedules(self) -> None:
        """Start what goes by the clock: the hub, the rounds, the closing of doors, the shifts."""
        env, plan = self.env, self.plan
        env.process(self._departures(self.hub, plan.hub_ms, 0))
        for office in self.offices:
            moments_ms = plan.outlets[office.number].rounds_ms
            env.process(self._departures(office.rounds, moments_ms, 1 + office.number))
            if plan.turns_away or plan.has_shifts:
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
                if self.plan.turns_away or not line.is_served:
                    line.turn_away()
