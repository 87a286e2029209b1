"""A file from outside and our lines: each kind of difference, and nothing lost of either."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.reconciliation import (
    Expected,
    OutsideDifference,
    OutsideDifferenceKind,
    OutsideLine,
    OwnLine,
    compare_with_outside,
)

DAY = 13_514
EXPECTED = Expected(DAY, DAY, days_apart_max=1)
OWN = OwnLine("withdrawal:a1", -5_000, DAY)
OUTSIDE = OutsideLine(2, "withdrawal:a1", -5_000, DAY)


def differences(*outside: OutsideLine, own: tuple[OwnLine, ...] = (OWN,)) -> list[str]:
    found = compare_with_outside(own, outside, EXPECTED).differences
    return [f"{one.kind} {one.outside.row if one.outside else ''}".strip() for one in found]


@pytest.mark.parametrize(
    ("outside", "kinds"),
    [
        ([OUTSIDE], []),
        ([replace(OUTSIDE, reference="a1")], []),
        ([], ["missing"]),
        ([replace(OUTSIDE, reference="b2")], ["extra 2", "missing"]),
        ([replace(OUTSIDE, amount_fen=-5_001)], ["amount_differs 2"]),
        ([replace(OUTSIDE, amount_fen=5_000)], ["amount_differs 2"]),
        ([replace(OUTSIDE, day=DAY + 1)], []),
        ([replace(OUTSIDE, day=DAY + 2)], ["late 2"]),
        ([replace(OUTSIDE, day=DAY - 1)], []),
        ([replace(OUTSIDE, day=DAY - 2)], ["early 2"]),
        ([OUTSIDE, replace(OUTSIDE, row=3)], ["doubled 3"]),
        # The one that agrees is ours, wherever it stands.
        ([replace(OUTSIDE, amount_fen=-1), replace(OUTSIDE, row=3)], ["doubled 2"]),
        ([replace(OUTSIDE, day=DAY + 3), replace(OUTSIDE, row=3)], ["doubled 2"]),
    ],
)
def test_a_line_with_a_reference(outside: list[OutsideLine], kinds: list[str]) -> None:
    assert differences(*outside) == kinds


@pytest.mark.parametrize(
    ("outside", "kinds"),
    [
        ([replace(OUTSIDE, reference="")], []),
        ([replace(OUTSIDE, reference="", day=DAY + 1)], []),
        ([replace(OUTSIDE, reference="", day=DAY + 2)], ["extra 2", "missing"]),
        ([replace(OUTSIDE, reference="", amount_fen=-4_999)], ["extra 2", "missing"]),
        (
            [
                replace(OUTSIDE, reference="", text="x"),
                replace(OUTSIDE, row=3, reference="", text="x"),
                replace(OUTSIDE, row=4, reference="", text="y"),
            ],
            ["doubled 3", "extra 4"],
        ),
    ],
)
def test_a_line_without_a_reference(outside: list[OutsideLine], kinds: list[str]) -> None:
    assert differences(*outside) == kinds


def test_lines_of_one_amount_are_paired_so_that_as_many_as_can_be_agree() -> None:
    own = (OwnLine("a:1", 7, DAY - 1), OwnLine("a:2", 7, DAY), OwnLine("a:3", 7, DAY))
    outside = [OutsideLine(2, "", 7, DAY + 1), OutsideLine(3, "", 7, DAY)]

    # Whoever gave row 3 the first line that comes, a:2, would have none left for row 2.
    assert differences(*outside, own=own[:2]) == []
    assert differences(*outside, own=own) == ["missing"]


def test_what_is_of_other_days_is_ours_and_never_missing() -> None:
    before = OwnLine("withdrawal:b2", -700, DAY - 9)
    after = OwnLine("withdrawal:c3", -80, DAY + 1)
    outside = (OUTSIDE, OutsideLine(3, "b2", -700, DAY), OutsideLine(4, "c3", -80, DAY + 1))

    compared = compare_with_outside((before, OWN, after), outside, EXPECTED)

    assert [one.kind for one in compared.differences] == ["late"]
    assert compared.own_fen == -5_000
    assert compared.other_days_fen == -780
    assert compare_with_outside((before, OWN, after), (OUTSIDE,), EXPECTED).differences == ()


def test_a_part_that_two_keys_have_names_neither() -> None:
    own = (OWN, OwnLine("payout:a1", -5_000, DAY))

    assert differences(replace(OUTSIDE, reference="a1"), own=own) == [
        "extra 2",
        "missing",
        "missing",
    ]


own_lines = st.lists(
    st.builds(
        OwnLine,
        st.sampled_from("abcdefgh").map("x:{}".format),
        st.sampled_from([-2, -1, 1, 2]),
        st.integers(DAY - 3, DAY + 3),
    ),
    unique_by=lambda line: line.key,
)
outside_lines = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", "x:c", "x:d", "e", "z"]),
        st.sampled_from([-2, -1, 1, 2]),
        st.integers(DAY - 3, DAY + 3),
        st.sampled_from(["", "s", "t"]),
    )
).map(lambda rows: [OutsideLine(row, *cells) for row, cells in enumerate(rows, start=2)])


@given(own_lines, outside_lines, st.integers(0, 3))
def test_every_line_is_in_one_place_and_the_sums_are_explained(
    own: list[OwnLine], outside: list[OutsideLine], apart: int
) -> None:
    compared = compare_with_outside(own, outside, Expected(DAY - 1, DAY + 1, apart))

    of_rows = [line.row for _, line in compared.matched]
    of_rows += [one.outside.row for one in compared.differences if one.outside]
    assert sorted(of_rows) == [line.row for line in outside]
    once = [mine.key for mine, _ in compared.matched] + [
        one.own.key for one in compared.differences if one.own and one.kind != "doubled"
    ]
    assert max(Counter(once).values(), default=1) == 1
    assert {mine.key for mine in own if abs(mine.day - DAY) <= 1} <= set(once)
    assert compared.outside_fen == compared.own_fen + compared.other_days_fen + sum(
        one.effect_fen for one in compared.differences
    )


@given(own_lines, st.integers(0, 2))
def test_a_file_of_our_own_lines_has_no_difference(own: list[OwnLine], apart: int) -> None:
    copied = [
        OutsideLine(row, mine.key, mine.amount_fen, mine.day + apart)
        for row, mine in enumerate(own, start=2)
    ]

    assert compare_with_outside(own, copied, Expected(DAY - 3, DAY + 3, apart)).differences == ()


def test_an_effect_is_what_is_added_to_the_sum() -> None:
    effects = [
        OutsideDifference(kind, OWN, replace(OUTSIDE, amount_fen=-4_000)).effect_fen
        for kind in (
            OutsideDifferenceKind.AMOUNT_DIFFERS,
            OutsideDifferenceKind.DOUBLED,
            OutsideDifferenceKind.EXTRA,
        )
    ]

    assert effects == [1_000, -4_000, -4_000]
    assert OutsideDifference(OutsideDifferenceKind.MISSING, OWN, None).effect_fen == 5_000
