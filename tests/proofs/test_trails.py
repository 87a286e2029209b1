"""A thousand histories of money, and the trails of all that happened in them."""

import shutil
from random import Random

import pytest

from service.domain.sale import SaleTerms
from tests.proofs.lengths import LENGTH, chosen, note
from tests.service.api.market import Market
from tests.service.api.test_trails import require_trails
from tests.service.databases import Databases, folder_in_memory
from tests.service.histories import STEPS, History
from tests.service.servers import Service

HISTORIES = chosen(1_000, 3_000) if LENGTH else 4
PARTS = 4 if LENGTH else 1
"""So many tests share them, so that they go on at the same time."""
AT_ONE_SERVICE = 10
"""How many go on with the books of those before, with wallets of their own."""


@pytest.mark.parametrize("part", range(PARTS))
def test_trails_add_up_at_each_node_of_a_thousand_histories(part: int) -> None:
    share = HISTORIES // PARTS
    begin, end = part * share, (part + 1) * share
    folder = folder_in_memory("whtrails")
    databases = Databases(folder, "")  # of files alone: PostgreSQL has some histories elsewhere
    for first in range(begin, end, AT_ONE_SERVICE):
        service = Service(databases.new("sqlite"))
        service.sale_terms = SaleTerms(commission_basis_points=333)
        market = Market(service, stock=STEPS * AT_ONE_SERVICE)
        for seed in range(first, min(first + AT_ONE_SERVICE, end)):
            history = History(market, Random(1_000 + seed))
            history.happen()
            require_trails(history)
        databases.drop(service.database)
    shutil.rmtree(folder)
    note(f"{share} of {HISTORIES} histories of {STEPS} steps: every trail adds up")
