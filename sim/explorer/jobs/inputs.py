"""What a run hangs on: two runs with the same inputs have the same results, so one is enough."""

import json
import shlex
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sim.explorer.asked import AskedRun

if TYPE_CHECKING:
    from sim.explorer.results import RunResults
    from sim.scenario import Scenario

LABELS = ("name", "question")
UNTIL = "--until"
# With any of these a run is of less, or of other things, than its scenario says.
OF_PARTS = ("--only", "--first-replication", "--keep", "--at-most")


def scenario_asked(asked: AskedRun) -> "Scenario":
    """Return the scenario that is run. Raise FileErrors if there is no such scenario."""
    from sim.files.scenario_file import read_scenario

    count = () if asked.replications is None else (f"run.replications={asked.replications}",)
    return read_scenario(asked.scenario, (*asked.settings, *count))


def inputs_asked(asked: AskedRun) -> str:
    """Return a hash of the inputs of a run that is asked for."""
    from importlib.metadata import version
    from platform import python_version

    from sim.files.results import LIBRARIES
    from sim.files.schema import effective

    versions = {"python": python_version()} | {name: version(name) for name in LIBRARIES}
    until = [asked.until] if asked.until else []
    return _sha256(effective(scenario_asked(asked)), until, versions)


def inputs_run(run: "RunResults") -> str | None:
    """Return a hash of a run's inputs; None if it is one of parts, or does not say."""
    manifest = run.manifest
    try:
        words, versions = shlex.split(manifest["command"]), manifest["versions"]
    except (KeyError, ValueError):
        return None
    if any(word.partition("=")[0] in OF_PARTS for word in words):
        return None
    until = _values_of(words, UNTIL)
    return _sha256(manifest["effective_scenario"], until, versions)


def code_now() -> str:
    """Return a word for the code that shards are made by, here and now."""
    from sim.running.fingerprint import fingerprint

    return fingerprint()["code"]


def _values_of(words: Sequence[str], option: str) -> list[str]:
    """Return the values of an option among the words of a command.

    >>> _values_of(["run", "--until", "a=1%", "--until=b=2%"], "--until")
    ['a=1%', 'b=2%']
    """
    after = zip(words, [*words[1:], ""], strict=True)
    apart = [value for word, value in after if word == option]
    return apart + [one.partition("=")[2] for one in words if one.startswith(f"{option}=")]


def _sha256(effective: Mapping[str, Any], until: Sequence[str], versions: Mapping[str, str]) -> str:
    values = {key: value for key, value in effective.items() if key not in LABELS}
    if until:  # which chooses them
        values["run"] = {
            key: value for key, value in values["run"].items() if key != "replications"
        }
    inputs = {"scenario": values, "until": sorted(until), "versions": dict(versions)}
    return sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
