"""Accounts by the name that stands in the database."""

from functools import lru_cache

from service.domain import chart
from service.domain.chart import Account

_SINGLE = {
    account.name: account for account in vars(chart).values() if isinstance(account, Account)
}
_MANY = {
    "post:cash:": chart.cash,
    "post:outlet_commission:": chart.outlet_commission,
    "gateway:wallet:": chart.wallet,
    "gateway:agent_float:": chart.agent_float,
    "gateway:agent_commission:": chart.agent_commission,
    "gateway:escrow:": chart.escrow,
    "gateway:hold:": chart.hold,
    "gateway:seller:": chart.seller,
}


@lru_cache(maxsize=10_000)
def account_named(name: str) -> Account:
    """Return the account of a name.

    >>> account_named("post:cash:Gushi 1") == chart.cash("Gushi 1")
    True
    """
    found = account_of(name)
    assert found, "the books hold no account but those of the chart"
    return found


def account_of(name: str) -> Account | None:
    """Return the account of a name that anybody may have typed; None if no account is called so.

    >>> account_of("post:cash:"), account_of("post:nothing")
    (None, None)
    """
    if name in _SINGLE:
        return _SINGLE[name]
    prefix = next((one for one in _MANY if name.startswith(one) and name != one), None)
    return None if prefix is None else _MANY[prefix](name.removeprefix(prefix))
