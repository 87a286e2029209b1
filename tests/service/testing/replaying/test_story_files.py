"""The file of a story: read with care, since anybody may have written it."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.database.transactions import Database
from service.testing.replaying.story import FILE_MAX_BYTES, StoryError, read_story
from tests.service.processes import serving, sqlite_in, wanghuiyi
from tests.service.testing.replaying.told import rows, rows_of, state_of, told_again
from tests.service.testing.served import books_in, served

WHOLE: dict[str, Any] = {
    "wanghuiyi_replay": 1,
    "package": "0.1.0",
    "seed_sha256": None,
    "start": "2026-11-24T02:30:00.000Z",
    "end": "2026-11-24T02:30:00.000Z",
    "is_frozen": True,
    "lost": [],
    "warnings": [],
    "requests": [],
}
REQUEST: dict[str, Any] = {
    "at": "2026-11-24T02:30:00.000Z",
    "method": "POST",
    "path": "/test/seed",
    "status": 200,
    "body": {},
}


def with_request(**changed: object) -> bytes:
    """Return a story of one request, which is changed."""
    return json.dumps(WHOLE | {"requests": [REQUEST | changed]}).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is no JSON"),
        (b'{"wanghuiyi_replay": 1, ', "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b'{"openapi": "3.1.0"}', "it is no story of a test server: download one"),
        (b"[1]", "it is no story of a test server"),
        (json.dumps(WHOLE | {"wanghuiyi_replay": 2, "package": "9.0"}).encode(),
         r"it has format 2, made by wanghuiyi 9\.0, and this version .* reads format 1"),
        (json.dumps(WHOLE | {"seed_sha256": "x"}).encode(), "it is damaged: /seed_sha256: "),
        (json.dumps(WHOLE | {"more": 1}).encode(), "it is damaged: /more: "),
        (with_request(method="BREW"), "it is damaged: /requests/0/method: "),
        (with_request(at="noon"), "it is damaged: /requests/0/at: "),
        (with_request(headers={"Host": "x"}), "it is damaged: /requests/0/headers/Host"),
        (with_request(path="/metrics"), "request 1 goes to /metrics: a story goes to /v1/"),
        (with_request(path="/test/worlds"), "request 1 goes to /test/worlds"),
        (with_request(path="http://elsewhere.example/v1/"), "request 1 goes to http://"),
        (with_request(path={"$from": [1, "/x"]}), "request 1 goes to None"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_story_is_refused_before_anything_is_asked(
    content: bytes, says: str
) -> None:
    with pytest.raises(StoryError, match=says):
        read_story(content)


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(StoryError, match="a story has at most 67108864"):
        read_story(b" " * (FILE_MAX_BYTES + 1))


@pytest.mark.parametrize(
    "where", [[0, "/x"], [2, "/x"], [1], [1, "/keys/nobody"], ["1", "/x"], [1, "/keys", 0, 0]]
)
def test_a_reference_to_nothing_leaves_its_request_out(tmp_path: Path, where: list[Any]) -> None:
    here = served(books_in(tmp_path))
    second = {**REQUEST, "path": "/v1/wallets", "key": {"$from": where}, "status": 201}
    story = json.dumps(WHOLE | {"requests": [REQUEST, second]})

    told = told_again(state_of(here.client.application), story)

    assert [(one.place, one.found) for one in told.differences] == [(2, None)]
    assert "request 2, POST /v1/wallets: left out, since " in str(told.differences[0])


def test_a_story_is_told_again_by_real_processes(tmp_path: Path) -> None:
    here = served(books_in(tmp_path))
    here.redeemed(here.deposited()["number"])
    file = tmp_path / "story.json"
    file.write_text(told_again(state_of(here.client.application)).file, encoding="utf-8")
    fresh = tmp_path / "fresh"
    fresh.mkdir()

    with serving(fresh, "--test-clock", "--replay", str(file)) as server:
        log = server.logged()
        again = wanghuiyi(
            "serve", "--port", "0", "--test-clock", "--replay", str(file), folder=fresh
        )

    assert "replayed 3 requests: all with the status that they had" in log
    assert again.returncode == 2
    assert "a story is told to an empty database" in again.stderr
    told = rows_of(Database(sqlite_in(fresh)), "root_secret")
    assert told == rows(state_of(here.client.application), "root_secret")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--replay", "story.json"), "--replay is for test mode: add --test-clock"),
        (("--test-clock", "--seed", "x", "--replay", "story.json"), "leave out --seed"),
        (("--test-clock=2026-11-24T02:30:00Z", "--replay", "story.json"), "and the moment"),
        (("--test-clock", "--replay", "nothing.json"), "'nothing.json' does not exist"),
        (
            ("--test-clock", "--replay", "story.json"),
            "story.json cannot be replayed: it is no JSON",
        ),
    ],
)
def test_a_server_that_cannot_tell_a_story_does_not_start(
    tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    (tmp_path / "story.json").write_text("damaged", encoding="utf-8")

    done = wanghuiyi("serve", "--port", "0", *options, folder=tmp_path)

    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())
    assert not (tmp_path / "wanghuiyi.db").exists()
