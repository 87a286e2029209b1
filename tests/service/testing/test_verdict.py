"""Each mistake, planted in a small client of a test server, is named, and no other."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, get_args

import pytest

from service.outbox import SentPost
from service.schemas.verdict import MistakeName
from service.testing.state import State
from service.testing.verdict import MISTAKES
from service.transport import Post, PostAnswered, PostUnanswered, signed_headers
from service.transport.sms import real_s
from tests.conventions.files import ROOT
from tests.service.receivers import receiving
from tests.service.servers import PASSWORD
from tests.service.testing.served import Served, books_in, served

LOST, BUSY, LIMITED = "drop-answer", "error=503", "error=429"
SECRET = bytes(32)


@pytest.fixture
def test(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def redemption(test: Served, number: str = "", password: str = PASSWORD) -> dict[str, Any]:
    """Return what redeems a draft, a new one if none is given."""
    number = number or test.deposited()["number"]
    return {"number": number, "password": password, "wallet_id": test.wallets[0]}


def redeemed(test: Served, body: dict[str, Any], key: str, fault: str = "") -> int:
    """Redeem, with a fault if one is given; return the status."""
    header = {"Wanghuiyi_Fault": fault} if fault else {}
    return test.ask("provider", "POST /v1/redemptions", body, key, **header).status_code


def new_key_after_a_lost_answer(test: Served) -> list[int]:
    body = redemption(test)
    redeemed(test, body, "first-key", LOST)
    assert redeemed(test, body, "second-key") == 409
    return [2, 3]


def new_key_at_each_try(test: Served) -> list[int]:
    deposit = {
        "money": {"amount": 500, "currency": "CNY"},
        "password": "081208",
        "depositor": {"identity": "11010519491231002X"},
    }
    for key, fault in (("key-1234", BUSY), ("key-2345", LIMITED), ("key-3456", "error=502")):
        test.ask("outlet", "POST /v1/deposits", deposit, key, Wanghuiyi_Fault=fault)
    test.ask("outlet", "POST /v1/deposits", deposit, "key-4567")
    return [1, 2, 3, 4]


def amount_changed_under_a_key(test: Served) -> list[int]:
    test.deposited("one-key-for-all", 100)
    body = {
        "money": {"amount": 200, "currency": "CNY"},
        "password": "081208",
        "depositor": {"identity": "11010519491231002X"},
    }
    test.ask("outlet", "POST /v1/deposits", body, "one-key-for-all")
    return [1, 2]


def asked_again_at_once(test: Served) -> list[int]:
    body = redemption(test)
    redeemed(test, body, "the-same-key", BUSY)
    redeemed(test, body, "the-same-key")
    return [2, 3]


def tried_five_passwords(test: Served) -> list[int]:
    number = test.deposited()["number"]
    for place in range(5):
        redeemed(test, redemption(test, number, f"00000{place}"), f"try-number-{place}")
    return [2, 3, 4, 5, 6]


def spent_again_what_was_spent(test: Served) -> list[int]:
    body = redemption(test)
    redeemed(test, body, "the-first-time")
    redeemed(test, {**body, "wallet_id": test.wallets[1]}, "the-second-time")
    return [2, 3]


def slept_until_the_draft_ended(test: Served) -> list[int]:
    body = redemption(test)
    redeemed(test, body, "before-the-holiday", BUSY)
    test.answer_to("PUT /test/clock", {"advance_days": 60})
    redeemed(test, body, "before-the-holiday")
    return [2, 3]


def looked_without_pause(test: Served) -> list[int]:
    for _ in range(30):
        test.ask("provider", f"GET /v1/wallets/{test.wallets[0]}")
    return [1, 2, 30]


REQUESTS: dict[Callable[[Served], list[int]], MistakeName] = {
    new_key_after_a_lost_answer: "new_key_on_retry",
    new_key_at_each_try: "new_key_on_retry",
    amount_changed_under_a_key: "body_changed_under_key",
    asked_again_at_once: "retry_after_ignored",
    tried_five_passwords: "wrong_passwords_tried",
    spent_again_what_was_spent: "password_used_twice",
    slept_until_the_draft_ended: "slept_past_expiry",
    looked_without_pause: "polled_without_pause",
}


@pytest.mark.parametrize(("plant", "mistake"), REQUESTS.items())
def test_a_mistake_in_requests_is_named_with_what_shows_it_and_no_other(
    plant: Callable[[Served], list[int]], mistake: MistakeName, test: Served
) -> None:
    expected = plant(test)

    verdict = test.answer_to("GET /test/verdict")
    (finding,) = verdict["findings"]
    assert finding["mistake"] == mistake
    assert [one["seq"] for one in finding["requests"]] == expected
    kept = {one["seq"]: one for one in test.answer_to("GET /test/requests")["requests"]}
    assert finding["requests"] == [kept[seq] for seq in expected]
    assert "081208" not in json.dumps(verdict)
    assert verdict["is_complete"]


@contextmanager
def shipping(test: Served, *, is_careful: bool) -> Iterator[str]:
    """Lend the address of a receiver that withdraws what was credited, under a key of its own.

    A careful one makes the key from the event, so that a repeated message repeats the request.
    """
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append(said["event_id"])
            key = said["event_id"] if is_careful else f"{said['event_id']}-{len(seen)}"
            body = {"wallet_id": said["subject"], "money": {"amount": 1, "currency": "CNY"}}
            test.ask("provider", "POST /v1/withdrawals", body, key)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("is_careful", [True, False])
def test_who_acts_on_a_message_twice_is_named_and_who_knows_it_again_is_not(
    test: Served, *, is_careful: bool
) -> None:
    with shipping(test, is_careful=is_careful) as url:
        hook = test.ask("provider", "POST /v1/webhooks", {"url": url}).get_json()
        test.redeemed(test.deposited()["number"])
        test.answer_to("POST /test/deliveries")
        messages = test.ask("provider", "GET /v1/messages").get_json()["messages"]
        test.ask("provider", f"POST /v1/messages/{messages[0]['message_id']}/replays")
        test.answer_to("POST /test/deliveries")

    assert hook["webhook_id"]
    found = test.answer_to("GET /test/verdict")["findings"]
    assert [one["mistake"] for one in found] == ["acted_on_duplicate_event"] * (not is_careful)
    for one in found:
        assert [request["path"] for request in one["requests"]] == ["/v1/withdrawals"] * 2
        assert len({message["message_id"] for message in one["messages"]}) == 1


def state_of(test: Served) -> State:
    state: State = test.client.application.extensions["wanghuiyi.worlds"].default
    return state


def sent(
    answered: PostAnswered | PostUnanswered,
    secret: bytes = SECRET,
    age_s: int = 0,
    content: bytes = b'{"type": "order.paid", "subject": "an order"}',
) -> SentPost:
    """Return a webhook as it was sent."""
    headers = signed_headers("msg_1", real_s() - age_s, content, [secret])
    return SentPost(Post("http://127.0.0.1/", headers, content), [SECRET], answered, 1.0, 16.5)


TAKEN, REFUSED = PostAnswered(204), PostAnswered(401)
MESSAGES: dict[MistakeName, Callable[[], SentPost]] = {
    "signature_not_verified": partial(sent, TAKEN, secret=bytes(31) + b"1"),
    "timestamp_not_checked": partial(sent, TAKEN, age_s=600),
    "answered_too_late": partial(sent, PostUnanswered("no answer in time")),
}


@pytest.mark.parametrize(("mistake", "message"), MESSAGES.items())
def test_a_mistake_at_a_webhook_is_named_and_no_other(
    mistake: MistakeName, message: Callable[[], SentPost], test: Served
) -> None:
    state_of(test).note_sent(message())

    (finding,) = test.answer_to("GET /test/verdict")["findings"]
    assert finding["mistake"] == mistake
    assert [(one["message_id"], one["took_ms"]) for one in finding["messages"]] == [
        ("msg_1", 15_500)
    ]


@pytest.mark.parametrize(
    "message",
    [
        partial(sent, TAKEN),
        partial(sent, TAKEN, age_s=290),
        partial(sent, REFUSED, secret=bytes(31) + b"1"),
        partial(sent, REFUSED, age_s=600),
        partial(sent, PostUnanswered("no connection: it was cut")),
        partial(sent, REFUSED, content=b"no JSON"),
    ],
)
def test_a_receiver_that_takes_what_is_right_and_refuses_what_is_not_is_not_named(
    message: Callable[[], SentPost], test: Served
) -> None:
    state_of(test).note_sent(message())

    verdict = test.answer_to("GET /test/verdict")
    assert (verdict["findings"], verdict["messages_judged"]) == ([], 1)


def test_what_the_service_sends_itself_is_signed_well(test: Served) -> None:
    with receiving() as receiver:
        test.ask("provider", "POST /v1/webhooks", {"url": receiver.url})
        test.redeemed(test.deposited()["number"])
        test.answer_to("POST /test/deliveries")

    (message,) = state_of(test).records.evidence().evidence.messages
    assert (message.kind, message.status, message.flaw) == ("wallet.credited", 200, "")


@pytest.mark.parametrize(
    ("fault", "status", "mistakes"),
    [
        ("corrupt_signature", 200, ["signature_not_verified"]),
        ("corrupt_signature", 401, []),
        ("old_timestamp", 200, ["timestamp_not_checked"]),
        ("old_timestamp", 401, []),
        ("duplicate", 200, []),
        ("wrong_content_type", 200, []),
    ],
)
def test_a_receiver_of_webhooks_that_misbehave_is_judged_by_what_it_answers(
    fault: str, status: int, mistakes: list[str], test: Served
) -> None:
    test.answer_to("PUT /test/faults", {"webhook_rules": [{"fault": fault, "nth": 1}]})
    with receiving() as receiver:
        receiver.answers.append((status, {}))
        test.ask("provider", "POST /v1/webhooks", {"url": receiver.url})
        test.redeemed(test.deposited()["number"])
        test.answer_to("POST /test/deliveries")

    found = test.answer_to("GET /test/verdict")["findings"]
    assert [one["mistake"] for one in found] == mistakes


def test_the_verdict_is_of_one_world_and_forgotten_with_its_requests(test: Served) -> None:
    fork = test.forked()
    spent_again_what_was_spent(fork)

    assert test.answer_to("GET /test/verdict")["requests_judged"] == 0
    assert len(fork.answer_to("GET /test/verdict")["findings"]) == 1
    fork.answer_to("DELETE /test/requests")
    assert fork.answer_to("GET /test/verdict") == {
        "findings": [],
        "requests_judged": 0,
        "messages_judged": 0,
        "is_complete": True,
    }


def test_each_mistake_says_what_would_be_right_and_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "testing.md").read_text()

    assert list(MISTAKES) == list(get_args(MistakeName))
    assert [name for name in MISTAKES if f"\n#### {name}\n" not in guide] == []
