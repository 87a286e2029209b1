"""What clients do at agents: cash for wallets and by codes, float at outlets, commission."""

from collections.abc import Callable
from typing import Any

from tests.proofs.client import Client, fen
from tests.proofs.load_of_payments import RECENT, open_wallet
from tests.proofs.scene import AGENTS, OPERATOR, OUTLETS

NOBODYS_CODE = "0815 4711 2007"
BUSY, QUIET = AGENTS
"""All want the float of the first; the second has what each client brings it."""


def _amount_fen(client: Client) -> int:
    return client.chance.randint(1, 20_000)


def _cash_in_of(client: Client, wallet_id: str, amount_fen: int) -> dict[str, Any]:
    identity = f"{client.chance.getrandbits(64):016X}"
    return {
        "wallet_id": wallet_id,
        "money": fen(amount_fen),
        "depositor": {"identity": identity},
    }


def _use_an_agent(client: Client) -> None:
    outlet, (wallet_id, provider) = client.chance.choice(OUTLETS), open_wallet(client)
    client.made(outlet, "float-top-ups", {"agent": QUIET, "money": fen(30_000)})
    client.made(QUIET, "cash-ins", _cash_in_of(client, wallet_id, 20_000))
    asked = {"wallet_id": wallet_id, "money": fen(10_000)}
    code = client.made(provider, "cash-out-codes", asked)["code"]
    client.made(QUIET, "agent-cash-outs", {"code": code})
    client.made(QUIET, "commission-payouts", {"agent": QUIET, "money": fen(150)})
    consent = client.made(QUIET, "float-withdrawal-codes", {"money": fen(1_000)})["code"]
    client.post(outlet, "float-withdrawals", {"code": consent})
    recall = {"agent": QUIET, "outlet": outlet, "money": fen(500), "reason": "agent_closed"}
    client.post(OPERATOR, "float-recalls", recall)


def _top_up(client: Client) -> None:
    body = {"agent": BUSY, "money": fen(_amount_fen(client))}
    client.made(client.chance.choice(OUTLETS), "float-top-ups", body)


def _consent(client: Client) -> None:
    reply = client.post(BUSY, "float-withdrawal-codes", {"money": fen(_amount_fen(client))})
    if "code_id" in reply.said:
        client.journal.float_codes.append(reply.said["code"])


def _withdraw(client: Client) -> None:
    codes = [*client.journal.float_codes[-RECENT:], NOBODYS_CODE]
    body = {"code": client.chance.choice(codes)}
    client.post(client.chance.choice(OUTLETS), "float-withdrawals", body)


def _pay_outlet(client: Client) -> None:
    outlet = client.chance.choice(OUTLETS)
    body = {
        "outlet": outlet,
        "money": fen(client.chance.randint(1, 30)),
        "source": client.chance.choice(["till", "bank"]),
    }
    client.post(client.chance.choice([outlet, OPERATOR]), "outlet-commission-payouts", body)


def _cash_in(client: Client) -> None:
    wallet_id, _ = client.chance.choice(client.journal.wallets)
    client.post(BUSY, "cash-ins", _cash_in_of(client, wallet_id, _amount_fen(client)))


def _ask_for_a_code(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    body = {"wallet_id": wallet_id, "money": fen(_amount_fen(client))}
    reply = client.post(provider, "cash-out-codes", body)
    if "code_id" in reply.said:
        client.journal.codes.append(reply.said["code"])


def _cash_out(client: Client) -> None:
    codes = [*client.journal.codes[-RECENT:], NOBODYS_CODE]
    client.post(
        client.chance.choice(AGENTS), "agent-cash-outs", {"code": client.chance.choice(codes)}
    )


def _pay_commission(client: Client) -> None:
    body = {"agent": BUSY, "money": fen(client.chance.randint(1, 500))}
    client.post(client.chance.choice([BUSY, OPERATOR]), "commission-payouts", body)


def _look(client: Client) -> None:
    agent = client.chance.choice(AGENTS)
    client.read(agent, f"agents/{agent}/statement")


AGENCY: dict[Callable[[Client], None], int] = {
    _cash_in: 8,
    _ask_for_a_code: 6,
    _cash_out: 6,
    _top_up: 5,
    _consent: 3,
    _withdraw: 3,
    _pay_outlet: 3,
    _pay_commission: 2,
    _use_an_agent: 1,
    _look: 1,
}
"""Each with its weight."""
