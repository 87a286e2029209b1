"""Boundaries: at each one what it names changes, and between two of them nothing does."""

import re
from itertools import takewhile
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlmodel import SQLModel

from service.clock import from_rfc3339, rfc3339
from service.domain.day import DAY_MS
from service.schemas.testing import BoundaryName
from service.testing import boundaries
from tests.service.testing.scene import Scene, scene
from tests.service.testing.served import START, START_MS, Served, books_in, served

OF_RATES = "lookups.begin_anew"
"""Rates are no part of a fork, so no probe shows them."""
NAMES = sorted(set(get_args(BoundaryName)) - {OF_RATES})
MIDNIGHT = "2026-11-24T16:00:00.000Z"


@pytest.fixture(scope="module")
def market() -> Scene:
    return scene()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(books_in(tmp_path_factory.mktemp("boundaries"))).world().seeded()


@pytest.fixture
def server(model: Served) -> Served:
    """Return a world in which outlets and wallets are open, and nothing has happened."""
    return model.forked()


@pytest.mark.parametrize("name", NAMES)
def test_at_a_boundary_changes_what_it_names(market: Scene, name: str) -> None:
    moments = {from_rfc3339(one["at"]) for one in market.boundaries() if one["what"] == name}
    probes = [probe for probe in market.probes if probe.partition(",")[0] == name]

    for probe in probes:
        changed = {
            at_ms for at_ms in moments if market.seen(probe, at_ms - 1) != market.seen(probe, at_ms)
        }
        assert changed, f"{probe} shows no change at {sorted(map(rfc3339, moments))}"
    assert probes


@pytest.mark.proof
@given(st.data())
def test_between_two_boundaries_nothing_changes(market: Scene, data: st.DataObject) -> None:
    stops = stops_of(market)
    index = data.draw(st.integers(0, len(stops) - 2), "after which stop")
    first_ms, last_ms = stops[index], stops[index + 1] - 1
    at_ms = data.draw(st.integers(first_ms, last_ms), "moment")
    probe = data.draw(st.sampled_from(sorted(market.probes)), "probe")

    assert market.seen(probe, first_ms) == market.seen(probe, at_ms) == market.seen(probe, last_ms)


@pytest.mark.parametrize("offset_ms", [-1, 0])
def test_a_clock_stops_at_each_boundary_or_a_millisecond_before(
    market: Scene, offset_ms: int
) -> None:
    client = market.app.test_client()
    path = client.post("/test/worlds", json={"from": "default"}).get_json()["base_path"]
    expected = stops_of(market)[1:20]

    body = {"to": "next_boundary", "offset_ms": offset_ms}
    stops = [client.put(f"{path}/test/clock", json=body).get_json() for _ in expected]

    assert [from_rfc3339(stop["now"]) - offset_ms for stop in stops] == expected
    for stop, at_ms in zip(stops, expected, strict=True):
        assert {one["at"] for one in stop["boundaries"]} == {rfc3339(at_ms)}


def test_who_only_looks_before_boundaries_goes_on_to_the_next_one(server: Served) -> None:
    server.deposited()
    before = {"to": "next_boundary", "offset_ms": -1}

    stops = [server.answer_to("PUT /test/clock", before)["now"] for _ in range(3)]

    assert stops == [
        "2026-11-24T15:59:59.999Z",
        "2026-11-25T15:59:59.999Z",
        "2026-11-26T15:59:59.999Z",
    ]


def test_an_empty_world_has_midnight_ahead_and_an_offset_of_a_day_goes_past_it(
    server: Served,
) -> None:
    world = server.world()

    assert world.answer_to("GET /test/boundaries") == {
        "now": START,
        "boundaries": [{"at": MIDNIGHT, "what": "day.begins", "of": "2026-11-25"}],
        "is_complete": True,
    }
    body = {"to": "next_boundary", "offset_ms": -86_400_000}
    assert world.answer_to("PUT /test/clock", body)["now"] == MIDNIGHT
    body = {"to": "next_boundary", "offset_ms": 60_000, "is_frozen": True}
    assert world.answer_to("PUT /test/clock", body)["now"] == "2026-11-25T16:01:00.000Z"


def test_a_limit_shows_the_first_ones_and_says_that_there_are_more(server: Served) -> None:
    draft = server.deposited()

    everything = server.answer_to("GET /test/boundaries")
    one = server.client.get(f"{server.path}/test/boundaries?limit=1").get_json()

    assert [(found["what"], found["of"]) for found in everything["boundaries"]] == [
        ("day.begins", "2026-11-25"),
        ("draft.cancellation_ends", draft["draft_id"]),
        ("draft.expires", draft["draft_id"]),
    ]
    assert (one["boundaries"], one["is_complete"]) == (everything["boundaries"][:1], False)


def test_look_ups_begin_anew_with_the_minute_by_the_clock_of_the_world(server: Served) -> None:
    server.answer_to("PUT /test/clock", {"advance_s": 7})
    server.client.get(f"{server.path}/v1/tracking/BA000000005CN")

    first = server.answer_to("GET /test/boundaries")["boundaries"][0]
    server.answer_to("PUT /test/clock", {"to": "next_boundary"})

    assert first == {"at": rfc3339(START_MS + 60_000), "what": OF_RATES, "of": None}
    assert server.answer_to("GET /test/boundaries")["boundaries"][0]["what"] == "day.begins"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"to": "next_boundary", "advance_s": 1}, "leave out advance_s"),
        ({"to": "next_boundary", "now": START}, "leave out now"),
        ({"offset_ms": -1}, "send to next_boundary with it"),
        ({"to": "tomorrow"}, "next_boundary"),
        ({"to": "next_boundary", "offset_ms": 86_400_001}, "less than or equal"),
    ],
)
def test_a_stop_that_is_no_stop_is_refused(
    server: Served, body: dict[str, object], said: str
) -> None:
    answer = server.client.put(f"{server.path}/test/clock", json=body)
    contract = server.client.get("/openapi.json").get_json()

    assert answer.status_code == 400
    schema = {**contract["components"]["schemas"]["ClockBody"], "additionalProperties": False}
    assert not Draft202012Validator(schema).is_valid(body)
    assert said in answer.get_json()["errors"][0]["message"]
    assert server.answer_to("GET /test/clock")["now"] == START


def test_every_column_that_holds_a_moment_to_come_is_looked_at() -> None:
    rules = Path(boundaries.__file__).parent.glob("*.py")
    source = "".join(one.read_text(encoding="utf-8") for one in rules)
    to_come = re.compile(r"(expires|until|ends|due|pay_by|from)_ms$")

    columns = {
        column.name
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if to_come.search(column.name)
    }

    assert len(columns) >= 6
    assert {name for name in columns if name not in source} == set()


def test_the_guide_says_of_every_boundary_what_it_changes() -> None:
    guide = Path(boundaries.__file__).parents[3] / "docs" / "testing.md"
    told = re.findall(r"`([a-z_]+\.[a-z_]+)`", "".join(rows_of(guide.read_text(encoding="utf-8"))))

    assert sorted(told) == sorted(get_args(BoundaryName))


def rows_of(guide: str) -> list[str]:
    """Return the first column of the table of boundaries."""
    _, _, table = guide.partition("| `what` |")
    lines = takewhile(lambda line: line.startswith("|"), table.splitlines()[1:])
    return [line.split("|")[1] for line in lines]


def stops_of(market: Scene) -> list[int]:
    """Return now and all boundaries of the next days that are listed, or of which one day was."""
    listed = {from_rfc3339(one["at"]) for one in market.boundaries()}
    midnights = range(min(at_ms for at_ms in listed if at_ms % DAY_MS == 0), max(listed), DAY_MS)
    return sorted({market.now_ms, *listed, *midnights})
