"""What a session of pytest does for an adversary: a file that one writes, the other reads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wanghuiyi.adversary.disturbance import Disturbances, disturbances_of, named


@dataclass(frozen=True)
class Plan:
    """The faults of tests by node id, which tests run, and where to note what came of it.

    Without `only` all run. `server` is the folder of a server that serves all sessions.
    """

    faults: Mapping[str, Disturbances] = field(default_factory=dict)
    only: frozenset[str] | None = None
    notes: Path | None = None
    server: Path | None = None
    everywhere: Disturbances = ()

    def of(self, test: str) -> Disturbances:
        """Return the faults of a test."""
        return (*self.faults.get(test, ()), *self.everywhere)


def write_plan(plan: Plan, file: Path) -> None:
    """Write a plan for the session that is told of the file."""
    document = {
        "faults": {test: named(faults) for test, faults in plan.faults.items()},
        "only": None if plan.only is None else sorted(plan.only),
        "notes": str(plan.notes) if plan.notes else None,
        "server": str(plan.server) if plan.server else None,
    }
    file.write_text(json.dumps(document), encoding="utf-8")


def read_plan(file: Path) -> Plan:
    """Return the plan that was written. Raise OSError, ValueError."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return Plan(
        {test: disturbances_of(text) for test, text in document["faults"].items()},
        None if document["only"] is None else frozenset(document["only"]),
        Path(document["notes"]) if document["notes"] else None,
        Path(document["server"]) if document["server"] else None,
    )


def faults_by_test(text: str) -> dict[str, Disturbances]:
    """Return the faults of a JSON object of node ids. Raise ValueError, which says how to write it.

    >>> faults_by_test('{"test_a.py::test_b": "swap order.paid 1"}')
    {'test_a.py::test_b': (Disturbance(what='swap', whom='order.paid', which=1),)}
    """
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not document:
        message = (
            f"{text!r} names no faults: pass what was printed, "
            '\'{"NODE ID OF THE TEST": "lose_answer POST /v1/redemptions 1, ..."}\''
        )
        raise ValueError(message)
    wrong = [test for test, listed in document.items() if not isinstance(listed, str)]
    if wrong:
        message = f"the faults of {wrong[0]} are no text: write them with commas between"
        raise ValueError(message)
    return {test: disturbances_of(listed) for test, listed in document.items()}
