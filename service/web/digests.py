"""Digests of bodies (RFC 9530): `Content-Digest` of a request checked, of an answer on demand.

Both headers are dictionaries of structured fields (RFC 8941, 3.2): `sha-256=:base64:`. Algorithms
that are broken or not known are ignored, as the RFC allows.
"""

import base64
import binascii
import hashlib
import hmac
import re

from service.refusals.request import ContentDigestWrong

_MALFORMED, _OF_ANOTHER = "malformed", "not that of the body that came"
_BYTES_OF = {"sha-256": 32, "sha-512": 64}
_KEY = r"[a-z*][a-z0-9_.*-]*"
_BARE = (
    r'(?:"(?:[ !#-\[\]-~]|\\["\\])*"'  # a string
    r"|:[A-Za-z0-9+/=]*:"  # bytes
    r"|-?[0-9]{1,15}(?:\.[0-9]{1,3})?"  # a number
    r"|\?[01]"  # true or false
    r"|[A-Za-z*][A-Za-z0-9:/!#$%&'*+.^_`|~-]*)"  # a token
)
_PARAMETERS = rf"(?:; *{_KEY}(?:={_BARE})?)*"
_LIST = rf"\( *(?:{_BARE}{_PARAMETERS}(?: +{_BARE}{_PARAMETERS})* *)?\)"
_MEMBER = re.compile(rf"(?P<key>{_KEY})(?:=(?P<value>{_BARE}|{_LIST}))?{_PARAMETERS}")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_PREFERENCES = {str(weight): weight for weight in range(1, 11)}


def require_digest(header: str, content: bytes) -> None:
    """Let pass a body that has all digests that are said of it. Refused: `ContentDigestWrong`."""
    said = dictionary(header)
    if said is None:
        raise ContentDigestWrong(_MALFORMED)
    for algorithm in _BYTES_OF.keys() & said.keys():
        digest = _decoded(said[algorithm])
        if digest is None or len(digest) != _BYTES_OF[algorithm]:
            raise ContentDigestWrong(_MALFORMED)
        if not hmac.compare_digest(digest, _digest(algorithm, content)):
            raise ContentDigestWrong(_OF_ANOTHER)


def wanted_digest(header: str, content: bytes) -> str | None:
    """Return the digest of an answer that `Want-Content-Digest` prefers; None if it wants none.

    >>> wanted_digest("sha-512=0, sha-256=3", b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    wished = dictionary(header) or {}
    weights = {one: _PREFERENCES.get(wished.get(one, ""), 0) for one in _BYTES_OF}
    algorithm = max(weights, key=weights.__getitem__)
    if not weights[algorithm]:
        return None
    return f"{algorithm}=:{base64.b64encode(_digest(algorithm, content)).decode()}:"


def dictionary(header: str) -> dict[str, str] | None:
    """Return the members of a dictionary, of a doubled one the last; None if it is malformed.

    >>> dictionary("a=:AQI=:, b;q=1, a=?0")
    {'a': '?0', 'b': '?1'}
    """
    text = header.strip(" ")
    members: dict[str, str] = {}
    place = 0
    while place < len(text):
        found = _MEMBER.match(text, place)
        if found is None:
            return None
        members[found["key"]] = found["value"] or "?1"
        place = found.end()
        if place == len(text):
            break
        comma = _COMMA.match(text, place)
        if comma is None or comma.end() == len(text):
            return None
        place = comma.end()
    return members


def _decoded(value: str) -> bytes | None:
    """Return the bytes of a value, which may lack its padding; None if it is no bytes."""
    if not value.startswith(":"):
        return None
    letters = value.strip(":").rstrip("=")
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except binascii.Error:
        return None


def _digest(algorithm: str, content: bytes) -> bytes:
    return hashlib.new(algorithm.replace("-", ""), content).digest()
