"""The plain model of wallets and settlements."""

from typing import Any

from tests.proofs.model import DAY_MS, REDEMPTIONS_A_DAY, Wallet, World, refuse_if
from tests.proofs.model_counter import fen

Answer = dict[str, Any]


def redeem(world: World, provider: str, asked: tuple[str, str], wallet_id: str) -> Answer:
    """Credit a draft to a wallet, as often a day as its tier may."""
    number, password = asked
    world.require_heard(provider, number)
    wallet = world.own_wallet(wallet_id, provider)
    draft_id, draft = world.opened(provider, number, password)
    redeemed_today = wallet.redeemed.get(world.today, 0)
    refuse_if(wallet.is_frozen, "wallet_frozen")
    refuse_if(redeemed_today >= REDEMPTIONS_A_DAY[wallet.tier], "daily_limit_reached")
    draft.end, draft.wallet = "redeemed", wallet_id
    wallet.redeemed[world.today] = redeemed_today + 1
    wallet.balance_fen += draft.amount_fen
    world.due.append((world.now_ms, draft.amount_fen))
    return {
        "draft_id": draft_id,
        "wallet_id": wallet_id,
        "money": fen(draft.amount_fen),
        "balance": fen(wallet.balance_fen),
    }


def opened(world: World, said: Answer, provider: str, tier: str) -> Answer:
    """Open a wallet, whose id the service chose."""
    world.wallets[said["wallet_id"]] = Wallet(provider, tier)
    return shown(world, said["wallet_id"])


def change(world: World, provider: str, wallet_id: str, asked: Answer) -> Answer:
    """Freeze or thaw a wallet, or give it another tier."""
    wallet = world.own_wallet(wallet_id, provider)
    wallet.tier = asked.get("tier", wallet.tier)
    wallet.is_frozen = asked.get("is_frozen", wallet.is_frozen)
    return shown(world, wallet_id)


def pay(world: World, provider: str, wallet_ids: tuple[str, str], amount_fen: int) -> Answer:
    """Pay from a wallet of one's own to anybody's."""
    payer_id, payee_id = wallet_ids
    refuse_if(payer_id == payee_id, "same_wallet")
    require_paying(world, provider, payer_id, amount_fen)
    left_fen = world.spend(payer_id, amount_fen)
    world.wallets[payee_id].balance_fen += amount_fen
    return {"payer_wallet_id": payer_id, "balance": fen(left_fen)}


def withdraw(world: World, provider: str, wallet_id: str, amount_fen: int) -> Answer:
    """Pay a wallet's money out."""
    require_paying(world, provider, wallet_id, amount_fen)
    return {"wallet_id": wallet_id, "balance": fen(world.spend(wallet_id, amount_fen))}


def settle(world: World, day: int) -> Answer:
    """Close a day that is over: what is due from it and before is paid at the midnight after."""
    if day not in world.closed:
        end_ms = (day + 1) * DAY_MS
        refuse_if(world.now_ms < end_ms, "day_still_open")
        # What a later day paid is not paid again.
        is_paid = any(later > day for later in world.closed)
        due_fen = 0 if is_paid else sum(due for at_ms, due in world.due if at_ms < end_ms)
        world.due.append((end_ms, -due_fen))
        world.closed[day] = due_fen
    return {"net_due": fen(world.closed[day])}


def shown(world: World, wallet_id: str) -> Answer:
    """Return how a wallet must stand."""
    wallet = world.wallets[wallet_id]
    return {
        "wallet_id": wallet_id,
        "tier": wallet.tier,
        "balance": fen(world.spendable_fen(wallet_id)),
        "held": fen(world.held_fen(wallet_id, is_over=False)),
        "is_frozen": wallet.is_frozen,
    }


def require_paying(world: World, provider: str, wallet_id: str, amount_fen: int) -> None:
    """Refuse what a wallet may not or cannot pay."""
    wallet = world.own_wallet(wallet_id, provider)
    refuse_if(wallet.is_frozen, "wallet_frozen")
    refuse_if(world.spendable_fen(wallet_id) < amount_fen, "balance_too_low")
