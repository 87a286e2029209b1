"""Wallets with their balances, and outlets with their cash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, true, update
from sqlalchemy.sql.dml import Update

from service.database.change import Change
from service.database.optimistic import Reader
from service.database.statements import Query, Row, if_unchanged, versions_of
from service.domain import chart
from service.domain.day import DAY_MS, day_end_ms
from service.domain.draft import Draft
from service.domain.till import Till
from service.domain.wallet import Tier, Wallet
from service.store.drafts import DRAFT, draft_of
from service.store.names import given, table_of
from service.tables import OutletRow, TransferRow, WalletRow

WALLET = table_of(WalletRow)
OUTLET = table_of(OutletRow)
_TRANSFER = table_of(TransferRow)

_INSERT_WALLET = (
    insert(WALLET)
    .values({column: bindparam(f"wallet_{column}") for column in given(WALLET)})
    .inline()
)
_CHANGING = ("tier", "balance_fen", "is_frozen", "redeemed_day", "redeemed_today")
_TAKING = ("balance_fen", "redeemed_day", "redeemed_today")


def _update_wallet(prefix: str, columns: tuple[str, ...] = _CHANGING) -> Update:
    return (
        update(WALLET)
        .where(WALLET.c.wallet_id == bindparam(f"{prefix}_wallet_id"))
        .values({column: bindparam(f"{prefix}_{column}") for column in columns})
    )


_UPDATE_WALLET = _update_wallet("wallet")
_UPDATE_PAYEE = _update_wallet("payee")
_TAKE_DRAFT = if_unchanged(_update_wallet("wallet", _TAKING), WALLET)

_ADD_BALANCE = (
    update(WALLET)
    .where(WALLET.c.wallet_id == bindparam("purse_wallet_id"))
    .values(balance_fen=WALLET.c.balance_fen + bindparam("purse_change_fen"))
)

_ADD_CASH = (
    update(OUTLET)
    .where(OUTLET.c.outlet == bindparam("till_outlet"))
    .values(cash_fen=OUTLET.c.cash_fen + bindparam("till_change_fen"))
)
_CHANGE_OUTLET = (
    update(OUTLET)
    .where(OUTLET.c.outlet == bindparam("asking_outlet"))
    .values(
        threshold_fen=bindparam("asking_threshold_fen"),
        draft_events_from_ms=bindparam("asking_draft_events_from_ms"),
    )
)
_TILL = Query(select(OUTLET).where(OUTLET.c.outlet == bindparam("name_of_outlet")))
_TILL_LOCKED = Query(
    select(OUTLET).where(OUTLET.c.outlet == bindparam("name_of_outlet")).with_for_update()
)


def inserted(wallet: Wallet, provider: str, opened_ms: int) -> Change:
    """Write a new wallet."""
    opened = {"wallet_provider": provider, "wallet_opened_ms": opened_ms}
    return Change(_INSERT_WALLET, _values(wallet) | opened)


def updated(wallet: Wallet) -> Change:
    """Write how a wallet stands."""
    return Change(_UPDATE_WALLET, _values(wallet))


def payee_updated(wallet: Wallet) -> Change:
    """Write how the wallet stands that gets what another one pays."""
    return Change(_UPDATE_PAYEE, _values(wallet, "payee"))


def draft_taken(wallet: Wallet, versions: Mapping[str, Any]) -> Change:
    """Write how a wallet stands after a redemption, if its row is still the one that was read."""
    return Change(_TAKE_DRAFT, _values(wallet) | versions_of(versions, WALLET))


def balance_added(wallet_id: str, change_fen: int) -> Change:
    """Add to a wallet's balance, or take from it."""
    return Change(_ADD_BALANCE, {"purse_wallet_id": wallet_id, "purse_change_fen": change_fen})


def cash_added(outlet: str, change_fen: int) -> Change:
    """Add to the cash in an outlet's till, or take from it."""
    return Change(_ADD_CASH, {"till_outlet": outlet, "till_change_fen": change_fen})


def _values(wallet: Wallet, prefix: str = "wallet") -> dict[str, Any]:
    return {
        f"{prefix}_wallet_id": wallet.wallet_id,
        f"{prefix}_tier": str(wallet.tier),
        f"{prefix}_balance_fen": wallet.balance_fen,
        f"{prefix}_is_frozen": wallet.is_frozen,
        f"{prefix}_redeemed_day": wallet.redeemed_day,
        f"{prefix}_redeemed_today": wallet.redeemed_today,
    }


def wallet_of(row: Row, prefix: str = "") -> Wallet:
    """Return what a row says, whose columns may have a prefix."""
    return Wallet(
        wallet_id=row[f"{prefix}wallet_id"],
        tier=Tier(row[f"{prefix}tier"]),
        balance_fen=row[f"{prefix}balance_fen"],
        is_frozen=bool(row[f"{prefix}is_frozen"]),
        redeemed_day=row[f"{prefix}redeemed_day"],
        redeemed_today=row[f"{prefix}redeemed_today"],
    )


@dataclass(frozen=True)
class DraftAndWallet:
    """A draft, a wallet with its provider, and the versions of their rows."""

    draft: Draft
    wallet: Wallet
    provider: str
    versions: Mapping[str, Any]


_OF_WALLET = [WALLET.c[name].label(f"wallet_{name}") for name in given(WALLET)]
_BOTH = Query(
    select(DRAFT, *_OF_WALLET)
    .join(WALLET, true())  # the two have nothing in common but the request
    .where(
        DRAFT.c.number_hash == bindparam("number_hash"),
        WALLET.c.wallet_id == bindparam("id_of_wallet"),
    ),
    versions=(DRAFT, WALLET),
)
_WALLET = Query(select(WALLET).where(WALLET.c.wallet_id == bindparam("id_of_wallet")))


def draft_and_wallet(reader: Reader, number_hash: bytes, wallet_id: str) -> DraftAndWallet | None:
    """Return a draft and a wallet, to be changed if unchanged; None if there is not both.

    They are locked where the reader locks.
    """
    given = {"number_hash": number_hash, "id_of_wallet": wallet_id}
    row = reader.first(_BOTH, given)
    if row is None:
        return None
    wallet, provider = wallet_of(row, "wallet_"), row["wallet_provider"]
    return DraftAndWallet(draft_of(row), wallet, provider, versions_of(row, DRAFT, WALLET))


def wallet_and_provider(connection: Connection, wallet_id: str) -> tuple[Wallet, str] | None:
    """Return a wallet and whose it is."""
    row = _WALLET.first(connection, {"id_of_wallet": wallet_id})
    return (wallet_of(row), row["provider"]) if row else None


def provider_of(reader: Reader, wallet_id: str) -> str | None:
    """Return at whom a wallet is; None if there is none."""
    row = reader.first(_WALLET, {"id_of_wallet": wallet_id})
    return row["provider"] if row else None


_REDEEMED = Query(
    select(func.count().label("redeemed")).where(
        _TRANSFER.c.credit == bindparam("account"),
        or_(_TRANSFER.c.key.like("redemption:%"), _TRANSFER.c.key.like("cash_in:%")),
        _TRANSFER.c.at_ms >= bindparam("from_ms"),
        _TRANSFER.c.at_ms < bindparam("until_ms"),
    )
)


def redeemed_on(reader: Reader, wallet_id: str, day: int) -> int:
    """Return how many drafts and cash-ins a wallet got on a day, by its entries."""
    until_ms = day_end_ms(day)
    given = {
        "account": chart.wallet(wallet_id).name,
        "from_ms": until_ms - DAY_MS,
        "until_ms": until_ms,
    }
    row = reader.first(_REDEEMED, given)
    assert row, "a count has a row"
    return int(row["redeemed"])


def locked_wallets(
    connection: Connection, wallet_ids: Sequence[str]
) -> dict[str, tuple[Wallet, str]]:
    """Return wallets and whose they are, locked in one order for all; none for unknown ids."""
    query = (
        select(WALLET)
        .where(WALLET.c.wallet_id.in_(wallet_ids))
        .order_by(WALLET.c.wallet_id)
        .with_for_update()
    )
    found = connection.execute(query).mappings()
    return {row["wallet_id"]: (wallet_of(row), row["provider"]) for row in found}


def locked_till(connection: Connection, outlet: str) -> Till | None:
    """Return the till of an outlet, locked; None if there is no such outlet."""
    row = _TILL_LOCKED.first(connection, {"name_of_outlet": outlet})
    return till_of(row) if row else None


def till_with_wish(connection: Connection, outlet: str) -> tuple[Till, int | None] | None:
    """Return the till of an outlet, and from when on its deposits are events, if it asked."""
    row = _TILL.first(connection, {"name_of_outlet": outlet})
    return (till_of(row), row["draft_events_from_ms"]) if row else None


def till_of(row: Row) -> Till:
    """Return what a row says."""
    return Till(row["outlet"], row["cash_fen"], row["threshold_fen"])


def outlet_changed(till: Till, draft_events_from_ms: int | None) -> Change:
    """Write what an outlet asked for: when its till is low, and events of its deposits."""
    values = {
        "asking_outlet": till.outlet,
        "asking_threshold_fen": till.threshold_fen,
        "asking_draft_events_from_ms": draft_events_from_ms,
    }
    return Change(_CHANGE_OUTLET, values)


def balances_fen(connection: Connection) -> dict[str, int]:
    """Return the balance of each wallet."""
    query = select(WALLET.c.wallet_id, WALLET.c.balance_fen)
    return {row.wallet_id: row.balance_fen for row in connection.execute(query)}


def tills_fen(connection: Connection) -> dict[str, int]:
    """Return the cash in each outlet's till."""
    query = select(OUTLET.c.outlet, OUTLET.c.cash_fen)
    return {row.outlet: row.cash_fen for row in connection.execute(query)}


def open_outlet(connection: Connection, outlet: str) -> None:
    """Make sure that there is an outlet of this name."""
    if locked_till(connection, outlet) is None:
        connection.execute(insert(OUTLET).values(outlet=outlet, cash_fen=0))
