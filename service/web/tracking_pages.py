"""The page on which anyone looks up where a parcel is; a refusal is a page too."""

from flask import Blueprint, Response, request

from service.documents.tracking_page import NUMBER_FIELD, as_page, search_page
from service.domain.refusals.base import Refusal
from service.operations.tracking import tracked
from service.refusals.problems import problem_of
from service.refusals.request import TooManyRequests
from service.web.exchange import StateOf
from service.web.request import current_request
from service.web.steps import limit_lookups

TRACK_PATH = "/track"
TYPED_MAX = 40


def tracking_pages(state_of: StateOf) -> Blueprint:
    """Return the blueprint; an address that looks up too often is refused."""
    pages = Blueprint("tracking", __name__)

    @pages.get(TRACK_PATH)
    def track() -> Response:
        numbers = request.args.getlist(NUMBER_FIELD)
        if len(numbers) > 1:
            return _page(search_page(_form(), "", "send one number, not several"), 400)
        typed = "".join(numbers)[:TYPED_MAX]
        if not typed.strip():
            return _page(search_page(_form()))
        return _answer(typed)

    @pages.get(f"{TRACK_PATH}/<string:typed>")
    def track_number(typed: str) -> Response:
        return _answer(typed[:TYPED_MAX])

    def _answer(typed: str) -> Response:
        app = state_of(request.environ)
        try:
            limit_lookups(app, current_request())
            with app.context.database.snapshot() as connection:
                return _page(as_page(tracked(connection, typed), _form()))
        except Refusal as refusal:
            status, problem = problem_of(refusal)
            page = _page(search_page(_form(), typed, str(problem["detail"])), status)
            if isinstance(refusal, TooManyRequests):
                page.headers["Retry-After"] = str(refusal.retry_after_s)
            return page

    return pages


def _form() -> str:
    """Return where the form of the page leads: here, whatever stands before the path."""
    return f"{request.root_path}{TRACK_PATH}"


def _page(content: str, status: int = 200) -> Response:
    return Response(content, status, mimetype="text/html")
