"""The keys of many random streams at once, as NumPy's `SeedSequence` makes them one by one.

Making a `SeedSequence` and a Philox generator takes some 30 microseconds, and a county has some
250 streams; their keys together take less than ten of those. The tests hold each to NumPy's own.
Source: O'Neill (2015), "Developing a seed_seq Alternative", with the constants of NumPy.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

POOL_WORDS = 4
KEY_WORDS = 4  # of 32 bits: Philox's key has two of 64
WORD_BITS = 32
WORD_VALUES = 2**WORD_BITS
HALF_A_WORD = np.uint32(WORD_BITS // 2)

POOL_BEGINS, POOL_STEP = 0x43B0D7E5, 0x931E8875
KEY_BEGINS, KEY_STEP = 0x8B51F9DD, 0x58F38DED
MIX_OWN, MIX_OTHER = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)

Words = NDArray[np.uint32]
Keys = NDArray[np.uint64]


def philox_keys(seed: int, first: Sequence[int], last: Sequence[Words]) -> Keys:
    """Return the keys that Philox has from `SeedSequence(seed, spawn_key=(*first, *last))`.

    `last` are arrays of numbers below 2^32 that broadcast; the keys have their shape and two
    numbers each.

    >>> key = philox_keys(1, (0, 411525), (np.array([3], dtype=np.uint32),))[0]
    >>> numpys = np.random.SeedSequence(1, spawn_key=(0, 411525, 3))
    >>> (key == numpys.generate_state(2, np.uint64)).all()
    np.True_
    """
    of_seed = words_of(seed)
    of_seed += [0] * (POOL_WORDS - len(of_seed))
    known = [*of_seed, *(word for number in first for word in words_of(number))]
    entropy = [*(np.array([word], dtype=np.uint32) for word in known), *last]
    pool = np.broadcast_arrays(*_mixed(entropy))
    hashes = _hashes(KEY_BEGINS, KEY_STEP)
    words = [_hashed(pool[index % POOL_WORDS], hashes) for index in range(KEY_WORDS)]
    halves = np.stack(words, axis=-1).astype(np.uint64)
    return halves[..., 0::2] | halves[..., 1::2] << np.uint64(WORD_BITS)


def words_of(number: int) -> list[int]:
    """Return a number as words of 32 bits, the lowest first; zero is one word.

    >>> words_of(2**32 + 5), words_of(0)
    ([5, 1], [0])
    """
    words = [number % WORD_VALUES]
    while number := number // WORD_VALUES:
        words.append(number % WORD_VALUES)
    return words


def _mixed(entropy: Sequence[Words]) -> list[Words]:
    """Return the pool into which all words of entropy have been mixed."""
    hashes = _hashes(POOL_BEGINS, POOL_STEP)
    pool = [_hashed(word, hashes) for word in entropy[:POOL_WORDS]]
    for source in range(POOL_WORDS):
        for index in range(POOL_WORDS):
            if index != source:
                pool[index] = _mix(pool[index], _hashed(pool[source], hashes))
    for word in entropy[POOL_WORDS:]:
        pool = [_mix(of_pool, _hashed(word, hashes)) for of_pool in pool]
    return pool


def _hashes(begins: int, step: int) -> Iterator[tuple[np.uint32, np.uint32]]:
    """Yield the two constants of each further hash."""
    while True:
        after = begins * step % WORD_VALUES
        yield np.uint32(begins), np.uint32(after)
        begins = after


def _hashed(word: Words, hashes: Iterator[tuple[np.uint32, np.uint32]]) -> Words:
    before, after = next(hashes)
    return _folded((word ^ before) * after)


def _mix(own: Words, other: Words) -> Words:
    return _folded(MIX_OWN * own - MIX_OTHER * other)


def _folded(word: Words) -> Words:
    folded: Words = word ^ (word >> HALF_A_WORD)
    return folded
