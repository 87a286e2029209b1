"""S10 item numbers, and where a parcel stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.day import DAY_MS
from service.domain.parcel import (
    CLOCK_SKEW_MS,
    ENDS,
    KEPT_MS,
    ItemNumber,
    ParcelState,
    Scan,
    item_check_digit,
    item_number,
    never_collected,
    parse_item_number,
    require_possible,
    standing,
    stands_after,
)
from service.domain.refusals.parcels import ScanBeforeParcel, ScanInFuture
from service.domain.refusals.payment import ItemNumberMalformed, ItemNumberMistyped

codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
serials = st.text("0123456789", min_size=8, max_size=8)
parts = st.builds(ItemNumber, codes, serials, codes)
scans = st.lists(
    st.builds(Scan, st.sampled_from(ParcelState), st.integers(0, 9), st.sampled_from("ab"))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EB000717618HK", ItemNumber("EB", "00071761", "HK")),
        ("EE471108151FR", ItemNumber("EE", "47110815", "FR")),
        ("ee 471 108 151 fr", ItemNumber("EE", "47110815", "FR")),
    ],
)
def test_the_standards_own_numbers_are_read(text: str, expected: ItemNumber) -> None:
    assert parse_item_number(text) == expected


@pytest.mark.parametrize(("serial", "digit"), [("00000000", 5), ("00004000", 0), ("00000001", 4)])
def test_ten_becomes_0_and_eleven_becomes_5(serial: str, digit: int) -> None:
    assert item_check_digit(serial) == digit


@given(parts)
def test_what_is_made_is_read(number: ItemNumber) -> None:
    assert parse_item_number(item_number(number)) == number


def remainder(serial: str) -> int:
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    return sum(w * int(digit) for w, digit in zip(weights, serial, strict=True)) % 11


@given(serials, st.integers(0, 7), st.sampled_from("0123456789"))
def test_a_wrong_digit_escapes_only_between_the_remainders_that_share_5(
    serial: str, place: int, digit: str
) -> None:
    slip = serial[:place] + digit + serial[place + 1 :]

    escapes = slip != serial and item_check_digit(slip) == item_check_digit(serial)

    assert escapes == ({remainder(serial), remainder(slip)} == {0, 6})


@given(parts, st.integers(1, 9))
def test_a_wrong_check_digit_is_refused(number: ItemNumber, shift: int) -> None:
    right = item_number(number)
    wrong = f"{right[:10]}{(int(right[10]) + shift) % 10}{right[11:]}"

    with pytest.raises(ItemNumberMistyped, match="compare the label"):
        parse_item_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EE471108151F",
        "EE471108151FRA",
        "E1471108151FR",
        "EE471108151F1",
        "EE4711O8151FR",
        "EE47110815XFR",
        "EE47110815१FR",
        "ÉE471108151FR",
        "ßE47110815FR",
    ],
)
def test_what_is_no_item_number_is_refused(text: str) -> None:
    with pytest.raises(ItemNumberMalformed, match="like EE471108151FR"):
        parse_item_number(text)


@pytest.mark.parametrize(
    "number",
    [
        ItemNumber("E", "47110815", "FR"),
        ItemNumber("ee", "47110815", "FR"),
        ItemNumber("EE", "4711081", "FR"),
        ItemNumber("EE", "4711081٣", "FR"),
        ItemNumber("EE", "47110815", "F1"),
    ],
)
def test_an_item_number_is_made_of_fitting_parts_only(number: ItemNumber) -> None:
    with pytest.raises(ItemNumberMalformed):
        item_number(number)


def test_a_parcel_that_nobody_has_seen_stands_nowhere() -> None:
    assert standing([]) is None


def test_a_parcel_stands_where_it_was_seen_last() -> None:
    accepted = Scan(ParcelState.ACCEPTED, 1, "Gushi")
    sorted_ = Scan(ParcelState.SORTED, 2, "Xinyang")
    departed = Scan(ParcelState.DEPARTED, 2, "Xinyang")

    assert standing([departed, accepted, sorted_]) == departed


def test_a_late_scan_does_not_wake_a_delivered_parcel() -> None:
    delivered = Scan(ParcelState.DELIVERED, 5, "Gushi")
    late = Scan(ParcelState.OUT_FOR_DELIVERY, 6, "Gushi")
    found_damaged = Scan(ParcelState.DAMAGED, 7, "Gushi")

    assert standing([late, found_damaged, delivered]) == delivered


@given(scans, st.data())
def test_the_order_and_repetition_of_scans_do_not_matter(
    seen: list[Scan], data: st.DataObject
) -> None:
    again = data.draw(st.permutations(seen + seen[::2]))

    assert standing(again) == standing(seen)


@given(scans)
def test_an_end_stands_whatever_else_was_seen(seen: list[Scan]) -> None:
    stands = standing(seen)

    assert (stands is not None and stands.state in ENDS) == any(s.state in ENDS for s in seen)


@given(scans)
def test_where_a_parcel_stands_needs_only_where_it_stood_and_the_next_scan(
    seen: list[Scan],
) -> None:
    stands = None

    for scan in seen:
        stands = stands_after(stands, scan)

    assert stands == standing(seen)


def test_a_parcel_refused_at_the_door_is_still_under_way() -> None:
    refused = Scan(ParcelState.REFUSED, 5, "Gushi")
    back = Scan(ParcelState.RETURNED, 9, "Xinyang")

    assert standing([refused]) == refused
    assert standing([back, refused]) == back


NOW_MS, MADE_MS = 10 * DAY_MS, 8 * DAY_MS


@pytest.mark.parametrize("at_ms", [MADE_MS - CLOCK_SKEW_MS, NOW_MS + CLOCK_SKEW_MS])
def test_a_scan_may_be_off_by_the_skew_of_clocks(at_ms: int) -> None:
    require_possible(Scan(ParcelState.ACCEPTED, at_ms, "Gushi"), MADE_MS, NOW_MS)


def test_nothing_is_seen_in_the_future() -> None:
    scan = Scan(ParcelState.ACCEPTED, NOW_MS + CLOCK_SKEW_MS + 1, "Gushi")

    with pytest.raises(ScanInFuture, match="set the scanner's clock"):
        require_possible(scan, MADE_MS, NOW_MS)


def test_nothing_is_seen_before_there_was_a_parcel() -> None:
    scan = Scan(ParcelState.ACCEPTED, MADE_MS - CLOCK_SKEW_MS - 1, "Gushi")

    with pytest.raises(ScanBeforeParcel, match="got its label"):
        require_possible(scan, MADE_MS, NOW_MS)


def test_what_nobody_collects_is_sent_back_when_its_time_is_over() -> None:
    waiting = Scan(ParcelState.AWAITING_PICK_UP, 7, "Gushi")

    assert never_collected(waiting, 7 + KEPT_MS - 1) is None
    assert never_collected(waiting, 7 + KEPT_MS) == Scan(ParcelState.RETURNED, 7 + KEPT_MS, "Gushi")
    assert never_collected(waiting, 9 * KEPT_MS) == Scan(ParcelState.RETURNED, 7 + KEPT_MS, "Gushi")


@pytest.mark.parametrize(
    "state", sorted(set(ParcelState) - {ParcelState.AWAITING_PICK_UP}, key=str)
)
def test_only_what_waits_can_be_left_uncollected(state: ParcelState) -> None:
    assert never_collected(Scan(state, 7, "Gushi"), 9 * KEPT_MS) is None
