"""What a scenario says nothing of: the rules of the product, and the figures that sources hold."""

import pytest

from service.domain.draft import RESET_MS, TRIES_MAX, VALID_DAYS
from service.domain.order import CONFIRM_LIMIT_MS
from service.domain.parcel import KEPT_MS
from service.domain.remittance import DRAFT_LIMIT_FEN
from sim.scenario import Scenario
from tests.sim.lives import DAY

PLAIN = Scenario.model_validate({"network": {"outlets_csv": "by hand"}})


def test_the_simulation_begins_with_the_rules_of_the_service() -> None:
    payment, redeem = PLAIN.payment, PLAIN.redeem

    assert payment.draft_limit_yuan * 100 == DRAFT_LIMIT_FEN
    assert payment.valid_days == VALID_DAYS
    assert redeem.tries_max == TRIES_MAX
    assert redeem.reset_days * DAY == RESET_MS
    assert PLAIN.parcel.kept_days * DAY == KEPT_MS
    assert PLAIN.confirm.limit_days * DAY == CONFIRM_LIMIT_MS
    assert (payment.method, payment.tariff) == ("draft", "waived")


def test_what_a_source_says_is_what_a_scenario_begins_with() -> None:
    assert PLAIN.market.search_cut == 0.75
    assert PLAIN.market.price_yuan.mean() == 175
    assert PLAIN.redeem.own_access_share == pytest.approx(2 / 3, abs=0.01)
    assert PLAIN.network.people_per_outlet == 26_000
    assert PLAIN.network.area_km2_per_outlet == 184
    assert PLAIN.services.other_min.mean() == 2.9
    assert PLAIN.services.deposit_min.mean() == 4
    # A bank's counter from Monday to Friday.
    assert PLAIN.others.day_factors[:5] == (1.19, 0.88, 0.79, 0.84, 1.40)
    # 91.033 million parcels of a year, among 1.32 billion people.
    parcels = 91.033e6 / 365 / 1.32e9 * 1_000
    assert PLAIN.parcel.other_parcels_per_1000_people_day == pytest.approx(parcels, abs=0.005)


def test_patience_is_three_times_that_of_the_source_and_of_its_spread() -> None:
    law = PLAIN.line.patience_min

    assert law.model_dump() == {"law": "lognormal_median", "median": 3 * 12, "sigma": 0.7}
