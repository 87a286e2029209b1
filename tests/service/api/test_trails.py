"""Trails add up at each node, whatever happened, and follow each fen to where it is."""

from random import Random

import pytest

from tests.service.api.market import Market
from tests.service.histories import STEPS, History, Queues
from tests.service.servers import Service
from tests.service.trees import destinations, origins, trail

FEW = 6


@pytest.mark.parametrize("seed", range(FEW))
def test_the_trails_of_any_history_add_up_and_lead_to_where_queues_say(
    service: Service, seed: int
) -> None:
    history = History(Market(service, stock=STEPS), Random(seed))

    history.happen()

    require_trails(history)


def require_trails(history: History) -> None:
    """Compare the trails of a history with queues of its fen."""
    service, queues = history.service, Queues.of(history.service)
    shop = f"gateway:seller:{history.market.seller_id}"
    for account in (*(f"gateway:wallet:{one}" for one in history.wallets), shop):
        held = trail(service, f"account/{account}", query="depth=32&nodes=1000&of=balance")
        assert origins(held) == queues.balance(account)
        trail(service, f"account/{account}")
    for draft_id in history.redeemed:
        found = trail(service, f"draft/{draft_id}")
        went = +queues.gone[f"deposit:{draft_id}"]
        assert destinations(found) == went
        trail(service, f"receipt/{draft_id}")
    for payment_id in history.payments:
        trail(service, f"payment/{payment_id}", query="depth=3&nodes=9")
    for hold_id in history.holds:
        account = f"gateway:hold:{hold_id}"
        trail(service, f"hold/{hold_id}")
        kept = trail(service, f"account/{account}", query="depth=32&nodes=1000&of=balance")
        assert origins(kept) == queues.balance(account)
    for reversal_id in history.reversals:
        trail(service, f"reversal/{reversal_id}")
    for order_id in history.orders:
        trail(service, f"order/{order_id}")
    assert service.books()["findings"] == []
