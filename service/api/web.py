"""Flask's application and answer, without what every request would pay for and none here needs."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, cast

from flask import Flask, Request, Response
from flask.globals import request_ctx
from werkzeug.exceptions import ClientDisconnected
from werkzeug.routing import MapAdapter

BODY_MAX_BYTES = 1 << 20


class Sent(Request):
    """A request whose body is read in one go, where its length is known, as it usually is."""

    @cached_property
    def content(self) -> bytes:
        """Return the body. Raise RequestEntityTooLarge, or ClientDisconnected if it was cut."""
        length = self.content_length
        if length is None or length > BODY_MAX_BYTES:
            return self.get_data()
        try:
            content: bytes = self.environ["wsgi.input"].read(length)
        except (OSError, ValueError) as error:
            raise ClientDisconnected from error
        if len(content) < length:
            raise ClientDisconnected
        return content


def request_under_way() -> Sent:
    """Return the request itself: Flask's proxy would look for it at every word."""
    return cast("Sent", request_ctx.request)


class Web(Flask):
    """Flask without what only sites of several hosts need: the Host header is not looked at."""

    request_class = Sent

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the route of a request."""
        if request is None:
            return None
        return self.url_map.bind(
            "",
            script_name=request.root_path,
            default_method=request.method,
            path_info=request.path,
            query_args=request.query_string.decode("latin-1"),
        )


class Json(Response):
    """A document as an answer: it has a body, and is whole when it is made."""

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return [self.get_data()]
