"""The page of a story: what the file has, whether it is whole, and the file itself."""

import re
from html import unescape
from http import HTTPStatus

import pytest

from service.testing.replaying.replayed import Replayed, said_of
from service.testing.replaying.story import read_story
from tests.service.console.following.story import ShopStory, story, world

HERE = "/test/console/replay"
FILE = f"{HERE}/wanghuiyi-replay.json"


@pytest.fixture
def shop() -> ShopStory:
    return story()


def words(page: str) -> str:
    """Return the text of a page, without its tags and with single spaces."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())


def test_the_page_says_what_the_file_has_and_how_it_is_told_again(shop: ShopStory) -> None:
    page = words(shop.client.get(HERE).text)

    for sentence in (
        "Download wanghuiyi-replay.json , 12 requests, ",
        "The story is whole: nothing that this world was asked is missing.",
        "serve --database sqlite:///replayed.db --test-clock --replay wanghuiyi-replay.json",
        "1. POST /v1/deposits , status 201",
        "8. POST /v1/orders/.../payments , status 201",
    ):
        assert sentence in page


def test_the_file_is_a_story_of_this_world_and_is_saved_under_its_name(shop: ShopStory) -> None:
    answer = shop.client.get(FILE)

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Disposition"] == 'attachment; filename="wanghuiyi-replay.json"'
    assert len(read_story(answer.data).requests) == 12


def test_looking_at_pages_is_no_part_of_the_story(shop: ShopStory) -> None:
    before = shop.client.get(FILE).text

    for path in (HERE, "/test/console/follow", "/test/clock", "/openapi.json"):
        shop.client.get(path)

    assert shop.client.get(FILE).text == before


def test_a_story_that_is_not_whole_says_why(shop: ShopStory) -> None:
    shop.state.kept.begins_with = ("the database had content before the server started",)

    page = words(shop.client.get(HERE).text)

    assert "The story is not whole: the database had content before the server started" in page


def test_a_world_that_nobody_asked_anything_has_no_file_yet() -> None:
    page = words(world().service.client.get(HERE).text)

    assert "Nothing was asked of this world yet." in page


def test_what_came_of_a_story_is_said_in_lines() -> None:
    replayed = Replayed(3, "0.1.0", ("its beginning is lost",), ())

    assert said_of(replayed) == [
        "the story is not whole: its beginning is lost",
        "replayed 3 requests: all with the status that they had",
    ]
