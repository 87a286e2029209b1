"""The balance of an account at any moment, which is the sum of its lines until then.

What counts is when something happened: `at` of an entry. A line that is entered late, because it
happened offline, changes the balance of moments that are past.
"""

from typing import Any

from service.call import Call, Caller
from service.clock import from_rfc3339, rfc3339
from service.database.connection import Connection
from service.domain import chart
from service.domain.chart import Account
from service.operations.wallets import seen_wallet
from service.refusals.request import AccountUnknown
from service.schemas.balances import BalanceQuery
from service.schemas.basics import money
from service.store import statements, wallets
from service.store.accounts import account_of

_WALLET = chart.wallet("").name


def show_wallet_balance(connection: Connection, call: Call[BalanceQuery]) -> dict[str, Any]:
    """Return what a wallet held at a moment. Refused: `WalletUnknown`."""
    wallet = seen_wallet(connection, call)
    account = chart.wallet(wallet.wallet_id)
    return {"wallet_id": wallet.wallet_id, **_balance(connection, account, call)}


def show_account_balance(connection: Connection, call: Call[BalanceQuery]) -> dict[str, Any]:
    """Return what an account held at a moment; others than auditors see their own.

    One that was never used held nothing. Refused: `AccountUnknown`.
    """
    account = account_of(call.path["account"])
    if account is None or not _may_see(connection, call.caller, account):
        raise AccountUnknown
    return {"account": account.name, **_balance(connection, account, call)}


def _balance(connection: Connection, account: Account, call: Call[BalanceQuery]) -> dict[str, Any]:
    at_ms = call.now_ms if call.body.at is None else from_rfc3339(call.body.at)
    return {
        "balance": money(statements.balance_at(connection, account, at_ms)),
        "at": rfc3339(at_ms),
    }


def _may_see(connection: Connection, caller: Caller, account: Account) -> bool:
    if caller.role == "auditor":
        return True
    if caller.role == "provider" and account.name.startswith(_WALLET):
        found = wallets.wallet_and_provider(connection, account.name.removeprefix(_WALLET))
        return found is not None and found[1] == caller.holder
    own = {
        "outlet": (chart.cash, chart.outlet_commission),
        "agent": (chart.agent_float, chart.agent_commission),
        "shop": (chart.wallet, chart.seller),
    }
    return account in [make(caller.holder) for make in own.get(caller.role, ())]
