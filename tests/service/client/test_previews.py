"""The client's previews: every method can be previewed, and none of them does anything."""

from contextlib import suppress
from pathlib import Path

import pytest

from service.api.route import Route
from service.call import Context
from service.client import Client, Refused
from service.client.previewing import Previewed, PreviewingClient
from service.client.retrying import ApiRequest
from service.client.transport import HttpRequest, HttpResponse
from service.server.config import ServerConfig, context_of
from service.server.preparation import prepare
from service.web.app import create_app
from tests.service.client.test_routes import METHODS, requests_of, route_of
from tests.service.processes import key_of

IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a test


class Silent:
    """A transport that keeps what is sent, and answers with an empty object."""

    base_url = "http://silent"

    def __init__(self) -> None:
        self.sent: list[HttpRequest] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        return HttpResponse(200, {}, b"{}")

    def close(self) -> None:
        pass


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'books.db'}"


def clients(url: str) -> tuple[Client, Client, Context]:
    context = context_of(prepare(ServerConfig(url, port=0)))
    outlet, provider = (
        Client(create_app(context), key_of(role, holder, url))
        for role, holder in (("outlet", "Gushi 1"), ("provider", "Purse"))
    )
    return outlet, provider, context


def test_a_preview_is_typed_and_nothing_is_done(url: str) -> None:
    outlet, provider, context = clients(url)
    wallet_id = provider.open_wallet("certificate").wallet_id

    deposit = outlet.preview(
        lambda would: would.deposit(17_500, password=PASSWORD, identity=IDENTITY)
    )
    poor = provider.preview(lambda would: would.withdraw(wallet_id, 500))

    assert (deposit.would, [one.credit for one in deposit.transfers]) == (
        "be_done",
        ["post:drafts_outstanding"],
    )
    assert (poor.would, [one.code for one in poor.refusals]) == ("be_refused", ["balance_too_low"])
    assert provider.wallet(wallet_id).balance.amount == 0
    assert (outlet.keys_made, len(provider.keys_made)) == ([], 1)
    context.database.close()


def test_a_key_to_resume_with_is_left_for_the_request_itself(url: str) -> None:
    _, provider, context = clients(url)
    made = Client(create_app(context), provider.connection.api_key, idempotency_key="begun-before")
    opened = provider.open_wallet("certificate").wallet_id

    made.preview(lambda would: would.withdraw(opened, 500))

    made.open_wallet()
    assert made.keys_made == ["begun-before"]
    context.database.close()


def test_what_has_no_preview_is_refused_and_not_done(url: str) -> None:
    _, provider, context = clients(url)
    wallet_id = provider.open_wallet("certificate").wallet_id

    for ask in (
        lambda would: would.open_wallet(),
        lambda would: would.change_wallet(wallet_id, is_frozen=True),
    ):
        with pytest.raises(Refused, match="has no preview") as refused:
            provider.preview(ask)
        assert refused.value.code == "request_malformed"

    assert provider.wallet(wallet_id).is_frozen is False
    context.database.close()


def test_who_only_reads_is_told_so(url: str) -> None:
    _, provider, context = clients(url)

    with pytest.raises(ValueError, match="ask for what moves money"):
        provider.preview(lambda would: would.time())

    context.database.close()


def _money(request: ApiRequest) -> Route | None:
    route = route_of(request)
    return route if route and route.moves_money else None


@pytest.mark.parametrize("name", METHODS)
def test_no_method_sends_anything_but_reads_and_previews(name: str) -> None:
    for request in requests_of(name):
        silent = Silent()
        connection = PreviewingClient(silent)
        with suppress(Previewed):
            connection.send(request)
        (sent,) = silent.sent
        assert sent.method == "GET" or sent.query["dry_run"] == "true"
        assert "Idempotency-Key" not in sent.headers


def test_every_verb_that_moves_money_can_be_previewed_by_a_method() -> None:
    found = {
        route.name
        for name in METHODS
        for request in requests_of(name)
        if (route := _money(request))
    }

    assert len(found) >= 22
