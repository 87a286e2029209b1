"""Fixtures: the outlets, wallets and keys that most tests need."""

import json
from typing import Any

from pydantic import BaseModel

from service.call import Call, Caller, Context, Operation, seeded
from service.idempotency import IdempotentRequest, answer_once
from service.operations import keys, wallets
from service.schemas.books import KeyBody
from service.schemas.testing import SeedBody
from service.schemas.wallets import WalletBody

_CREATED = 201
_HOLDERS = {
    "hub": "a hub",
    "agent": "an agent",
    "arbiter": "an arbiter",
    "carrier": "a carrier",
    "auditor": "an auditor",
    "operator": "an operator",
}
_OPERATOR = Caller("test", "operator", "test")


def seed(context: Context, body: SeedBody, now_ms: int) -> dict[str, Any]:
    """Open outlets and wallets, and make keys; the same seed gives the same ones again."""

    def run(operation: Operation[Any], caller: Caller, body: BaseModel, key: str) -> Any:  # noqa: ANN401 - whatever JSON it is
        call = Call(context, caller, body, now_ms, seeded(context, caller, key))
        request = IdempotentRequest(key, body.model_dump_json().encode())
        answer = answer_once(operation, call, request)
        assert answer.status == _CREATED, "nothing is refused in a database of our own"
        return json.loads(answer.content)

    def key(role: str, holder: str) -> str:
        key_body = KeyBody.model_validate({"role": role, "holder": holder})
        made: str = run(keys.make_key, _OPERATOR, key_body, f"seed {role} {holder}")["key"]
        return made

    def wallet(tier: str, index: int) -> dict[str, Any]:
        wallet_body = WalletBody.model_validate({"tier": tier})
        name = f"seed wallet {body.provider} {index} {tier}"
        opened: dict[str, Any] = run(wallets.open_wallet, provider, wallet_body, name)
        return opened

    provider = Caller("test", "provider", body.provider)
    outlets = {outlet: key("outlet", outlet) for outlet in body.outlets}
    opened = [wallet(tier, index) for index, tier in enumerate((*body.wallets, "plain"))]
    shop_wallet = opened[-1]
    return {
        "keys": {
            "outlet": outlets[body.outlets[0]],
            "provider": key("provider", body.provider),
            "shop": key("shop", shop_wallet["wallet_id"]),
            **{role: key(role, holder) for role, holder in _HOLDERS.items()},
        },
        "outlets": outlets,
        "wallets": opened[:-1],
        "shop_wallet": shop_wallet,
    }
