"""A test server in this process, as a developer's test meets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.call import Context
from service.clock import from_rfc3339
from service.database import schema
from service.database.transactions import Database
from service.testing import create_test_app
from service.vault import Vault
from service.web.app import Settings

START = "2026-11-24T02:30:00.000Z"
START_MS = from_rfc3339(START)
DEPOSIT: dict[str, Any] = {
    "money": {"amount": 17_500, "currency": "CNY"},
    "password": "081208",
    "depositor": {"identity": "11010519491231002X"},
}


@dataclass
class Served:
    """A client of a test server, the keys of the roles, and the wallets that were opened."""

    client: FlaskClient
    keys: Mapping[str, str] = field(default_factory=dict)
    wallets: tuple[str, ...] = ()
    asked: "count[int]" = field(default_factory=lambda: count(1))
    path: str = ""

    def ask(
        self,
        role: str,
        what: str,
        body: Mapping[str, Any] | None = None,
        key: str = "",
        **headers: str,
    ) -> TestResponse:
        """Ask for `POST /v1/...` with a role's key, and a new idempotency key if none is given."""
        method, path = what.split()
        sent = {
            "Authorization": f"Bearer {self.keys[role]}",
            "Idempotency-Key": key or f"request-{next(self.asked)}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.client.open(f"{self.path}{path}", method=method, json=body, headers=sent)

    def answer_to(self, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what the test mode answers to `PUT /test/...`, which has to go well."""
        method, path = what.split()
        answer = self.client.open(f"{self.path}{path}", method=method, json=body)
        assert answer.status_code in {200, 201}, answer.text
        content: dict[str, Any] = answer.get_json()
        return content

    def deposited(self, key: str = "", amount_fen: int = 17_500) -> dict[str, Any]:
        """Return the answer to a deposit."""
        body = {**DEPOSIT, "money": {"amount": amount_fen, "currency": "CNY"}}
        answer = self.ask("outlet", "POST /v1/deposits", body, key)
        assert answer.status_code == 201, answer.text
        content: dict[str, Any] = answer.get_json()
        return content

    def redeemed(self, number: str) -> None:
        """Redeem a draft into the first wallet."""
        body = {"number": number, "password": "081208", "wallet_id": self.wallets[0]}
        answer = self.ask("provider", "POST /v1/redemptions", body)
        assert answer.status_code == 201, answer.text

    def seeded(self) -> Self:
        """Open what a test needs, and return this with the keys to it."""
        begun = self.answer_to("POST /test/seed", {})
        self.keys = begun["keys"]
        self.wallets = tuple(wallet["wallet_id"] for wallet in begun["wallets"])
        return self

    def world(self, **body: object) -> "Served":
        """Return a new world of the server, made as the body says, with the keys of this one."""
        shown = self.answer_to("POST /test/worlds", body)
        return Served(self.client, self.keys, self.wallets, self.asked, shown["base_path"])

    def forked(self, **body: object) -> "Served":
        """Return a fork of this world."""
        return self.world(**{"from": self.world_id, **body})

    @property
    def world_id(self) -> str:
        """Return by which name the world is known."""
        return self.path.removeprefix("/worlds/") or "default"


@cache
def _empty_books() -> bytes:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/books.db")
        schema.upgrade(database)
        database.close()
        return (Path(folder) / "books.db").read_bytes()


def books_in(folder: Path) -> Database:
    """Return a new SQLite database with the schema."""
    (folder / "books.db").write_bytes(_empty_books())
    return Database(f"sqlite:///{folder}/books.db")


def served(
    database: Database, start_ms: int | None = START_MS, seed: str | None = "a seed"
) -> Served:
    """Start a test server on an empty database, and open what a test needs."""
    context = Context(database, Vault(bytes(32), cost=2))
    client = create_test_app(context, Settings(), start_ms, seed).test_client()
    begun = client.post("/test/seed", json={"outlets": ["Gushi 1", "Gushi 2"]}).json
    assert begun
    return Served(
        client,
        {**begun["keys"], "other outlet": begun["outlets"]["Gushi 2"]},
        tuple(wallet["wallet_id"] for wallet in begun["wallets"]),
        count(1),
    )
