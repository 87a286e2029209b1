"""Detecting the encoding of text that is not UTF-8, for error messages."""

import codecs

_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_WIDE = "UTF-16 or UTF-32"
_FIRST_CHARACTERS = 4


def wide_encoding(content: bytes) -> str | None:
    """Return the encoding if it is UTF-16 or UTF-32; None otherwise.

    >>> wide_encoding("{}".encode("utf-16")), wide_encoding(b"{}")
    ('UTF-16', None)
    """
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return name
    return _WIDE if b"\x00" in content[:_FIRST_CHARACTERS] else None


def encoding_fault(content: bytes, what: str) -> str | None:
    """Return why bytes are not UTF-8 text as JSON requires; None if they are.

    >>> encoding_fault("é".encode("latin-1"), "the file")
    'byte 1 of the file is not UTF-8: send UTF-8'
    """
    wide = wide_encoding(content)
    if wide:
        return f"{what} is in {wide}: send UTF-8"
    if content.startswith(codecs.BOM_UTF8):
        return f"{what} begins with a byte order mark: send it without"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} of {what} is not UTF-8: send UTF-8"
    return None
