"""The runs that are compared: which, whether of the same people, and in which replications."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from sim.explorer.explorer import Explorer
from sim.explorer.results import RunResults

if TYPE_CHECKING:
    from sim.comparison import PairedDifference

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class ComparedRuns:
    """Runs of one seed, the baseline first, and the replications that all of them have.

    `others` are the names of runs that did not meet the people of the baseline.
    """

    runs: tuple[RunResults, ...]
    numbers: tuple[int, ...]
    others: frozenset[str]

    @property
    def baseline(self) -> RunResults:
        """Return the run that all others are compared with."""
        return self.runs[0]

    @property
    def alternatives(self) -> tuple[RunResults, ...]:
        """Return the runs that are compared with the baseline."""
        return self.runs[1:]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all runs."""
        return tuple(one.name for one in self.runs)

    @cached_property
    def differences(self) -> "list[PairedDifference]":
        """Return the differences of all headline metrics, adjusted together."""
        from sim.comparison import compare
        from sim.explorer.compare.figures import sample_of

        first, *others = (sample_of(one, self.numbers) for one in self.runs)
        return compare(first, others)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what somebody must know of these runs before reading a figure."""
        said = [
            f"{name} has other counties or days than {self.baseline.name}, so these are not the "
            "same people: the intervals hold, and are wider than they could be"
            for name in self.names
            if name in self.others
        ]
        left = [one.name for one in self.runs if len(numbers_of(one)) > len(self.numbers)]
        if left:
            said.append(
                f"compared in the {len(self.numbers)} replications that all runs have; "
                f"{', '.join(left)} had more, which are left out"
            )
        if len(self.numbers) == 1:
            said.append(
                "one replication has no interval, so nothing is settled: run more of them, with "
                "--replications"
            )
        return tuple(said)


def runs_named(explorer: Explorer, names: Sequence[str]) -> ComparedRuns:
    """Return the runs of these names, ready to be compared.

    Raise NotFound for a run that is not there, and BadRequest for too few or too many, for one
    named twice, and for runs that were not run with one seed.
    """
    wanted = [name for name in names if name]
    if not FEWEST <= len(wanted) <= MOST:
        message = f"{len(wanted)} runs are named, and {FEWEST} to {MOST} can be compared: choose"
        raise BadRequest(message)
    if len(set(wanted)) < len(wanted):
        message = "a run is named twice, and differs from itself in nothing: choose another"
        raise BadRequest(message)
    runs = tuple(explorer.run(name) for name in wanted)
    baseline = runs[0]
    for one in runs[1:]:
        _refuse_another_seed(baseline, one)
    common = set(numbers_of(baseline)).intersection(*map(numbers_of, runs[1:]))
    if not common:
        message = (
            f"{' and '.join(wanted)} have no replication in common: run them with the same "
            "--replications"
        )
        raise BadRequest(message)
    others = frozenset(one.name for one in runs[1:] if not meets_the_same(baseline, one))
    return ComparedRuns(runs, tuple(sorted(common)), others)


def numbers_of(run: RunResults) -> range:
    """Return the numbers of a run's replications."""
    first = int(run.manifest.get("first_replication", 0))
    return range(first, first + int(run.manifest["replications"]))


def meets_the_same(one: RunResults, other: RunResults) -> bool:
    """Return whether two runs meet, and measure, the same people.

    What is slow for a country, to make its network, is left out where it must be the same.
    """
    from sim.network import people_met

    if one.scenario.network == other.scenario.network and _codes(one) == _codes(other):
        return people_met(one.scenario, ()) == people_met(other.scenario, ())
    if _codes(one) != _codes(other):
        return False
    return people_met(one.scenario, one.counties) == people_met(other.scenario, other.counties)


def _codes(run: RunResults) -> list[str]:
    return [one["code"] for one in run.manifest["counties"]]


def _refuse_another_seed(baseline: RunResults, other: RunResults) -> None:
    seeds = [int(one.manifest["seed"]) for one in (baseline, other)]
    if seeds[0] == seeds[1]:
        return
    again = [*_command_of(other), "--seed", str(seeds[0])]
    message = (
        f"{baseline.name} was run with seed {seeds[0]} and {other.name} with {seeds[1]}, so they "
        "met other people, and luck would pass for an effect. This meets the same people: "
        f"{shlex.join(again)}"
    )
    raise BadRequest(message)


def _command_of(run: RunResults) -> list[str]:
    """Return the command of a run without its seed."""
    words = shlex.split(str(run.manifest.get("command", f"wanghuiyi run {run.name}")))
    while "--seed" in words:
        at = words.index("--seed")
        del words[at : at + 2]
    return [one for one in words if not one.startswith("--seed=")]
