"""A mixed load: clients who do everything that can be done, and write down every last answer."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.proofs.client import Client, Journal
from tests.proofs.load_by_text import BY_TEXT, name_rice
from tests.proofs.load_of_agents import AGENCY
from tests.proofs.load_of_holds import HOLDS
from tests.proofs.load_of_payments import PAYMENTS, deposit, open_a_wallet
from tests.proofs.load_of_trade import TRADE, open_the_shop
from tests.proofs.served import Line, Served

Act = Callable[[Client], None]
ACTS: dict[Act, int] = {**PAYMENTS, **HOLDS, **AGENCY, **TRADE, **BY_TEXT}


def run_load(served: Served, journal: Journal, clients: int, meanwhile: Callable[[], None]) -> int:
    """Let clients live while something else is done; return how much they did.

    Everything is done once at least, however soon that is over.
    """
    over = threading.Event()
    with Line(served) as line:
        _open_up(Client(line, journal, Random("first")))
    every = list(ACTS)
    with ThreadPoolExecutor(clients) as pool:
        living = [
            pool.submit(
                _live,
                Client(Line(served), journal, Random(place)),
                every[place::clients],
                lambda: not over.is_set(),
            )
            for place in range(clients)
        ]
        try:
            meanwhile()
        finally:
            over.set()
    return sum(one.result() for one in living)


def _open_up(client: Client) -> None:
    """Open wallets and a shop, and pay some drafts in: there must be something to begin with."""
    for _ in range(4):
        open_a_wallet(client)
        deposit(client)
    open_the_shop(client)
    name_rice(client)


def _live(client: Client, first: Sequence[Act], goes_on: Callable[[], bool]) -> int:
    """Do some things, and then one after the other of all; return how many."""
    acts, weights = zip(*ACTS.items(), strict=True)
    count = 0
    with client.line:
        for act in first:
            act(client)
            count += 1
        while goes_on():
            (act,) = client.chance.choices(acts, weights)
            act(client)
            count += 1
    return count
