"""`wanghuiyi validate` ends with 2 where a scenario would never end, or end in wrong figures."""

import pytest
from click.testing import CliRunner, Result

from sim.cli import commands


def validate(*settings: str) -> Result:
    """Validate the scenario county with these settings."""
    given = [part for setting in settings for part in ("--set", setting)]
    return CliRunner().invoke(commands, ["validate", "county", *given])


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("network.people=520000000000", "520000000000, and must be at most 100000000"),
        ("network.people=100000000", "outlets of one county would be about 3,846, and may be at"),
        ("network.area_km2_per_outlet=inf", "area_km2_per_outlet: inf, and must be "),
        ("trip.speed_km_h=1e-12", "trip.speed_km_h: 1e-12, and must be at least 0.1"),
        ('redeem.delay_h={law="lognormal", mean=8, cv=1e200}', "cv: 1e+200, and must be at most"),
        ('redeem.delay_h={law="gamma", mean=8, cv=1e-200}', "cv: 1e-200, and must be at least"),
        (
            "market.price_yuan=1e9",
            "market.price_yuan.value: 1000000000, and must be at most 1000000",
        ),
        ("redeem.tiers={sms_alert=0.9, certificate=0.8}", "which is 1.7 of all accounts"),
    ],
)
def test_a_setting_that_would_never_end_or_end_wrong_is_refused(setting: str, said: str) -> None:
    done = validate(setting)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "fine" not in done.stdout


def test_all_that_is_wrong_is_said_at_once() -> None:
    done = validate("trip.speed_km_h=nan", "payment.method='reference'", "market.price_yuan=1e9")

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 2
