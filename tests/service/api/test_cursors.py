"""Cursors that no page has given: refused with their place, or a page of one's own, or none."""

from typing import Any

import pytest

from service.web.app import ROUTES
from tests.service.api.stories import GOOD
from tests.service.servers import Service, taken

LISTS = [
    f"{route.method} {route.path}"
    for route in ROUTES
    if route.query and "cursor" in route.query.model_fields
]
# The newest first: a cursor past the end is before everything.
NEWEST_FIRST = {"GET /v1/messages", "GET /v1/settlements", "GET /v1/prices"}
BY_NAME = "GET /v1/goods"
"""Goods have names of letters, by which they are listed: any name is a place to read on from."""
MALFORMED = ("", "-1", "1e3", "9" * 19, "٣", "%201", "0x1", "1.0", "1;2", "null")
PAST_THE_END = "9" * 18


def rows_of(page: dict[str, Any]) -> list[str]:
    """Return the rows of a page, whatever they are called."""
    return next([str(one) for one in rows] for rows in page.values() if isinstance(rows, list))


def test_there_are_lists_to_ask() -> None:
    assert {"GET /v1/payments", "GET /v1/events", "GET /v1/sellers/{seller_id}/offers"} < {*LISTS}


@pytest.mark.parametrize("name", LISTS)
def test_a_strange_cursor_gives_a_refusal_with_its_place_or_rows_of_ones_own(
    service: Service, name: str
) -> None:
    request = GOOD[name](service)
    bare, _, query = request.path.partition("?")
    wanted = [one for one in query.split("&") if one and not one.startswith(("cursor=", "limit="))]
    path = f"{bare}?{'&'.join([*wanted, ''])}"
    own = rows_of(taken(service.get(request.key, path.rstrip("?&"))))

    for cursor in MALFORMED:
        response = service.get(request.key, f"{path}cursor={cursor}")
        problem = taken(response)
        if name == BY_NAME and response.status_code == 200:
            assert {*rows_of(problem)} <= {*own}, cursor
            continue
        assert (response.status_code, problem["code"]) == (400, "request_malformed"), cursor
        assert [error["at"] for error in problem["errors"]] == ["/cursor"], cursor

    # Of this list or of another one, there or not: a number is a place to read on from.
    for cursor in ("0", "1", "000000000000000002", "17", PAST_THE_END):
        response = service.get(request.key, f"{path}cursor={cursor}")
        page = taken(response)
        if name == BY_NAME:
            assert response.status_code == 400, cursor
            continue
        assert response.status_code == 200, cursor
        assert {*rows_of(page)} <= {*own}, cursor
    if name not in {*NEWEST_FIRST, BY_NAME}:
        assert rows_of(page) == []
        assert not page.get("next_cursor") or page.get("has_more") is False
        assert page.get("end_cursor", PAST_THE_END) == PAST_THE_END
