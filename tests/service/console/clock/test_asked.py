import pytest

from service.console.clock.asked import asked_jump, duration_ms, moment_ms
from tests.service.console.worlds import Watched
from tests.service.testing.served import START_MS

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("typed", "expected_ms"),
    [
        ("1 min", 60_000),
        ("1500 ms", 1_500),
        ("2h 30min", 9_000_000),
        ("61 Days", 61 * 24 * HOUR_MS),
        ("1 day 1 s", 86_401_000),
    ],
)
def test_a_duration_is_read_as_people_type_it(typed: str, expected_ms: int) -> None:
    assert duration_ms(typed) == expected_ms


@pytest.mark.parametrize("typed", ["", "soon", "5", "5 fortnights", "-1 day", "1 day and more"])
def test_what_is_no_duration_is_named_with_what_is(typed: str) -> None:
    with pytest.raises(ValueError, match="write 90 min, 2 h 30 min, 61 days or 1500 ms"):
        duration_ms(typed)


def test_a_moment_without_a_zone_is_in_beijing() -> None:
    assert moment_ms("2026-11-24T10:30") == moment_ms("2026-11-24T02:30:00Z") == START_MS


@pytest.mark.parametrize(
    ("offset_ms", "expected"),
    [("-1", "15:59:59.999Z"), ("0", "16:00:00.000Z"), ("1", "16:00:00.001Z")],
)
def test_a_boundary_is_met_on_either_side(world: Watched, offset_ms: str, expected: str) -> None:
    asked = asked_jump(world.state, {"to": "next_boundary", "offset_ms": offset_ms})

    assert asked.at == f"2026-11-24T{expected}"
    assert asked.body == {"to": "next_boundary", "offset_ms": int(offset_ms)}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": "next_boundary", "offset_ms": "2"}, "at -1, 0 or 1 ms"),
        ({"by": "36501 days"}, "at most 36500 days"),
        ({"at": "1969-01-01T00:00"}, "choose a moment between"),
        ({"at": "9999-01-01T00:00"}, "choose a moment between"),
        ({"at": "9999-12-31T20:00:00Z"}, "choose a moment between"),
        ({"at": "tomorrow"}, "write it like"),
    ],
)
def test_a_jump_to_nowhere_says_where_a_clock_goes(
    world: Watched, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        asked_jump(world.state, fields)
