"""Predictions while somebody types: one at a time, and of those that wait only the latest.

A prediction takes some tenths of a second and its sensitivities as long again, so what was
predicted last is kept, and what nobody waits for any more is not begun.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.network import County
    from sim.report.explanation import Explanation
    from sim.scenario import Scenario
    from sim.study.explain.prediction import Prediction
    from sim.study.explain.sensitivity import Sensitivity

KEPT_MOST = 6
TYPED_OUTLETS_MOST = 1_000
"""A larger network takes tens of seconds, so it is predicted only when that is asked for."""
PRECISION = 0.02
FULL_SHOWN = 5
WARM_UP_AFTER_S = 1.0
FIRST = "county"

Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Foretold:
    """What is predicted of a scenario, and how many seconds that took."""

    scenario: "Scenario"
    counties: "Sequence[County]"
    prediction: "Prediction"
    seconds: float


@dataclass
class LatestOnly(Generic[Answer]):
    """Work that is done once for each input, and of each page only for its latest wish."""

    _at_work: Lock = field(default_factory=Lock)
    _noting: Lock = field(default_factory=Lock)
    _wishes: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _kept: OrderedDict[str, Answer] = field(default_factory=OrderedDict)

    def answer(self, page: str, key: str, work: Callable[[], Answer]) -> Answer | None:
        """Return what is kept under a key, or what work gives; None if the page wishes anew."""
        with self._noting:
            self._wishes[page] += 1
            wish = self._wishes[page]
        if (known := self._kept.get(key)) is not None:
            return known
        with self._at_work:
            if (known := self._kept.get(key)) is not None:
                return known
            if wish != self._wishes[page]:
                return None
            found = self._kept[key] = work()
            while len(self._kept) > KEPT_MOST:
                self._kept.popitem(last=False)
            return found


@dataclass(frozen=True)
class Predictions:
    """What was predicted in this process, and what each of it hangs on."""

    _foretold: LatestOnly[Foretold] = field(default_factory=LatestOnly)
    _carried: LatestOnly["list[Sensitivity]"] = field(default_factory=LatestOnly)

    def of(self, scenario: "Scenario", page: str) -> Foretold | None:
        """Return what is predicted of a scenario; None if the page has asked for another since."""
        key = _key(scenario)
        return self._foretold.answer(page, key, lambda: foretold(scenario))

    def carried(self, scenario: "Scenario", page: str) -> "list[Sensitivity] | None":
        """Return what the prediction hangs on; None if the page has asked for another since."""
        from sim.study.explain.sensitivity import sensitivities

        def work() -> "list[Sensitivity]":
            one = self._foretold.answer(f"{page} carried", key, lambda: foretold(scenario))
            assert one, "nobody else asks under this name"
            return sensitivities(one.prediction, one.scenario, one.counties)

        key = _key(scenario)
        return self._carried.answer(page, key, work)


def foretold(scenario: "Scenario") -> Foretold:
    """Return what is predicted of a scenario. Raise FileErrors if its outlets cannot be read."""
    from sim.files.geography import read_network
    from sim.study.explain.prediction import predict

    began = time.perf_counter()
    counties = read_network(scenario)
    prediction = predict(scenario, counties)
    return Foretold(scenario, counties, prediction, time.perf_counter() - began)


def explained(one: Foretold, scenario: "Scenario") -> "Explanation":
    """Return what there is to say of a prediction, for so many replications as are wanted now."""
    from sim.report.explanation import explanation_of

    return explanation_of(
        scenario, one.counties, one.prediction, precision=PRECISION, most=FULL_SHOWN
    )


def is_quick(scenario: "Scenario") -> bool:
    """Return whether a scenario is predicted while somebody types."""
    return outlets_of(scenario) <= TYPED_OUTLETS_MOST


def outlets_of(scenario: "Scenario") -> int:
    """Return about how many outlets a scenario has, before any is read."""
    from sim.files.geography import codes_of, read_outlets
    from sim.files.size import extent_of

    if scenario.network.outlets_csv:
        return len(read_outlets(Path(scenario.network.outlets_csv)))
    return extent_of(scenario.network, len(codes_of(scenario))).outlets_in_all


def warm_up_soon() -> None:
    """Load what predictions need shortly after the first page, which this must not hold up."""
    timer = Timer(WARM_UP_AFTER_S, _warm_up)
    timer.daemon = True
    timer.start()


def _warm_up() -> None:
    from sim.files.scenario_file import read_scenario

    one = foretold(read_scenario(FIRST))
    explained(one, one.scenario)


def _key(scenario: "Scenario") -> str:
    """Return what a prediction is known by: all but what a run is called, and how often it is."""
    from sim.files.schema import scenario_hash

    run = scenario.run.model_copy(update={"replications": 1, "seed": 0})
    return scenario_hash(scenario.model_copy(update={"name": "x", "question": "", "run": run}))
