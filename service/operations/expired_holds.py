"""Holds whose time is over: their money is the wallet's again, whether somebody swept or not.

Whoever takes money out of a wallet first gives it what its expired holds kept (`with_expired`), in
the same transaction. The sweep does so for those who do not come, and is run by whom the operator
wants, as that of orders.
"""

from dataclasses import dataclass, replace

from service.call import Call, Outcome
from service.database.change import Change
from service.database.connection import Connection
from service.domain.event import Event
from service.domain.hold import Hold, expire
from service.domain.postings import Transfers
from service.domain.wallet import Wallet
from service.operations.events import hold_events
from service.schemas.holds import HoldSweepBody
from service.store import books, holds, wallets


@dataclass(frozen=True)
class Freed:
    """A wallet with what its expired holds kept; the transfers, and what else to save and note."""

    wallet: Wallet
    transfers: Transfers = ()
    changes: tuple[Change, ...] = ()
    events: tuple[Event, ...] = ()
    ended: tuple[Hold, ...] = ()


def with_expired(connection: Connection, wallet: Wallet, now_ms: int) -> Freed:
    """Return a wallet that is locked, with what its expired holds kept; nothing is saved yet."""
    found = holds.locked_expired(connection, wallet.wallet_id, now_ms)
    if not found:
        return Freed(wallet)
    moved = [expire(hold, now_ms) for hold in found]
    ended = tuple(hold for hold, _ in moved)
    back_fen = sum(hold.held_fen for hold in found)
    return Freed(
        wallet=replace(wallet, balance_fen=wallet.balance_fen + back_fen),
        transfers=tuple(transfer for _, transfers in moved for transfer in transfers),
        changes=tuple(holds.updated(hold) for hold in ended),
        events=tuple(event for hold in ended for event in hold_events("hold.expired", hold)),
        ended=ended,
    )


def spendable(connection: Connection, wallet: Wallet, now_ms: int) -> tuple[Wallet, int]:
    """Return a wallet with what it can spend, and what is held besides; nothing is locked."""
    _, held_fen, expired_fen = holds.in_all(connection, wallet.wallet_id, now_ms)
    return replace(wallet, balance_fen=wallet.balance_fen + expired_fen), held_fen


def sweep_holds(connection: Connection, call: Call[HoldSweepBody]) -> Outcome:
    """End holds whose time is over, with all others of their wallets.

    Two sweeps at once wait for each other's wallets, and the second finds nothing more to do there.
    """
    limit, now_ms = call.body.limit, call.now_ms
    due = holds.wallets_of_expired(connection, now_ms, limit)
    found = wallets.locked_wallets(connection, sorted(set(due)))
    freed = [with_expired(connection, wallet, now_ms) for wallet, _ in found.values()]
    some = [one for one in freed if one.ended]
    return Outcome(
        answer={
            "expired": [hold.hold_id for one in some for hold in one.ended],
            "is_done": len(due) < limit,
        },
        events=tuple(event for one in some for event in one.events),
        earlier=tuple(
            (*one.changes, wallets.updated(one.wallet), books.entered(one.transfers))
            for one in some
        ),
    )
