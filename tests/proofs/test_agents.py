"""Fifty clients at once at agents: no code, float or depositor's day is spent twice."""

from collections import Counter
from random import Random
from uuid import uuid4

import pytest

from tests.proofs.client import Client, fen
from tests.proofs.lengths import chosen
from tests.proofs.reckoning import reckoned
from tests.proofs.scene import AGENTS, OUTLETS, PROVIDERS
from tests.proofs.served import Line, Request, Served
from tests.proofs.test_concurrency import at_once, balance_of, open_wallet

pytestmark = pytest.mark.proof

CLIENTS = 50
ROUNDS = chosen(usual=3, long=30)
DEPOSITS_A_DAY, MOST_FEN = 4, 500_000
FLOAT_LOW = "float_too_low"


def top_up(client: Client, agent: str, amount_fen: int) -> None:
    """Give an agent float."""
    client.made(OUTLETS[0], "float-top-ups", {"agent": agent, "money": fen(amount_fen)})


def leave_float(client: Client, agent: str, amount_fen: int) -> None:
    """Leave an agent so much float, whatever it has."""
    top_up(client, agent, amount_fen)
    float_fen = client.read(agent, f"agents/{agent}").said["float"]["amount"]
    if float_fen > amount_fen:
        client.made(OUTLETS[0], "float-withdrawals", consent(client, agent, float_fen - amount_fen))


def consent(client: Client, agent: str, amount_fen: int) -> dict[str, str]:
    """Return what an agent shows at an outlet for cash."""
    made = client.made(agent, "float-withdrawal-codes", {"money": fen(amount_fen)})
    return {"code": str(made["code"])}


def cash_in(agent: str, wallet_id: str, amount_fen: int, identity: str) -> Request:
    """Return a request to bring cash."""
    body = {"wallet_id": wallet_id, "money": fen(amount_fen), "depositor": {"identity": identity}}
    return Request(agent, "POST", "cash-ins", body, str(uuid4()))


def brought(client: Client, requests: list[Request], served: Served) -> Counter[str | None]:
    """Send all at once, and repeat what had to wait; return how often each ended how."""
    at_once(served, requests)
    return Counter(client.settled(one).code for one in requests)


def test_fifty_clients_show_one_code_and_it_is_paid_once(served: Served) -> None:
    with reckoned(served) as journal, Line(served) as line:
        client = Client(line, journal, Random())
        for _ in range(ROUNDS):
            wallet_id = open_wallet(client)
            top_up(client, AGENTS[0], 30_000)
            client.settled(cash_in(AGENTS[0], wallet_id, 30_000, uuid4().hex))
            asked = {"wallet_id": wallet_id, "money": fen(10_000)}
            code = client.made(PROVIDERS[0], "cash-out-codes", asked)["code"]
            requests = [
                Request(AGENTS[place % 2], "POST", "agent-cash-outs", {"code": code}, str(uuid4()))
                for place in range(CLIENTS)
            ]

            ends = brought(client, requests, served)

            assert ends == {None: 1, "code_used": CLIENTS - 1}
            assert balance_of(client, wallet_id) == 30_000 - 10_000 - 100


def test_fifty_show_one_code_of_an_agent_and_its_float_is_paid_out_once(served: Served) -> None:
    with reckoned(served) as journal, Line(served) as line:
        client = Client(line, journal, Random())
        for _ in range(ROUNDS):
            top_up(client, AGENTS[0], 10_000)
            body = consent(client, AGENTS[0], 10_000)
            requests = [
                Request(OUTLETS[place % 2], "POST", "float-withdrawals", body, str(uuid4()))
                for place in range(CLIENTS)
            ]

            ends = brought(client, requests, served)

            assert ends[None] <= 1
            assert ends.keys() <= {None, "code_used", "outlet_out_of_cash"}


def test_fifty_clients_want_the_last_of_a_float_and_one_gets_it(served: Served) -> None:
    with reckoned(served) as journal, Line(served) as line:
        client = Client(line, journal, Random())
        for _ in range(ROUNDS):
            leave_float(client, AGENTS[0], 100)
            requests = [
                cash_in(AGENTS[0], open_wallet(client), 100, uuid4().hex) for _ in range(CLIENTS)
            ]

            assert brought(client, requests, served) == {None: 1, FLOAT_LOW: CLIENTS - 1}


def test_fifty_times_one_person_comes_and_brings_what_a_day_allows(served: Served) -> None:
    with reckoned(served) as journal, Line(served) as line:
        client = Client(line, journal, Random())
        for agent in AGENTS:
            top_up(client, agent, CLIENTS * MOST_FEN)
        wallets, somebody = [open_wallet(client) for _ in range(10)], uuid4().hex
        requests = [
            cash_in(AGENTS[place % 2], wallets[place % 10], MOST_FEN, somebody)
            for place in range(CLIENTS)
        ]

        ends = brought(client, requests, served)

        assert ends == {None: DEPOSITS_A_DAY, "depositor_limit_reached": CLIENTS - DEPOSITS_A_DAY}
        held_fen = sum(balance_of(client, wallet_id) for wallet_id in wallets)
        assert held_fen == DEPOSITS_A_DAY * MOST_FEN


def test_fifty_swaps_both_ways_leave_till_and_float_as_they_add_up(served: Served) -> None:
    with reckoned(served) as journal, Line(served) as line:
        client = Client(line, journal, Random())
        top_up(client, AGENTS[1], 1_000)
        body = {"agent": AGENTS[1], "money": fen(100)}
        requests = [
            Request(OUTLETS[0], "POST", f"float-{noun}", given, str(uuid4()))
            for _ in range(CLIENTS // 2)
            for noun, given in (
                ("top-ups", body),
                ("withdrawals", consent(client, AGENTS[1], 100)),
            )
        ]

        ends = brought(client, requests, served)

        assert ends.keys() <= {None, FLOAT_LOW, "outlet_out_of_cash"}
        assert ends[None] >= CLIENTS // 2
