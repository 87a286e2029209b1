"""How a key may be written in its header: as RFC 9110 says, and in no other way."""

import pytest

from tests.service.servers import Service


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Bearer {}", 200),
        ("bearer {}", 200),
        ("BEARER   {}", 200),
        ("Bearer {} ", 200),
        ("Bearer{}", 401),
        ("Bearer\t{}", 401),
        ("Bearer {}\x01", 401),
        ("Bearer", 401),
        ("Token {}", 401),
    ],
)
def test_the_scheme_is_read_in_any_case_and_with_spaces(
    service: Service, written: str, status: int
) -> None:
    environ = {"HTTP_AUTHORIZATION": written.format(service.auditor)}

    response = service.client.get("/v1/books/check", environ_base=environ)

    assert response.status_code == status
