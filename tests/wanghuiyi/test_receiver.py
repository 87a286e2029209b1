"""The receiver of webhooks: it believes what the specification's own library believes."""

import ast
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http.client import RemoteDisconnected
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from service.transport import secret_text, signed_headers
from tests.proofs.lengths import examples
from tests.waiting import PATIENCE_S
from wanghuiyi import receiver as module
from wanghuiyi.receiver import Receiver

SECRET, OTHER = bytes(24), bytes(range(32))
PAID = {
    "type": "order.paid",
    "timestamp": "2026-11-24T02:30:00.000Z",
    "event_id": "01a",
    "subject": "o1",
    "data": {"order_id": "o1"},
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        made.trust(secret_text(SECRET))
        yield made


def sent(to: Receiver, content: bytes, headers: Mapping[str, str]) -> int:
    """Post a webhook; return the status."""
    request = urllib.request.Request(to.url, content, dict(headers))  # noqa: S310 - this machine
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def notified(
    to: Receiver, message_id: str = "msg_1", secret: bytes = SECRET, **said: object
) -> int:
    """Send a genuine event that differs from PAID as said; return the status."""
    content = json.dumps(PAID | said).encode()
    return sent(to, content, signed_headers(message_id, int(time.time()), content, [secret]))


def test_an_event_is_kept_as_it_was_said(receiver: Receiver) -> None:
    assert notified(receiver) == 200

    event = receiver.expect("order.paid", "o1")
    assert receiver.received == [event]
    assert (event.id, event.kind, event.subject) == ("msg_1", "order.paid", "o1")
    assert event.data == {"order_id": "o1"}
    assert event.timestamp == "2026-11-24T02:30:00.000Z"
    assert event.sent_at_s == pytest.approx(time.time(), abs=PATIENCE_S)
    assert (event.is_genuine, event.why_not, event.is_repeated) == (True, "", False)


def test_secrets_are_trusted_beside_each_other_and_no_other_is(receiver: Receiver) -> None:
    before = notified(receiver, secret=OTHER)
    receiver.trust(secret_text(OTHER))

    assert [before, notified(receiver, secret=OTHER), notified(receiver)] == [401, 200, 200]
    with pytest.raises(ValueError, match="whsec_ and base64") as refused:
        receiver.trust("whsec_c2hvcnQ=")
    assert "c2hvcnQ" not in str(refused.value)


def test_before_a_secret_is_trusted_nothing_is_genuine() -> None:
    with Receiver() as receiver:
        assert notified(receiver) == 401
        assert "call trust(secret)" in receiver.received[0].why_not


@pytest.mark.parametrize(
    ("away_s", "why_not"),
    [(-290, ""), (290, ""), (-302, "seconds behind now"), (310, "seconds ahead of now")],
)
def test_what_was_sent_more_than_five_minutes_from_now_is_not_genuine(
    receiver: Receiver, away_s: int, why_not: str
) -> None:
    content = json.dumps(PAID).encode()
    headers = signed_headers("msg_1", int(time.time()) + away_s, content, [SECRET])

    assert sent(receiver, content, headers) == (401 if why_not else 200)
    assert why_not in receiver.received[0].why_not
    assert receiver.received[0].is_genuine == (not why_not)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-signature": "é"},
        {"webhook-signature": None},
    ],
)
def test_a_head_that_was_changed_is_not_genuine(
    receiver: Receiver, changed: dict[str, str | None]
) -> None:
    content = json.dumps(PAID).encode()
    headers = signed_headers("msg_1", int(time.time()), content, [SECRET]) | changed

    status = sent(receiver, content, {n: v for n, v in headers.items() if v is not None})

    assert status == 401
    assert receiver.received[0].why_not


@pytest.mark.parametrize("content", [b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_signed_and_no_event_is_not_genuine(receiver: Receiver, content: bytes) -> None:
    headers = signed_headers("msg_1", int(time.time()), content, [SECRET])

    assert sent(receiver, content, headers) == 401
    assert receiver.received[0].why_not == "its body is no JSON object"


@settings(
    deadline=None,
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.dictionaries(st.text(), st.integers(), min_size=1).map(json.dumps),
    signers=st.lists(st.sampled_from([SECRET, OTHER]), max_size=3),
    away_s=st.sampled_from([0, -3, 200, -200, 400, -400, 10**9]),
    tail=st.sampled_from(["", " v1,AAAA", " v1a,AAAA"]),
)
def test_the_specifications_own_library_says_the_same(
    receiver: Receiver, content: str, signers: list[bytes], away_s: int, tail: str
) -> None:
    headers = signed_headers("msg_1", int(time.time()) + away_s, content.encode(), signers)
    headers["webhook-signature"] = (headers["webhook-signature"] + tail).strip()

    try:
        Webhook(secret_text(SECRET)).verify(content, headers)
        status = 200
    except WebhookVerificationError:
        status = 401

    assert sent(receiver, content.encode(), headers) == status


def test_what_the_specifications_own_library_signs_is_genuine(receiver: Receiver) -> None:
    content, at = json.dumps(PAID), datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret_text(SECRET)).sign("msg_1", at, content),
    }

    assert sent(receiver, content.encode(), headers) == 200
    assert receiver.expect("order.*").is_genuine


def test_each_event_is_expected_once_and_repeated_ones_are_told(receiver: Receiver) -> None:
    for _ in range(2):
        notified(receiver)
    notified(receiver, "msg_2", subject="o2")

    assert receiver.expect("order.paid", "o2").id == "msg_2"
    assert not receiver.expect("order.paid").is_repeated
    assert receiver.expect("*").is_repeated
    with pytest.raises(AssertionError, match=r"no order\.paid came in 0 seconds"):
        receiver.expect("order.paid", timeout_s=0)


def test_what_was_expected_in_vain_shows_what_came_instead(receiver: Receiver) -> None:
    with pytest.raises(AssertionError, match="and nothing else: was the delivery asked for"):
        receiver.expect("order.paid", timeout_s=0)
    notified(receiver, "msg_1", type="order.shipped")
    notified(receiver, "msg_2", secret=OTHER)

    with pytest.raises(AssertionError) as failed:
        receiver.expect("order.paid", "o1", timeout_s=0.01)

    assert str(failed.value) == (
        "no order.paid of o1 came in 0.01 seconds; what came instead:\n"
        "  1. order.shipped of o1 (msg_1)\n"
        "  2. order.paid of o1 (msg_2), not genuine: no signature is by a trusted secret"
    )


def test_it_answers_as_it_is_set_and_then_as_usual(receiver: Receiver) -> None:
    receiver.answer_with(500, times=2)
    receiver.answer_with(503, delay_s=0.05, headers={"Retry-After": "9"})

    began_s = time.perf_counter()
    statuses = [notified(receiver) for _ in range(4)]

    assert statuses == [500, 500, 503, 200]
    assert time.perf_counter() - began_s >= 0.05
    assert len(receiver.received) == 4


def test_it_cuts_the_connection_after_it_has_read(receiver: Receiver) -> None:
    receiver.answer_with(None)

    with pytest.raises(RemoteDisconnected):
        notified(receiver)

    assert receiver.received[0].is_genuine
    assert notified(receiver) == 200


@pytest.mark.parametrize(("status", "times", "delay_s"), [(99, 1, 0), (200, 0, 0), (200, 1, -1)])
def test_an_answer_that_cannot_be_is_refused(
    receiver: Receiver, status: int, times: int, delay_s: float
) -> None:
    with pytest.raises(ValueError, match=r"or more|or None"):
        receiver.answer_with(status, times, delay_s)


def test_closed_twice_it_is_closed_and_ends_delays() -> None:
    receiver = Receiver()
    receiver.close()
    receiver.close()

    with pytest.raises(urllib.error.URLError):
        notified(receiver)


def test_it_needs_the_standard_library_alone_beside_its_own_package() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    named = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }

    assert named <= {*sys.stdlib_module_names, "wanghuiyi"}
