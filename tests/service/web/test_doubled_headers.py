"""A header with one value that was sent twice is refused, whatever stands in both lines."""

from types import SimpleNamespace

import pytest
from werkzeug.test import TestResponse

from service.refusals.request import RequestMalformed
from service.web import rates
from service.web.app import ROUTES
from service.web.request import require_single_headers
from tests.service.servers import Service, deposit_body, refused, taken

KEY = "one-key-for-one-deposit"


def sent(service: Service, *headers: tuple[str, str]) -> TestResponse:
    """Send a deposit with these header lines."""
    return service.client.open(
        "/v1/deposits",
        method="POST",
        json=deposit_body(),
        headers=[("Authorization", f"Bearer {service.outlet}"), *headers],
    )


@pytest.mark.parametrize("second", [KEY, "another-key", ""])
def test_a_deposit_whose_idempotency_key_comes_twice_is_refused_and_paid_in_once_at_most(
    service: Service, second: str
) -> None:
    first = sent(service, ("Idempotency-Key", KEY))

    doubled = sent(service, ("Idempotency-Key", KEY), ("Idempotency-Key", second))

    assert first.status_code == 201
    assert refused(doubled) == (400, "request_malformed")
    assert taken(doubled)["errors"] == [
        {
            "at": "/Idempotency-Key",
            "message": "it was sent twice, or contains a comma: send it once, and without commas",
        }
    ]
    assert service.count("draft") == 1


def test_every_header_that_was_doubled_is_named(sqlite_service: Service) -> None:
    doubled = sent(
        sqlite_service,
        *(2 * [("Idempotency-Key", KEY)]),
        ("Authorization", "Bearer another"),
        *(2 * [("Host", "here")]),
        *(2 * [("Transfer-Encoding", "chunked")]),
    )

    assert {one["at"] for one in taken(doubled)["errors"]} == {
        "/Idempotency-Key",
        "/Authorization",
        "/Host",
        "/Transfer-Encoding",
    }


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("CONTENT_TYPE", 'a/b; x=",application/json'),
        ("CONTENT_TYPE", 'a/b; x="a\\",b'),
        ("CONTENT_TYPE", 'a/b; x="c",a/b; y="d"'),
        ("HTTP_IDEMPOTENCY_KEY", '"a,b"'),
        ("HTTP_AUTHORIZATION", 'Bearer "a,b"'),
    ],
)
def test_a_comma_outside_quotes_or_in_another_header_is_one_between_two_values(
    header: str, value: str
) -> None:
    with pytest.raises(RequestMalformed):
        require_single_headers({header: value})


def test_a_boundary_in_quotes_may_have_a_comma() -> None:
    require_single_headers({"CONTENT_TYPE": r'multipart/form-data; boundary="a,\"b,"; x="y,"'})


def test_no_route_takes_a_doubled_header(sqlite_service: Service) -> None:
    key = sqlite_service.operator
    headers = {"Authorization": f"Bearer {key}, Bearer {key}"}

    for route in ROUTES:
        response = sqlite_service.ask(None, route.method, route.path, headers=headers)
        assert refused(response) == (400, "request_malformed"), route.path


def test_who_doubles_a_header_is_counted_like_everyone(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_service.per_key_a_minute = 1
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: 30.0))
    asked = [sqlite_service.ask(None, "GET", "/v1/keys", headers={"Host": "a, b"}) for _ in "12"]

    assert [refused(one)[0] for one in asked] == [400, 429]


def test_headers_that_list_several_values_may_come_in_several_lines(service: Service) -> None:
    deposit = sent(
        service,
        ("Idempotency-Key", KEY),
        ("Accept", "text/html"),
        ("Accept", "application/json"),
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-For", "192.0.2.2"),
    )

    assert deposit.status_code == 201


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=1&%6cimit=1"])
def test_a_query_parameter_comes_once(sqlite_service: Service, query: str) -> None:
    response = sqlite_service.get(sqlite_service.operator, f"/v1/settlements?{query}")

    assert taken(response)["errors"] == [{"at": "/limit", "message": "send limit once"}]


def test_the_tracking_page_looks_up_one_number(sqlite_service: Service) -> None:
    page = sqlite_service.get(None, "/track?number=BA000000007CN&number=BA000000015CN")

    assert page.status_code == 400
    assert "Send one number, not several." in page.text
