"""A town whose buttons a test clicks, and whose money it counts by the API, not by the page."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.call import Context
from service.console import with_console
from service.testing import create_test_app
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.testing.served import START_MS, books_in

_SEED = {"outlets": ["Gushi 1", "Hangzhou 3"]}


@dataclass(frozen=True)
class Purses:
    """Where money is, in fen: at the Post, between the books, and at the gateway."""

    till: int = 0
    drafts: int = 0
    due: int = 0
    buyer: int = 0
    escrow: int = 0
    seller: int = 0
    shop: int = 0


@dataclass(frozen=True)
class Townspeople:
    """A client of the console of a world, and what an auditor sees of it."""

    client: FlaskClient
    path: str = ""

    def click(self, step: str, **form: str) -> str:
        """Click a button, and return the page to which it leads."""
        sent = self.client.post(f"{self.path}/test/console/act/{step}", data=form)
        assert sent.status_code == 303, sent.text
        return self.page(sent.headers["Location"])

    def clicks(self, *steps: str) -> str:
        """Click one button after the other, and return the last page."""
        page = ""
        for step in steps:
            page = self.click(step)
        return page

    def page(self, path: str) -> str:
        """Return a page."""
        return self.look(path).text

    def look(self, path: str) -> TestResponse:
        """Return the answer to a GET of a path below the console's, or of a whole one."""
        whole = path if path.startswith(("/test", "/worlds")) else f"{self.path}/test{path}"
        return self.client.get(whole)

    @cached_property
    def seeded(self) -> dict[str, Any]:
        """Return keys and wallets: those that the console plays with."""
        made: dict[str, Any] = self.client.post(f"{self.path}/test/seed", json=_SEED).get_json()
        return made

    def read(self, path: str) -> dict[str, Any]:
        """Return what an auditor reads."""
        key = self.seeded["keys"]["auditor"]
        headers = {"Authorization": f"Bearer {key}"}
        answer: dict[str, Any] = self.client.get(f"{self.path}{path}", headers=headers).get_json()
        return answer

    @property
    def texts(self) -> list[str]:
        """Return the texts that were sent, in their order."""
        sent = self.client.get(f"{self.path}/test/texts").get_json()
        assert sent
        return [one["text"] for one in sent["texts"]]

    @property
    def purses(self) -> Purses:
        """Return where money is, by the accounts."""
        check, seeded = self.read("/v1/books/check"), self.seeded
        assert check["is_sound"], check["findings"]
        shop, buyer = seeded["shop_wallet"]["wallet_id"], seeded["wallets"][0]["wallet_id"]
        orders = self.read("/v1/orders")["orders"]
        return Purses(
            till=self._balance("post:cash:Gushi 1"),
            drafts=self._balance("post:drafts_outstanding"),
            due=self._balance("post:due_to_gateway"),
            buyer=self._balance(f"gateway:wallet:{buyer}"),
            escrow=sum(self._balance(f"gateway:escrow:{one['order_id']}") for one in orders),
            seller=self._balance(f"gateway:seller:{shop}"),
            shop=self._balance(f"gateway:wallet:{shop}"),
        )

    def _balance(self, account: str) -> int:
        found = self.read(f"/v1/accounts/{account}/balance")
        return int(found["balance"]["amount"]) if "balance" in found else 0


def townspeople(folder: Path) -> Townspeople:
    """Return the people of a town with a test server of its own."""
    context = Context(books_in(folder), Vault(bytes(32), NO_SLOW_HASH))
    app = with_console(create_test_app(context, Settings(), START_MS, "1"))
    return Townspeople(app.test_client())
