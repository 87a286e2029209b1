"""Whatever a scenario says, it can be predicted: all who come are called or leave."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.network import County
from sim.scenario import Scenario
from sim.study.explain.prediction import predict
from tests.proofs.lengths import examples
from tests.property.small import counties, scenarios


@pytest.mark.proof
@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=scenarios(), county=counties())
def test_any_scenario_can_be_predicted(scenario: Scenario, county: County) -> None:
    prediction = predict(scenario, (county,))

    hours = prediction.hours
    for one in (hours.arrivals, hours.called, hours.wait_min, hours.left, hours.busy_min):
        assert np.isfinite(one).all()
        assert (one > -1e-6).all()
    np.testing.assert_allclose(hours.called + hours.left, hours.arrivals, atol=1e-6)
    assert 0 <= prediction.over_15_share() <= 1
    assert 0 <= prediction.left_share() <= 1
