"""Where webhooks may go, and where never."""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from service.transport import ForbiddenAddressError, allowed_address, url_fault

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
        "https://SHOP.Example:1/",
        "https://shop.example:65535/",
        "https://my_shop.xn--fiqs8s/",
        "https://1.2.3.4.shop.example/",
        "https://0x7f000001.example/",
        "https://" + ".".join(["a" * 63] * 3) + ".example/",
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


SPECIAL = (
    "https://[fec0::1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[2001:db8::1]/",
    "https://[2001:20::1]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    "https://[100::1]/",
    "https://0.1.2.3/",
    "https://192.0.0.8/",
    "https://192.0.2.1/",
    "https://192.88.99.1/",
    "https://198.18.0.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://240.0.0.1/",
    "https://localhost.localdomain/",
    "https://intranet/",
    "https://printer.local/",
    "https://wiki.corp/",
    "https://metadata.google.internal/",
    "https://nas.home.arpa/",
)
OTHER_FORMS = (
    *("https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/"),
    *("https://0177.0.0.1/", "https://127.0.0.01/", "https://0x7f.0.0.1/", "https://127.0.0.0x1/"),
    *("https://1.2.3.4.5/", "https://256.1.1.1/", "https://0/", "https://0x/", "https://a.1/"),
    *("https://127.0.0.1./", "https://localhost./", "https://shop.example./", "https://./"),
    *("https://a..example/", "https://.example/", "https://-a.example/", "https://a-.example/"),
    *("https://127%2e0%2e0%2e1/", "https://%6cocalhost/", "https://shop.example%00/"),
    *("https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[2606:2800::1%251]/"),
    *("https://[127.0.0.1]/", "https://[::1].shop.example/", "https://[shop.example]/"),
    *("https://a\\b.example/", "https://shop.example\\@127.0.0.1/", "https:\\\\127.0.0.1/"),
    *(
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://127\u3002\uff0e1/",
        "https://ⓛocalhost/",
    ),
    *("https://@shop.example/", "https://:@shop.example/", "https://shop.example@127.0.0.1/"),
    *("https://shop.example:0/", "https://shop.example:00/", "https://shop.example:65536/"),
    *("https://shop.example:-1/", "https://shop.example:/", "https://shop.example:+443/"),
    *("https://shop.example:４４３/", "https://shop.example:443:443/", "https://2606:2800::1/"),
    *("https://shop\t.example/", "https://shop.exa\nmple/", " https://shop.example/"),
    *("https://" + "a" * 64 + ".example/", "https://" + "a." * 124 + "example/"),
    *("//shop.example/", "https:/shop.example/", "https:shop.example", "wss://shop.example/"),
)


@pytest.mark.parametrize(
    "url",
    [
        *INSIDE,
        *SPECIAL,
        *OTHER_FORMS,
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
    others += [*SPECIAL, *OTHER_FORMS, "http://shop.example/", "http://10.0.0.1/"]
    others += ["http://127.1:5000/", "http://localhost.:5000/", "http://127.0.0.1:0/"]
    for url in others:
        if url != "https://[::1]/":
            assert url_fault(url, may_be_local=True), url


def test_the_address_that_was_looked_at_is_the_one_that_is_used() -> None:
    parts = urlsplit("https://shop.example/")

    found = allowed_address(parts, may_be_local=False, resolve=resolved(PUBLIC))

    assert found == (PUBLIC, 443)


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"),
        *(
            "fec0::1",
            "::127.0.0.1",
            "::ffff:0:7f00:1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "3fff::1",
        ),
        *("192.0.0.8", "100.64.0.1", "198.18.0.1", "0.0.0.0", "240.0.0.1", "224.0.0.1"),  # noqa: S104 - to send to
    ],
)
def test_a_name_with_an_address_inside_is_refused_even_beside_a_public_one(inside: str) -> None:
    parts = urlsplit("https://shop.example/")

    for addresses in ((inside,), (PUBLIC, inside), (inside, PUBLIC)):
        with pytest.raises(ForbiddenAddressError, match="not on the public internet"):
            allowed_address(parts, may_be_local=False, resolve=resolved(*addresses))


@pytest.mark.parametrize(
    "url",
    ["https://127.1/", "https://localhost./", "https://2130706433/", "https://shop.example:0/"],
)
def test_a_url_that_was_registered_before_a_rule_is_refused_when_it_is_sent_to(url: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="nothing is sent to this URL, which has"):
        allowed_address(urlsplit(url), may_be_local=False, resolve=resolved(PUBLIC))


def test_a_test_server_sends_plain_http_to_this_machine_alone() -> None:
    local = resolved("127.0.0.1")
    parts = urlsplit("http://localhost:5000/")

    assert allowed_address(parts, may_be_local=True, resolve=local) == ("127.0.0.1", 5000)
    for address in (PUBLIC, "10.0.0.1"):
        with pytest.raises(ForbiddenAddressError):
            allowed_address(parts, may_be_local=True, resolve=resolved(address))


def test_a_name_without_an_address_is_refused() -> None:
    parts = urlsplit("https://shop.example/")

    with pytest.raises(ForbiddenAddressError, match="has no address"):
        allowed_address(parts, may_be_local=False, resolve=resolved())
