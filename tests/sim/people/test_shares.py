"""Uniform numbers become shares, amounts and repetitions."""

import numpy as np
import pytest

from sim.people.sampling import ENDLESS, Sampler, balk_lengths, patiences
from sim.people.streams import Dice, Stream
from sim.scenario import LineRules
from sim.units import NEVER_MS
from tests.sim.people.crowds import is_share

DOOR = Sampler(Dice(1, 0, "7"), (60_000, 40_000))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_an_event_happens_to_its_share_of_people(share: float) -> None:
    assert is_share(DOOR.happens(Stream.INFORMED, share), share)


@pytest.mark.parametrize(("share", "most"), [(0.0, 3), (0.4, 3), (0.9, 3), (1.0, 3), (0.4, 0)])
def test_an_event_happens_again_with_its_share_each_time_and_at_most_so_often(
    share: float, most: int
) -> None:
    times = DOOR.repeats(Stream.RETURNS, share, most)

    assert times.min() >= 0
    assert times.max() <= most
    for number in range(1, most + 1):
        assert is_share(times >= number, share**number)


@pytest.mark.parametrize(("value", "unit", "amount"), [(0.4, 1, 0), (0.6, 1, 1), (1.25, 100, 125)])
def test_an_amount_is_the_nearest_whole_number_of_units(
    value: float, unit: int, amount: int
) -> None:
    law = LineRules(return_days=value).return_days  # type: ignore[arg-type]  # a number is a law

    assert set(DOOR.amounts(Stream.PRICE, law, unit).tolist()) == {amount}


def test_patience_and_balking_are_each_switched_off_alone() -> None:
    patient, brave = LineRules(reneging=False), LineRules(balking=False)

    assert set(patiences(patient, DOOR, Stream.PATIENCE).tolist()) == {NEVER_MS}
    assert set(balk_lengths(brave, DOOR, Stream.BALK_LENGTH).tolist()) == {ENDLESS}
    assert patiences(brave, DOOR, Stream.PATIENCE).max() < NEVER_MS
    assert balk_lengths(patient, DOOR, Stream.BALK_LENGTH).max() <= 30


def test_patience_is_the_law_of_the_line_in_minutes() -> None:
    line = LineRules.model_validate(
        {"patience_min": {"law": "lognormal_median", "median": 36, "sigma": 0.7}}
    )

    patience = patiences(line, DOOR, Stream.PATIENCE)

    assert is_share(patience < 36 * 60_000, 0.5)
    # One standard deviation of the logarithm above: 0.8413 of a normal law.
    assert is_share(patience < 36 * 60_000 * np.exp(0.7), 0.841345)
