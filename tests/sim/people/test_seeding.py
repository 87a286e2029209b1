"""Keys of streams: those that NumPy's own SeedSequence gives to Philox, for every spawn key."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.people.seeding import Words, philox_keys

WORD = st.integers(0, 2**32 - 1)
WORDS = st.lists(WORD, min_size=1, max_size=3).map(lambda words: np.array(words, dtype=np.uint32))


@given(st.integers(0, 2**200), st.lists(st.integers(0, 2**70), max_size=3), WORDS, WORDS)
def test_each_key_is_that_of_a_seed_sequence(
    seed: int, first: list[int], streams: Words, parts: Words
) -> None:
    keys = philox_keys(seed, first, (streams[:, np.newaxis], parts))

    assert keys.shape == (streams.size, parts.size, 2)
    for stream, row in zip(streams.tolist(), keys, strict=True):
        for part, key in zip(parts.tolist(), row, strict=True):
            numpys = np.random.SeedSequence(seed, spawn_key=(*first, stream, part))
            assert key.tolist() == np.random.Philox(numpys).state["state"]["key"].tolist()
