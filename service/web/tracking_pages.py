"""The page on which anyone looks up where a parcel is; a refusal is a page too."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from service.call import Context
from service.documents.tracking_page import NUMBER_FIELD, as_page, search_page
from service.domain.refusals.base import Refusal
from service.operations.tracking import tracked
from service.refusals.problems import problem_of
from service.refusals.request import TooManyRequests

TRACK_PATH = "/track"
TYPED_MAX = 40


def tracking_pages(context: Context, count: Callable[[], None]) -> Blueprint:
    """Return the blueprint; `count` refuses an address that looks up too often."""
    pages = Blueprint("tracking", __name__)

    @pages.get(TRACK_PATH)
    def track() -> Response:
        numbers = request.args.getlist(NUMBER_FIELD)
        if len(numbers) > 1:
            return _page(search_page("", "send one number, not several"), 400)
        typed = "".join(numbers)[:TYPED_MAX]
        if not typed.strip():
            return _page(search_page())
        return _answer(typed)

    @pages.get(f"{TRACK_PATH}/<string:typed>")
    def track_number(typed: str) -> Response:
        return _answer(typed[:TYPED_MAX])

    def _answer(typed: str) -> Response:
        try:
            count()
            with context.database.snapshot() as connection:
                return _page(as_page(tracked(connection, typed)))
        except Refusal as refusal:
            status, problem = problem_of(refusal)
            page = _page(search_page(typed, str(problem["detail"])), status)
            if isinstance(refusal, TooManyRequests):
                page.headers["Retry-After"] = str(refusal.retry_after_s)
            return page

    return pages


def _page(content: str, status: int = 200) -> Response:
    return Response(content, status, mimetype="text/html")
