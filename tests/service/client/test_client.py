"""The client: typed answers, refusals with their codes, and the same key for every repetition."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.call import Context
from service.client import AddressError, Client, Refused, Unreachable
from service.client.retrying import TRIES_MAX, RetryingClient
from service.clock import date_of, from_rfc3339
from service.domain.day import day_of
from service.server.config import ServerConfig, context_of
from service.server.preparation import prepare
from service.web.app import create_app
from tests.service.processes import key_of

IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a test
StartResponse = Callable[[str, list[tuple[str, str]]], object]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'books.db'}"


@pytest.fixture
def context(url: str) -> Iterable[Context]:
    context = context_of(prepare(ServerConfig(url, port=0)))
    yield context
    context.database.close()


def client_of(role: str, holder: str, url: str, context: Context) -> Client:
    """Return the client of a new key."""
    return Client(create_app(context), key_of(role, holder, url))


def test_cash_becomes_money_in_a_wallet_and_goes_on(url: str, context: Context) -> None:
    outlet = client_of("outlet", "Gushi 1", url, context)
    provider = client_of("provider", "Purse", url, context)

    deposit = outlet.deposit(17_500, password=PASSWORD, identity=IDENTITY)
    payer, payee = (provider.open_wallet("certificate").wallet_id for _ in range(2))
    redeemed = provider.redeem(deposit.number, PASSWORD, payer)
    paid = provider.pay(payer, payee, 2_500)
    withdrawn = provider.withdraw(payer, 5_000)

    assert redeemed.balance.amount == 17_500
    assert (paid.balance.amount, withdrawn.balance.amount) == (15_000, 10_000)
    changes = [entry.change.amount for entry in provider.entries(payer)]
    assert changes == [17_500, -2_500, -5_000]
    assert outlet.draft(deposit.draft_id).state == "redeemed"
    assert provider.wallet(payee).balance.amount == 2_500


def test_every_other_counter_operation_answers(url: str, context: Context) -> None:
    outlet = client_of("outlet", "Gushi 1", url, context)
    operator = client_of("operator", "me", url, context)

    block = outlet.reserve_numbers(2)
    first, second, third = (
        outlet.deposit(amount_fen, password=PASSWORD, identity=IDENTITY)
        for amount_fen in (100, 200, 300)
    )
    cashed = outlet.cash_out(first.number, PASSWORD)
    cancelled = outlet.cancel(second.number)
    reset = outlet.reset_password(third.number, IDENTITY, "240806")
    day = third.receipt.receipt["issued_at"]
    replaced = outlet.replace_receipt(IDENTITY, 300, _beijing_day(str(day)))
    moved = operator.move_cash("Gushi 1", "supply", 1_000)

    assert len(block.numbers) == 2
    assert (cashed.money.amount, cancelled.money.amount) == (100, 200)
    assert reset.draft_id == third.draft_id
    assert replaced.number != third.number
    assert moved.direction == "supply"
    with pytest.raises(Refused) as refused:
        outlet.refund(replaced.number, IDENTITY)
    assert refused.value.code == "draft_not_expired"


def test_books_and_keys_are_there_for_operators(url: str, context: Context) -> None:
    operator = client_of("operator", "me", url, context)

    closed = operator.close_day("2007-01-01")
    made = operator.create_key("auditor", "eve")
    rotated = operator.rotate_key(made.key_id, overlap_h=1)
    operator.revoke_key(rotated.key_id)

    assert operator.settlement("2007-01-01") == closed
    assert list(operator.settlements()) == [closed]
    assert operator.check_books().is_sound
    assert operator.reconcile("2007-01-01").difference_count == 0
    assert operator.settlement_file("2007-01-01", "post").endswith("total of lines: 0,0,\r\n")
    assert "option" in operator.beancount()
    assert operator.receipt_keys()["keys"][0]["kty"] == "OKP"
    ended = {key.key_id for key in operator.api_keys() if key.ends_at}
    assert ended == {made.key_id, rotated.key_id}


def test_a_statement_of_several_pages_is_one(
    url: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.client.calls.PAGE", "2")
    outlet = client_of("outlet", "Gushi 1", url, context)
    provider = client_of("provider", "Purse", url, context)
    wallet = provider.open_wallet("certificate").wallet_id
    number = outlet.deposit(10_000, password=PASSWORD, identity=IDENTITY).number
    provider.redeem(number, PASSWORD, wallet)

    for amount_fen in (1, 2, 3, 4):
        provider.withdraw(wallet, amount_fen)

    changes = [entry.change.amount for entry in provider.entries(wallet)]
    assert changes == [10_000, -1, -2, -3, -4]


def test_a_repeated_key_gets_the_first_answer(url: str, context: Context) -> None:
    outlet = client_of("outlet", "Gushi 1", url, context)

    first = outlet.deposit(
        100, password=PASSWORD, identity=IDENTITY, idempotency_key="deposit-of-today-1"
    )
    again = outlet.deposit(
        100, password=PASSWORD, identity=IDENTITY, idempotency_key="deposit-of-today-1"
    )

    assert again == first


def test_a_refusal_has_its_code_its_status_and_every_fault(url: str, context: Context) -> None:
    outlet = client_of("outlet", "Gushi 1", url, context)

    with pytest.raises(Refused) as refused:
        outlet.deposit(0, password="12", identity=IDENTITY)  # noqa: S106 - of a test

    assert (refused.value.status, refused.value.code) == (400, "request_malformed")
    assert [error["at"] for error in refused.value.errors] == ["/money/amount", "/password"]
    assert "/password: " in str(refused.value)


def test_a_name_with_a_slash_is_refused_before_it_is_sent(url: str, context: Context) -> None:
    provider = client_of("provider", "Purse", url, context)

    with pytest.raises(AddressError, match=r"wallet_id is '../keys'"):
        provider.wallet("../keys")


class Moody:
    """A service that answers what it is given; `received_keys` has the key of each request."""

    def __init__(self, *moods: "Mood | None") -> None:
        """Take what comes, in its order; None is a line that breaks."""
        self.moods = list(moods)
        self.received_keys: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        """Answer."""
        self.received_keys.append(environ.get("HTTP_IDEMPOTENCY_KEY", ""))
        mood = self.moods.pop(0)
        if mood is None:
            message = "the line broke"
            raise httpx2.ReadError(message)
        status, headers, body = mood
        start_response(f"{status} .", [("Content-Type", "application/json"), *headers.items()])
        return [body]


WALLET = (
    b'{"wallet_id":"w1","tier":"plain","balance":{"amount":0,"currency":"CNY"},'
    b'"held":{"amount":0,"currency":"CNY"},"is_frozen":false'
)
Mood = tuple[int, dict[str, str], bytes]
OPENED: Mood = (201, {}, WALLET + b"}")
BUSY = (503, {"Retry-After": "3"}, b'{"code":"busy","detail":"later"}')
IN_PROGRESS = (409, {"Retry-After": "1"}, b'{"code":"request_in_progress","detail":"wait"}')
LOST: Mood = (502, {}, b"<html>bad gateway</html>")
FROZEN: Mood = (409, {}, b'{"code":"wallet_frozen","detail":"thaw it"}')


def patient(service: Moody) -> tuple[Client, list[float]]:
    """Return a client of a moody service, and how long it waits each time."""
    waits: list[float] = []
    client = Client(service, "whk_key")
    client.connection = RetryingClient(client.connection.transport, "whk_key", waits.append)
    return client, waits


def test_what_may_pass_is_repeated_with_the_same_key() -> None:
    service = Moody(None, BUSY, LOST, IN_PROGRESS, OPENED)
    client, waits = patient(service)

    assert client.open_wallet().wallet_id == "w1"

    assert len(service.received_keys) == 5
    assert len(set(service.received_keys)) == 1
    assert len(service.received_keys[0]) == 36
    assert 0.05 <= waits[0] <= 0.1
    assert (waits[1], waits[3]) == (3, 1)


def test_another_refusal_is_not_repeated() -> None:
    service = Moody(FROZEN)
    client, waits = patient(service)

    with pytest.raises(Refused, match="thaw it"):
        client.withdraw("w1", 5)

    assert (len(service.received_keys), waits) == (1, [])


def test_a_connection_that_stays_broken_reports_the_key_with_which_to_go_on() -> None:
    service = Moody(*[None] * TRIES_MAX)
    client, _ = patient(service)

    with pytest.raises(
        Unreachable, match="repeat it with the idempotency key my-own-key"
    ) as unreachable:
        client.open_wallet(idempotency_key="my-own-key")

    assert unreachable.value.idempotency_key == "my-own-key"
    assert service.received_keys == ["my-own-key"] * TRIES_MAX


def test_a_service_that_stays_busy_is_a_refusal_in_the_end() -> None:
    client, waits = patient(Moody(*[BUSY] * TRIES_MAX))

    with pytest.raises(Refused, match="later"):
        client.open_wallet()

    assert len(waits) == TRIES_MAX - 1


def test_a_newer_service_may_tell_more_and_a_stranger_is_no_problem_document() -> None:
    newer: Mood = (201, {}, WALLET + b',"colour":"green"}')
    client, _ = patient(Moody(newer, *[LOST] * TRIES_MAX))

    assert client.open_wallet().tier == "plain"
    with pytest.raises(Refused, match="the answer has status 502") as refused:
        client.open_wallet()
    assert refused.value.code == "unknown"


@pytest.mark.parametrize(
    "answer", [WALLET + b',"tier":"certificate"}', b"<html>Welcome</html>", b"[]", b""]
)
def test_an_answer_of_two_meanings_or_none_is_no_answer_and_the_key_to_ask_again_is_reported(
    answer: bytes,
) -> None:
    client, _ = patient(Moody((201, {}, answer)))

    with pytest.raises(Unreachable, match=r"does not match /openapi\.json") as unreachable:
        client.open_wallet(idempotency_key="a-key-to-go-on-with")
    assert unreachable.value.idempotency_key == "a-key-to-go-on-with"


def _beijing_day(moment: str) -> str:
    return date_of(day_of(from_rfc3339(moment)))
