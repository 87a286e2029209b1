"""The engines: SimPy runs the model, and the compiled one gives the same diary, faster.

Numba takes a moment to come and long to compile, so it is imported when it is used, and a small
run does without.
"""

from collections.abc import Callable, Sequence

from sim.diary import Diary
from sim.model.tries import tries_a_wish
from sim.network import County
from sim.network.agents import agents_expected
from sim.plan import Plan
from sim.scenario import Scenario
from sim.units import DAYS_PER_YEAR

Engine = Callable[[Plan, int], Diary]
Remark = Callable[[str], None]

AUTO = "auto"
# From here on the compiled engine wins, the second that each process takes to fetch it included.
MANY_VISITS = 200_000
# A journey has some five times the events of a visit; a try in vain is one event of four.
VISITS_A_WISH = 5.0
VISITS_A_TRY = 0.25


def simpy(plan: Plan, replication: int) -> Diary:
    """Run one county once in SimPy, and return its diary."""
    from sim.model.journey import simulate  # noqa: PLC0415 - who predicts or asks does without

    return simulate(plan, replication)


def compiled(plan: Plan, replication: int) -> Diary:
    """Run one county once, compiled, and return its diary."""
    from sim import kernel  # noqa: PLC0415 - numba comes when it is used

    return kernel.simulate(plan, replication)


ENGINES: dict[str, Engine] = {"simpy": simpy, "compiled": compiled}


def engine_for(name: str, scenario: Scenario, counties: Sequence[County]) -> str:
    """Return the name of the engine to use; AUTO chooses by the number of visits expected."""
    return engine_by_visits(name, visits_expected(scenario, counties))


def engine_by_visits(name: str, visits: float) -> str:
    """Return the name of the engine to use for so many visits of all replications."""
    if name != AUTO:
        return name
    return "compiled" if visits >= MANY_VISITS else "simpy"


def visits_expected(scenario: Scenario, counties: Sequence[County]) -> float:
    """Return about how much work all replications are, as a number of other customers' visits."""
    people = sum(outlet.people for county in counties for outlet in county.outlets)
    a_day = people * scenario.others.visits_per_person_year / DAYS_PER_YEAR
    wishes_a_day = people / 1_000 * scenario.market.wishes_per_1000_people_day
    of_a_wish = VISITS_A_WISH + VISITS_A_TRY * tries_a_wish(scenario)
    a_day += wishes_a_day * of_a_wish
    for county in counties:
        agents = scenario.agents
        each = agents.cash_ins_a_day + agents.cash_outs_a_day
        a_day += agents_expected(scenario, len(county.outlets)) * each
    return a_day * scenario.run.days * scenario.run.replications


def prepare_engine(name: str, remark: Remark) -> None:
    """Compile the engine if it has never been, and say so: else all workers would at once."""
    if name != "compiled":
        return
    from sim import kernel  # noqa: PLC0415 - numba comes when it is used

    if not kernel.is_on_disk():
        remark("compiling the engine, once: some 30 seconds")
        kernel.compile_engine()
