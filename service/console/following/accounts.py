"""Accounts in words: what an account of the chart is, for people who follow money."""

from service.domain import chart

_SINGLE = {
    chart.DRAFTS_OUTSTANDING.name: "drafts outstanding",
    chart.MONEY_ORDERS_OUTSTANDING.name: "postal orders outstanding",
    chart.DUE_TO_GATEWAY.name: "owed to the gateway",
    chart.FEE_INCOME.name: "fees earned by the Post",
    chart.OUTLET_COMMISSIONS.name: "commissions of outlets",
    chart.COMPENSATION.name: "compensation for parcels",
    chart.POST_BANK.name: "the Post's bank",
    chart.DUE_FROM_POST.name: "owed by the Post",
    chart.COMMISSION.name: "commission earned by the gateway",
    chart.GATEWAY_BANK.name: "the gateway's bank",
    chart.AGENT_COMMISSIONS.name: "commissions of agents",
    chart.CASH_OUT_FEES.name: "fees for cash from agents",
}
_OF_ONE = {
    chart.cash("").name: "till of",
    chart.outlet_commission("").name: "commission owed to outlet",
    chart.wallet("").name: "wallet",
    chart.escrow("").name: "escrow of order",
    chart.hold("").name: "hold",
    chart.seller("").name: "owed to seller",
    chart.agent_float("").name: "float of agent",
    chart.agent_commission("").name: "commission owed to agent",
    chart.agent_drawer("").name: "drawer of agent",
    chart.agent_own_cash("").name: "own cash of agent",
}
_FOLLOWED = tuple(
    make("").name
    for make in (chart.wallet, chart.escrow, chart.hold, chart.seller, chart.agent_float)
)
BOOKS = {"post": "the Post's book", "gateway": "the gateway's book"}


def in_words(account: str) -> str:
    """Return what an account is.

    >>> in_words("post:cash:Gushi 1"), in_words("gateway:due_from_post")
    ('till of Gushi 1', 'owed by the Post')
    """
    if account in _SINGLE:
        return _SINGLE[account]
    prefix = next((one for one in _OF_ONE if account.startswith(one)), None)
    return account if prefix is None else f"{_OF_ONE[prefix]} {account.removeprefix(prefix)}"


def is_followed(account: str) -> bool:
    """Return whether money can be followed from an account: others are where a trail ends."""
    return account.startswith(_FOLLOWED)
