"""What clients do with holds and payments given back: with what is theirs, or what all want."""

from collections.abc import Callable

from tests.proofs.client import PASSWORD, Client, fen
from tests.proofs.load_of_payments import RECENT, noting, open_wallet, pay_in
from tests.proofs.scene import OPERATOR

AMOUNT_FEN = 1_000


def _full_wallet(client: Client) -> tuple[str, str]:
    """Open a wallet with money that nobody else has a hand in."""
    wallet_id, provider = open_wallet(client)
    number, _, _ = pay_in(client, AMOUNT_FEN)
    body = {"number": number, "password": PASSWORD, "wallet_id": wallet_id}
    client.made(provider, "redemptions", body)
    return wallet_id, provider


def _keep_and_pay(client: Client) -> None:
    """Hold, capture in parts, release, reverse: all that must be taken."""
    (wallet_id, provider), (payee, other) = _full_wallet(client), open_wallet(client)
    hold = {"wallet_id": wallet_id, "payee_wallet_id": payee, "money": fen(600)}
    hold_id = client.made(provider, "holds", hold | noting(client))["hold_id"]
    client.made(other, f"holds/{hold_id}/captures", {"money": fen(200)})
    last = {"money": fen(100), "is_final": True}
    captures = f"holds/{hold_id}/captures"
    payment_id = client.made(provider, captures, last | noting(client))["payment_id"]
    free = client.made(provider, "holds", {"wallet_id": wallet_id, "money": fen(500)})["hold_id"]
    client.made(provider, f"holds/{free}/releases", None)
    back = {"money": fen(60), "reason": "returned"}
    client.made(other, f"payments/{payment_id}/reversals", back | noting(client))
    client.made(OPERATOR, f"payments/{payment_id}/reversals", back | {"money": fen(40)})


def _hold(client: Client) -> None:
    (wallet_id, provider), (payee, _) = client.chance.choices(client.journal.wallets, k=2)
    body = {"wallet_id": wallet_id, "money": fen(client.chance.randint(1, 5_000))}
    if client.chance.random() < 0.5:
        body["payee_wallet_id"] = payee
    reply = client.post(provider, "holds", body)
    if "hold_id" in reply.said:
        client.journal.holds.append((reply.said["hold_id"], provider))


def _capture(client: Client) -> None:
    if not client.journal.holds:
        return
    hold_id, provider = client.chance.choice(client.journal.holds[-RECENT:])
    body = {
        "money": fen(client.chance.randint(1, 2_000)),
        "is_final": client.chance.random() < 0.3,
    }
    named = client.chance.choice(client.journal.wallets)[0]
    reply = client.post(provider, f"holds/{hold_id}/captures", body)
    if reply.code == "payee_missing":
        reply = client.post(
            provider, f"holds/{hold_id}/captures", body | {"payee_wallet_id": named}
        )
    if "payment_id" in reply.said:
        client.journal.payments.append(reply.said["payment_id"])


def _release(client: Client) -> None:
    if client.journal.holds:
        hold_id, provider = client.chance.choice(client.journal.holds[-RECENT:])
        client.post(provider, f"holds/{hold_id}/releases", None)


def _reverse(client: Client) -> None:
    if client.journal.payments:
        payment_id = client.chance.choice(client.journal.payments[-RECENT:])
        body = {"money": fen(client.chance.randint(1, 500)), "reason": "other"}
        client.post(OPERATOR, f"payments/{payment_id}/reversals", body)


def _sweep(client: Client) -> None:
    client.made(OPERATOR, "hold-sweeps", {"limit": 10})


HOLDS: dict[Callable[[Client], None], int] = {
    _hold: 6,
    _capture: 6,
    _release: 2,
    _reverse: 3,
    _keep_and_pay: 1,
    _sweep: 1,
}
"""Each with its weight."""
