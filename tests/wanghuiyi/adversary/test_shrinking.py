"""A list is made as short as it can be, always to the same one, within a bound of tries."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from wanghuiyi.adversary.shrinking import shrunk

Items = tuple[int, ...]
ITEMS = st.lists(st.integers(0, 50), min_size=1, max_size=24, unique=True)
Cases = st.lists(st.sets(st.integers(0, 50), min_size=1, max_size=5), min_size=1, max_size=3)


def failing_with(culprits: list[set[int]], tried: list[Items]) -> Callable[[Items], bool]:
    """Return what fails with all of one of these together, and notes what it was asked."""

    def fails(kept: Items) -> bool:
        tried.append(kept)
        return any(one <= set(kept) for one in culprits)

    return fails


@given(items=ITEMS, culprits=Cases)
def test_what_is_left_fails_keeps_its_order_and_can_lose_nothing(
    items: list[int], culprits: list[set[int]]
) -> None:
    items = list(dict.fromkeys([*items, *sorted(culprits[0])]))
    fails = failing_with(culprits, [])

    short = shrunk(items, fails, tries_max=10_000)

    assert short.is_minimal
    assert fails(short.items)
    assert list(short.items) == [one for one in items if one in short.items]
    for place in range(len(short.items)):
        rest = short.items[:place] + short.items[place + 1 :]
        assert not rest or not fails(rest)


@given(items=ITEMS, culprits=Cases, tries_max=st.integers(0, 40))
def test_tries_are_bounded_and_never_repeated_and_the_same_list_gets_the_same_end(
    items: list[int], culprits: list[set[int]], tries_max: int
) -> None:
    items = list(dict.fromkeys([*items, *sorted(culprits[0])]))
    tried: list[Items] = []
    again: list[Items] = []

    first = shrunk(items, failing_with(culprits, tried), tries_max=tries_max)
    second = shrunk(items, failing_with(culprits, again), tries_max=tries_max)

    assert len(tried) <= tries_max
    assert len(set(tried)) == len(tried) == first.tries
    assert (first, tried) == (second, again)
    assert failing_with(culprits, [])(first.items)


def test_a_list_of_one_is_tried_no_more_and_nothing_is_never_tried() -> None:
    tried: list[Items] = []

    short = shrunk([7], failing_with([{7}], tried))

    assert (short.items, short.tries, short.is_minimal, tried) == ((7,), 0, True, [])


@given(value=st.integers(1, 40), least=st.integers(1, 40))
def test_items_become_as_simple_as_they_can(value: int, least: int) -> None:
    least = min(value, least)

    short = shrunk([99, value], lambda kept: any(least <= one < 50 for one in kept), _halves)

    (left,) = short.items
    assert least <= left <= value
    assert all(one < least for one in _halves(left))


def _halves(one: int) -> list[int]:
    return [half for half in (one // 2, one - 1) if 0 < half < one]
