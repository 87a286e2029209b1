"""A service upon a database of tests, with a clock that is set, and what its callers send.

`Service` is the application with its context; it has a client, keys, and the verbs that most
stories begin with.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from importlib.metadata import version
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from service.api.contract import contract
from service.call import Context, Entropy
from service.clock import from_rfc3339
from service.database.transactions import Database
from service.domain.draft import Terms
from service.domain.outlet_commission import OutletTariff
from service.domain.sale import SaleTerms
from service.operations.keys import new_key
from service.store.agents import open_agent
from service.store.rows import save
from service.store.wallets import open_outlet
from service.vault import Vault
from service.web.app import ROUTES, Settings, app_of, create_app, state_for
from service.web.exchange import AppState
from tests.service.databases import compiling_as

STATE = "tests.state"
MORNING_MS = from_rfc3339("2026-11-24T09:00:00+08:00")
ROOT = bytes(range(32))
IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a draft that is not real
OUTLET, OTHER_OUTLET = "Gushi 1", "Xinyang 2"
PROVIDER, OTHER_PROVIDER = "alipay", "tenpay"
ROLES = (
    "outlet", "hub", "provider", "shop", "agent", "arbiter", "carrier", "auditor", "operator",
)  # fmt: skip
AGENT, OTHER_AGENT = "Li's shop", "李记小店"


@dataclass
class Clock:
    """A clock that stands until it is set."""

    at_ms: int = MORNING_MS

    def __call__(self) -> int:
        """Return the moment."""
        return self.at_ms

    def advance(self, *, days: float = 0, ms: int = 0) -> None:
        """Let time go by."""
        self.at_ms += int(days * 86_400_000) + ms


@cache
def shared_app() -> Flask:
    """Return the application of all services of this process, made once.

    Making one takes as long as three requests. A request finds its state in its environment, as in
    a test server with several worlds; what `create_app` makes is tested where it is served.
    """
    nobodys = state_for(Context(Database("sqlite://"), Vault(ROOT, cost=2)), Settings())

    def state_of(environ: Mapping[str, Any]) -> AppState:
        return environ[STATE] if environ else nobodys

    return app_of(state_of, ROUTES, partial(contract, ROUTES, version("wanghuiyi")))


@dataclass
class Service:
    """The application upon a database, and who calls it."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    terms: Terms = field(default_factory=Terms)
    sale_terms: SaleTerms = field(default_factory=SaleTerms)
    outlet_tariff: OutletTariff | None = None
    wrong_tries_an_hour: int = 1_000
    per_key_a_minute: int = 1_000_000
    lookups_a_minute: int = 1_000_000
    _keys: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=count)

    @cached_property
    def context(self) -> Context:
        """Return what operations work with: the password hash costs next to nothing."""
        return Context(
            self.database,
            Vault(ROOT, cost=2),
            terms=self.terms,
            sale_terms=self.sale_terms,
            outlet_tariff=self.outlet_tariff,
            wrong_tries_an_hour=self.wrong_tries_an_hour,
        )

    @property
    def settings(self) -> Settings:
        """Return how it is run: as one that has no limits, unless the test sets them."""
        return Settings(
            per_key_a_minute=self.per_key_a_minute,
            everyones_a_minute=10_000_000,
            lookups_a_minute=self.lookups_a_minute,
            keys_kept_s=0,
            clock=self.clock,
        )

    @cached_property
    def app(self) -> Flask:
        """Return an application of its own, for whoever serves it or changes it."""
        return create_app(self.context, self.settings)

    @cached_property
    def state(self) -> AppState:
        """Return what its requests share in the application of all services."""
        return state_for(self.context, self.settings)

    @property
    def client(self) -> FlaskClient:
        """Return a client of its own application if it has one, or of that of all services."""
        if "app" in self.__dict__:
            return self.app.test_client()
        lent = shared_app().test_client()
        lent.environ_base[STATE] = self.state  # type: ignore[assignment]  # not only texts
        return lent

    def renew(self) -> None:
        """Run from now on as the attributes say: at first use they are only read."""
        for name in ("app", "context", "state"):
            self.__dict__.pop(name, None)

    def restart(self) -> None:
        """Start the application anew upon the same database."""
        self.renew()
        self.database.close()
        anew = Database(self.database.url, self.database.connections)
        self.database = compiling_as(self.database, anew)

    def key(self, role: str, holder: str) -> str:
        """Return an API key, made at first use, its outlet opened."""
        if (role, holder) not in self._keys:

            def made(connection: Connection) -> str:
                if role == "outlet":
                    open_outlet(connection, holder)
                if role == "agent":
                    open_agent(connection, holder, self.clock())
                stored, shown = new_key(Entropy(), role, holder, self.clock())
                save(connection, [stored])
                return shown

            self._keys[role, holder] = self.database.transaction(made)
        return self._keys[role, holder]

    def role_of(self, key: str) -> str:
        """Return the role of a key that was made here."""
        return next(role for (role, _), made in self._keys.items() if made == key)

    @cached_property
    def outlet(self) -> str:
        """Return the key of an outlet."""
        return self.key("outlet", OUTLET)

    @cached_property
    def provider(self) -> str:
        """Return the key of a provider."""
        return self.key("provider", PROVIDER)

    @cached_property
    def agent(self) -> str:
        """Return the key of an agent, who has no float yet."""
        return self.key("agent", AGENT)

    @cached_property
    def auditor(self) -> str:
        """Return the key of an auditor."""
        return self.key("auditor", "audit office")

    @cached_property
    def operator(self) -> str:
        """Return the key of an operator."""
        return self.key("operator", "head office")

    def ask(
        self,
        key: str | None,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Send a request, with an idempotency key of its own if it posts and names none."""
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if method == "POST":
            sent["Idempotency-Key"] = f"test-key-{next(self._names)}"
        if key is not None:
            sent["Authorization"] = f"Bearer {key}"
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return self.client.open(path, method=method, data=data, headers={**sent, **(headers or {})})

    def post(
        self, key: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Post a body."""
        return self.ask(key, "POST", path, body, headers)

    def get(self, key: str | None, path: str) -> TestResponse:
        """Read an address."""
        return self.ask(key, "GET", path)

    def done(self, key: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post a body that must be taken, and return the answer."""
        response = self.post(key, path, body)
        assert response.status_code in {200, 201}, response.text
        return taken(response)

    def deposit(
        self, amount_fen: int = 17_500, key: str | None = None, identity: str = IDENTITY
    ) -> dict[str, Any]:
        """Pay cash in; return the draft."""
        return self.done(key or self.outlet, "/v1/deposits", deposit_body(amount_fen, identity))

    def wallet(self, tier: str = "certificate", key: str | None = None) -> str:
        """Open a wallet; return its id."""
        opened = self.done(key or self.provider, "/v1/wallets", {"tier": tier})
        return str(opened["wallet_id"])

    def redeem(self, number: str, wallet_id: str, password: str = PASSWORD) -> TestResponse:
        """Try to credit a draft to a wallet."""
        body = {"number": number, "password": password, "wallet_id": wallet_id}
        return self.post(self.provider, "/v1/redemptions", body)

    def full_wallet(self, amount_fen: int = 17_500) -> str:
        """Return the id of a wallet into which a draft was redeemed."""
        wallet_id = self.wallet()
        assert self.redeem(self.deposit(amount_fen)["number"], wallet_id).status_code == 201
        return wallet_id

    def books(self) -> dict[str, Any]:
        """Return what the check of the books finds."""
        return taken(self.get(self.auditor, "/v1/books/check"))

    def run(self, statement: str, **values: object) -> None:
        """Run raw SQL in a transaction of its own."""
        with self.database.engine.begin() as connection:
            connection.execute(text(statement), values)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.database.reading() as connection:
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours
            return int(connection.execute(query).scalar_one())


def money(amount_fen: int) -> dict[str, Any]:
    """Return an amount as it is sent."""
    return {"amount": amount_fen, "currency": "CNY"}


def deposit_body(amount_fen: int = 17_500, identity: str = IDENTITY) -> dict[str, Any]:
    """Return what a counter sends for cash."""
    return {
        "money": money(amount_fen),
        "password": PASSWORD,
        "depositor": {"identity": identity},
    }


def taken(response: TestResponse) -> dict[str, Any]:
    """Return the JSON of an answer."""
    answer: dict[str, Any] = json.loads(response.data)
    return answer


def refused(response: TestResponse) -> tuple[int, str]:
    """Return status and code of a problem."""
    problem = taken(response)
    assert response.content_type == "application/problem+json", response.text
    assert problem["status"] == response.status_code
    return response.status_code, str(problem["code"])
