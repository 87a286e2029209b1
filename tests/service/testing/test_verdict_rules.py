"""Both sides of each limit of a verdict: what is a mistake, and what may have another reason."""

from dataclasses import replace
from typing import Any

import pytest

from service.testing.evidence import ClientEvidence, SeenRequest, SentMessage, read_body
from service.testing.verdict import findings
from tests.service.testing.seen import named, seen, sent

DEPOSIT = {"route": "POST /v1/deposits", "path": "POST /v1/deposits?"}
LOOK: dict[str, Any] = {
    "route": "GET /v1/wallets/{wallet_id}",
    "path": "GET /v1/wallets/1?",
    "idempotency_key": None,
    "status": 200,
}
DRAFT = {"number": b"a number", "password": b"a password"}


def mistakes(*recorded: SeenRequest | SentMessage) -> list[str]:
    """Return what is found in these."""
    requests = tuple(one for one in recorded if isinstance(one, SeenRequest))
    messages = tuple(one for one in recorded if isinstance(one, SentMessage))
    return [one.mistake for one in findings(ClientEvidence(requests, messages))]


LOST = seen(1, is_lost=True)


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([LOST, seen(2)], ["new_key_on_retry"]),
        ([LOST, seen(2, idempotency_key="request-1")], []),
        ([LOST, seen(2), seen(3, idempotency_key="request-1")], []),
        ([LOST, seen(2, body=b"another")], []),
        ([LOST, seen(2, caller=b"another")], []),
        ([LOST, seen(2, path="POST /v1/redemptions?2")], []),
        ([LOST, seen(2, began_s=61.0)], ["new_key_on_retry"]),
        ([LOST, seen(2, began_s=61.02)], []),
        ([LOST, seen(2, began_s=1.005)], []),
        ([LOST, seen(2, **LOOK), seen(3)], []),
        ([LOST, seen(2, **{**LOOK, "caller": b"another"}), seen(3)], ["new_key_on_retry"]),
        ([seen(1), seen(2)], []),
        ([seen(1, status=409, code="request_in_progress"), seen(2)], ["new_key_on_retry"]),
        ([seen(1, status=409, code="draft_ended"), seen(2)], []),
        ([seen(1, status=429, code="too_many_wrong_tries"), seen(2)], []),
        ([seen(1, status=500), seen(2, status=503), seen(3)], ["new_key_on_retry"]),
        ([seen(1, route="POST /v1/wallets", status=500), seen(2, route="POST /v1/wallets")], []),
        ([seen(1, **DEPOSIT, status=500), seen(2, **DEPOSIT)], ["new_key_on_retry"]),
        ([seen(1, **DEPOSIT), seen(2, **DEPOSIT, status=500), seen(3, **DEPOSIT)], []),
        ([seen(1, ended_s=4.0, latency_ms=3_000), seen(2)], ["new_key_on_retry"]),
        ([seen(1, ended_s=4.0, latency_ms=3_000), seen(2, began_s=1.9)], []),
        ([seen(1, ended_s=4.0), seen(2)], []),
    ],
)
def test_a_new_key_is_a_mistake_only_if_nothing_else_explains_it(
    recorded: list[SeenRequest], expected: list[str]
) -> None:
    assert mistakes(*recorded) == expected


TOLD = seen(1, idempotency_key="one-key", status=503, retry_after_s=5)


def again(real_s: float, clock_ms: int, **other: Any) -> SeenRequest:  # noqa: ANN401 - the fields'
    """Return the same request, so long after the answer by the real and by the test clock."""
    moments = {"began_s": TOLD.ended_s + real_s, "began_ms": TOLD.ended_ms + clock_ms}
    return seen(2, **{**moments, "idempotency_key": "one-key", **other})


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (again(4.8, 0), ["retry_after_ignored"]),
        (again(0.0, 4_800), ["retry_after_ignored"]),
        (again(5.0, 0), []),
        (again(0.0, 5_000), []),
        (again(0.0, -9_000), ["retry_after_ignored"]),
        (again(-0.001, 0), []),
        (again(1.0, 0, body=b"another"), []),
        (again(1.0, 0, caller=b"another"), []),
    ],
)
def test_a_wait_counts_by_whichever_clock_has_gone_farther(
    second: SeenRequest, expected: list[str]
) -> None:
    assert mistakes(TOLD, second) == expected


def test_a_wait_that_was_lost_with_its_answer_is_not_ignored() -> None:
    assert mistakes(replace(TOLD, is_lost=True), again(1.0, 0)) == []


@pytest.mark.parametrize(
    ("code", "expected"), [("too_many_requests", ["retry_after_ignored"]), ("busy", [])]
)
def test_a_look_waits_after_429_alone(code: str, expected: list[str]) -> None:
    told = seen(1, **{**LOOK, "status": 429, "code": code, "retry_after_s": 60})

    assert mistakes(told, seen(2, **LOOK)) == expected


def looks(count: int, pause_s: float = 0.0, **other: Any) -> list[SeenRequest]:  # noqa: ANN401 - the fields'
    """Return so many looks, each so long after the answer before."""
    every_s = 0.01 + pause_s
    return [
        seen(place, **{**LOOK, "began_s": place * every_s, "began_ms": 0, "ended_ms": 0, **other})
        for place in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (looks(20, 0.001), ["polled_without_pause"]),
        (looks(19, 0.001), []),
        (looks(100, 0.021), []),
        ([replace(one, answer=bytes([one.seq])) for one in looks(40, 0.001)], []),
        ([replace(one, began_ms=one.seq * 1_000) for one in looks(40, 0.001)], []),
        ([*looks(40, 0.001)[:19], seen(20, began_s=0.2), *looks(40, 0.001)[21:]], []),
        ([replace(one, ended_s=one.ended_s + 0.01) for one in looks(40, 0.001)], []),
    ],
)
def test_polling_is_the_same_look_again_and_again_by_both_clocks(
    recorded: list[SeenRequest], expected: list[str]
) -> None:
    assert mistakes(*recorded) == expected


ORDER = "order-12345678"
SHIPMENT: dict[str, Any] = {
    "route": "POST /v1/orders/{order_id}/shipments",
    "path": f"POST /v1/orders/{ORDER}/shipments?",
    "names": named(ORDER),
}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([sent(1), seen(2, **SHIPMENT), sent(3), seen(4, **SHIPMENT)], True),
        ([sent(1, status=500), seen(2, **SHIPMENT), sent(3), seen(4, **SHIPMENT)], True),
        ([sent(1), seen(2, **SHIPMENT), sent(3, message_id="msg_2"), seen(4, **SHIPMENT)], False),
        ([sent(1), sent(2), seen(3, **SHIPMENT), seen(4, **SHIPMENT)], False),
        ([sent(1), seen(2, **SHIPMENT), sent(3), seen(9, **SHIPMENT)], False),
        ([sent(1), seen(2, **SHIPMENT), sent(3), seen(4, **{**SHIPMENT, "body": b"2"})], False),
        ([sent(1), seen(2), sent(3), seen(4)], False),
        (
            [sent(1), seen(2, **SHIPMENT), sent(3), seen(4, **SHIPMENT), seen(50, **SHIPMENT)],
            False,
        ),
        (
            [
                *(sent(1), seen(2, **SHIPMENT), sent(3)),
                *(sent(4, message_id="msg_2"), seen(5, **SHIPMENT)),
            ],
            False,
        ),
        (
            [
                *(sent(1), seen(2, **{**SHIPMENT, "idempotency_key": "event-1"})),
                *(sent(3), seen(4, **{**SHIPMENT, "idempotency_key": "event-1"})),
            ],
            False,
        ),
        ([sent(1), seen(2, **SHIPMENT), sent(3, flaw="signature", status=401)], False),
    ],
)
def test_acting_twice_is_a_mistake_only_if_one_message_explains_both(
    recorded: list[SeenRequest | SentMessage], *, expected: bool
) -> None:
    assert mistakes(*recorded) == ["acted_on_duplicate_event"] * expected


def test_a_receiver_may_know_a_message_by_its_id_whatever_its_signature() -> None:
    assert mistakes(sent(1), sent(2, flaw="signature")) == []
    assert mistakes(sent(1, flaw="signature"), sent(2)) == ["signature_not_verified"]
    assert mistakes(sent(1, status=500), sent(2, flaw="timestamp")) == ["timestamp_not_checked"]


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([seen(1, **DRAFT), seen(2, **DRAFT, body=b"2")], ["password_used_twice"]),
        ([seen(1, **DRAFT), seen(2, **DRAFT, idempotency_key="request-1")], []),
        ([seen(1, **DRAFT), seen(2, **{**DRAFT, "password": b"another"}, body=b"2")], []),
        ([seen(1, **DRAFT, status=409), seen(2, **DRAFT, body=b"2")], []),
        ([seen(1, **DRAFT, is_lost=True), seen(2, **DRAFT, body=b"2")], []),
        ([seen(1, **DRAFT), seen(2, **DRAFT, began_s=1.005, body=b"2")], []),
        ([seen(1, **DRAFT), seen(2, **DRAFT, caller=b"another", body=b"2")], []),
    ],
)
def test_a_password_is_used_twice_only_by_who_was_told_that_it_was_used(
    recorded: list[SeenRequest], expected: list[str]
) -> None:
    assert mistakes(*recorded) == expected


@pytest.mark.parametrize(("count", "expected"), [(5, ["wrong_passwords_tried"]), (4, [])])
def test_as_many_wrong_passwords_as_lock_a_number_are_a_mistake(
    count: int, expected: list[str]
) -> None:
    wrong = {**DRAFT, "status": 403, "code": "number_or_password_wrong"}
    replayed = [seen(50 + place, **wrong, is_replayed=True) for place in range(5)]

    assert mistakes(*(seen(place, **wrong) for place in range(count)), *replayed) == expected


OVERDUE: dict[str, Any] = {
    "route": "POST /v1/orders/{order_id}/payments",
    "path": f"POST /v1/orders/{ORDER}/payments?",
    "names": named(ORDER),
    "status": 409,
    "code": "payment_overdue",
}
PLACED: dict[str, Any] = {"route": "POST /v1/orders", "shown": named(ORDER), "body": b"an order"}
EXPIRED: dict[str, Any] = {**DRAFT, "status": 409, "code": "draft_expired"}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([seen(1, **PLACED), seen(2, **OVERDUE)], ["slept_past_expiry"]),
        ([seen(1, **PLACED, caller=b"another"), seen(2, **OVERDUE)], []),
        ([seen(1, **{**PLACED, "shown": named("order-87654321")}), seen(2, **OVERDUE)], []),
        ([seen(2, **EXPIRED)], []),
        (
            [seen(1, **DRAFT, status=503), seen(2, **EXPIRED, idempotency_key="request-1")],
            ["slept_past_expiry"],
        ),
        ([seen(1, **DRAFT, status=403), seen(2, **EXPIRED)], []),
    ],
)
def test_who_never_had_it_in_hand_did_not_sleep(
    recorded: list[SeenRequest], expected: list[str]
) -> None:
    assert mistakes(*recorded) == expected


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ('{"a": 1, "b": "2007 0101 0000 5726"}', '{"b":"2007010100005726","a":1}', True),
        ('{"a": 1}', '{"a": 2}', False),
        ('{"a": "x y"}', '{"a": "xy"}', False),
        ("no JSON", "no JSON", True),
    ],
)
def test_a_body_is_known_again_however_it_is_written(
    one: str, other: str, *, is_same: bool
) -> None:
    assert (read_body(one.encode()).said == read_body(other.encode()).said) is is_same
