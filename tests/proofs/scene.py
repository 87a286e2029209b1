"""Who takes part in every proof: outlets, providers, agents, a shop, who watches and decides."""

from service.call import Entropy
from service.clock import now_ms
from service.database.change import send
from service.database.schema import upgrade
from service.database.transactions import Database
from service.domain.till import Till
from service.domain.wallet import Tier, Wallet
from service.operations.keys import new_key
from service.store.agents import open_agent
from service.store.rows import save
from service.store.wallets import inserted, open_outlet, outlet_changed

OUTLETS = ("Gushi 1", "Gushi 2")
PROVIDERS = ("alipay", "tenpay")
AGENTS = ("Li", "Wang")
AUDITOR, OPERATOR, ARBITER = "the auditor", "the operator", "the arbiter"
CARRIER = "the carrier"
SHOP = "shop-1"
"""A shop's wallet, whose id is its key's holder."""
ROLES = {
    **dict.fromkeys(OUTLETS, "outlet"),
    **dict.fromkeys(PROVIDERS, "provider"),
    **dict.fromkeys(AGENTS, "agent"),
    AUDITOR: "auditor",
    OPERATOR: "operator",
    ARBITER: "arbiter",
    CARRIER: "carrier",
    SHOP: "shop",
}

SINCE_EVER_MS = 1
"""From when on the deposits of every outlet are events."""

Keys = dict[str, str]
"""What each of them sends as Authorization."""


def furnished(url: str) -> Keys:
    """Make the tables in an empty database, and a key for each who takes part."""
    database = Database(url)
    upgrade(database)
    keys = {holder: new_key(Entropy(), role, holder, now_ms()) for holder, role in ROLES.items()}
    with database.engine.begin() as connection:
        for outlet in OUTLETS:
            open_outlet(connection, outlet)
            send(connection, [outlet_changed(Till(outlet, 0), SINCE_EVER_MS)])
        for agent in AGENTS:
            open_agent(connection, agent, now_ms())
        send(connection, [inserted(Wallet(SHOP, Tier.CERTIFICATE), PROVIDERS[0], now_ms())])
        for stored, _ in keys.values():
            save(connection, [stored])
    database.close()
    return {holder: f"Bearer {text}" for holder, (_, text) in keys.items()}
