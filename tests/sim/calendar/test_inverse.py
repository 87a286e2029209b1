"""From the epochs of a Poisson process to moments of arrival: exact, in order, never outside."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import Intensity, end_ms, inverse, is_open, open_times, other_intensity
from sim.scenario import Network, Others, Run, Scenario
from sim.units import Floats

ROUNDING_MS = 1e-6
EXPRESSIONS = (
    "24/7",
    "off",
    "Mo-Fr 08:30-17:00",
    "Mo-Fr 08:30-12:00,14:00-17:20; Sa 09:00-12:00",
    "Tu,Th-Su 22:00-02:00",
    "Mo-Su 08:00-24:00",
    "Nov 08-Nov 14 Mo-Su 07:01-07:02",
)


def awkward_epochs(intensity: Intensity, shares: list[float]) -> Floats:
    """Return epochs drawn, and those at and beside each knot."""
    knots = intensity.expected
    every = np.concatenate(
        (
            np.array(shares) * intensity.total,
            knots,
            np.nextafter(knots, -np.inf),
            np.nextafter(knots, np.inf),
        )
    )
    return np.sort(every[(every >= 0) & (every < intensity.total)])


@given(
    st.dates(dt.date(2007, 10, 29), dt.date(2007, 12, 2)),
    st.integers(1, 30),
    st.tuples(*[st.sampled_from((0.0, 0.1, 0.3, 1.19))] * 24),
    st.sampled_from(EXPRESSIONS),
    st.lists(st.floats(0, 1), max_size=20),
)
def test_every_arrival_lies_within_opening_hours_and_in_order(
    first_day: dt.date,
    days: int,
    hour_factors: tuple[float, ...],
    expression: str,
    shares: list[float],
) -> None:
    weeks = Scenario(
        network=Network(counties=("411627",)),
        run=Run(first_day=first_day, days=days),
        others=Others(hour_factors=hour_factors),
    )
    intensity = other_intensity(weeks, 26_000, expression)

    arrivals_ms = inverse(intensity, awkward_epochs(intensity, shares))

    assert is_open(open_times(expression, weeks), arrivals_ms).all()
    assert ((arrivals_ms >= 0) & (arrivals_ms < end_ms(weeks.run))).all()
    assert (np.diff(arrivals_ms) >= 0).all()


knots = st.lists(
    st.tuples(st.integers(1, 10**9), st.one_of(st.just(0.0), st.floats(0, 1e6))),
    min_size=1,
    max_size=8,
)


@given(knots, st.lists(st.floats(0, 1), max_size=20))
def test_an_arrival_is_the_exact_inverse_rounded_down(
    pieces: list[tuple[int, float]], shares: list[float]
) -> None:
    ends = np.cumsum([width for width, _ in pieces])
    rises = np.cumsum([rise for _, rise in pieces])
    intensity = Intensity(np.append(0, ends), np.append(0.0, rises))
    epochs = awkward_epochs(intensity, shares)

    arrivals_ms = inverse(intensity, epochs)

    assert (np.diff(arrivals_ms) >= 0).all()
    for epoch, arrival_ms in zip(epochs, arrivals_ms.tolist(), strict=True):
        piece = int(np.searchsorted(intensity.expected, epoch, side="right")) - 1
        first, last = (Fraction(float(value)) for value in intensity.expected[piece : piece + 2])
        start, end = intensity.knots_ms[piece : piece + 2].tolist()
        exact = start + (Fraction(float(epoch)) - first) / (last - first) * (end - start)
        assert start <= arrival_ms < end
        assert -ROUNDING_MS <= exact - arrival_ms < 1 + ROUNDING_MS


@pytest.mark.parametrize("epoch", [-0.1, 3.0, float("nan")])
def test_an_epoch_outside_the_intensity_is_refused(epoch: float) -> None:
    intensity = Intensity(np.array([0, 10]), np.array([0.0, 3.0]))

    with pytest.raises(ValueError, match="and lie from 0 to below 3"):
        inverse(intensity, np.array([epoch]))


def test_an_epoch_whose_share_rounds_to_one_stays_before_closing() -> None:
    steep = Intensity(np.array([0, 10, 20]), np.array([0.0, 0.5, 2.0**52 + 3]))

    arrivals_ms = inverse(steep, np.array([2.0**52 + 2]))

    assert arrivals_ms.tolist() == [19]


def test_an_epoch_at_closing_waits_for_the_next_opening() -> None:
    lunch_break = Intensity(np.array([0, 10, 20, 30]), np.array([0.0, 1.0, 1.0, 2.0]))

    arrivals_ms = inverse(lunch_break, np.array([np.nextafter(1.0, 0), 1.0]))

    assert arrivals_ms.tolist() == [9, 20]
