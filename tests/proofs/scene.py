"""Who takes part in every proof: two outlets, two providers, an auditor and an operator."""

from collections.abc import Mapping

from service.clock import now_ms
from service.database import Database
from service.exchange import Chance
from service.operations.keys import new_key
from service.schema import upgrade
from service.store.keys import insert_key
from service.store.wallets import open_outlet

OUTLETS = ("Gushi 1", "Gushi 2")
PROVIDERS = ("alipay", "tenpay")
AUDITOR, OPERATOR = "the auditor", "the operator"
ROLES = {
    **dict.fromkeys(OUTLETS, "outlet"),
    **dict.fromkeys(PROVIDERS, "provider"),
    AUDITOR: "auditor",
    OPERATOR: "operator",
}

Keys = Mapping[str, str]
"""What each of them sends as Authorization."""


def furnished(url: str) -> Keys:
    """Make the tables in an empty database, and a key for each who takes part."""
    database = Database(url)
    upgrade(database)
    keys = {holder: new_key(Chance(), role, holder, now_ms()) for holder, role in ROLES.items()}
    with database.engine.begin() as connection:
        for outlet in OUTLETS:
            open_outlet(connection, outlet)
        for stored, _ in keys.values():
            insert_key(connection, stored)
    database.close()
    return {holder: f"Bearer {text}" for holder, (_, text) in keys.items()}
