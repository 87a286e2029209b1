"""One county in one replication, simulated again, and whether it is what the run wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

import polars as pl

from sim.diary import Diary
from sim.explorer.results import RunResults
from sim.files.geography import read_network
from sim.measures.counter import measure_counter, with_waits
from sim.measures.stood import stood_in_line_ms
from sim.people.outages import draw_link_down
from sim.people.streams import Dice
from sim.plan import Plan, Timetable, make_plan
from sim.report.facts import shown_command
from sim.running.engines import ENGINES
from sim.units import Ints

OFFICES = "offices.parquet"


@dataclass(frozen=True)
class CountyWanted:
    """Which county and replication of which run."""

    run: RunResults
    code: str
    replication: int


@dataclass(frozen=True, eq=False)
class CountyAgain:
    """A county, simulated again by an engine.

    `unlike` names the columns of `offices.parquet` that came out otherwise than the run wrote
    them, and `versions` the libraries of which the run had another version than this process;
    `command` makes the run anew.
    """

    plan: Plan
    diary: Diary
    engine: str
    unlike: tuple[str, ...]
    versions: Mapping[str, tuple[str, str]]
    command: str

    @cached_property
    def visits(self) -> dict[str, Ints]:
        """Return all visits, with the moments at which waiting and being served end."""
        return with_waits(self.diary)

    @cached_property
    def stood_ms(self) -> Ints:
        """Return how long each person with a wish stood in lines."""
        return stood_in_line_ms(self.diary)

    @cached_property
    def link_down(self) -> tuple[Timetable, ...]:
        """Return when the link of each outlet was down, by plan or by chance."""
        seed = self.plan.scenario.run.seed
        return draw_link_down(self.plan, Dice(seed, self.diary.replication, self.diary.county))

    @property
    def wishes(self) -> int:
        """Return how many persons have a wish: their numbers are those below."""
        return int(self.diary.journeys["person"].size)

    def journey(self, person: int) -> dict[str, int]:
        """Return the journey of a person, with how long this one stood in lines."""
        row = {name: int(column[person]) for name, column in self.diary.journeys.items()}
        return row | {"stood_ms": int(self.stood_ms[person])}


def simulate_again(wanted: CountyWanted) -> CountyAgain:
    """Return a county simulated again. Raise FileErrors where its places cannot be read."""
    plan, engine = plan_of(wanted.run, wanted.code), quickest_engine()
    diary = ENGINES[engine](plan, wanted.replication)
    unlike = _unlike(wanted, measure_counter(diary, plan).outlets)
    versions, command = _other_versions(wanted.run), shown_command(wanted.run.manifest["command"])
    return CountyAgain(plan, diary, engine, unlike, versions, command)


def plan_of(run: RunResults, code: str) -> Plan:
    """Return the plan of one county of a run."""
    own = bool(run.scenario.network.outlets_csv)
    (county,) = read_network(run.scenario, () if own else (code,))
    return make_plan(run.scenario, county)


def quickest_engine() -> str:
    """Return the compiled engine if its machine code is there: to make it takes half a minute.

    Both engines write the same diary, so the choice changes nothing but the time.
    """
    from sim import kernel

    return "compiled" if kernel.is_on_disk() else "simpy"


def _unlike(wanted: CountyWanted, measured: Mapping[str, Ints]) -> tuple[str, ...]:
    """Return the columns in which the outlets are not as the run wrote them."""
    same = (pl.col("replication") == wanted.replication) & (pl.col("county") == wanted.code)
    written = wanted.run.table(OFFICES).filter(same)
    return tuple(
        name
        for name, column in measured.items()
        if name in written.columns
        and name != "class"
        and written[name].to_list() != column.tolist()
    )


def _other_versions(run: RunResults) -> dict[str, tuple[str, str]]:
    """Return the libraries of another version: that of the run, and that of this process."""
    both = {
        name: (str(was), version(name))
        for name, was in run.manifest["versions"].items()
        if name != "python"
    }
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}
