"""A world in which every page of the inspector has something to show, the longest words too."""

import re

from tests.service.console.worlds import Watched
from tests.service.testing.served import DEPOSIT

LOST = {"Wanghuiyi_Fault": "drop-answer, latency=20"}
PHONE = "+8613800138000"
NOWHERE = "http://127.0.0.1:9/a-receiver-that-is-not-there-and-has-a-long-path/webhooks"


PAGE_NAMES = (
    *("clock", "ahead", "jumped", "requests", "request", "refused", "compared", "events", "event"),
    *("webhooks", "message", "signature", "texts", "faults"),
)
"""The pages of the scene, in its order."""


def happened(world: Watched) -> dict[str, str]:
    """Let a day of trade and trouble happen; return the path of each page by its name."""
    _asked(world)
    _told(world)
    message = _message(world)
    world.posted("/console/clock", {"by": "2 days", "sweeps": "on", "closings": "on"})
    world.deposited()
    rule = {"method": "POST", "path": "/v1/deposits", "drop_answer": True, "nth": 9}
    hold = {"fault": "hold", "kind": "wallet.*"}
    world.answer_to("PUT /test/faults", {"rules": [rule], "webhook_rules": [hold]})
    return {
        "clock": "/console/clock",
        "ahead": "/console/clock?by=61+days",
        "jumped": "/console/clock/jumps/1",
        "requests": "/console/requests",
        "request": "/console/requests/1?secrets=shown",
        "refused": "/console/requests/3",
        "compared": "/console/requests/compared?first=1&second=2",
        "events": "/console/events",
        "event": "/console/events/1",
        "webhooks": "/console/webhooks",
        "message": message,
        "signature": f"/console/webhooks/signature?attempt={_attempt(world)}",
        "texts": "/console/texts",
        "faults": "/console/faults",
    }


def _asked(world: Watched) -> None:
    """Lose an answer, ask again, use the key otherwise, and make a mistake."""
    key = "a-deposit-of-the-first-customer-of-the-day"
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, key, **LOST)
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, key)
    other = {**DEPOSIT, "money": {"amount": 1, "currency": "CNY"}}
    world.ask("outlet", "POST /v1/deposits", other, key)
    world.ask("outlet", "POST /v1/deposits", {**DEPOSIT, "password": "1"})
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "a-lost-one", **LOST)
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, "another-key")


def _told(world: Watched) -> None:
    """Notify a provider by a webhook that is not there, and a buyer by a text that answers."""
    world.ask("provider", "POST /v1/webhooks", {"url": NOWHERE, "kinds": ["wallet.*"]})
    contact = {"phone": PHONE, "language": "zh"}
    world.ask("provider", f"PUT /v1/wallets/{world.wallets[0]}/contact", contact)
    world.redeemed(world.deposited()["number"])
    world.posted("/console/webhooks/deliveries")
    world.posted("/console/texts/incoming", {"phone": PHONE, "text": "BAL"})


def _message(world: Watched) -> str:
    found = re.findall(
        r'href="/test(/console/webhooks/messages/[^"]*)"',
        world.page("/console/webhooks?standing=waiting"),
    )
    return str(found[0])


def _attempt(world: Watched) -> int:
    return world.state.originals.posts.all()[0][0]
