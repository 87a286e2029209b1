"""Gateways that carry texts: a file on the disk, and HTTP with a signature."""

import json
import os
import stat
from pathlib import Path

import pytest

from service.domain.message import FailedAttempt
from service.errors import ConfigError
from service.transport import secret_from
from service.transport.sms import FileGateway, HttpGateway, Text, gateway_named
from tests.service.receivers import Receiver, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of a test
TEXT = Text("msg_1", "+8613800138000", "邮件已到达。", "zh", 0)
SAID = {
    "to": "+8613800138000",
    "text": "邮件已到达。",
    "language": "zh",
    "alphabet": "UCS-2",
    "parts": 1,
}


def http_gateway(receiver: Receiver) -> HttpGateway:
    return HttpGateway(receiver.url, secret_from(SECRET))


def test_a_file_gets_a_line_for_each_text_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    gateway = FileGateway(tmp_path / "texts.jsonl")

    assert [gateway.send(TEXT), gateway.send(TEXT)] == [None, None]

    lines = (tmp_path / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": "msg_1", "at": "1969-12-31T16:00:00.000Z", **SAID}
    ] * 2
    assert stat.S_IMODE((tmp_path / "texts.jsonl").stat().st_mode) == 0o600


def test_a_line_is_on_the_disk_before_it_counts_as_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)

    FileGateway(tmp_path / "texts.jsonl").send(TEXT)

    assert len(synced) == 1


def test_a_file_that_cannot_be_written_is_a_failure_without_the_phone(tmp_path: Path) -> None:
    failed = FileGateway(tmp_path / "no" / "such").send(TEXT)

    assert failed == FailedAttempt("the file cannot be written: No such file or directory")


def test_http_gets_a_signed_message() -> None:
    with receiving() as receiver:
        assert http_gateway(receiver).send(TEXT) is None

    (received,) = receiver.received
    received.require_signed(SECRET)
    assert received.message_id == "msg_1"
    assert received.said == {
        "type": "sms.send",
        "timestamp": "1969-12-31T16:00:00.000Z",
        "data": SAID,
    }


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (500, FailedAttempt("status 500")),
        (429, FailedAttempt("status 429", retry_after_ms=9_000)),
        (401, FailedAttempt("status 401")),
        (422, FailedAttempt("status 422", is_final=True)),
        (400, FailedAttempt("status 400", is_final=True)),
        (302, FailedAttempt("status 302")),
    ],
)
def test_what_no_repetition_mends_is_final(status: int, failure: FailedAttempt) -> None:
    with receiving() as receiver:
        receiver.answers.append((status, {"Retry-After": "9"} if status == 429 else {}))

        assert http_gateway(receiver).send(TEXT) == failure


def test_a_gateway_that_is_away_is_a_failure() -> None:
    with receiving() as receiver:
        gateway = http_gateway(receiver)

    assert gateway.send(TEXT) == FailedAttempt("no connection: Connection refused")


@pytest.mark.parametrize("url", ["https://carrier.example/sms", "http://127.0.0.1:9/sms"])
def test_an_option_names_a_gateway(url: str) -> None:
    secret = secret_from(SECRET)

    assert gateway_named(url, secret) == HttpGateway(url, secret)
    assert gateway_named("file:texts.jsonl", None) == FileGateway(Path("texts.jsonl"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("https://carrier.example/sms", "set WANGHUIYI_SMS_SECRET"),
        ("http://carrier.example/sms", "the form file:PATH"),
        ("file:", "the form file:PATH"),
        ("texts.jsonl", "the form file:PATH"),
        ("https:///sms", "the form file:PATH"),
        ("https://carrier.example:0/sms", "the form file:PATH"),
        ("https://carrier.example:99999/sms", "the form file:PATH"),
        ("ftp://127.0.0.1:21/sms", "the form file:PATH"),
    ],
)
def test_an_option_that_names_none_says_what_to_do(name: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        gateway_named(name, None)


def test_neither_phone_nor_secret_is_printed() -> None:
    shown = repr(TEXT) + repr(HttpGateway("https://carrier.example", secret_from(SECRET)))

    assert "13800138000" not in shown
    assert repr(secret_from(SECRET)) not in shown
