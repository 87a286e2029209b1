"""What a body is that is not JSON in UTF-8, said in words: how it is packed, encoded or meant."""

import codecs

from werkzeug.http import parse_options_header

from service.encoding import encoding_fault, wide_encoding
from service.refusals.request import ContentUnsupported, RequestMalformed
from service.web.request import Request

_PACKED, _FORM = "packed by Content-Encoding", "that of a form"
_CHARSET = "in an encoding that is not UTF-8, as the charset of its Content-Type says"
_AS_IT_IS = ("", "identity")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_UTF_8 = frozenset({"utf-8", "ascii"})


def require_unpacked(sent: Request) -> None:
    """Let pass a body that is sent as it is. Refused: `ContentUnsupported`."""
    if sent.environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() not in _AS_IT_IS:
        raise ContentUnsupported(_PACKED)


def require_text(sent: Request) -> None:
    """Let pass what could be JSON but for its form.

    This is asked of a body that was not understood: a client that sends JSON under another name, or
    under none, as many do, is understood. Refused: `ContentUnsupported`, or `RequestMalformed` for
    bytes that are not UTF-8.
    """
    found = _other_content(sent.content, sent.environ.get("CONTENT_TYPE", ""))
    if found:
        raise ContentUnsupported(found)
    fault = encoding_fault(sent.content, "the body")
    if fault:
        raise RequestMalformed([{"at": "/", "message": fault}])


def _other_content(content: bytes, kind: str) -> str | None:
    wide = wide_encoding(content)
    if wide:
        return wide
    is_form = kind.strip().lower().startswith(_FORMS)
    return _FORM if is_form and not content.lstrip().startswith((b"{", b"[")) else None


def require_utf_8(sent: Request) -> None:
    """Let pass a body that is not said to be in another encoding. Refused: `ContentUnsupported`."""
    kind = sent.environ.get("CONTENT_TYPE", "")
    if "charset" not in kind.lower():
        return
    charset = parse_options_header(kind)[1].get("charset", "utf-8")
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = ""
    if name not in _UTF_8:
        raise ContentUnsupported(_CHARSET)
