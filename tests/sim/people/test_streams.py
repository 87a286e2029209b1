"""Streams of chance: named, independent, and the same however a run is cut up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.people.streams import Dice, Stream, county_number


def test_every_purpose_has_a_number_of_its_own() -> None:
    numbers = [stream.value for stream in Stream]

    assert len(set(numbers)) == len(Stream.__members__)


@given(st.integers(0, 2**63 - 1), st.integers(0, 200), st.integers(0, 200))
def test_a_longer_draw_begins_with_a_shorter_one(seed: int, short: int, more: int) -> None:
    dice = Dice(seed, 0, "411525")

    longer = dice.uniforms(Stream.PRICE, short + more)

    assert (longer[:short] == dice.uniforms(Stream.PRICE, short)).all()


@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, 99_999),
    st.sampled_from(["411525", "7", "own", "123456789012"]),
    st.sampled_from(Stream),
    st.integers(0, 200),
)
def test_a_stream_is_the_one_that_numpy_spawns_by_its_name(
    seed: int, replication: int, county: str, stream: Stream, part: int
) -> None:
    key = (replication, county_number(county), int(stream), part)
    numpys = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=key)))
    dice = Dice(seed, replication, county)
    dice.uniforms(Stream.PRICE, 3, part + 1)

    found = dice.uniforms(stream, 7, part)

    assert found.tolist() == numpys.random(7).tolist()


@given(st.lists(st.integers(0, 9), max_size=70))
def test_parts_drawn_together_are_those_drawn_one_by_one(counts: list[int]) -> None:
    dice = Dice(5, 2, "7")

    together = dice.uniforms_of_parts(Stream.PATIENCE, counts)

    alone = [
        dice.uniforms(Stream.PATIENCE, count, part).tolist() for part, count in enumerate(counts)
    ]
    assert together.tolist() == [number for part in alone for number in part]


def test_seed_replication_county_purpose_part_and_turn_each_give_other_numbers() -> None:
    draws = [
        Dice(1, 0, "7").uniforms(Stream.PRICE, 5),
        Dice(2, 0, "7").uniforms(Stream.PRICE, 5),
        Dice(1, 1, "7").uniforms(Stream.PRICE, 5),
        Dice(1, 0, "8").uniforms(Stream.PRICE, 5),
        Dice(1, 0, "7").uniforms(Stream.SEARCH, 5),
        Dice(1, 0, "7").uniforms(Stream.PRICE, 5, part=1),
        Dice(1, 0, "7").uniforms_of_parts(Stream.PRICE, [5], turn=1),
    ]

    assert len({tuple(draw) for draw in draws}) == len(draws)


@given(st.lists(st.integers(0, 9), max_size=70), st.integers(1, 2**16))
def test_a_turn_has_numbers_of_its_own_and_leaves_the_first_as_they_are(
    counts: list[int], turn: int
) -> None:
    dice = Dice(5, 2, "7")
    first = dice.uniforms_of_parts(Stream.PATIENCE, counts)

    later = dice.uniforms_of_parts(Stream.PATIENCE, counts, turn)

    assert dice.uniforms_of_parts(Stream.PATIENCE, counts).tolist() == first.tolist()
    assert not set(first.tolist()) & set(later.tolist())


@given(st.integers(0, 2**63 - 1), st.integers(0, 99), st.integers(1, 99))
def test_a_turn_is_numpys_generator_so_many_times_2_to_the_64_steps_on(
    seed: int, part: int, turn: int
) -> None:
    key = (3, county_number("7"), int(Stream.PATIENCE), part)
    philox = np.random.Philox(np.random.SeedSequence(seed, spawn_key=key)).advance(turn * 2**64)

    found = Dice(seed, 3, "7").uniforms_of_parts(Stream.PATIENCE, [0] * part + [9], turn)

    assert found.tolist() == np.random.Generator(philox).random(9).tolist()


@given(st.floats(0, 300), st.floats(0, 300))
def test_more_expected_moments_keep_the_earlier_ones(fewer: float, further: float) -> None:
    dice = Dice(3, 1, "7")

    few = dice.epochs(Stream.WISH_EPOCH, fewer)
    many = dice.epochs(Stream.WISH_EPOCH, fewer + further)

    assert (many[: few.size] == few).all()
    assert (many[few.size :] >= fewer).all()
    assert (np.diff(many) >= 0).all()


def test_moments_come_as_often_as_expected() -> None:
    dice = [Dice(5, replication, "7") for replication in range(500)]
    counts = np.array([one.epochs(Stream.WISH_EPOCH, 40.0).size for one in dice])

    standard_error = np.sqrt(40 / 500)
    assert abs(counts.mean() - 40) < 4 * standard_error
    assert 0.8 < counts.var() / 40 < 1.25


def test_a_county_without_a_code_is_numbered_by_its_name() -> None:
    assert county_number("own outlets") == county_number("own outlets")
    assert county_number("own outlets") != county_number("other outlets")
