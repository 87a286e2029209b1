"""Where a webhook may go: to the public internet by https, never into the house of its sender.

Whoever names a URL could else let the service ask its own neighbours (server-side request forgery).
The name is looked up once, every address that it has must be public, and the connection is made to
the address that was looked at, so a name that changes its mind in between gains nothing. Tests, and
servers started with `--local-webhooks`, may also send to this machine, by http too.
"""

import re
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

URL_LENGTH_MAX = 2_048
PORTS = {"https": 443, "http": 80}

# Each carries an address of IPv4 in it, behind a translator.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))
_VISIBLE = re.compile(r"[!-~]+")

Resolve = Callable[..., list[Any]]


class AddressError(Exception):
    """A message may not go there."""


def url_fault(url: str, *, may_be_local: bool) -> str | None:
    """Return what is wrong with a URL as it stands; None if nothing is."""
    if not _VISIBLE.fullmatch(url) or len(url) > URL_LENGTH_MAX:
        return f"which has more than {URL_LENGTH_MAX} characters, or others than visible ASCII"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "which cannot be read"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "which has a user, a password or a fragment"
    host = parts.hostname or ""
    if _is_local_name(host) and may_be_local and parts.scheme in PORTS:
        return None
    if parts.scheme != "https":
        return "which does not begin with https://"
    literal = _literal(host)
    is_inside = _is_local_name(host) or (literal and not _may_go(literal, may_be_local=False))
    return "which names no host on the public internet" if is_inside or not host else None


def allowed_address(
    parts: SplitResult, *, may_be_local: bool, resolve: Resolve = socket.getaddrinfo
) -> tuple[str, int]:
    """Return address and port to connect to. Raise AddressError, or OSError if nobody knows it."""
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    found = {entry[4][0] for entry in resolve(host, port, type=socket.SOCK_STREAM)}
    addresses = [ip_address(str(one).partition("%")[0]) for one in sorted(found)]
    is_plain = parts.scheme == "http"
    for address in addresses:
        is_fine = _may_go(address, may_be_local=may_be_local)
        if not is_fine or (is_plain and not address.is_loopback):
            message = "the host has an address that is not on the public internet"
            raise AddressError(message)
    if not addresses:
        message = "the host has no address"
        raise AddressError(message)
    return str(addresses[0]), port


def _may_go(address: IPv4Address | IPv6Address, *, may_be_local: bool) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _may_go(address.ipv4_mapped, may_be_local=may_be_local)
        if any(address in network for network in _TRANSLATED):
            return False
    if address.is_loopback:
        return may_be_local
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_local_name(host: str) -> bool:
    literal = _literal(host)
    return (
        host == "localhost" or host.endswith(".localhost") or bool(literal and literal.is_loopback)
    )
