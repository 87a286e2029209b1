"""The wallet at the gateway: its `Tier`, and how many drafts a day it may redeem.

`redemptions_a_day` is the rule of a tier, `may_redeem` applies it, `require_redeemable` refuses.
"""

from enum import StrEnum

from service.domain.refusals import DailyLimitReached


class Tier(StrEnum):
    """How well an account is secured, from the least to the most."""

    PLAIN = "plain"
    SMS_ALERT = "sms_alert"
    CERTIFICATE = "certificate"


_REDEMPTIONS_A_DAY = {Tier.PLAIN: 1, Tier.SMS_ALERT: 3, Tier.CERTIFICATE: None}


def redemptions_a_day(tier: Tier) -> int | None:
    """Return how many drafts a wallet of this tier may redeem a day; None is without limit.

    Source: S2, the gateway's help page for merchants, two copies (FACTS 2).

    >>> redemptions_a_day(Tier.PLAIN), redemptions_a_day(Tier.CERTIFICATE)
    (1, None)
    """
    return _REDEMPTIONS_A_DAY[tier]


def may_redeem(tier: Tier, redeemed_today: int) -> bool:
    """Tell whether a wallet that redeemed so many drafts today may redeem one more.

    >>> may_redeem(Tier.SMS_ALERT, 2), may_redeem(Tier.SMS_ALERT, 3)
    (True, False)
    """
    limit = redemptions_a_day(tier)
    return limit is None or redeemed_today < limit


def require_redeemable(tier: Tier, redeemed_today: int) -> None:
    """Let pass a wallet that may redeem one more today. Refused: `DailyLimitReached`."""
    limit = redemptions_a_day(tier)
    if limit is not None and not may_redeem(tier, redeemed_today):
        raise DailyLimitReached(limit)
