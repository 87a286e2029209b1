"""The pages of the tour: an introduction, and one a chapter."""

from flask import Blueprint, Response

from service.console.clock_head import clock_shown
from service.console.home import wrong_page
from service.console.site import SITE
from service.console.tour.chapters import CHAPTERS
from service.console.tour.walked import go_on, walk_of
from service.testing.state import current_state

PATH = "/tour"


def pages() -> Blueprint:
    """Return the pages of the tour."""
    blueprint = Blueprint("tour", __name__)
    blueprint.get(PATH)(_introduction)
    blueprint.get(f"{PATH}/<number>")(_chapter)
    blueprint.post(f"{PATH}/<number>")(_walk)
    return blueprint


def _introduction() -> Response:
    state = current_state()
    return SITE.page(
        "tour/introduction.html",
        clock=clock_shown(state),
        here=PATH,
        chapters=CHAPTERS,
        walked=len(walk_of(state).walked),
    )


def _chapter(number: str) -> Response:
    state = current_state()
    walked = list(walk_of(state).walked)
    place = _place(number)
    if not 1 <= place <= len(walked):
        return wrong_page(_not_walked(number, len(walked)))
    chapter = walked[place - 1]
    return SITE.page(
        "tour/chapter.html",
        clock=clock_shown(state),
        here=PATH,
        chapters=CHAPTERS,
        place=place,
        chapter=CHAPTERS[place - 1],
        walked=len(walked),
        town=chapter.town,
        went_well=chapter.went_well,
    )


def _walk(number: str) -> Response:
    place = _place(number)
    if not 1 <= place <= len(CHAPTERS):
        return wrong_page(_not_walked(number, 0))
    reached = go_on(current_state(), place)
    return SITE.led_to(f"{PATH}/{reached}" if reached else PATH)


def _place(number: str) -> int:
    """Return the number of a chapter; 0 for what is none."""
    return int(number) if number.isdecimal() and len(number) == 1 else 0


def _not_walked(number: str, walked: int) -> str:
    there_are = f"1 to {len(CHAPTERS)}"
    if 1 <= _place(number) <= len(CHAPTERS):
        so_far = f"{walked} of them" if walked else "none"
        return f"chapter {number} was not walked yet, {so_far} so far: go on from there"
    return f"{number[:40]} is no chapter of the tour: there are {there_are}"
