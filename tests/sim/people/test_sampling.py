"""Sampling at the limits of every distribution: whole numbers, none above one cap, in order."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest
from pydantic import TypeAdapter

from sim.people import draw_people
from sim.people.sampling import ENDLESS, PRICE_MAX_FEN, whole
from sim.plan import make_plan
from sim.scenario import AnyDistribution, Scenario
from sim.scenario.limits import (
    CV_MAX,
    CV_MIN,
    HAUL_MIN_KM_DAY,
    MEAN_MIN,
    SIGMA_MAX,
    SIGMA_MIN,
    SPEED_MIN_KM_H,
    VALUE_MAX,
)
from sim.theory.bare import bare_county
from sim.units import DAY_MS, FEN_PER_YUAN

LAW: TypeAdapter[AnyDistribution] = TypeAdapter(AnyDistribution)
MEANS = (MEAN_MIN, VALUE_MAX)
CVS = (CV_MIN, CV_MAX)
EXTREMES: list[Mapping[str, object]] = [
    *({"law": "deterministic", "value": value} for value in (0, VALUE_MAX)),
    *({"law": "exponential", "mean": mean} for mean in MEANS),
    *(
        {"law": "hyperexponential", "mean": mean, "cv": cv}
        for mean, cv in product(MEANS, (1, CV_MAX))
    ),
    *({"law": "exponential", "mean": mean, "maximum": mean} for mean in MEANS),
    *({"law": "gamma", "mean": mean, "cv": CV_MAX, "maximum": MEAN_MIN} for mean in MEANS),
    {"law": "lognormal_median", "median": 1.0, "sigma": SIGMA_MAX, "maximum": MEAN_MIN},
    *({"law": "lognormal", "mean": mean, "cv": cv} for mean, cv in product(MEANS, CVS)),
    *({"law": "gamma", "mean": mean, "cv": cv} for mean, cv in product(MEANS, CVS)),
    *(
        {"law": "lognormal_median", "median": median, "sigma": sigma}
        for median, sigma in product(MEANS, (SIGMA_MIN, SIGMA_MAX))
    ),
    *({"law": "uniform", "low": low, "high": VALUE_MAX} for low in (0, VALUE_MAX)),
    {"law": "triangular", "low": 0, "mode": 0, "high": MEAN_MIN},
    {"law": "triangular", "low": 0, "mode": VALUE_MAX, "high": VALUE_MAX},
    {"law": "empirical", "values": [0, VALUE_MAX]},
]
UNIFORMS = np.concatenate(([0.0, 2.0**-53], np.linspace(1e-9, 1 - 1e-9, 1_001), [1 - 2.0**-53]))


@pytest.mark.parametrize("written", EXTREMES, ids=[str(list(one.values())) for one in EXTREMES])
@pytest.mark.parametrize(("unit", "most"), [(DAY_MS, ENDLESS), (FEN_PER_YUAN, PRICE_MAX_FEN)])
def test_a_law_at_its_limits_gives_whole_numbers_up_to_the_cap(
    written: Mapping[str, object], unit: int, most: int
) -> None:
    drawn = whole(LAW.validate_python(written).quantile(UNIFORMS) * unit, most)

    assert drawn.min() >= 0
    assert drawn.max() <= most
    assert (np.diff(drawn) >= 0).all()


def test_what_is_drawn_beyond_the_cap_is_the_cap_and_what_is_below_is_as_it_was() -> None:
    values = np.array([0.5, 1.5, ENDLESS - 1.0, ENDLESS, ENDLESS + 1.0, 1e300, np.inf])

    assert whole(values).tolist() == [0, 2, ENDLESS - 1, *[ENDLESS] * 4]


def test_every_time_and_amount_of_a_wish_is_capped_at_the_limits() -> None:
    longest = {"law": "lognormal", "mean": VALUE_MAX, "cv": CV_MAX}
    scenario = Scenario.model_validate(
        {
            "network": {"outlets_csv": "by hand"},
            "run": {"days": 1},
            "market": {"wishes_per_1000_people_day": 1_000, "price_yuan": longest},
            "trip": {"own_place_km": longest, "speed_km_h": SPEED_MIN_KM_H},
            "parcel": {
                "distance_km": longest,
                "from_real_counties": False,
                "km_per_day": HAUL_MIN_KM_DAY,
                "base_days": longest,
            },
            "confirm": {"delay_h": longest},
        }
    )

    wishes = draw_people(make_plan(scenario, bare_county(1, 1, 5_000)), 0).wishes

    capped = ("travel_ms", "confirm_ms")
    assert {name: int(wishes[name].max()) for name in capped} == dict.fromkeys(capped, ENDLESS)
    assert wishes["price_fen"].max() == PRICE_MAX_FEN
    assert wishes["line_haul_ms"].max() <= 2 * ENDLESS
    assert min(int(wishes[name].min()) for name in (*capped, "line_haul_ms")) >= 0
    assert wishes["price_fen"].min() >= 1
