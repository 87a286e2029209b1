"""The whole country for a week: seconds, memory, how both grow, and where the time goes.

Seconds and memory are of whole commands as a user runs them, plots and kept shards included, by
the clock on the wall and summed over all processes. Parts of the country are every second, fourth
or eighth county. Where the time goes is measured on some counties in seconds of the processor.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import psutil

from sim import kernel
from sim.books import check_books
from sim.files.geography import read_geography, read_sample
from sim.files.scenario_file import read_scenario
from sim.measures import measure
from sim.people import draw_people
from sim.people.streams import Dice, Stream
from sim.plan import make_plan

SCENARIO = "china-week"
PARTS = ("network", "plan", "draws", "engine", "books", "measures")
COUNTIES = 96
LOOKS_A_SECOND = 20
NUMBERS = 4_000_000
BYTES_PER_MIB = 2**20
# Moment, service, patience, length that deters, and whether, when and at what time one comes back.
UNIFORMS_A_VISIT = 7
# Numbers written by the draws (9), read and written by the engine (9 and 10), read by measures (7).
NUMBERS_A_VISIT = 35


@dataclass(frozen=True)
class Run:
    """A whole command: seconds by the clock, and the most memory of all its processes together."""

    seconds: float
    memory_mib: float


def run(one_in: int = 1, weeks: int = 1, *options: str) -> Run:
    """Run every so many counties of the country for some weeks."""
    scenario = read_scenario(SCENARIO)
    codes = list(read_geography(scenario.network.country).units)[::one_in]
    listed = ", ".join(f'"{code}"' for code in codes)
    settings = (
        f"--set=network.counties=[{listed}]",
        f"--set=network.outlets={scenario.network.outlets // one_in}",
        f"--set=run.days={7 * weeks}",
    )
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings if one_in * weeks > 1 else ()
        return _watched("run", SCENARIO, "--out", folder, *chosen, *options)


def _watched(*arguments: str) -> Run:
    command = [sys.executable, "-c", "from sim.cli import main; main()", *arguments]
    started = time.perf_counter()
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        whole = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, sum(_memory(one) for one in (whole, *_children(whole))))
            time.sleep(1 / LOOKS_A_SECOND)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - started, most / BYTES_PER_MIB)


def _children(process: psutil.Process) -> Sequence[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return ()


def _memory(process: psutil.Process) -> int:
    try:
        memory: int = process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
    return memory


@dataclass(frozen=True)
class Profile:
    """What a county costs: milliseconds by part, visits, and what is the least for those."""

    ms: dict[str, float]
    visits: float
    generator_ms: float
    memory_ms: float


def profile() -> Profile:
    """Measure the parts of some counties, and what generator and memory alone would take."""
    scenario = read_scenario(SCENARIO)
    started = time.process_time()
    counties = read_sample(scenario, COUNTIES)
    found = {"network": [1_000 * (time.process_time() - started) / len(counties)]}
    visits = []
    for county in counties:
        moments = [time.process_time()]
        plan = make_plan(scenario, county)
        moments.append(time.process_time())
        people = draw_people(plan, 0)
        moments.append(time.process_time())
        diary = kernel.simulate_people(plan, people, 0)
        moments.append(time.process_time())
        check_books(diary, scenario)
        moments.append(time.process_time())
        measure(diary, plan)
        moments.append(time.process_time())
        visits.append(diary.visits["person"].size)
        for part, (sooner, later) in zip(PARTS[1:], pairwise(moments), strict=True):
            found.setdefault(part, []).append(1_000 * (later - sooner))
    mean_visits = statistics.fmean(visits)
    return Profile(
        ms={part: statistics.fmean(each) for part, each in found.items()},
        visits=mean_visits,
        generator_ms=1_000 * mean_visits * UNIFORMS_A_VISIT / uniforms_a_second(),
        memory_ms=1_000 * mean_visits * NUMBERS_A_VISIT / numbers_touched_a_second(),
    )


def uniforms_a_second() -> float:
    """Return how many uniform numbers the generator gives by itself."""
    dice = Dice(1, 0, "generator")
    started = time.process_time()
    dice.uniforms(Stream.OTHER_SERVICE, NUMBERS)
    return NUMBERS / (time.process_time() - started)


def numbers_touched_a_second() -> float:
    """Return how many numbers of 8 bytes are read or written, from memory to memory."""
    here = np.ones(8 * NUMBERS)
    there = np.empty_like(here)
    np.copyto(there, here)
    started = time.process_time()
    np.copyto(there, here)
    return 2 * here.size / (time.process_time() - started)
