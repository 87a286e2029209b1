"""Intervals of paired differences hold as often as they say, or `compare` says that they do not.

For every metric that `compare` prints, in one outlet over five days and in a county over four
weeks. docs/model.md 4.3 has the table; a run prints it anew.
"""

import numpy as np
import pytest

from sim import kernel
from sim.comparison import HEADLINES
from sim.measures.cautions import HELD_IF_DIFFERING
from sim.units import Floats
from tests.proofs.lengths import chosen, note
from tests.proofs.trials import Trials, Values, headlines, of_law, of_pairs, one_outlet

pytestmark = pytest.mark.proof

TRIALS = chosen(usual=1_000, long=10_000)
SMALL, LARGE = chosen(usual=800, long=10_000), chosen(usual=150, long=1_000)
LEAST = 0.93
Pair = tuple[Values, Values]


@pytest.fixture(scope="module", params=["one outlet, 5 days", "county, 28 days"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Live both scenarios in many replications: one counter and two."""
    kernel.compile_engine()
    note(f"{request.param}: skewness, t held, held, cautioned, held or cautioned")
    if request.param == "county, 28 days":
        return headlines("county", LARGE), headlines("second-counter", LARGE)
    folder = tmp_path_factory.mktemp("outlet")
    return one_outlet(folder, 1, SMALL), one_outlet(folder, 2, SMALL)


@pytest.mark.parametrize("replications", [10, 40])
def test_every_interval_holds_or_is_cautioned_of(pair: Pair, replications: int) -> None:
    base, other = pair

    found: dict[str, Trials] = {}
    for metric in HEADLINES:
        trials = of_pairs(base[metric], other[metric], replications, TRIALS)
        if trials:
            found[metric] = trials
            note(f"{replications:3} {metric:26} {trials}")

    assert len(found) > len(HEADLINES) / 2
    assert not [f"{name} {one}" for name, one in found.items() if not one.reaches(LEAST)]


def exponential(chance: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Draw from the exponential law of mean 1, whose skewness is 2."""
    return chance.exponential(size=shape)


def normal(chance: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Draw from the normal law of mean and deviation 1."""
    return chance.normal(1.0, size=shape)


@pytest.mark.parametrize("replications", [5, 10, 40])
def test_normal_differences_are_held_as_students_t_holds_them(replications: int) -> None:
    trials = of_law(normal, replications, TRIALS)

    note(f"{replications:3} normal {trials}")
    assert trials.held / TRIALS == pytest.approx(0.955, abs=0.025)


@pytest.mark.parametrize("replications", [10, 40])
def test_exponential_differences_are_held_where_students_t_misses_them(replications: int) -> None:
    trials = of_law(exponential, replications, TRIALS)

    note(f"{replications:3} exponential {trials}")
    assert trials.held > trials.held_by_t
    assert trials.held / TRIALS > LEAST - 0.02


@pytest.mark.parametrize(("differing", "held"), HELD_IF_DIFFERING.items())
@pytest.mark.parametrize("replications", [10, 40])
def test_where_few_differ_it_holds_as_often_as_the_caution_says(
    differing: int, held: float, replications: int
) -> None:
    share = differing / replications

    def rare(chance: np.random.Generator, shape: tuple[int, int]) -> Floats:
        return chance.exponential(1 / share, shape) * (chance.random(shape) < share)

    trials = of_law(rare, replications, TRIALS)

    note(f"{replications:3} {differing} differ {trials}")
    assert trials.held / TRIALS == pytest.approx(held, abs=0.05)


@pytest.mark.parametrize(
    ("sigma", "replications", "held"),
    [(1.0, 10, 0.92), (1.25, 20, 0.90), (1.5, 10, 0.86), (2.0, 50, 0.86), (2.0, 10, 0.80)],
)
def test_where_skewed_it_holds_as_often_as_the_caution_says(
    sigma: float, replications: int, held: float
) -> None:
    def lognormal(chance: np.random.Generator, shape: tuple[int, int]) -> Floats:
        return chance.lognormal(-(sigma**2) / 2, sigma, shape)

    trials = of_law(lognormal, replications, TRIALS)

    note(f"{replications:3} lognormal, sigma {sigma} {trials}")
    assert trials.held / TRIALS == pytest.approx(held, abs=0.05)


@pytest.mark.parametrize(("sigma", "replications"), [(1.0, 40), (1.25, 200), (1.5, 500)])
def test_with_as_many_replications_as_the_caution_says_it_holds(
    sigma: float, replications: int
) -> None:
    def lognormal(chance: np.random.Generator, shape: tuple[int, int]) -> Floats:
        return chance.lognormal(-(sigma**2) / 2, sigma, shape)

    trials = of_law(lognormal, replications, TRIALS)

    note(f"{replications:3} lognormal, sigma {sigma} {trials}")
    assert trials.held / TRIALS > LEAST - 0.02
