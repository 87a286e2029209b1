"""Bodies that are not JSON in UTF-8: what they are instead, compressed, encoded or a form."""

import codecs

from werkzeug.http import parse_options_header

from service.encoding import encoding_fault, wide_encoding
from service.refusals.request import ContentUnsupported, RequestMalformed
from service.web.request import Request

_PACKED, _FORM = "packed by Content-Encoding", "that of a form"
_CHARSET = "in an encoding that is not UTF-8, as the charset of its Content-Type says"
_UNCOMPRESSED = ("", "identity")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_UTF_8 = frozenset({"utf-8", "ascii"})


def require_unpacked(request: Request) -> None:
    """Let pass a body that is not compressed. Refused: `ContentUnsupported`."""
    if request.environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() not in _UNCOMPRESSED:
        raise ContentUnsupported(_PACKED)


def require_text(request: Request) -> None:
    """Let pass what is text, and could be JSON.

    Only a body that is not understood is looked at: JSON under another media type, or under none,
    as many clients send it, is taken. Refused: `ContentUnsupported`, or `RequestMalformed` for
    bytes that are not UTF-8.
    """
    found = _other_content(request.content, request.environ.get("CONTENT_TYPE", ""))
    if found:
        raise ContentUnsupported(found)
    fault = encoding_fault(request.content, "the body")
    if fault:
        raise RequestMalformed([{"at": "/", "message": fault}])


def _other_content(content: bytes, kind: str) -> str | None:
    wide = wide_encoding(content)
    if wide:
        return wide
    is_form = kind.strip().lower().startswith(_FORMS)
    return _FORM if is_form and not content.lstrip().startswith((b"{", b"[")) else None


def require_utf_8(request: Request) -> None:
    """Let pass a body whose Content-Type names no other charset. Refused: `ContentUnsupported`."""
    kind = request.environ.get("CONTENT_TYPE", "")
    if "charset" not in kind.lower():
        return
    charset = parse_options_header(kind)[1].get("charset", "utf-8")
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = ""
    if name not in _UTF_8:
        raise ContentUnsupported(_CHARSET)
