"""When a day is over by the clocks of a place, also where they are set forward or back."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clock import from_rfc3339, local_day_end_ms, rfc3339, zone_of

HOUR_MS = 3_600_000
YEARS_1918_TO_2090_MS = st.integers(
    from_rfc3339("1918-01-01T00:00:00Z"), from_rfc3339("2090-01-01T00:00:00Z")
)
# Those whose clocks were ever set near midnight, or over the line of dates, and some that never.
ZONES = st.sampled_from(
    [
        *("Asia/Shanghai", "Asia/Urumqi", "America/Mexico_City", "America/Santiago"),
        *("America/Havana", "America/Toronto", "America/St_Johns", "Asia/Beirut", "Asia/Gaza"),
        *("Africa/Cairo", "Atlantic/Azores", "Pacific/Apia", "Pacific/Kwajalein"),
        *("Australia/Lord_Howe", "Europe/London", "Asia/Tehran", "America/Nuuk", "UTC"),
    ]
)


def local_date(at_ms: int, zone: str) -> date:
    """Return the date that a place's clocks show."""
    at = datetime.fromisoformat(rfc3339(at_ms)).astimezone(UTC)
    return at.astimezone(ZoneInfo(zone)).date()


@given(YEARS_1918_TO_2090_MS, st.integers(0, 30), ZONES)
def test_until_then_it_is_the_last_day_and_from_then_on_never_again(
    at_ms: int, days: int, zone: str
) -> None:
    last_day = local_date(at_ms, zone) + timedelta(days=days)

    end_ms = local_day_end_ms(at_ms, days, zone_of(zone))

    assert end_ms > at_ms
    assert local_date(end_ms - 1, zone) <= last_day
    steps_ms = range(0, 4 * HOUR_MS, 15 * 60_000)
    assert all(local_date(end_ms + step_ms, zone) > last_day for step_ms in steps_ms)


@pytest.mark.parametrize(
    ("zone", "now", "days", "end"),
    [
        # The third day from the 24th is the 27th, over at midnight of the 28th: UTC+6, UTC-6.
        ("Asia/Urumqi", "2026-11-24T02:30:00Z", 3, "2026-11-27T18:00:00.000Z"),
        ("America/Mexico_City", "2026-11-24T02:30:00Z", 3, "2026-11-27T06:00:00.000Z"),
        # The last millisecond of a day, and the first.
        ("Asia/Urumqi", "2026-11-24T17:59:59.999Z", 1, "2026-11-25T18:00:00.000Z"),
        ("Asia/Urumqi", "2026-11-24T18:00:00.000Z", 1, "2026-11-26T18:00:00.000Z"),
        # London's summer time begins between: the midnight after is UTC's no more.
        ("Europe/London", "2026-03-28T12:00:00Z", 1, "2026-03-29T23:00:00.000Z"),
        # Beirut: clocks went from 00:00 to 01:00 on 31 March 2024, so there was no midnight.
        ("Asia/Beirut", "2024-03-29T12:00:00Z", 1, "2024-03-30T22:00:00.000Z"),
        # Toronto: from 23:30 to 00:30 on 30 March 1919, so the day lacked its last half hour.
        ("America/Toronto", "1919-03-29T12:00:00Z", 1, "1919-03-31T04:30:00.000Z"),
        # Havana: from 01:00 back to 00:00 on 1 November 2026, the same date both times.
        ("America/Havana", "2026-10-30T12:00:00Z", 1, "2026-11-01T04:00:00.000Z"),
        # Saint John's: from 00:01 back to 23:01 on 29 October 2006, so the 28th went on.
        ("America/St_Johns", "2006-10-27T12:00:00Z", 1, "2006-10-29T03:30:00.000Z"),
        # Apia: the 30th of December 2011 was left out.
        ("Pacific/Apia", "2011-12-29T12:00:00Z", 0, "2011-12-30T10:00:00.000Z"),
    ],
)
def test_a_day_ends_at_midnight_by_the_clocks_there(
    zone: str, now: str, days: int, end: str
) -> None:
    assert rfc3339(local_day_end_ms(from_rfc3339(now), days, zone_of(zone))) == end


@pytest.mark.parametrize("name", ["Asia/Urumchi", "+08:00", "localtime", "../etc/passwd", ""])
def test_a_zone_that_is_not_in_the_database_is_refused_with_what_is(name: str) -> None:
    with pytest.raises(ValueError, match="IANA database"):
        zone_of(name)


def test_a_machine_without_files_of_zones_knows_the_same_midnight() -> None:
    at_ms = from_rfc3339("2026-11-24T02:30:00Z")
    names = ("Asia/Urumqi", "America/Mexico_City", "Asia/Kathmandu")
    program = (
        "from service.clock import _zones, local_day_end_ms, zone_of\n"
        f"print(*(local_day_end_ms({at_ms}, 3, zone_of(name)) for name in {names}), len(_zones()))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    *ends, count = map(int, done.stdout.split())
    assert ends == [local_day_end_ms(at_ms, 3, zone_of(name)) for name in names]
    assert count > 400
