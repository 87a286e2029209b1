"""How many drafts a day a wallet may redeem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.refusals.payment import DailyLimitReached
from service.domain.wallet import Tier, may_redeem, redemptions_a_day, require_redeemable


def test_the_tiers_stand_from_the_least_to_the_most() -> None:
    limits = {tier: redemptions_a_day(tier) for tier in Tier}

    assert list(limits.items()) == [("plain", 1), ("sms_alert", 3), ("certificate", None)]


@pytest.mark.parametrize(("tier", "limit"), [(Tier.PLAIN, 1), (Tier.SMS_ALERT, 3)])
def test_a_limited_tier_redeems_up_to_its_limit(tier: Tier, limit: int) -> None:
    allowed = [may_redeem(tier, redeemed_today) for redeemed_today in range(limit + 2)]

    assert allowed == [True] * limit + [False, False]


@given(st.integers(min_value=0))
def test_a_certificate_redeems_without_limit(redeemed_today: int) -> None:
    require_redeemable(Tier.CERTIFICATE, redeemed_today)

    assert may_redeem(Tier.CERTIFICATE, redeemed_today)


@pytest.mark.parametrize(("tier", "limit"), [(Tier.PLAIN, 1), (Tier.SMS_ALERT, 3)])
def test_one_over_the_limit_is_refused_with_the_limit(tier: Tier, limit: int) -> None:
    require_redeemable(tier, limit - 1)

    with pytest.raises(DailyLimitReached, match=f"may redeem {limit} a day, and has: come back"):
        require_redeemable(tier, limit)
