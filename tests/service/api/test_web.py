"""The body of a request: whole, or refused."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected

from service.api.web import Sent


class Broken(BytesIO):
    """A body whose sender went away."""

    def read(self, _size: int | None = -1) -> bytes:
        """Fail."""
        raise OSError


def sent(content: BytesIO, **more: object) -> Sent:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/deposits",
        "wsgi.input": content,
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
        **more,
    }
    return Sent(environ)


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": "2"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_is_read_whole_and_kept(more: dict[str, object]) -> None:
    request = sent(BytesIO(b"{}"), **more)

    assert (request.content, request.content) == (b"{}", b"{}")


@pytest.mark.parametrize("content", [BytesIO(b"{}"), Broken()])
def test_a_body_that_was_cut_is_none(content: BytesIO) -> None:
    with pytest.raises(ClientDisconnected):
        _ = sent(content, CONTENT_LENGTH="3").content
