"""The text of a file that a user wrote: a file of bounded size, in UTF-8, with lines as counted.

Spreadsheets save in the encoding of their country; which one it seems to be is said, with the place
of the first character that is not UTF-8. All line ends become one, so a line is what editors count.
"""

import re
from os.path import isfile
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from sim.files.findings import FileErrors, Finding

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MANY_ZEROS = 8  # an eighth of the bytes: so it is where each sign has two or four
UTF_8_MARK = "\ufeff"
PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\x81-\xf7][\xa1-\xfe])*\Z")
LINE_END = re.compile(r"\r\n?")
AS_UTF_8 = 'save it as UTF-8 (in Excel: "CSV UTF-8"; in Notepad: Save as, Encoding UTF-8)'


def read_text(path: Path, bytes_most: int) -> str:
    """Return the text of a file. Raise FileErrors for what is no file, too large or not UTF-8."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            what = "a folder" if S_ISDIR(status.st_mode) else "a pipe or a device"
            raise FileErrors([Finding(str(path), 0, 0, "", f"{what}, and must be a file")])
        with path.open("rb") as file:  # what has a size is a file, and opening it does not wait
            content = file.read(bytes_most + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise FileErrors([Finding(str(path), 0, 0, "", message)]) from None
    except ValueError:
        raise FileErrors([Finding(str(path), 0, 0, "", "not the name of a file")]) from None
    if len(content) > bytes_most:
        message = f"{max(status.st_size, len(content))} bytes, and must be at most {bytes_most}"
        raise FileErrors([Finding(str(path), 0, 0, "", message)])
    return _decoded(content, str(path))


def is_file(path: str | Path) -> bool:
    """Return whether there is such a file, whatever is wrong with its name."""
    return isfile(path)  # noqa: PTH113 - Path.is_file raises for a name that is too long


def _decoded(content: bytes, source: str) -> str:
    zeros = content.count(0)
    if content.startswith(UTF_16) or zeros * MANY_ZEROS > len(content):
        raise FileErrors([Finding(source, 1, 1, "", f"UTF-16, and must be UTF-8: {AS_UTF_8}")])
    if zeros:
        message = "a zero byte, which no text has: the file is damaged, or is no text"
        raise _at_byte(content, content.index(0), source, message)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        looks = "GBK" if PAIRS.match(content) else "Windows-1252 or Latin-1"
        message = f"not UTF-8 from here on, perhaps {looks}: {AS_UTF_8}"
        raise _at_byte(content, error.start, source, message) from None
    return LINE_END.sub("\n", text.removeprefix(UTF_8_MARK))


def _at_byte(content: bytes, index: int, source: str, message: str) -> FileErrors:
    before = content[:index].decode(errors="replace").removeprefix(UTF_8_MARK)
    lines = LINE_END.sub("\n", before).split("\n")
    return FileErrors([Finding(source, len(lines), len(lines[-1]) + 1, "", message)])
