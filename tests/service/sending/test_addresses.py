"""Where webhooks may go, and where never."""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from service.sending import AddressError, allowed_address, url_fault

PUBLIC = "93.184.216.34"


def resolved(*addresses: str) -> Any:  # noqa: ANN401 - stands for getaddrinfo
    """Return a look-up that finds these addresses."""

    def resolve(_host: str, port: int, **_: object) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port))
            for one in addresses
        ]

    return resolve


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/hooks",
        "https://shop.example:8443/hooks?shop=1",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    ],
)
def test_https_on_the_public_internet_is_fine(url: str) -> None:
    assert url_fault(url, may_be_local=False) is None


INSIDE = (
    "https://localhost/",
    "https://LOCALHOST/",
    "https://a.localhost/",
    "https://127.0.0.1/",
    "https://127.1.2.3/",
    "https://[::1]/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/",
    "https://[::]/",
    "https://[ff02::1]/",
)


@pytest.mark.parametrize(
    "url",
    [
        *INSIDE,
        "http://shop.example/",
        "http://93.184.216.34/",
        "ftp://shop.example/",
        "file:" + "///etc/passwd",
        "https://",
        "https:///hooks",
        "https://user@shop.example/",
        "https://user:word@shop.example/",
        "https://shop.example/#part",
        "https://shop.example:port/",
        "https://shop.example:99999/",
        "https://shop.example/a b",
        "https://shop.example/\r\nX-Admin: yes",
        "https://shöp.example/",
        "https://[::1/",
        "https://shop.example/" + "a" * 2_048,
        "gopher://shop.example/",
        "javascript:alert(1)",
        "",
    ],
)
def test_everything_else_is_refused_with_a_reason(url: str) -> None:
    fault = url_fault(url, may_be_local=False)

    assert fault
    assert fault.startswith("which ")


def test_a_test_may_send_to_this_machine_and_to_no_other_inside() -> None:
    for url in ("http://127.0.0.1:5000/", "http://localhost:5000/", "https://[::1]:5000/x"):
        assert url_fault(url, may_be_local=True) is None
    others = [one for one in INSIDE if "127." not in one and "host" not in one.lower()]
    for url in (*others, "http://shop.example/", "http://10.0.0.1/"):
        if url != "https://[::1]/":
            assert url_fault(url, may_be_local=True), url


def test_the_address_that_was_looked_at_is_the_one_that_is_used() -> None:
    parts = urlsplit("https://shop.example/")

    found = allowed_address(parts, may_be_local=False, resolve=resolved(PUBLIC))

    assert found == (PUBLIC, 443)


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"]
)
def test_a_name_with_an_address_inside_is_refused_even_beside_a_public_one(inside: str) -> None:
    parts = urlsplit("https://shop.example/")

    for addresses in ((inside,), (PUBLIC, inside), (inside, PUBLIC)):
        with pytest.raises(AddressError, match="not on the public internet"):
            allowed_address(parts, may_be_local=False, resolve=resolved(*addresses))


def test_a_test_server_sends_plain_http_to_this_machine_alone() -> None:
    local = resolved("127.0.0.1")
    parts = urlsplit("http://localhost:5000/")

    assert allowed_address(parts, may_be_local=True, resolve=local) == ("127.0.0.1", 5000)
    for address in (PUBLIC, "10.0.0.1"):
        with pytest.raises(AddressError):
            allowed_address(parts, may_be_local=True, resolve=resolved(address))


def test_a_name_without_an_address_is_refused() -> None:
    parts = urlsplit("https://shop.example/")

    with pytest.raises(AddressError, match="has no address"):
        allowed_address(parts, may_be_local=False, resolve=resolved())
