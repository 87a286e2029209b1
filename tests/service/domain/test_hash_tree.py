"""The tree of hashes is that of RFC 6962, whatever its number of lines."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from service.domain.hash_tree import HashTree, leaf_hash, root_by, root_of

LINES = st.lists(st.binary(max_size=9), max_size=40)


def by_definition(lines: list[bytes]) -> bytes:
    """Return the root as section 2.1 defines it."""
    if len(lines) < 2:
        return leaf_hash(lines[0]) if lines else hashlib.sha256().digest()
    half = 1
    while half * 2 < len(lines):
        half *= 2
    both = by_definition(lines[:half]) + by_definition(lines[half:])
    return hashlib.sha256(b"\x01" + both).digest()


@given(LINES)
def test_the_root_is_the_defined_one(lines: list[bytes]) -> None:
    root = root_of(lines)

    assert (root.hash, root.count, root.path) == (by_definition(lines), len(lines), None)


@given(LINES.filter(bool), st.data())
def test_a_path_leads_from_its_line_to_the_root_and_from_no_other(
    lines: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    tree = HashTree(watched=place)
    for line in lines:
        tree.add(line)

    root = tree.root()

    assert root.path is not None
    assert root_by(lines[place], root.path) == root.hash == by_definition(lines)
    assert root_by(lines[place] + b"x", root.path) != root.hash
