"""The wallet at the gateway: its `Tier`, its balance, and its limits.

`redemptions_a_day` is the rule of a tier, `may_redeem` applies it, `require_redeemable` refuses;
`redeemed_on` counts. `pay_out` takes money from a `Wallet` that may give it, `pay_in` adds to it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.refusals.base import refuse
from service.domain.refusals.payment import (
    AmountNotPositive,
    BalanceTooLow,
    DailyLimitReached,
    WalletFrozen,
)


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
    """Return whether a wallet that redeemed so many drafts today may redeem one more.

    >>> may_redeem(Tier.SMS_ALERT, 2), may_redeem(Tier.SMS_ALERT, 3)
    (True, False)
    """
    limit = redemptions_a_day(tier)
    return limit is None or redeemed_today < limit


def require_redeemable(tier: Tier, redeemed_today: int) -> None:
    """Accept a wallet that may redeem one more today. Refused: `DailyLimitReached`."""
    limit = redemptions_a_day(tier)
    if limit is not None and not may_redeem(tier, redeemed_today):
        refuse(DailyLimitReached(limit))


@dataclass(frozen=True)
class Wallet:
    """One wallet as it stands; `redeemed_today` is the count of `redeemed_day`, its last one."""

    wallet_id: str
    tier: Tier
    balance_fen: int = 0
    is_frozen: bool = False
    redeemed_day: int = 0
    redeemed_today: int = 0


def redeemed_on(wallet: Wallet, day: int) -> int:
    """Return how many drafts the wallet has redeemed on a day.

    >>> wallet = Wallet("w7", Tier.PLAIN, redeemed_day=3, redeemed_today=1)
    >>> redeemed_on(wallet, 3), redeemed_on(wallet, 4)
    (1, 0)
    """
    return wallet.redeemed_today if wallet.redeemed_day == day else 0


def counted(wallet: Wallet, day: int, redeemed: int) -> Wallet:
    """Return a wallet that has redeemed so many drafts on a day, whatever day it counted for.

    For a wallet whose count is of a future day, because a clock was ahead: its count of today was
    overwritten, and is taken from the books.
    """
    return replace(wallet, redeemed_day=day, redeemed_today=redeemed)


def require_thawed(wallet: Wallet) -> None:
    """Accept a wallet that is not frozen. Refused: `WalletFrozen`."""
    if wallet.is_frozen:
        refuse(WalletFrozen())


def take_draft(wallet: Wallet, amount_fen: int, day: int) -> Wallet:
    """Credit a redeemed draft, and count it. Refused: `WalletFrozen`."""
    require_thawed(wallet)
    return replace(
        wallet,
        balance_fen=_fuller_fen(wallet, amount_fen),
        redeemed_day=max(day, wallet.redeemed_day),
        redeemed_today=redeemed_on(wallet, day) + 1,
    )


def pay_in(wallet: Wallet, amount_fen: int) -> Wallet:
    """Return the wallet with an amount added. Refused: `AmountNotPositive`."""
    return replace(wallet, balance_fen=_fuller_fen(wallet, amount_fen))


def _fuller_fen(wallet: Wallet, amount_fen: int) -> int:
    if amount_fen <= 0:
        raise AmountNotPositive(amount_fen)
    return wallet.balance_fen + amount_fen


def pay_out(wallet: Wallet, amount_fen: int) -> Wallet:
    """Return the wallet with an amount taken out.

    Refused: `AmountNotPositive`, `WalletFrozen`, `BalanceTooLow`.

    >>> pay_out(Wallet("w7", Tier.PLAIN, 900), 900).balance_fen
    0
    """
    if amount_fen <= 0:
        raise AmountNotPositive(amount_fen)
    require_thawed(wallet)
    if amount_fen > wallet.balance_fen:
        refuse(BalanceTooLow(amount_fen, wallet.balance_fen))
    return replace(wallet, balance_fen=wallet.balance_fen - amount_fen)
