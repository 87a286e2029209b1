"""Content-Digest: a body is checked against the digests that are said of it."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.client import Client
from service.refusals.request import ContentDigestWrong
from service.web.digests import dictionary, require_digest, wanted_digest
from tests.service.servers import IDENTITY, PASSWORD, Service, deposit_body, refused

# RFC 9530, appendix D: digests over {"hello": "world"} and a line feed.
HELLO = b'{"hello": "world"}\n'
OF_HELLO_256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
OF_HELLO_512 = (
    "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/"
    "WkppmM44T3qg==:"
)


def encoded(digest: bytes) -> str:
    return f":{base64.b64encode(digest).decode()}:"


def is_let_pass(header: str, content: bytes = HELLO) -> bool:
    try:
        require_digest(header, content)
    except ContentDigestWrong:
        return False
    return True


@pytest.mark.parametrize(
    "header",
    [
        OF_HELLO_256,
        OF_HELLO_512,
        f"{OF_HELLO_256}, {OF_HELLO_512}",
        f"{OF_HELLO_512}\t,{OF_HELLO_256}",
        OF_HELLO_256[:-2] + ":",  # without padding, which RFC 8941 lets parsers take
        f"{OF_HELLO_256};note=a",
        f"md5=:AAAA:, {OF_HELLO_256}",  # broken or unknown ones are ignored, whatever they say
        'new=("a" b;c), other=?1, third="x, y", fourth=-1.5, fifth',
        f"sha-256=:{'A' * 43}=:, {OF_HELLO_256}",  # of a doubled member the last counts
        "",
    ],
)
def test_the_digests_of_the_rfc_are_those_of_its_body(header: str) -> None:
    assert is_let_pass(header)


@pytest.mark.parametrize(
    "header",
    [
        f"{OF_HELLO_256}, sha-512=:{'A' * 86}==:",  # one of two is enough to be wrong
        OF_HELLO_256.replace("RK", "RL"),
        OF_HELLO_256.replace("sha-256", "sha-512"),
        OF_HELLO_256.replace("=:", "", 1),
        OF_HELLO_256.replace(":", '"'),
        "sha-256",
        "sha-256=::",
        "sha-256=:A:",
        "SHA-256=:AAAA:",  # names of members are lower case
        f"{OF_HELLO_256},",
        f"{OF_HELLO_256} {OF_HELLO_512}",
        f", {OF_HELLO_256}",
        "sha-256=44afF4ab2d7c",
    ],
)
def test_what_is_wrong_or_malformed_is_refused(header: str) -> None:
    assert not is_let_pass(header)


@given(
    st.binary(max_size=200),
    st.binary(max_size=200),
    st.lists(st.sampled_from(["sha256", "sha512"]), min_size=1, unique=True),
)
def test_a_body_passes_only_with_its_own_digest(
    content: bytes, other: bytes, algorithms: list[str]
) -> None:
    header = ", ".join(
        f"{one[:3]}-{one[3:]}={encoded(hashlib.new(one, content).digest())}" for one in algorithms
    )

    assert is_let_pass(header, content)
    assert is_let_pass(header, other) == (content == other)


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_whatever_is_sent_is_read_or_refused(header: str) -> None:
    assert dictionary(header) is None or is_let_pass(header) in {True, False}


def test_a_damaged_deposit_is_not_made_and_the_same_key_then_makes_it(service: Service) -> None:
    content = json.dumps(deposit_body()).encode()
    right = {"Idempotency-Key": "a-key-for-one", "Content-Digest": ""}
    right["Content-Digest"] = f"sha-256={encoded(hashlib.sha256(content).digest())}"

    damaged = service.ask(
        service.outlet, "POST", "/v1/deposits", content.replace(b"17500", b"97500"), right
    )
    made = service.ask(service.outlet, "POST", "/v1/deposits", content, right)

    assert refused(damaged) == (400, "content_digest_wrong")
    assert right["Content-Digest"].split(":")[1] not in damaged.text
    assert made.status_code == 201
    assert "Idempotency-Replayed" not in made.headers
    assert service.count("draft") == 1


@pytest.mark.parametrize(
    ("wanted", "algorithm"),
    [
        ("sha-256=1", "sha256"),
        ("sha-512=3, sha-256=10, unixsum=10", "sha256"),
        ("sha-512=3, sha-256=0", "sha512"),
        ("sha-256=0", None),
        ("md5=10", None),
        ("sha-256", None),
        ("no dictionary", None),
    ],
)
def test_an_answer_has_the_digest_that_is_preferred_and_else_none(
    sqlite_service: Service, wanted: str, algorithm: str | None
) -> None:
    asked = {"Want-Content-Digest": wanted}

    answers = [
        sqlite_service.ask(sqlite_service.auditor, "GET", "/v1/books/check", headers=asked),
        sqlite_service.ask(None, "GET", "/v1/books/check", headers=asked),
    ]

    for answer in answers:
        digest = answer.headers.get("Content-Digest")
        expected = algorithm and encoded(hashlib.new(algorithm, answer.data).digest())
        assert digest == (algorithm and f"{algorithm[:3]}-{algorithm[3:]}={expected}")


def test_the_example_of_the_rfc_is_what_an_answer_would_have() -> None:
    assert wanted_digest("sha-256=1", HELLO) == OF_HELLO_256
    assert wanted_digest("sha-512=1", HELLO) == OF_HELLO_512


def test_a_client_sends_digests_if_it_is_made_so(sqlite_service: Service) -> None:
    sent: list[str] = []
    application = sqlite_service.app

    def noting(environ: dict[str, str], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sent.append(environ.get("HTTP_CONTENT_DIGEST", ""))
        return application(environ, start_response)

    for sends_digests in (True, False):
        client = Client(noting, sqlite_service.outlet, sends_digests=sends_digests)
        with client as counter:
            assert counter.deposit(17_500, password=PASSWORD, identity=IDENTITY).number

    assert [one[:9] for one in sent] == ["sha-256=:", ""]
