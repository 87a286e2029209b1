"""A Merkle tree over lines, after RFC 6962, section 2.1, that never holds more than its peaks.

A leaf is SHA-256 of a byte 0 and the line, a node SHA-256 of a byte 1 and both its sides, the left
one a whole tree of a power of two; the root of no lines at all is SHA-256 of nothing. `root_of`
makes the root, `path_of` the hashes that lead one line to it, and `root_by` walks that path.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """On which side of what was hashed so far a step's hash stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class HashStep:
    """One step from a line to the root: a hash, and on which side it stands."""

    side: Side
    hash: bytes


@dataclass(frozen=True)
class Root:
    """The root of a tree and its number of lines; `path` leads there from the line asked for.

    The path is None if no such line came.
    """

    hash: bytes
    count: int
    path: tuple[HashStep, ...] | None = None


@dataclass
class _Peak:
    hash: bytes
    size: int
    is_watched: bool


@dataclass
class HashTree:
    """A tree that grows by a line at a time, and may watch one of them, by its place from 0."""

    watched: int | None = None
    count: int = 0
    _peaks: list[_Peak] = field(default_factory=list)
    _path: list[HashStep] = field(default_factory=list)

    def add(self, line: bytes) -> None:
        """Add a line."""
        self._peaks.append(_Peak(leaf_hash(line), 1, self.count == self.watched))
        self.count += 1
        while len(self._peaks) > 1 and self._peaks[-2].size == self._peaks[-1].size:
            self._join()

    def root(self) -> Root:
        """Return the root; nothing can be added afterwards."""
        if not self._peaks:
            return Root(hashlib.sha256().digest(), 0)
        while len(self._peaks) > 1:
            self._join()
        path = tuple(self._path) if self._peaks[0].is_watched else None
        return Root(self._peaks[0].hash, self.count, path)

    def _join(self) -> None:
        right, left = self._peaks.pop(), self._peaks.pop()
        if left.is_watched:
            self._path.append(HashStep(Side.RIGHT, right.hash))
        elif right.is_watched:
            self._path.append(HashStep(Side.LEFT, left.hash))
        joined = _node_hash(left.hash, right.hash)
        self._peaks.append(
            _Peak(joined, left.size + right.size, left.is_watched or right.is_watched)
        )


def root_of(lines: Iterable[bytes]) -> Root:
    """Return the root of lines, in their order.

    >>> root_of([]).hash.hex()[:16], root_of([b"one", b"two"]).count
    ('e3b0c44298fc1c14', 2)
    """
    tree = HashTree()
    for line in lines:
        tree.add(line)
    return tree.root()


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of a line."""
    return hashlib.sha256(b"\x00" + line).digest()


def root_by(line: bytes, path: Sequence[HashStep]) -> bytes:
    """Return the root to which a path leads from a line.

    >>> tree = HashTree(watched=1)
    >>> for line in (b"one", b"two", b"three"):
    ...     tree.add(line)
    >>> root = tree.root()
    >>> root_by(b"two", root.path) == root.hash, root_by(b"2", root.path) == root.hash
    (True, False)
    """
    found = leaf_hash(line)
    for step in path:
        sides = (step.hash, found) if step.side is Side.LEFT else (found, step.hash)
        found = _node_hash(*sides)
    return found


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
