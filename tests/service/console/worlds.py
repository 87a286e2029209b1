"""A test server with its console in this process, and the worlds that its tests walk through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from werkzeug.test import TestResponse

from service.call import Context
from service.console import with_console
from service.database.memory import MemoryDatabase, empty_content
from service.testing import create_test_app
from service.testing.state import State
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.testing.served import START_MS, Served


@dataclass
class Watched(Served):
    """A world of a test server, and the pages of its console."""

    state: State = field(kw_only=True)

    def page(self, path: str, status: int = 200, **headers: str) -> str:
        """Return a page of the console, which has to have this status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(f"{self.path}/test{path}", headers=named)
        assert answer.status_code == status, answer.text
        return answer.text

    def posted(self, path: str, form: Mapping[str, Any] | None = None) -> TestResponse:
        """Return what a form comes to, after it was followed."""
        return self.client.post(f"{self.path}/test{path}", data=form or {}, follow_redirects=True)


def watched(start_ms: int | None = START_MS) -> Watched:
    """Start a test server with its console, and open what most tests need."""
    database = MemoryDatabase()
    database.load(empty_content())
    context = Context(database, Vault(bytes(32), NO_SLOW_HASH))
    app = with_console(create_test_app(context, Settings(), start_ms, "a seed"))
    return Watched(
        app.test_client(), asked=count(1), state=app.extensions["wanghuiyi.worlds"].default
    ).seeded()
