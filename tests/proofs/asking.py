"""How the machine asks the service, and compares what it says with the plain model."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.proofs.model import Refused, World
from tests.proofs.model_wallets import change
from tests.proofs.scene import Keys

CREATED, FINE, FIRST_ERROR, FIRST_FAULT = 201, 200, 400, 500
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)

Said = dict[str, Any]
Expected = Callable[[Said], Said]
"""What an answer must say, given what the service itself chose, as ids are; or `Refused`."""


@dataclass
class Service:
    """An application on a new database, with a clock that the machine moves."""

    app: Flask
    url: str
    keys: Keys
    set_clock: Callable[[int], None]
    end: Callable[[], None]


@dataclass(frozen=True)
class Asked:
    """A request that was answered."""

    who: str
    path: str
    body: Said | None
    key: str
    status: int
    content: bytes


class Asking:
    """Both worlds, and everything that was asked of them."""

    def __init__(self, service: Service, world: World) -> None:
        """Begin at the same moment."""
        self.service, self.world = service, world
        self.asked: list[Asked] = []
        self._client: Client = service.app.test_client()
        service.set_clock(world.now_ms)

    def post(
        self, who: str, path: str, body: Said | None, expected: Expected, status: int = CREATED
    ) -> Said | None:
        """Ask both; return what the service said if it was no refusal."""
        key = str(uuid4())
        reply = self.send(who, "POST", path, body, key)
        assert reply.status_code < FIRST_FAULT, reply.text
        self.asked.append(Asked(who, path, body, key, reply.status_code, reply.data))
        return agreed(reply, expected, status)

    def change(self, who: str, wallet_id: str, body: Said) -> None:
        """Change a wallet in both."""
        reply = self.send(who, "PATCH", f"wallets/{wallet_id}", body)
        agreed(reply, lambda _: change(self.world, who, wallet_id, body), FINE)

    def get(self, who: str, path: str) -> Said:
        """Read something that must be there."""
        reply = self.send(who, "GET", path)
        assert reply.status_code == FINE, reply.text
        said: Said = json.loads(reply.data)
        return said

    def send(
        self, who: str, method: str, path: str, body: Said | None = None, key: str = ""
    ) -> TestResponse:
        """Send a request as one of those who take part."""
        return self._client.open(
            f"/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body),
            headers={"Authorization": self.service.keys[who], "Idempotency-Key": key},
        )


def agreed(reply: TestResponse, expected: Expected, status: int) -> Said | None:
    """Return what the service said, which must be what is expected; None for a refusal."""
    said: Said = json.loads(reply.data)
    must_say = _or_refusal(expected, said if reply.status_code < FIRST_ERROR else {})
    if isinstance(must_say, Refused):
        assert said.get("code") == must_say.code, said
        return None
    assert reply.status_code == status, said
    assert {name: said[name] for name in must_say} == must_say
    return said


def _or_refusal(expected: Expected, said: Said) -> Said | Refused:
    try:
        return expected(said)
    except Refused as refused:
        return refused


def code_of(reply: TestResponse) -> str:
    """Return the code of a refusal."""
    return str(json.loads(reply.data)["code"])


def date_of(day: int) -> str:
    """Return the date of a day that is counted from 1970."""
    return (_FIRST_DAY + timedelta(days=day)).date().isoformat()
