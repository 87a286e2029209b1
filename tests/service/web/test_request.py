"""The body of a request: whole, or refused; and by which way a view is called."""

from io import BytesIO
from typing import Any

import pytest
from flask import Response, has_request_context
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from service.web.request import BODY_MAX_BYTES, FastFlask, Request


class Broken(BytesIO):
    """A body whose sender went away."""

    def read(self, _size: int | None = -1) -> bytes:
        """Fail."""
        raise OSError


def request_of(content: BytesIO, **more: object) -> Request:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/deposits",
        "wsgi.input": content,
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
        **more,
    }
    return Request(environ)


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": "2"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_is_read_whole_and_kept(more: dict[str, object]) -> None:
    request = request_of(BytesIO(b"{}"), **more)

    assert (request.content, request.content) == (b"{}", b"{}")


@pytest.mark.parametrize("content", [BytesIO(b"{}"), Broken()])
def test_a_body_that_was_cut_is_none(content: BytesIO) -> None:
    with pytest.raises(ClientDisconnected):
        _ = request_of(content, CONTENT_LENGTH="3").content


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "2", "HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": str(BODY_MAX_BYTES + 1)},
        {"CONTENT_LENGTH": "9" * 5_000},
    ],
)
def test_a_body_that_is_too_large_is_refused_whatever_is_said_of_it(more: dict[str, str]) -> None:
    content = BytesIO(b" " * (BODY_MAX_BYTES + 1))
    with pytest.raises(RequestEntityTooLarge):
        _ = request_of(content, **more).content


def application() -> FastFlask:
    app = FastFlask("test")

    def view(_request: Request, path: dict[str, str]) -> Response:
        return Response(f"{path['name']} {has_request_context()}")

    app.add_direct_view("GET", "/things/<string:name>", "things", view)
    app.add_url_rule("/usual", view_func=lambda: Response(str(has_request_context())))
    return app


def test_a_direct_view_is_called_without_flasks_context_and_others_within_it() -> None:
    client = application().test_client()

    assert client.get("/things/a%20b").text == "a b False"
    assert client.get("/usual").text == "True"
    assert [client.get("/nothing").status_code, client.post("/things/a").status_code] == [404, 405]
    head = client.head("/things/a")
    assert (head.status_code, head.data) == (200, b"")


def test_one_hook_is_enough_for_all_views_to_be_called_within_flasks_context() -> None:
    app, seen = application(), []

    @app.before_request
    def note() -> None:
        seen.append(1)

    assert app.test_client().get("/things/a").text == "a True"
    assert seen == [1]
