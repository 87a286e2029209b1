"""Why a signature does not fit: each cause is made on purpose, and named."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from service.console.webhooks.received import (
    KnownPost,
    KnownSecret,
    KnownWebhooks,
    SeenWebhook,
    pasted_headers,
)
from service.console.webhooks.steps import ExplainedSignature, explained
from service.transport import SignatureError, signed_headers, verify
from service.transport.signature import ID, SIGNATURE, TIMESTAMP, secret_text

NOW_S = 1_795_487_400
SECRET, OLD, OTHERS, STRANGE = (bytes([one]) * 32 for one in (1, 2, 3, 4))
TOO_SHORT = "whsec_abcd"
BODY = '{"type":"order.paid","data":{"shop":"鞋店","money":{"amount":5}}}'.encode()
OTHER_BODY = b'{"type":"order.shipped"}'


def post(name: str, body: bytes, at_s: int = NOW_S, sent_s: int = NOW_S) -> KnownPost:
    """Return a webhook as it was sent to the first receiver."""
    headers = signed_headers(name, at_s, body, [SECRET])
    return KnownPost(name, "w1", sent_s, headers, body, [SECRET])


FIRST, SECOND, OTHER = (
    post("msg_a", BODY),
    post("msg_a", BODY, NOW_S + 30, NOW_S + 30),
    post("msg_b", OTHER_BODY),
)
KNOWN = KnownWebhooks(
    [FIRST, SECOND, OTHER],
    [
        KnownSecret("w1", "http://first.example/", SECRET),
        KnownSecret("w1", "http://first.example/", OLD, is_over=True),
        KnownSecret("w2", "http://second.example/", OTHERS),
    ],
    NOW_S,
    "24 Nov 2026, 10:30:00",
)
SEEN = SeenWebhook(FIRST.headers, BODY, secret_text(SECRET))


def with_header(name: str, value: str) -> SeenWebhook:
    """Return what was seen, with another value of a header."""
    return replace(SEEN, headers={**SEEN.headers, name: value})


def written_again(**how: object) -> SeenWebhook:
    """Return what was seen, its body parsed and written again."""
    return replace(SEEN, content=json.dumps(json.loads(BODY), **how).encode())  # type: ignore[arg-type]  # options of dumps


def outcomes(result: ExplainedSignature) -> list[str]:
    """Return the outcome of each step."""
    return [step.outcome for step in result.steps]


def test_a_message_as_it_was_sent_is_right_in_each_step() -> None:
    result = explained(SEEN, KNOWN)

    assert outcomes(result) == ["right"] * 5
    assert (result.is_right, result.causes) == (True, ())
    assert result.steps[2].said.startswith(f"{len('msg_a.1795487400.') + len(BODY)} bytes")


def test_without_a_secret_that_of_the_webhook_is_used() -> None:
    result = explained(replace(SEEN, secret=""), KNOWN)

    assert result.is_right
    assert result.steps[3].said == "the webhook's own: 1 secret in force"


CAUSES: list[tuple[str, SeenWebhook, str]] = [
    (
        "parsed and written again with spaces",
        written_again(ensure_ascii=False),
        "it says the same, written otherwise; was it parsed and written again?",
    ),
    (
        "written again with only ASCII",
        written_again(separators=(",", ":")),
        "characters that are not ASCII are escaped",
    ),
    ("a line end", replace(SEEN, content=BODY + b"\n"), "1 byte more than was sent: a line end"),
    ("cut short", replace(SEEN, content=BODY[:-2]), "2 bytes fewer than was sent"),
    ("empty", replace(SEEN, content=b""), "was the stream already read by a framework?"),
    ("a byte order mark", replace(SEEN, content=b"\xef\xbb\xbf" + BODY), "a byte order mark"),
    (
        "another amount",
        replace(SEEN, content=BODY.replace(b'"amount":5', b'"amount":6')),
        "as many bytes as were sent, but others: from byte",
    ),
    ("another body", replace(SEEN, content=OTHER_BODY), "that of another message, msg_b"),
    (
        "another message's signature",
        with_header(SIGNATURE, OTHER.headers[SIGNATURE]),
        "the signature is that of another message, msg_b",
    ),
    (
        "another attempt's signature",
        with_header(SIGNATURE, SECOND.headers[SIGNATURE]),
        "signature and timestamp are of two attempts",
    ),
    (
        "another timestamp",
        with_header(TIMESTAMP, str(NOW_S + 7)),
        f"no attempt at this message had the timestamp {NOW_S + 7}: it was sent with {NOW_S}",
    ),
    (
        "a signature that was cut off",
        with_header(SIGNATURE, FIRST.headers[SIGNATURE][:-4]),
        "it was cut off or changed on its way",
    ),
    (
        "another webhook's secret",
        replace(SEEN, secret=secret_text(OTHERS)),
        "that of another webhook, w2 at http://second.example/",
    ),
    ("a rotated secret", replace(SEEN, secret=secret_text(OLD)), "the secret was rotated"),
    ("a strange secret", replace(SEEN, secret=secret_text(STRANGE)), "that of no webhook"),
    ("no secret at all", replace(SEEN, secret=TOO_SHORT), "not as it was shown"),
    (
        "another world's message",
        replace(SEEN, headers=signed_headers("msg_z", NOW_S, BODY, [OTHERS])),
        "no message of this world has this id",
    ),
]


@pytest.mark.parametrize(
    ("seen", "said"), [one[1:] for one in CAUSES], ids=[one[0] for one in CAUSES]
)
def test_a_cause_is_named_and_it_alone(seen: SeenWebhook, said: str) -> None:
    result = explained(seen, KNOWN)

    with pytest.raises(SignatureError):
        verify(seen.headers, seen.content, [_secret_of(seen)], NOW_S)
    assert not result.is_right
    assert len(result.causes) == 1
    assert said in result.causes[0]


def _secret_of(seen: SeenWebhook) -> bytes:
    return base64.b64decode(seen.secret.removeprefix("whsec_"))


@pytest.mark.parametrize("name", [ID, TIMESTAMP, SIGNATURE])
def test_a_header_that_is_missing_ends_the_verification(name: str) -> None:
    headers = {key: value for key, value in FIRST.headers.items() if key != name}

    result = explained(replace(SEEN, headers=headers), KNOWN)

    assert outcomes(result) == ["wrong"]
    assert result.steps[0].said.startswith(f"{name} is missing: check whether a proxy")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("soon", "is not in seconds since 1970"),
        (f"{NOW_S}000", "are milliseconds"),
        (str(NOW_S - 301), "and 300 s are tolerated"),
        (str(NOW_S + 301), "and 300 s are tolerated"),
    ],
)
def test_a_timestamp_that_is_none_or_is_old_is_wrong(at: str, said: str) -> None:
    result = explained(with_header(TIMESTAMP, at), KNOWN)

    assert result.steps[1].outcome == "wrong"
    assert said in result.steps[1].said


@pytest.mark.parametrize(("by_s", "outcome"), [(300, "right"), (301, "wrong")])
def test_a_receiver_whose_clock_is_wrong_learns_by_how_much(by_s: int, outcome: str) -> None:
    result = explained(replace(SEEN, received_s=NOW_S + by_s), KNOWN)

    assert result.steps[1].outcome == outcome
    assert ("receiver's clock is wrong" in "".join(result.causes)) == (outcome == "wrong")


def test_who_pastes_an_hour_later_is_not_told_that_the_message_is_old() -> None:
    result = explained(SEEN, replace(KNOWN, now_s=NOW_S + 3_600))

    assert result.is_right


def test_what_the_server_did_wrong_on_purpose_is_no_fault_of_the_receiver() -> None:
    forged = replace(
        FIRST, headers=signed_headers("msg_a", NOW_S, BODY, [bytes(b ^ 255 for b in SECRET)])
    )
    old = post("msg_a", BODY, NOW_S - 600)

    of_forged, of_old = (
        explained(replace(SEEN, headers=one.headers), replace(KNOWN, posts=[one]))
        for one in (forged, old)
    )

    assert [one.causes[0].partition(":")[2] for one in (of_forged, of_old)] == [
        " the fault corrupt_signature; the receiver is right to refuse it",
        " the fault old_timestamp; the receiver is right to refuse it",
    ]


TEXT = secret_text(SECRET)
SIGNED = f"msg_a.{NOW_S}.".encode() + BODY
SPACED = f"msg_a.{NOW_S}.".encode() + json.dumps(json.loads(BODY), ensure_ascii=False).encode()
MISTAKES: list[tuple[str, bytes, bytes]] = [
    ("it compares wrongly", SECRET, SIGNED),
    ("the whole text of the secret as key", TEXT.encode(), SIGNED),
    ("without decoding it from base64", TEXT.removeprefix("whsec_").encode(), SIGNED),
    ("signs the body alone", SECRET, BODY),
    ("signs timestamp and body", SECRET, f"{NOW_S}.".encode() + BODY),
    ("signs timestamp, id and body", SECRET, f"{NOW_S}.msg_a.".encode() + BODY),
    ("without points between them", SECRET, f"msg_a{NOW_S}".encode() + BODY),
    ("parsed and written again, with spaces", SECRET, SPACED),
]
WRITTEN: list[tuple[str, Callable[[bytes], str]]] = [
    ("", lambda mac: base64.b64encode(mac).decode()),
    ("your code", lambda mac: f"v1,{base64.b64encode(mac).decode()}"),
    ("written in hex", lambda mac: mac.hex()),
    ("base64 for URLs", lambda mac: base64.urlsafe_b64encode(mac).decode().rstrip("=")),
]


@pytest.mark.parametrize(("said", "key", "content"), MISTAKES)
@pytest.mark.parametrize(("how", "written"), WRITTEN)
def test_a_signature_that_was_computed_tells_how(
    said: str, key: bytes, content: bytes, how: str, written: Callable[[bytes], str]
) -> None:
    computed = written(hmac.digest(key, content, "sha256"))

    causes = explained(replace(SEEN, computed=computed), KNOWN).causes

    assert len(causes) == 1
    assert said in causes[0]
    assert how in causes[0]


def test_a_signature_that_no_usual_mistake_gives_says_so() -> None:
    causes = explained(replace(SEEN, computed="AAAA"), KNOWN).causes

    assert "no usual mistake" in causes[0]


@pytest.mark.parametrize(
    "text",
    [
        "Webhook-Id: msg_a\nWebhook-Timestamp:  7 \r\nnothing here",
        "-H 'webhook-id: msg_a' \\\n-H \"webhook-timestamp: 7\"",
        '{"WEBHOOK-ID": "msg_a", "webhook-timestamp": 7}',
    ],
)
def test_headers_are_read_as_they_are_pasted(text: str) -> None:
    assert pasted_headers(text) == {"webhook-id": "msg_a", "webhook-timestamp": "7"}
