"""Lives that must end: both engines under a limit of steps, which is not one of time."""

from sim import kernel
from sim.diary import Diary
from sim.kernel.run import go_on, start
from sim.kernel.world import begin as begin_compiled
from sim.kernel.world import is_full, with_room
from sim.model.journey import begin, simulate_people
from sim.people import People
from sim.plan import Plan
from sim.verification import first_difference

TURNS = 1_000


def simulated_within(steps_max: int, plan: Plan, people: People) -> Diary:
    """Return the diary that both engines write alike, each in so many steps at most."""
    assert simpy_steps(steps_max, plan, people) <= steps_max, "the model goes round and round"
    assert compiled_steps(steps_max, plan, people) <= steps_max, "its twin goes round and round"
    shown, compiled = simulate_people(plan, people, 0), kernel.simulate_people(plan, people, 0)
    assert first_difference(shown, compiled) is None
    return shown


def simpy_steps(steps_max: int, plan: Plan, people: People) -> int:
    """Return after how many steps the model has come to its end, or to too many."""
    world, _ = begin(plan, people)
    steps = 0
    while world.env.peek() < plan.end_ms and steps <= steps_max:
        world.env.step()
        steps += 1
    return steps


def compiled_steps(steps_max: int, plan: Plan, people: People) -> int:
    """Return after about how many turns the twin has come to its end, or to too many."""
    world = begin_compiled(plan, people)
    start(world)
    steps = 0
    while not go_on(world, TURNS) and steps <= steps_max:
        steps += TURNS
        if is_full(world):
            world = with_room(world, 2 * len(world.notes.person))
    return steps
