"""Whatever the scenario: counters keep their hours, their order, and the work that they owe."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from hypothesis import given

from sim.diary import NONE, Diary, Ending, Purpose
from sim.model.journey import begin
from sim.model.line import Urgency
from sim.model.office import KINDS, Office, World
from sim.network import County
from sim.people import People, draw_people
from sim.plan import Kind, Plan, make_plan
from sim.scenario import Scenario
from sim.units import Ints
from tests.property.engine import simulate_people
from tests.property.small import counties, scenarios

Segment = tuple[int, int]


def lived(scenario: Scenario, county: County) -> tuple[Plan, People, Diary]:
    """Return the plan, the people, and what happened."""
    plan = make_plan(scenario, county)
    people = draw_people(plan, 0)
    return plan, people, simulate_people(plan, people, 0)


def kinds_of(plan: Plan, people: People, diary: Diary) -> Ints:
    """Return by what windows part each visit from others."""
    kinds = np.array(KINDS)[diary.visits["purpose"]]
    is_other = diary.visits["purpose"] == Purpose.OTHER
    customers = diary.visits["person"][is_other] - len(people.wishes["number"])
    kinds[is_other] = np.where(people.customers["pick_up"][customers], Kind.PARCELS, Kind.OTHER)
    if plan.scenario.line.priority == "own_line":
        kinds[diary.visits["priority"] == 1] = Kind.PRIORITY
    return kinds


def interruptions(diary: Diary) -> dict[int, list[tuple[int, int, int]]]:
    """Return of each visit that a failure interrupted: at which counter, from when until when."""
    found = defaultdict(list)
    columns = (diary.failures[name] for name in ("visit", "counter", "failed_ms", "resumed_ms"))
    for visit, counter, failed_ms, resumed_ms in zip(*map(list, columns), strict=True):
        if visit != NONE:
            found[visit].append((counter, failed_ms, resumed_ms))
    return found


def services(diary: Diary) -> Iterator[tuple[int, list[tuple[int, Segment]]]]:
    """Yield each visit that was called, and the counters that served it from when until when."""
    interrupted = interruptions(diary)
    visits = diary.visits
    for visit in np.flatnonzero(visits["called_ms"] != NONE).tolist():
        from_ms, served = int(visits["called_ms"][visit]), []
        for counter, failed_ms, resumed_ms in interrupted.get(visit, []):
            served.append((counter, (from_ms, failed_ms)))
            from_ms = resumed_ms
        left_ms = int(visits["left_ms"][visit])
        if from_ms != NONE:
            until_ms = diary.end_ms if left_ms == NONE else left_ms
            served.append((int(visits["counter"][visit]), (from_ms, until_ms)))
        yield visit, served


def busy(diary: Diary) -> dict[tuple[int, int], list[Segment]]:
    """Return when each counter of each outlet served, in order."""
    found = defaultdict(list)
    for visit, served in services(diary):
        for counter, segment in served:
            found[int(diary.visits["outlet"][visit]), counter].append(segment)
    return {key: sorted(segments) for key, segments in found.items()}


def broken(diary: Diary) -> dict[tuple[int, int], list[Segment]]:
    """Return when each counter of each outlet was under repair, in order."""
    found = defaultdict(list)
    columns = (diary.failures[name] for name in ("outlet", "counter", "failed_ms", "repaired_ms"))
    for outlet, counter, failed_ms, repaired_ms in zip(*map(list, columns), strict=True):
        until_ms = diary.end_ms if repaired_ms == NONE else repaired_ms
        found[int(outlet), int(counter)].append((int(failed_ms), int(until_ms)))
    return found


@given(scenarios(), counties())
def test_a_counter_serves_one_at_a_time_and_nobody_under_repair(
    scenario: Scenario, county: County
) -> None:
    _, _, diary = lived(scenario, county)

    under_repair = broken(diary)
    for key, segments in busy(diary).items():
        taken = sorted([*segments, *under_repair.get(key, [])])
        assert all(one[1] <= other[0] for one, other in pairwise(taken))


@given(scenarios(), counties())
def test_nobody_is_called_by_a_counter_off_duty_or_by_one_that_does_not_serve_them(
    scenario: Scenario, county: County
) -> None:
    plan, people, diary = lived(scenario, county)

    kinds = kinds_of(plan, people, diary)
    for visit, served in services(diary):
        counters = plan.outlets[diary.visits["outlet"][visit]].counters
        for counter, (from_ms, _) in served[:1] if not moves(scenario) else served:
            # A counter that is freed at the moment of its shift's end calls before it closes.
            on_duty = counters[counter].on_duty
            assert on_duty.is_open(from_ms) or on_duty.is_open(from_ms - 1)
            assert kinds[visit] in counters[counter].serves


def moves(scenario: Scenario) -> bool:
    """Tell whether who is interrupted goes on at another counter."""
    return scenario.counters.service_after_failure == "moves"


@given(scenarios(), counties())
def test_everybody_gets_the_service_drawn_whatever_fails_meanwhile(
    scenario: Scenario, county: County
) -> None:
    _, people, diary = lived(scenario, county)

    wishes = len(people.wishes["number"])
    restarts = scenario.counters.service_after_failure == "restarts"
    for visit, served in services(diary):
        person = int(diary.visits["person"][visit])
        if person < wishes or diary.visits["left_ms"][visit] == NONE:
            continue
        lengths_ms = [until_ms - from_ms for _, (from_ms, until_ms) in served]
        service_ms = service_drawn(people, diary, visit)
        assert (lengths_ms[-1] if restarts else sum(lengths_ms)) == service_ms


def service_drawn(people: People, diary: Diary, visit: int) -> int:
    """Return how long somebody without a wish was to be served."""
    person = int(diary.visits["person"][visit])
    if person < people.first_agent_customer:
        return int(people.customers["service_ms"][person - len(people.wishes["number"])])
    is_refused = diary.visits["ending"][visit] == Ending.NO_LINK
    if person < people.first_agent:
        trait = "enquiry_ms" if is_refused else "counter_ms"
        return int(people.agent_customers[trait][person - people.first_agent_customer])
    agent = person - people.first_agent
    if is_refused:
        return int(people.agents["enquiry_ms"][agent])
    trips = len(people.swap_ms) // len(people.agents["number"])
    before = int((diary.visits["person"][:visit] == person).sum())
    return int(people.swap_ms[agent * trips + before % trips])


@given(scenarios(), counties())
def test_counters_fail_and_are_repaired_as_drawn_by_their_clock(
    scenario: Scenario, county: County
) -> None:
    plan, people, diary = lived(scenario, county)

    under_repair, served = broken(diary), busy(diary)
    counters = [
        (outlet, counter)
        for outlet, one in enumerate(plan.outlets)
        for counter in range(len(one.counters))
    ]
    for key, drawn in zip(counters, people.failures, strict=bool(people.failures)):
        works_from_ms = 0
        for failure, (failed_ms, repaired_ms) in zip(
            drawn, under_repair.get(key, []), strict=False
        ):
            if scenario.counters.failure_clock == "busy":
                up_ms = within(served.get(key, []), works_from_ms, failed_ms)
            else:
                up_ms = failed_ms - works_from_ms
            assert up_ms == failure.up_ms
            assert repaired_ms == min(failed_ms + failure.repair_ms, plan.end_ms)
            works_from_ms = repaired_ms


def within(segments: list[Segment], from_ms: int, until_ms: int) -> int:
    """Return how much of the segments lies between two moments."""
    return sum(
        max(0, min(until_ms, end_ms) - max(from_ms, start_ms)) for start_ms, end_ms in segments
    )


@given(scenarios(), counties())
def test_who_has_priority_is_called_first_and_of_equals_who_came_first(
    scenario: Scenario, county: County
) -> None:
    plan, people, diary = lived(scenario, county)

    if scenario.line.discipline != "one_line":
        return  # each then waits in the line of a counter, which the diary does not name
    visits, kinds = diary.visits, kinds_of(plan, people, diary)
    until_ms = np.where(visits["called_ms"] != NONE, visits["called_ms"], visits["left_ms"])
    until_ms = np.where(until_ms == NONE, plan.end_ms, until_ms)
    first_call = (visits["called_ms"] != NONE) & ~np.isin(
        np.arange(until_ms.size), diary.failures["visit"] if moves(scenario) else []
    )
    for number, outlet in enumerate(plan.outlets):
        here = visits["outlet"] == number
        for kind in Kind:
            ahead = here & (kinds == kind) & (visits["priority"] == 1)
            calls = [counter for counter, one in enumerate(outlet.counters) if kind in one.serves]
            others = here & first_call & (visits["priority"] == 0)
            called_ms = visits["called_ms"][others & np.isin(visits["counter"], calls)]
            came = np.searchsorted(np.sort(visits["arrived_ms"][ahead]), called_ms, side="left")
            gone = np.searchsorted(np.sort(until_ms[ahead]), called_ms, side="right")
            assert (came <= gone).all()
            for priority in (0, 1):
                alike = here & (kinds == kind) & (visits["priority"] == priority)
                in_order_ms = visits["called_ms"][alike & (visits["called_ms"] != NONE)]
                assert (np.diff(in_order_ms) >= 0).all()


@given(scenarios(), counties())
def test_a_deposit_was_called_when_its_visit_was(scenario: Scenario, county: County) -> None:
    _, _, diary = lived(scenario, county)

    visits = diary.visits
    paid = (visits["purpose"] == Purpose.DEPOSIT) & (visits["ending"] == Ending.SERVED)
    journeys = diary.journeys["called_ms"]
    assert (journeys[visits["person"][paid]] == visits["called_ms"][paid]).all()


def assert_nobody_waits_in_vain(office: Office, now_ms: int) -> None:
    """Assert that a free counter calls, and that nobody is left in a line that none calls from.

    That is behind closed doors, and where people change lines as counters close.
    """
    for line in office.lines:
        waiting = [turn for turns in line.turns for turn in turns if not turn.triggered]
        assert len(waiting) == sum(line.waiting)
        if not waiting:
            continue
        assert not any(counter.is_free for counter in line.counters)
        for turn in waiting:
            if turn.urgency is not Urgency.INTERRUPTED and not line.is_served:
                assert office.hours.is_open(now_ms)
            if office.spreads and not line.is_served:
                on_duty = [counter for counter in office.counters if counter.on_duty]
                assert not any(turn.kind in counter.plan.serves for counter in on_duty)


@given(scenarios(), counties())
def test_littles_law_holds_of_each_urgency_and_no_free_counter_lets_people_wait(
    scenario: Scenario, county: County
) -> None:
    plan = make_plan(scenario, county)
    people = draw_people(plan, 0)
    areas_ms = np.zeros((len(county.outlets), len(Urgency)), dtype=np.int64)
    last_ms = 0

    def observe(world: World, until_ms: int) -> int:
        if until_ms > last_ms:
            for office in world.offices:
                assert_nobody_waits_in_vain(office, last_ms)
                for line in office.lines:
                    areas_ms[office.number] += np.array(line.waiting) * (until_ms - last_ms)
        return until_ms

    world, _ = begin(plan, people)
    while world.env.peek() < plan.end_ms:
        last_ms = observe(world, int(world.env.peek()))
        world.env.step()
    observe(world, plan.end_ms)

    diary = simulate_people(plan, people, 0)
    visits = diary.visits
    until_ms = np.where(visits["called_ms"] != NONE, visits["called_ms"], visits["left_ms"])
    until_ms = np.where(until_ms == NONE, plan.end_ms, until_ms)
    waits_ms = np.zeros_like(areas_ms)
    urgency = np.where(visits["priority"] == 1, Urgency.PRIORITY, Urgency.USUAL)
    np.add.at(waits_ms, (visits["outlet"], urgency), until_ms - visits["arrived_ms"])
    if moves(scenario):
        for visit, interrupted in interruptions(diary).items():
            for _, failed_ms, resumed_ms in interrupted:
                resumes_ms = plan.end_ms if resumed_ms == NONE else resumed_ms
                outlet = visits["outlet"][visit]
                waits_ms[outlet, Urgency.INTERRUPTED] += resumes_ms - failed_ms
    assert waits_ms.tolist() == areas_ms.tolist()
