"""Which ten levers matter: what the scenario changes, then what carries the predicted waits.

What carries them is computed as `explain` does it, which takes seconds; so `carried.json` keeps it
for scenarios as they ship, each with the hash of all its parameters, and `make schema` writes it.
A scenario that has another hash is computed when it is first asked for.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sim.explorer.asked import OWN_FIELDS
from sim.explorer.levers.known import KnownLever

if TYPE_CHECKING:
    from sim.scenario import Scenario

TEN = 10
CHANGED_MOST = 6
CARRIED = "carried.json"
KEPT = 15
"""So many are kept of each scenario, some of which it changes and so has among the first."""
OUTLETS_MOST = 60
"""A country hangs on what its first counties hang on."""
NO_QUESTION = {*OWN_FIELDS, "run.seed"}
"""What is changed for the sake of a run alone."""
_COMPUTED: dict[str, list[str]] = {}
"""What was computed in this process, by the hash of all parameters."""


def ten_of(levers: Mapping[str, KnownLever], scenario: "Scenario") -> list[KnownLever]:
    """Return the levers that matter for a scenario that ships, the most telling first."""
    changed = list(dict.fromkeys(_known(changes(scenario), levers)))[:CHANGED_MOST]
    carried = _known(carried_by(scenario), levers)
    return [levers[key] for key in list(dict.fromkeys((*changed, *carried)))[:TEN]]


def changes(scenario: "Scenario") -> list[str]:
    """Return what a scenario that ships changes of the one that it extends, or of the defaults."""
    from sim.files.changes import base_of, levers
    from sim.files.schema import effective
    from sim.scenario import Network, Scenario

    own = Network(counties=scenario.network.counties, outlets_csv=scenario.network.outlets_csv)
    base = base_of(scenario.name) or Scenario(network=own)
    found = levers(effective(base), effective(scenario))
    return [lever.key for lever in found if lever.key not in NO_QUESTION]


def carried_by(scenario: "Scenario") -> list[str]:
    """Return what carries the waits of a scenario, the largest effect first."""
    from sim.files.schema import scenario_hash

    kept = _kept().get(scenario.name, {})
    digest = scenario_hash(scenario)
    if kept.get("of") == digest:
        return list(kept["keys"])
    if digest not in _COMPUTED:
        _COMPUTED[digest] = computed(scenario)
    return _COMPUTED[digest]


def carried_text() -> str:
    """Return what carries the waits of every scenario that ships, as `carried.json` has it."""
    from sim.files.scenario_file import questions, read_scenario
    from sim.files.schema import scenario_hash

    found = {}
    for name in questions():
        scenario = read_scenario(name)
        found[name] = {"of": scenario_hash(scenario), "keys": computed(scenario)}
    return json.dumps(found, indent=1) + "\n"


def computed(scenario: "Scenario") -> list[str]:
    """Return what carries the waits of a scenario, predicted for a few of its counties."""
    from sim.files.geography import codes_of, read_network, read_sample
    from sim.files.size import extent_of
    from sim.study.explain.prediction import predict
    from sim.study.explain.sensitivity import sensitivities

    if scenario.network.outlets_csv:
        counties = read_network(scenario)
    else:
        outlets = extent_of(scenario.network, len(codes_of(scenario))).outlets
        counties = read_sample(scenario, max(1, OUTLETS_MOST // max(outlets, 1)))
    found = sensitivities(predict(scenario, counties), scenario, counties)
    return [one.parameter for one in found if one.has_effect][:KEPT]


@cache
def _kept() -> dict[str, dict[str, Sequence[str]]]:
    kept: dict[str, dict[str, Sequence[str]]] = json.loads(
        files("sim.explorer.levers").joinpath(CARRIED).read_text(encoding="utf-8")
    )
    return kept


def _known(parameters: Iterable[str], levers: Mapping[str, KnownLever]) -> Iterator[str]:
    """Yield the levers of parameters: of a law its numbers, of an item in a list the whole."""
    for parameter in parameters:
        key = parameter
        while key and key not in levers:
            key = key.rpartition(".")[0]
        inside = [one.key for one in levers.values() if one.law == key]
        yield from inside or ([key] if key else [])
