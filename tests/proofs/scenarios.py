"""A scenario of a seed, from its text to the files of its results, by both engines."""

import resource
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite, isnan
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

from sim.calendar import other_intensity, wish_intensity
from sim.diary import Diary
from sim.files.findings import FileErrors, Finding
from sim.files.geography import read_network, read_outlets
from sim.files.results import write_run
from sim.files.scenario_file import read_scenario
from sim.files.warnings import warnings_of
from sim.measures import METRICS
from sim.network import County, build_network
from sim.plan import Plan, opening_expression
from sim.running.engines import ENGINES
from sim.running.experiment import RunOptions, experiment
from sim.running.replication import Experiment
from sim.scenario import Scenario
from sim.verification import first_difference
from tests.proofs.drawn import Tables, drawn, lively, outlets, toml

PROCESSOR_S_MAX = 60.0
BYTES_MAX = 2**30
MENDED_AT_MOST = 12
WISHES_MAX = 150
VISITS_MAX = 2_000
# What makes a scenario large as a whole, where no one number is wrong: taken out one by one.
SIZES = (
    ("market", "price_yuan"),
    ("payment", "draft_limit_yuan"),
    ("line", "returns_max"),
    ("others", "visits_per_person_year"),
    ("market", "day_factors"),
    ("others", "day_factors"),
    ("run", "days"),
    ("counters", "failure_h"),
    ("agents", "tries_max"),
)
Read = tuple[Scenario, tuple[County, ...]]


class TookTooLong(BaseException):
    """The time of one scenario is over; no `except Exception` on the way may keep it."""


@contextmanager
def limited() -> Iterator[None]:
    """Raise TookTooLong after so much time of the processor, and MemoryError beyond so many bytes.

    Neither depends on what else the machine does.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        message = f"it took more than {PROCESSOR_S_MAX:.0f} s of the processor"
        raise TookTooLong(message)

    room = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (psutil.Process().memory_info().vms + BYTES_MAX, room[1])
    )
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_S_MAX)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, room)


def prove(seed: int, folder: Path) -> str:
    """Live the scenario of a seed twice, and return what became of it, in words.

    `drawn.toml` in the folder is the scenario. Raise AssertionError, or whatever the program
    raised, where a promise is broken.
    """
    tables, path = drawn(seed), folder / "drawn.toml"
    path.with_name("outlets.csv").write_text(outlets(seed), encoding="utf-8")
    for refused in range(MENDED_AT_MOST):
        try:
            _keep_few(tables, path)
            read = _read(tables, path)
        except FileErrors as errors:
            _mend(tables, errors.findings, refused)
            continue
        return f"{_lived(read, folder)}, refused {refused} times before"
    message = "what the findings name was taken out, and it is refused all the same"
    raise AssertionError(message)


def _read(tables: Tables, path: Path) -> Read:
    """Read a scenario as `validate` does."""
    path.write_text(toml(tables), encoding="utf-8")
    scenario = read_scenario(str(path))
    counties = read_network(scenario)
    assert all(warning.startswith("warning: ") for warning in warnings_of(scenario, counties))
    return scenario, counties


def _keep_few(tables: Tables, path: Path) -> None:
    """Lower the rates of a scenario so that it takes a moment to live."""
    path.write_text(toml(tables), encoding="utf-8")
    scenario = read_scenario(str(path))
    counties = build_network(scenario, None, read_outlets(path.with_name("outlets.csv")))
    people = sum(place.people for county in counties for place in county.settlements)
    wishes = wish_intensity(scenario, people).total
    visits = sum(
        other_intensity(
            scenario, outlet.people, opening_expression(scenario, outlet.outlet_class)
        ).total
        for county in counties
        for outlet in county.outlets
    )
    if wishes > WISHES_MAX:
        rate = scenario.market.wishes_per_1000_people_day * WISHES_MAX / wishes
        tables["market"]["wishes_per_1000_people_day"] = rate
    if visits > VISITS_MAX:
        rate = scenario.others.visits_per_person_year * VISITS_MAX / visits
        tables.setdefault("others", {})["visits_per_person_year"] = rate


def _mend(tables: Tables, findings: Sequence[Finding], refused: int) -> None:
    """Take out what the findings name; where they name no key, the whole is too large."""
    for finding in findings:
        assert finding.message, f"it says nothing: {finding}"
        if finding.key:
            _remove(tables, finding.key.split("."))
            continue
        for name, key in SIZES[: refused + 1]:
            if isinstance(tables.get(name), dict):
                tables[name].pop(key, None)
    lively(tables)


def _remove(tables: Tables, keys: Sequence[str]) -> None:
    """Take out the innermost thing of these keys that is there."""
    holder: Any = tables
    *outer, _ = keys
    for depth, key in enumerate(outer):
        if not isinstance(holder.get(key), dict) or keys[depth + 1] not in holder[key]:
            holder.pop(key, None)
            return
        holder = holder[key]
    holder.pop(keys[-1], None)


def _lived(read: Read, folder: Path) -> str:
    """Let both engines live it, and hold them to each other and to what cannot be otherwise."""
    told, told_diaries = _with_engine("simpy", read)
    compiled, compiled_diaries = _with_engine("compiled", read)
    for one, other in zip(told_diaries, compiled_diaries, strict=True):
        difference = first_difference(one, other)
        assert difference is None, f"the SimPy model's, and the compiled engine's:\n{difference}"
    for replication in told.replications:
        _check_metrics(replication.metrics)
    _check_files(told, compiled, folder)
    visits = sum(diary.visits["person"].size for diary in told_diaries)
    wishes = sum(diary.journeys["person"].size for diary in told_diaries)
    return f"{wishes} wishes and {visits} visits"


def _with_engine(name: str, read: Read) -> tuple[Experiment, list[Diary]]:
    """Run the experiment, books and measures included, and keep the diaries too."""
    diaries: list[Diary] = []
    engine = ENGINES[name]

    def keeping(plan: Plan, replication: int) -> Diary:
        diaries.append(engine(plan, replication))
        return diaries[-1]

    ENGINES[name] = keeping
    try:
        return experiment(*read, RunOptions(engine=name)), diaries
    finally:
        ENGINES[name] = engine


def _check_metrics(metrics: dict[str, float]) -> None:
    wrong = {
        metric.name: metrics[metric.name]
        for metric in METRICS
        if not isnan(value := metrics[metric.name])
        and (not isfinite(value) or value < 0 or (metric.unit == "share" and value > 1))
    }
    assert wrong == {}


def _check_files(told: Experiment, compiled: Experiment, folder: Path) -> None:
    """Assert that the data files are the same, byte for byte; the manifest names the engine."""
    folders = [folder / "simpy", folder / "compiled"]
    for done, place in zip((told, compiled), folders, strict=True):
        place.mkdir(exist_ok=True)
        write_run(done, place, "wanghuiyi run drawn.toml")
    files = {path.name for path in folders[0].iterdir()}
    assert files == {path.name for path in folders[1].iterdir()}
    differing = [
        name
        for name in files - {"manifest.json"}
        if (folders[0] / name).read_bytes() != (folders[1] / name).read_bytes()
    ]
    assert differing == []
