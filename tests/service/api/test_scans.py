"""Scans over HTTP: late, repeated, out of order, in batches; noted once, and for ever."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from service.clock import rfc3339
from service.domain.parcel import CLOCK_SKEW_MS, ParcelState, Scan, standing
from tests.proofs.lengths import examples
from tests.service.parcels import (
    HUB,
    Event,
    events,
    hub_key,
    kinds,
    parcel,
    require_kept_standing,
    scan,
    scan_body,
    scanned,
    send_in_batches,
    tracking,
)
from tests.service.servers import OUTLET, Service, refused, taken

PLACES = (OUTLET, HUB)
histories = st.lists(
    st.builds(Scan, st.sampled_from(ParcelState), st.integers(0, 9), st.sampled_from(PLACES)),
    min_size=1,
    max_size=8,
)


def test_a_parcel_is_where_it_was_scanned_last_and_all_scans_are_shown(service: Service) -> None:
    number, began_ms = parcel(service), service.clock()
    scanned(service, number, "accepted", "departed")

    shown = tracking(service, number)

    assert shown == {
        "item_number": number,
        "state": "departed",
        "words": f"departed from {OUTLET}",
        "at": rfc3339(began_ms + 2_000),
        "place": OUTLET,
        "scans": [
            {"state": "accepted", "at": rfc3339(began_ms + 1_000), "place": OUTLET},
            {"state": "departed", "at": rfc3339(began_ms + 2_000), "place": OUTLET},
        ],
    }


def test_a_parcel_that_nobody_has_scanned_is_announced(service: Service) -> None:
    shown = tracking(service, parcel(service))

    assert (shown["state"], shown["at"], shown["scans"]) == ("announced", None, [])


def test_the_same_scan_under_any_key_is_noted_and_notified_once(service: Service) -> None:
    number, at_ms = parcel(service), service.clock()

    first, second = (taken(scan(service, number, "arrived", at_ms)) for _ in range(2))

    assert (first.pop("is_new"), second.pop("is_new")) == (True, False)
    assert second == first
    assert service.count("scan") == 1
    data = f'{{"item_number":"{number}","state":"arrived","at":"{rfc3339(at_ms)}",'
    data += f'"place":"{OUTLET}"}}'
    assert events(service) == [Event("parcel.arrived", number, "", "", data)]


def test_the_same_moment_at_another_place_is_another_scan(service: Service) -> None:
    number, at_ms = parcel(service), service.clock()

    scan(service, number, "arrived", at_ms)
    other = taken(scan(service, number, "arrived", at_ms, hub_key(service)))

    assert other["is_new"]
    assert service.count("scan") == 2


def test_a_scan_that_comes_late_is_noted_and_moves_nothing_and_notifies_nobody(
    service: Service,
) -> None:
    number, at_ms = parcel(service), service.clock()
    scan(service, number, "delivered", at_ms)

    late = taken(scan(service, number, "departed", at_ms - 1_000, hub_key(service)))

    assert late["is_new"]
    assert late["stands"] == {"state": "delivered", "at": rfc3339(at_ms), "place": OUTLET}
    assert [one["state"] for one in tracking(service, number)["scans"]] == ["departed", "delivered"]
    assert kinds(events(service)) == ["parcel.delivered"]


def test_a_step_inside_a_hub_is_noted_and_nobody_is_notified(service: Service) -> None:
    number = parcel(service)

    scanned(service, number, "accepted", "sorted", "refused")

    assert kinds(events(service)) == ["parcel.accepted", "parcel.refused"]


@pytest.mark.parametrize(
    ("off_ms", "expected"),
    [
        (CLOCK_SKEW_MS, 201),
        (CLOCK_SKEW_MS + 1, 422),
        (-CLOCK_SKEW_MS, 201),
        (-CLOCK_SKEW_MS - 1, 422),
    ],
)
def test_a_moment_is_after_the_label_and_before_now_but_for_the_skew(
    service: Service, off_ms: int, expected: int
) -> None:
    number = parcel(service)

    assert scan(service, number, "accepted", service.clock() + off_ms).status_code == expected


def test_each_scan_of_a_batch_is_answered_on_its_own_and_a_repeated_batch_as_before(
    service: Service,
) -> None:
    number, at_ms = parcel(service), service.clock()
    bodies = [
        scan_body(number, "accepted", at_ms),
        scan_body("BA999999999CN", "arrived", at_ms),
        scan_body(number, "arrived", at_ms + 10 * CLOCK_SKEW_MS),
        scan_body(number, "accepted", at_ms),
        scan_body(number, "departed", at_ms + 1),
    ]
    named_so = {"Idempotency-Key": "one-batch"}

    first = service.post(service.outlet, "/v1/scan-batches", {"scans": bodies}, named_so)
    again = service.post(service.outlet, "/v1/scan-batches", {"scans": bodies}, named_so)

    results = taken(first)["results"]
    assert [one["status"] for one in results] == [201, 422, 422, 201, 201]
    codes = [one["problem"]["code"] for one in results if "problem" in one]
    assert codes == ["item_number_mistyped", "scan_in_future"]
    assert [one["answer"]["is_new"] for one in results if "answer" in one] == [True, False, True]
    assert again.data == first.data
    assert service.count("scan") == 2


def test_a_thousand_scans_are_taken_at_once_and_no_more(sqlite_service: Service) -> None:
    number, at_ms = parcel(sqlite_service), sqlite_service.clock()
    bodies = [scan_body(number, "arrived", at_ms + place) for place in range(1_001)]

    taken_all = sqlite_service.post(
        sqlite_service.outlet, "/v1/scan-batches", {"scans": bodies[:1_000]}
    )
    too_many = sqlite_service.post(sqlite_service.outlet, "/v1/scan-batches", {"scans": bodies})

    assert {one["status"] for one in taken(taken_all)["results"]} == {201}
    assert refused(too_many) == (400, "request_malformed")
    assert sqlite_service.count("scan") == 1_000


def test_any_order_repetition_and_cut_into_batches_gives_the_same_standing(
    sqlite_service: Service,
) -> None:
    service = sqlite_service

    @settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
    @given(histories, st.data())
    def same(seen: list[Scan], data: st.DataObject) -> None:
        again = data.draw(st.permutations(seen + seen[::2]))
        straight, shuffled = parcel(service), parcel(service)

        send_in_batches(service, straight, seen, 1)
        send_in_batches(service, shuffled, again, data.draw(st.integers(1, 8)))

        stands = standing(seen)
        assert stands
        moved = Scan(stands.state, service.clock() + stands.at_ms, stands.place)
        assert require_kept_standing(service, straight) == moved
        assert require_kept_standing(service, shuffled) == moved
        shown, shown_again = (tracking(service, number) for number in (straight, shuffled))
        assert shown["scans"] == shown_again["scans"]

    same()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE scan SET state = 'lost'", "a scan is never changed"),
        ("DELETE FROM scan", "a scan is never deleted"),
        ("DELETE FROM parcel", "a parcel is never deleted"),
        ("UPDATE parcel SET state = 'arrived'", "a parcel that has come to an end is not under"),
        ("UPDATE parcel SET state = NULL, seen_ms = NULL, place = NULL", "a parcel that has come"),
        ("UPDATE parcel SET sender = 'another'", "a parcel stays what it was sent as"),
        ("UPDATE parcel SET seen_ms = NULL", "a_standing_has_moment_and_place"),
        ("UPDATE parcel SET state = 'eaten'", "parcel_state_is_known|a parcel that has come"),
        ("UPDATE item_block SET count = 99", "a block of item numbers is never changed"),
        ("UPDATE item_block SET next_place = -1", "next_is_of_the_block"),
        ("DELETE FROM item_block", "a block is never deleted"),
    ],
)
def test_what_must_never_be_is_refused_by_the_database(
    service: Service, statement: str, words: str
) -> None:
    number = parcel(service)
    scanned(service, number, "accepted", "delivered")

    with pytest.raises(DBAPIError, match=words):
        service.run(statement)

    assert tracking(service, number)["state"] == "delivered"
