"""The tour: seven clicks from cash to a seller who is paid, forward and back."""

import re
from http import HTTPStatus

import pytest

from service.console.tour.chapters import CHAPTERS
from tests.service.console.town.townspeople import Purses, Townspeople

ENDED = Purses(till=17_500, buyer=1_400, shop=16_100)


def content(page: str) -> str:
    """Return what stands on a page below its head, which has buttons of its own."""
    return page.partition("<main")[2]


def walked(town: Townspeople, number: int) -> str:
    """Walk a chapter, and return the page to which that leads."""
    sent = town.client.post(f"{town.path}/test/tour/{number}")
    assert sent.status_code == HTTPStatus.SEE_OTHER
    return town.page(sent.headers["Location"])


def test_seven_clicks_end_with_the_seller_paid_and_nothing_owed(town: Townspeople) -> None:
    titles = []

    for number in range(1, len(CHAPTERS) + 1):
        page = walked(town, number)
        titles.append(re.findall(r"<h1>(.*)</h1>", page))
        assert "refused</span>" not in page

    assert titles == [[chapter.title] for chapter in CHAPTERS]
    assert len(titles) == 7
    assert town.purses == ENDED


def test_the_page_of_each_chapter_leads_to_the_next_by_one_button(town: Townspeople) -> None:
    page = town.page("/tour")

    for number in range(1, len(CHAPTERS) + 1):
        buttons = re.findall(r'<form method="post" action="([^"]+)"', content(page))
        assert buttons == [f"/test/tour/{number}"]
        page = walked(town, number)

    assert re.findall(r"<form", content(page)) == []
    assert "/test/console/follow/draft/" in page


def test_looking_back_shows_the_town_as_it_was(town: Townspeople) -> None:
    for number in range(1, 5):
        walked(town, number)

    third = town.page("/tour/3")

    assert '<p class="balance">175.00 yuan</p>' in third
    assert 'href="/test/tour/4" rel="next"' in third
    assert 'href="/test/tour/2" rel="prev"' in third
    assert town.purses == Purses(till=17_500, due=17_500, buyer=1_400, escrow=16_100)


def test_a_button_that_is_clicked_twice_is_walked_once(town: Townspeople) -> None:
    walked(town, 1)
    walked(town, 2)

    page = walked(town, 2)

    assert "Chapter 2 of 7" in page
    assert town.purses == Purses(till=17_500, drafts=17_500)


def test_a_chapter_ahead_leads_to_the_one_that_was_reached(town: Townspeople) -> None:
    walked(town, 1)

    page = walked(town, 5)

    assert "Chapter 1 of 7" in page
    assert town.purses == Purses()


def test_the_tour_is_walked_again_after_its_end(town: Townspeople) -> None:
    for number in (*range(1, 8), *range(1, 8)):
        page = walked(town, number)

    assert "Chapter 7 of 7" in page
    assert town.purses == Purses(till=35_000, buyer=2_800, shop=32_200)


def test_a_town_that_somebody_changed_stops_the_tour_and_says_so(town: Townspeople) -> None:
    walked(town, 1)
    walked(town, 2)
    town.click("redeem")

    stuck = walked(town, 3)
    further = walked(town, 4)
    anew = walked(town, 1)

    assert "begin anew" in stuck
    assert "what draft_ended means" in stuck
    assert "Chapter 3 of 7" in further
    assert "Chapter 1 of 7" in anew


def test_a_world_has_a_tour_of_its_own(town: Townspeople) -> None:
    made = town.client.post("/test/worlds", json={}).get_json()
    world = Townspeople(town.client, made["base_path"])

    walked(world, 1)
    page = walked(world, 2)

    assert f'action="{world.path}/test/tour/3"' in page
    assert town.purses == Purses()
    assert "Begin: open the shop" in town.page("/tour")


@pytest.mark.parametrize("number", ["0", "8", "x", "11"])
def test_no_other_chapter_is_walked(town: Townspeople, number: str) -> None:
    answer = town.client.post(f"/test/tour/{number}")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "is no chapter of the tour: there are 1 to 7" in answer.text
