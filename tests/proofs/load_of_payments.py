"""What clients do at counters and with wallets: some with what is theirs, most with what all want.

Requests about drafts and wallets of the journal meet those of other clients, and may be refused.
"""

from collections.abc import Callable
from typing import Any

from service.clock import from_rfc3339, now_ms
from tests.proofs.asking import date_of
from tests.proofs.client import PASSWORD, Client, fen
from tests.proofs.model import DAY_MS
from tests.proofs.scene import AUDITOR, OPERATOR, OUTLETS, PROVIDERS
from tests.proofs.served import Request

WRONG = "999999"
WANTED = 500
RECENT = 8
"""So many of the last ones are chosen from, so that several clients want the same."""


def open_wallet(client: Client) -> tuple[str, str]:
    """Open a wallet; return its id and its provider."""
    provider = client.chance.choice(PROVIDERS)
    return client.made(provider, "wallets", {"tier": "certificate"})["wallet_id"], provider


def noting(client: Client) -> dict[str, Any]:
    """Return what is noted about something that is made, a number of its own and more."""
    return {"external_id": f"{client.chance.getrandbits(64):x}", "metadata": {"till": "3"}}


def pay_in(client: Client, amount_fen: int) -> tuple[str, str, str]:
    """Pay a draft in at a counter; return its number, the outlet and the identity."""
    outlet, body = client.chance.choice(OUTLETS), _deposit_of(client, amount_fen)
    number = client.made(outlet, "deposits", body)["number"]
    return number, outlet, body["depositor"]["identity"]


def _deposit_of(client: Client, amount_fen: int) -> dict[str, Any]:
    # An identity of its own: a lost receipt is found by it.
    identity = f"{client.chance.getrandbits(64):016X}"
    return {
        "money": fen(amount_fen),
        "password": PASSWORD,
        "depositor": {"identity": identity},
    }


def _amount_fen(client: Client) -> int:
    return client.chance.randint(1, 20_000)


def choose_draft(client: Client) -> tuple[str, str, str]:
    """Choose one of the latest drafts, which other clients may want too."""
    return client.chance.choice(client.journal.drafts[-RECENT:])


def deposit(client: Client) -> None:
    """Pay in for all."""
    client.journal.drafts.append(pay_in(client, _amount_fen(client)))


def _note(client: Client) -> None:
    """Make things with a number of one's own, find them by it, and note something else."""
    outlet, provider = client.chance.choice(OUTLETS), client.chance.choice(PROVIDERS)
    deposit_body, wallet = _deposit_of(client, _amount_fen(client)), {"tier": "plain"}
    for who, noun, body in ((outlet, "deposits", deposit_body), (provider, "wallets", wallet)):
        noted = noting(client)
        made = client.made(who, noun, {**body, **noted})
        found = client.read(who, f"external-ids/{noted['external_id']}").said
        assert made[f"{found['kind']}_id"] == found["object_id"]
        taken = client.post(who, noun, {**body, **noted})
        assert (taken.status, taken.code) == (409, "external_id_taken"), taken
        path = f"annotations/{found['kind']}/{found['object_id']}"
        client.settled(Request(who, "PUT", path, {"metadata": {"till": "4"}}, ""))
        assert client.read(who, path).said["metadata"] == {"till": "4"}


def _want_one_number(client: Client) -> None:
    """Make something with a number that other clients may want at the same moment."""
    outlet, noted = OUTLETS[0], {"external_id": f"wanted-{client.chance.randint(1, WANTED)}"}
    client.post(outlet, "deposits", {**_deposit_of(client, _amount_fen(client)), **noted})


def _deposit_without_a_line(client: Client) -> None:
    outlet = client.chance.choice(OUTLETS)
    block = client.made(outlet, "number-blocks", {"count": 2})
    taken_at = {"paid_in_at": block["reserved_at"]}
    deposits = [
        _deposit_of(client, _amount_fen(client)) | {"number": number} | taken_at | noting(client)
        for number in (*block["numbers"], block["numbers"][0])
    ]
    results = client.made(outlet, "deposit-batches", {"deposits": deposits})["results"]
    # A number of the block serves once.
    assert [one["status"] for one in results][:2] == [201, 201], results
    assert results[2]["status"] >= 400, results
    for one in deposits[:2]:
        draft = one["number"], outlet, one["depositor"]["identity"]
        client.journal.drafts.append(draft)


def _replace_receipt(client: Client) -> None:
    outlet, body = client.chance.choice(OUTLETS), _deposit_of(client, _amount_fen(client))
    issued_ms = from_rfc3339(client.made(outlet, "deposits", body)["issued_at"])
    lost = {
        "depositor": body["depositor"],
        "money": body["money"],
        "paid_in_on": date_of(issued_ms // DAY_MS),
    }
    number = client.made(outlet, "receipt-replacements", lost)["number"]
    client.journal.drafts.append((number, outlet, body["depositor"]["identity"]))


def _use_own_wallets(client: Client) -> None:
    wallet_id, provider = open_wallet(client)
    number, outlet, identity = pay_in(client, 1_000)
    reset = {"number": number, "depositor": {"identity": identity}, "password": PASSWORD}
    client.made(outlet, "password-resets", reset)
    body = {"number": number, "password": PASSWORD, "wallet_id": wallet_id}
    client.made(provider, "redemptions", body)
    other = client.made(provider, "wallets", {"tier": "plain"})["wallet_id"]
    pay = {"payer_wallet_id": wallet_id, "payee_wallet_id": other, "money": fen(600)}
    client.made(provider, "payments", pay | noting(client))
    withdrawal = {"wallet_id": other, "money": fen(500)}
    client.made(provider, "withdrawals", withdrawal | noting(client))


def _redeem(client: Client, password: str = PASSWORD) -> None:
    number, _, _ = choose_draft(client)
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    body = {"number": number, "password": password, "wallet_id": wallet_id}
    client.post(provider, "redemptions", body)


def _mistype(client: Client) -> None:
    _redeem(client, WRONG)


def _cash_out(client: Client) -> None:
    number, _, _ = choose_draft(client)
    body = {"number": number, "password": PASSWORD}
    client.post(client.chance.choice(OUTLETS), "cash-outs", body)


def _cancel(client: Client) -> None:
    number, outlet, _ = choose_draft(client)
    client.post(outlet, "cancellations", {"number": number})


def _refund(client: Client) -> None:
    number, outlet, identity = choose_draft(client)
    client.post(outlet, "refunds", {"number": number, "depositor": {"identity": identity}})


def _reset(client: Client) -> None:
    number, outlet, identity = choose_draft(client)
    body = {"number": number, "depositor": {"identity": identity}, "password": WRONG}
    client.post(outlet, "password-resets", body)


def open_a_wallet(client: Client) -> None:
    """Open a wallet for all."""
    client.journal.wallets.append(open_wallet(client))


def _freeze(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    body = {"is_frozen": client.chance.random() < 0.2}
    client.settled(Request(provider, "PATCH", f"wallets/{wallet_id}", body, ""))


def _pay(client: Client) -> None:
    (payer, provider), (payee, _) = client.chance.choices(client.journal.wallets, k=2)
    body = {
        "payer_wallet_id": payer,
        "payee_wallet_id": payee,
        "money": fen(_amount_fen(client)),
    }
    reply = client.post(provider, "payments", body)
    if "payment_id" in reply.said:
        client.journal.payments.append(reply.said["payment_id"])


def _withdraw(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    body = {"wallet_id": wallet_id, "money": fen(_amount_fen(client))}
    client.post(provider, "withdrawals", body)


def _move_cash(client: Client) -> None:
    body = {
        "outlet": client.chance.choice(OUTLETS),
        "direction": client.chance.choice(["supply", "collection"]),
        "money": fen(_amount_fen(client)),
    }
    client.post(OPERATOR, "cash-movements", body)


def _end_key(client: Client) -> None:
    made = client.made(OPERATOR, "keys", {"role": "auditor", "holder": "a guest"})
    client.settled(Request(OPERATOR, "DELETE", f"keys/{made['key_id']}", None, ""))


def _close_day(client: Client) -> None:
    today = now_ms() // DAY_MS
    client.post(OPERATOR, "settlements", {"day": date_of(today - client.chance.randint(1, 9))})


def _read(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    client.read(provider, f"wallets/{wallet_id}/entries")


def _check(client: Client) -> None:
    checked = client.read(AUDITOR, "books/check").said
    assert checked["findings"] == [], "the books are sound at every moment"


PAYMENTS: dict[Callable[[Client], None], int] = {
    deposit: 30,
    _redeem: 30,
    _pay: 12,
    _withdraw: 6,
    _cash_out: 6,
    _cancel: 4,
    _move_cash: 4,
    open_a_wallet: 2,
    _read: 2,
    _deposit_without_a_line: 1,
    _replace_receipt: 1,
    _use_own_wallets: 1,
    _note: 2,
    _want_one_number: 2,
    _end_key: 1,
    _mistype: 1,
    _freeze: 1,
    _reset: 1,
    _refund: 1,
    _close_day: 1,
    _check: 1,
}
"""Each with its weight."""
