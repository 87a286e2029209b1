"""Files in other encodings, and what is no file: said in words, with the place."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.files.findings import FileErrors
from sim.files.text_source import AS_UTF_8, read_text

CHINESE = "name,lat\n邮局,30\n县城邮局,31\n"


def errors_of(path: Path, bytes_most: int = 1_000) -> str:
    """Return what is wrong with a file, without its folder."""
    with pytest.raises(FileErrors) as caught:
        read_text(path, bytes_most)
    return str(caught.value).removeprefix(f"{path.parent}/")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_any_line_end(tmp_path: Path, line_end: str, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(CHINESE.replace("\n", line_end).encode(encoding))

    assert read_text(path, 1_000) == CHINESE


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (CHINESE.encode("gbk"), f"2:1: not UTF-8 from here on, perhaps GBK: {AS_UTF_8}"),
        (
            "name\nMarkt, K\xf6ln".encode("cp1252"),
            f"2:9: not UTF-8 from here on, perhaps Windows-1252 or Latin-1: {AS_UTF_8}",
        ),
        ("\ufeff邮局\r邮局\r\n".encode() + b"\xe9", "3:1: not UTF-8 from here on, perhaps {}"),
        (CHINESE.encode("utf-16"), f"1:1: UTF-16, and must be UTF-8: {AS_UTF_8}"),
        (CHINESE.encode("utf-16-le"), f"1:1: UTF-16, and must be UTF-8: {AS_UTF_8}"),
        (CHINESE.encode("utf-16-be"), f"1:1: UTF-16, and must be UTF-8: {AS_UTF_8}"),
        (CHINESE.encode("utf-32"), f"1:1: UTF-16, and must be UTF-8: {AS_UTF_8}"),
        (
            "邮局,30\nab\0cdefghijkl".encode(),
            "2:3: a zero byte, which no text has: the file is damaged, or is no text",
        ),
    ],
)
def test_another_encoding_is_named_at_its_first_sign(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    assert errors_of(path).startswith(f"x.csv:{message.partition('{}')[0]}")


def test_what_is_no_file_is_reported_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert errors_of(tmp_path / "pipe") == "pipe: a pipe or a device, and must be a file"
    assert errors_of(Path("/dev/zero")) == "zero: a pipe or a device, and must be a file"
    assert errors_of(tmp_path) == f"{tmp_path.name}: a folder, and must be a file"
    assert errors_of(tmp_path / "none") == "none: cannot be read: No such file or directory"
    assert errors_of(tmp_path / "\0") == "\\x00: not the name of a file"
    assert errors_of(tmp_path / ("x" * 300)).endswith(": cannot be read: File name too long")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    with path.open("wb") as file:
        file.truncate(10**12)

    assert errors_of(path, 1_000_000) == "x.toml: 1000000000000 bytes, and must be at most 1000000"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(content)

    refused = ""
    try:
        text = read_text(path, 1_000)
    except FileErrors as errors:
        refused = str(errors)

    assert refused.startswith(f"{path}:") if refused else "\r" not in text
