"""What a body is that is not JSON in UTF-8, said in words: how it is packed, encoded or meant."""

import codecs

from service.api.web import Sent
from service.protocol import ContentUnsupported, RequestMalformed

_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_PACKED, _WIDE, _FORM = "packed by Content-Encoding", "UTF-16 or UTF-32", "that of a form"
_AS_IT_IS = ("", "identity")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_FIRST_CHARACTERS = 4


def require_unpacked(sent: Sent) -> None:
    """Let pass a body that is sent as it is. Refused: `ContentUnsupported`."""
    if sent.environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() not in _AS_IT_IS:
        raise ContentUnsupported(_PACKED)


def require_text(sent: Sent) -> None:
    """Let pass what could be JSON but for its form.

    This is asked of a body that was not understood: a client that sends JSON under another name, or
    under none, as many do, is understood. Refused: `ContentUnsupported`, or `RequestMalformed` for
    bytes that are not UTF-8.
    """
    found = _other_content(sent.content, sent.environ.get("CONTENT_TYPE", ""))
    if found:
        raise ContentUnsupported(found)
    fault = _fault_of_bytes(sent.content)
    if fault:
        raise RequestMalformed([{"at": "/", "message": fault}])


def _other_content(content: bytes, kind: str) -> str | None:
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return name
    if b"\x00" in content[:_FIRST_CHARACTERS]:
        return _WIDE
    is_form = kind.strip().lower().startswith(_FORMS)
    return _FORM if is_form and not content.lstrip().startswith((b"{", b"[")) else None


def _fault_of_bytes(content: bytes) -> str | None:
    if content.startswith(codecs.BOM_UTF8):
        return "the body begins with a byte order mark: send it without"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} of the body is not UTF-8: send UTF-8"
    return None
