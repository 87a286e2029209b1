"""What a story is: a good request, or the steps that end in a refusal; and the two tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.service.servers import Service


@dataclass(frozen=True)
class Request:
    """What is sent."""

    key: str | None
    method: str
    path: str
    body: Mapping[str, Any] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, service: Service) -> TestResponse:
        """Send it."""
        return service.ask(self.key, self.method, self.path, self.body, self.headers)


# Does all that comes before, and returns the request that is to be sent.
Prepare = Callable[[Service], Request]
# Sends that request too.
Story = Callable[[Service], TestResponse]
GOOD: dict[str, Prepare] = {}
STORIES: dict[tuple[str, str], Story] = {}


def good(route: str) -> Callable[[Prepare], Prepare]:
    """Add a request that its route takes."""

    def added(prepare: Prepare) -> Prepare:
        assert route not in GOOD, route
        GOOD[route] = prepare
        return prepare

    return added


def story(route: str, code: str, prepare: Prepare) -> None:
    """Add a story whose last request is refused."""
    ends_in(code, route)(lambda service: prepare(service).send(service))


def stories(code: str, table: Mapping[str, Prepare]) -> None:
    """Add a story to each of these routes, all of which end in one refusal."""
    for route, prepare in table.items():
        story(route, code, prepare)


def ends_in(code: str, route: str) -> Callable[[Story], Story]:
    """Add a story that ends in a refusal."""

    def added(steps: Story) -> Story:
        assert (route, code) not in STORIES, (route, code)
        STORIES[route, code] = steps
        return steps

    return added


def deposited(service: Service) -> str:
    """Return the number of a new draft."""
    return str(service.deposit()["number"])


def freeze(service: Service, wallet_id: str) -> None:
    """Freeze a wallet."""
    frozen = Request(service.provider, "PATCH", f"/v1/wallets/{wallet_id}", {"is_frozen": True})
    assert frozen.send(service).status_code == 200
