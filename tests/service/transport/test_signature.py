"""Signatures as the specification has them; its own library judges ours, and ours judges it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from service.transport import (
    SignatureError,
    new_secret,
    secret_from,
    secret_text,
    signed_headers,
    verify,
)

# The example that the specification's own library is tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - a published example
MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT_S = 1_614_265_330
CONTENT = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

contents = st.dictionaries(st.text(), st.integers() | st.text()).map(json.dumps)
secrets = st.binary(min_size=24, max_size=64)


def test_the_example_of_the_specifications_library() -> None:
    headers = signed_headers(MESSAGE_ID, AT_S, CONTENT, [secret_from(SECRET)])

    assert headers == {
        "webhook-id": MESSAGE_ID,
        "webhook-timestamp": str(AT_S),
        "webhook-signature": SIGNATURE,
    }


@given(secrets, contents, st.integers(0, 2**33))
def test_the_library_signs_alike(secret: bytes, content: str, at_s: int) -> None:
    theirs = Webhook(secret_text(secret)).sign("msg_1", datetime.fromtimestamp(at_s, UTC), content)

    ours = signed_headers("msg_1", at_s, content.encode(), [secret])

    assert ours["webhook-signature"] == theirs


@given(st.lists(secrets, min_size=1, max_size=3, unique=True), contents)
def test_the_library_proves_with_any_of_the_secrets_in_force(
    in_force: list[bytes], content: str
) -> None:
    now_s = int(datetime.now(UTC).timestamp())
    headers = signed_headers("msg_1", now_s, content.encode(), in_force)

    for secret in in_force:
        assert Webhook(secret_text(secret)).verify(content, headers) == json.loads(content)
        assert verify(headers, content.encode(), [secret], now_s) == "msg_1"


def test_another_secret_proves_nothing() -> None:
    now_s = int(datetime.now(UTC).timestamp())
    headers = signed_headers("msg_1", now_s, CONTENT, [bytes(32)])

    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(CONTENT, headers)
    with pytest.raises(SignatureError, match="no signature is valid"):
        verify(headers, CONTENT, [secret_from(SECRET)], now_s)


@pytest.mark.parametrize("late_s", [-301, 301, 10**6])
def test_what_was_signed_at_another_time_is_refused(late_s: int) -> None:
    headers = signed_headers("msg_1", AT_S, CONTENT, [bytes(32)])

    assert verify(headers, CONTENT, [bytes(32)], AT_S + 300) == "msg_1"
    assert verify(headers, CONTENT, [bytes(32)], AT_S - 300) == "msg_1"
    with pytest.raises(SignatureError, match="300 seconds"):
        verify(headers, CONTENT, [bytes(32)], AT_S + late_s)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-timestamp", str(AT_S + 1)),
        ("webhook-timestamp", "soon"),
        ("webhook-timestamp", "١"),
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,%%%"),
        ("webhook-signature", "v1a," + SIGNATURE[3:]),
        ("webhook-signature", SIGNATURE[3:]),
        ("webhook-signature", "v1,é"),
    ],
)
def test_a_header_that_was_changed_proves_nothing(name: str, value: str) -> None:
    secret = secret_from(SECRET)
    headers = signed_headers(MESSAGE_ID, AT_S, CONTENT, [secret])

    with pytest.raises(SignatureError):
        verify({**headers, name: value}, CONTENT, [secret], AT_S)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_is_missing_is_named(name: str) -> None:
    headers = signed_headers(MESSAGE_ID, AT_S, CONTENT, [bytes(32)])
    del headers[name]

    with pytest.raises(SignatureError, match=f"{name} is missing"):
        verify(headers, CONTENT, [bytes(32)], AT_S)


def test_content_that_was_changed_proves_nothing() -> None:
    headers = signed_headers(MESSAGE_ID, AT_S, CONTENT, [bytes(32)])

    with pytest.raises(SignatureError):
        verify(headers, CONTENT + b" ", [bytes(32)], AT_S)


def test_a_new_secret_has_256_bits_of_what_was_drawn() -> None:
    text = secret_text(new_secret((1 << 256) - 1))

    assert secret_from(text) == b"\xff" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_" + "A" * 28,  # 21 bytes
        "whsec_" + "A" * 88,  # 66 bytes
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
        "whsec_é",
    ],
)
def test_what_is_no_secret_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="not a webhook secret") as refused:
        secret_from(text)

    assert not text.removeprefix("whsec_") or text not in str(refused.value)
