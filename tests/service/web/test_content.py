"""A body that is not JSON in UTF-8 is refused in words that say what it is."""

import gzip
import json

import pytest

from tests.service.servers import Service, deposit_body, refused, taken

DEPOSIT = json.dumps(deposit_body())
FORM = "application/x-www-form-urlencoded"
UNSUPPORTED = {
    "gzip": (gzip.compress(DEPOSIT.encode()), {"Content-Encoding": "gzip"}, "packed"),
    "two codings": (DEPOSIT.encode(), {"Content-Encoding": "identity, br"}, "packed"),
    "UTF-16 with a mark": (DEPOSIT.encode("utf-16"), {}, "UTF-16"),
    "UTF-16 without": (DEPOSIT.encode("utf-16-le"), {}, "UTF-16"),
    "UTF-32": (DEPOSIT.encode("utf-32"), {}, "UTF-32"),
    "a charset": (
        DEPOSIT.encode(),
        {"Content-Type": "application/json; charset=utf-16"},
        "charset",
    ),
    "GBK": (DEPOSIT.encode(), {"Content-Type": 'text/plain; Charset="gbk"'}, "charset"),
    "no charset": (DEPOSIT.encode(), {"Content-Type": "text/plain; charset=x-unknown"}, "charset"),
    "a boundary in quotes": (
        b"--a,b\r\n",
        {"Content-Type": 'multipart/form-data; boundary="a,b"'},
        "that of a form",
    ),
    "a form": (b"amount=175&password=081208", {"Content-Type": FORM}, "that of a form"),
    "parts": (b"--x\r\n", {"Content-Type": "multipart/form-data; boundary=x"}, "that of a form"),
}
MALFORMED = {
    "a byte order mark": (DEPOSIT.encode("utf-8-sig"), "begins with a byte order mark"),
    "GBK": ('{"名": 1}'.encode("gbk"), "byte 3 of the body is not UTF-8"),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_not_json_in_utf_8_is_unsupported(service: Service, name: str) -> None:
    content, headers, words = UNSUPPORTED[name]

    response = service.ask(service.outlet, "POST", "/v1/deposits", content, headers)

    assert refused(response) == (415, "content_unsupported")
    assert words in taken(response)["detail"]
    assert service.count("draft") == 0


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_wrong_with_the_bytes_of_json_is_said(service: Service, name: str) -> None:
    content, words = MALFORMED[name]

    response = service.ask(service.outlet, "POST", "/v1/deposits", content)

    assert refused(response) == (400, "request_malformed")
    assert words in taken(response)["errors"][0]["message"]


@pytest.mark.parametrize(
    "kind", ["text/plain", FORM, 'application/json; charset="UTF8"', "text/json; charset=us-ascii"]
)
def test_json_is_understood_under_another_name(service: Service, kind: str) -> None:
    headers = {"Content-Type": kind, "Content-Encoding": "identity"}

    response = service.ask(service.outlet, "POST", "/v1/deposits", DEPOSIT.encode(), headers)

    assert response.status_code == 201
