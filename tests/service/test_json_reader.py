"""JSON from outside: one meaning, or none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.json_reader import REPEATED, JsonError, read_json, text_faults

NAMES = st.text(max_size=3)
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(DOCUMENTS)
def test_what_is_written_is_read(document: object) -> None:
    for text in (json.dumps(document), json.dumps(document, ensure_ascii=False, indent=1)):
        assert read_json(text) == document
        assert read_json(text.encode()) == document
        assert text_faults(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"amount": 1, "amount": 1}', ["/amount"]),
        ('{"amount": 1, "\\u0061mount": 2}', ["/amount"]),
        ('{"a": 1, "a": 2, "a": 3}', ["/a"]),
        ('{"a": {"b": [0, {"c": 1, "c": 2}]}, "a": 0}', ["/a/b/1/c", "/a"]),
        ('[{"": 1, "": 2}]', ["/0/"]),
        ('{"\\u001b[2J": 1, "\\u001b[2J": 2}', ["/\ufffd[2J"]),
    ],
)
def test_a_name_that_an_object_has_twice_is_named_with_its_path(
    text: str, places: list[str]
) -> None:
    assert [fault.at for fault in text_faults(text)] == places
    with pytest.raises(JsonError, match="and one can be meant") as refused:
        read_json(text)
    assert " and ".join(places) in str(refused.value)


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]', '{"a": {"a": 1}}', '{"a": 1, "A": 2}'])
def test_one_name_in_two_objects_is_no_repetition(text: str) -> None:
    assert text_faults(text) == []
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" ", b"{", b"[1,]", b"{} {}", b"{'a': 1}", b"/**/{}", b'{"a": 01}', b"+1", b"0x1"),
        *(b"NaN", b"[Infinity]", b"[-Infinity]", b"[1e400]", b"[-1e400]", b"9" * 5_000),
        *(b'["\\ud800"]', b'{"\\udfff": 1}', b'"\xff"', b'"\xed\xa0\x80"', b'["\t"]', b'["\x00"]'),
        *(b"\xef\xbb\xbf{}", "{}".encode("utf-16"), "{}".encode("utf-32"), b"{}\x00", b"\xa0{}"),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"[" * 300 + b"]" * 300),
    ],
)
def test_what_is_no_json_or_is_read_otherwise_by_others_is_refused(content: bytes) -> None:
    with pytest.raises(JsonError, match="this is no JSON text"):
        read_json(content)
    assert REPEATED not in [fault.message for fault in text_faults(content)]


@pytest.mark.parametrize("first", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5_000])
def test_a_number_that_is_none_hides_no_name_after_it(first: str) -> None:
    text = f'{{"money": {{"amount": {first}, "amount": 500}}}}'

    said = {(fault.at, fault.message.split(":")[0]) for fault in text_faults(text)}

    assert ("/money/amount", "it is there twice, and only one can be meant") in said
    assert len(said) == 2
    assert {at for at, _ in said} == {"/money/amount"}
    with pytest.raises(JsonError, match="has /money/amount twice"):
        read_json(text)


def test_a_text_that_is_cut_after_a_name_that_came_twice_is_no_json() -> None:
    content = b'{"money": {"amount": 1, "amount": 2}'

    (fault,) = text_faults(content)

    assert fault.at == "/"
    with pytest.raises(JsonError, match="this is no JSON text"):
        read_json(content)


def test_a_fault_reported_by_another_is_not_reported_again_but_a_repeated_name_is() -> None:
    text = '{"a": NaN, "a": 1, "b": 1e400}'

    assert [fault.at for fault in text_faults(text, {"/b", "/a"})] == ["/a"]


def test_a_hundred_lists_may_stand_in_each_other() -> None:
    deep = b"[" * 100 + b"]" * 100

    assert json.dumps(read_json(deep)).encode() == deep


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xef\xbb\xbf{}", "begins with a byte order mark"),
        ("\ufeff{}", "begins with a byte order mark"),
        ("{}".encode("utf-16"), "is in UTF-16"),
        ("{}".encode("utf-16-be"), "is in UTF-16 or UTF-32"),
        ('"名"'.encode("gbk"), "byte 2 of the text is not UTF-8"),
    ],
)
def test_another_encoding_is_reported_in_words(content: bytes | str, words: str) -> None:
    with pytest.raises(JsonError, match=words):
        read_json(content)
