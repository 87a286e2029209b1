"""Acting on an event that a newer one has overtaken: a mistake only if nothing else explains it."""

from typing import Any

import pytest

from service.testing.evidence import ClientEvidence, SeenRequest, SentMessage
from service.testing.traffic import NO_TURN, DueTurn
from service.testing.verdict import findings
from tests.service.testing.seen import named, seen, sent

ORDER = "order-12345678"
NEWER: dict[str, Any] = {
    "message_id": "msg_2",
    "kind": "order.cancelled",
    "turn": DueTurn(2, "hook"),
}
LATE: dict[str, Any] = {"message_id": "msg_1", "kind": "order.placed", "turn": DueTurn(1, "hook")}
PAYMENT: dict[str, Any] = {
    "route": "POST /v1/orders/{order_id}/payments",
    "path": f"POST /v1/orders/{ORDER}/payments?",
    "names": named(ORDER),
    "status": 409,
    "code": "order_not_ready",
}
TAKING = {"began_s": 3.0, "ended_s": 5.0}
ACT: dict[str, Any] = {**PAYMENT, "began_s": 4.0}
LOOK: dict[str, Any] = {
    "route": "GET /v1/orders/{order_id}",
    "path": f"GET /v1/orders/{ORDER}?",
    "idempotency_key": None,
    "names": named(ORDER),
}


def mistakes(*recorded: SeenRequest | SentMessage) -> list[str]:
    requests = tuple(one for one in recorded if isinstance(one, SeenRequest))
    messages = tuple(one for one in recorded if isinstance(one, SentMessage))
    return [one.mistake for one in findings(ClientEvidence(requests, messages))]


@pytest.mark.parametrize(
    ("newer", "late", "act", "expected"),
    [
        ({}, {}, {}, True),
        ({"status": 500}, {}, {}, False),
        ({"subject": "order-87654321"}, {}, {}, False),
        ({"turn": DueTurn(2, "another hook")}, {}, {}, False),
        ({"turn": DueTurn(1, "hook")}, {"turn": DueTurn(2, "hook")}, {}, False),
        ({"turn": NO_TURN}, {"turn": NO_TURN}, {}, False),
        ({"ended_s": 3.5}, {}, {}, False),
        ({}, {"ended_s": 3.9}, {}, False),
        ({}, {}, {"began_s": 2.9}, False),
        ({}, {}, {"code": "balance_too_low"}, False),
        ({}, {}, {"status": 201, "code": ""}, False),
        ({}, {}, {"is_lost": True}, False),
        ({}, {}, {"names": named("order-87654321")}, False),
        ({}, {}, {"idempotency_key": None}, False),
    ],
)
def test_it_is_refused_while_an_older_message_is_taken_after_a_newer_one(
    newer: dict[str, Any], late: dict[str, Any], act: dict[str, Any], *, expected: bool
) -> None:
    found = mistakes(
        sent(1, **{**NEWER, **newer}),
        seen(4, **{**ACT, **act}),
        sent(5, **{**LATE, **TAKING, **late}),
    )

    assert found == ["acted_on_overtaken_event"] * expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (seen(2, **{**LOOK, "began_s": 3.5}), False),
        (seen(2, **{**LOOK, "began_s": 2.5}), True),
        (seen(2, **{**LOOK, "began_s": 3.5, "caller": b"another"}), True),
        (seen(2, **{**PAYMENT, "began_s": 2.5, "idempotency_key": "request-4"}), False),
        (seen(2, **{**PAYMENT, "began_s": 2.5, "body": b"another"}), True),
        (sent(2, **LATE, began_s=0.5, ended_s=0.6), False),
    ],
)
def test_who_looked_or_tried_before_or_had_the_message_is_not_named(
    before: SeenRequest | SentMessage, *, expected: bool
) -> None:
    found = mistakes(sent(1, **NEWER), before, seen(4, **ACT), sent(5, **LATE, **TAKING))

    assert ("acted_on_overtaken_event" in found) == expected


WALLET = "wallet-12345678"
CREDITED: dict[str, Any] = {
    "kind": "wallet.credited",
    "subject": "draft-12345678",
    "about": named(WALLET),
}
BONUS: dict[str, Any] = {
    "route": "POST /v1/payments",
    "path": "POST /v1/payments?",
    "names": named(WALLET),
}


@pytest.mark.parametrize(("ended_s", "expected"), [(1.5, True), (0.4, False)])
def test_what_a_messages_data_name_counts_while_its_receiver_is_at_it(
    ended_s: float, *, expected: bool
) -> None:
    recorded: list[SeenRequest | SentMessage] = [
        sent(1, **CREDITED, began_s=1.0, ended_s=1.0 + ended_s),
        seen(2, **BONUS, began_s=1.5),
        sent(3, **CREDITED, began_s=3.0, ended_s=3.0 + ended_s),
        seen(4, **BONUS, began_s=3.5),
    ]

    assert mistakes(*recorded) == ["acted_on_duplicate_event"] * expected
