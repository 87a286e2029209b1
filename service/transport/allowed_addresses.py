"""Which URLs webhooks may be sent to: https on the public internet, never the internal network.

Otherwise whoever registers a URL could make the service send requests to its own network
(server-side request forgery). The host is resolved once, all its addresses must be public, and the
connection is made to the address that was checked, so that rebinding the name in between is of no
use. Test servers, and those started with `--local-webhooks`, may also send to this machine, also
over http.
"""

import re
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

URL_LENGTH_MAX = 2_048
NAME_LENGTH_MAX = 253
PORT_MAX = 65_535
PORTS = {"https": 443, "http": 80}

# The addresses of public hosts, less what IANA's registries of special-purpose addresses set aside
# (https://www.iana.org/assignments/iana-ipv6-special-registry). Python's own lists are older.
_PUBLIC_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_SPECIAL_V4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_VISIBLE = re.compile(r"[!-~]+")
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z_.-]+)(:[0-9]{1,5})?", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[0-9a-z_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names of local networks, which public DNS does not resolve.
_INSIDE = re.compile(r"(.*\.)?(localhost|localdomain|local|internal|intranet|lan|corp|home\.arpa)")

Resolve = Callable[..., list[Any]]
Address = IPv4Address | IPv6Address


class ForbiddenAddressError(Exception):
    """Messages may not be sent to this address."""


def url_fault(url: str, *, may_be_local: bool) -> str | None:
    """Return what is wrong with a URL, without resolving it; None if nothing is."""
    if not _VISIBLE.fullmatch(url) or len(url) > URL_LENGTH_MAX:
        return f"which has more than {URL_LENGTH_MAX} characters, or others than visible ASCII"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "which cannot be read"
    return _form_fault(parts) or _target_fault(parts, may_be_local=may_be_local)


def http_parts(url: str) -> SplitResult | None:
    """Return the parts of a URL of http or https; None if it is not one."""
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in PORTS and parts.hostname and stated_port(parts)
    except ValueError:
        return None
    return parts if is_usable else None


def stated_port(parts: SplitResult) -> int:
    """Return the port of a URL, 0 for a scheme not in `PORTS`. Raise ValueError for a bad port."""
    if parts.port == 0:
        message = f"a port is from 1 to {PORT_MAX}"
        raise ValueError(message)
    return parts.port or PORTS.get(parts.scheme, 0)


def allowed_address(
    parts: SplitResult, *, may_be_local: bool, resolve: Resolve = socket.getaddrinfo
) -> tuple[str, int]:
    """Return address and port to connect to. Raise ForbiddenAddressError, or OSError.

    The URL is checked again: it may have been registered before a rule was added.
    """
    fault = url_fault(parts.geturl(), may_be_local=may_be_local)
    if fault:
        message = f"nothing is sent to this URL, {fault}"
        raise ForbiddenAddressError(message)
    host, port = parts.hostname or "", stated_port(parts)
    found = {entry[4][0] for entry in resolve(host, port, type=socket.SOCK_STREAM)}
    addresses = [ip_address(str(one).partition("%")[0]) for one in sorted(found)]
    is_plain = parts.scheme == "http"
    for address in addresses:
        is_fine = _is_allowed(address, may_be_local=may_be_local)
        if not is_fine or (is_plain and not address.is_loopback):
            message = "the host has an address that is not on the public internet"
            raise ForbiddenAddressError(message)
    if not addresses:
        message = "the host has no address"
        raise ForbiddenAddressError(message)
    return str(addresses[0]), port


def _form_fault(parts: SplitResult) -> str | None:
    if "@" in parts.netloc or parts.fragment:
        return "which has a user, a password or a fragment"
    try:
        stated_port(parts)
    except ValueError:
        return f"which has a port that is not from 1 to {PORT_MAX}"
    host = parts.hostname or ""
    if not _AUTHORITY.fullmatch(parts.netloc) or not (_literal(host) or _is_name(host)):
        return "which has a host that is neither a name nor an address in its usual form"
    return None


def _target_fault(parts: SplitResult, *, may_be_local: bool) -> str | None:
    host = parts.hostname or ""
    literal = _literal(host)
    if _is_local(host, literal) and may_be_local and parts.scheme in PORTS:
        return None
    if parts.scheme != "https":
        return "which does not begin with https://"
    is_public = _is_allowed(literal, may_be_local=False) if literal else _is_public_name(host)
    return None if is_public else "which names no host on the public internet"


def _is_allowed(address: Address, *, may_be_local: bool) -> bool:
    if address.is_loopback:
        return may_be_local
    if isinstance(address, IPv6Address):
        # Addresses that embed one of IPv4 for a translator or tunnel are outside of these.
        special = any(address in network for network in _SPECIAL_V6)
        return address in _PUBLIC_V6 and address.is_global and not special
    special = any(address in network for network in _SPECIAL_V4)
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def _literal(host: str) -> Address | None:
    """Return the host as an address, if it is one: four plain decimal numbers, or IPv6."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_name(host: str) -> bool:
    """Return whether a host has the form of a name, and no resolver reads it as a number."""
    labels = host.split(".")
    is_short = len(host) <= NAME_LENGTH_MAX
    return is_short and all(map(_LABEL.fullmatch, labels)) and not _NUMBER.fullmatch(labels[-1])


def _is_public_name(host: str) -> bool:
    return "." in host and not _INSIDE.fullmatch(host)


def _is_local(host: str, literal: Address | None) -> bool:
    is_name = host == "localhost" or host.endswith(".localhost")
    return is_name or bool(literal and literal.is_loopback)
