"""The lines of all replications, counted one by one, and their band."""

from itertools import product

import numpy as np
import pytest

from sim.diary import NONE
from sim.explorer.again import Again, CountyAgain, CountyWanted, LineSamples
from sim.explorer.again.lines import EVERY_MS, PER_DAY
from sim.explorer.results import RunResults
from sim.units import DAY_MS
from tests.sim.explorer.run_folders import COUNTY


def counted(county: CountyAgain, outlet: int, at_ms: int) -> int:
    """Count who stands in line, from the diary, one visit after the other."""
    visits = county.diary.visits
    rows = zip(
        *(visits[name].tolist() for name in ("outlet", "arrived_ms", "called_ms", "left_ms")),
        strict=True,
    )
    waiting = 0
    for where, arrived_ms, called_ms, left_ms in rows:
        gone_ms = county.diary.end_ms if left_ms == NONE else left_ms
        until_ms = gone_ms if called_ms == NONE else called_ms
        waiting += where == outlet and arrived_ms <= at_ms < until_ms
    return waiting


@pytest.fixture(scope="module")
def samples(again: Again, eventful: RunResults) -> LineSamples:
    return again.lines(eventful, COUNTY)


def test_a_sample_is_a_count_of_who_stands_there(
    samples: LineSamples, again: Again, eventful: RunResults
) -> None:
    moments = [(day, sample) for day in (1, 4) for sample in range(100, 212, 9)]
    assert samples.replications == (0, 1)

    for row, outlet in product((0, 1), (0, 1)):
        county = again.county(CountyWanted(eventful, COUNTY, row))
        found = [int(samples.people[row, outlet, day, sample]) for day, sample in moments]

        assert found == [
            counted(county, outlet, day * DAY_MS + sample * EVERY_MS) for day, sample in moments
        ]
        assert max(found) > 3


def test_the_band_is_of_lines_in_order_of_length() -> None:
    lengths = np.arange(20, dtype=np.int16)[:, None, None, None]
    samples = LineSamples(
        replications=tuple(range(20)), people=np.broadcast_to(lengths, (20, 1, 1, PER_DAY))
    )

    low, middle, high = samples.band(0, (0,))[:, 7].tolist()

    # Of twenty lines the first is 5%, the tenth half, and the nineteenth 95%.
    assert (low, middle, high) == (0, 9, 18)
    assert samples.of(0, (0,)).shape == (20, PER_DAY)


def test_lines_are_told_once_for_all_outlets(again: Again, eventful: RunResults) -> None:
    assert again.lines(eventful, COUNTY) is again.lines(eventful, COUNTY)


def test_of_many_replications_the_first_are_looked_at(
    eventful: RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.explorer.again.kept.SAMPLES_MOST", 1)

    samples = Again().lines(eventful, COUNTY)

    assert samples.replications == (0,)
