"""Flask's application and answer, without what every request would pay for and none here needs.

A view that is given to `Web.add_straight` gets its request and its path as arguments, and answers
whatever goes wrong itself. Where no hook stands around requests, it is called without Flask's
contexts, signals and handlers, which would take longer than Flask needs to find it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask
from flask import Request as FlaskRequest
from flask.globals import request_ctx
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import MapAdapter, Rule

from service.refusals.request import RequestMalformed
from service.telemetry.access import ROUTE, Wsgi

BODY_MAX_BYTES = 1 << 20

View = Callable[["Request", dict[str, str]], Wsgi]

_SENT = "wanghuiyi.sent"
_LENGTH = re.compile("[0-9]{1,7}")
_CONTENT_TYPE = "Content-Type"
_SINGLE = {
    "HTTP_AUTHORIZATION": "Authorization",
    "HTTP_IDEMPOTENCY_KEY": "Idempotency-Key",
    "HTTP_HOST": "Host",
    "HTTP_TRANSFER_ENCODING": "Transfer-Encoding",
    "CONTENT_TYPE": _CONTENT_TYPE,
    "CONTENT_LENGTH": "Content-Length",
}
"""Headers with one value, by names in WSGI. None has a comma, but a Content-Type's in quotes."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
"""A string in quotes, as a parameter of a Content-Type may be. Source: RFC 9110, 5.6.4."""


class Request:
    """A request: what every one is asked for at hand, and Werkzeug's own for the rest."""

    def __init__(self, environ: dict[str, Any]) -> None:
        """Keep the request as WSGI gives it."""
        self.environ = environ
        self._content: bytes | None = None

    @property
    def path(self) -> str:
        """Return the path, with one slash before it."""
        path: str = self.environ["PATH_INFO"]
        return "/" + path.lstrip("/") if path.isascii() else self.request.path

    @property
    def remote_addr(self) -> str:
        """Return who asks, as the network says."""
        return str(self.environ.get("REMOTE_ADDR", ""))

    @cached_property
    def request(self) -> FlaskRequest:
        """Return Werkzeug's request, with query and headers."""
        return FlaskRequest(self.environ, populate_request=False)

    @property
    def content(self) -> bytes:
        """Return the body. Raise RequestEntityTooLarge, or ClientDisconnected if it was cut.

        Not a `cached_property`: Python 3.11 holds one lock for all requests while it makes one's
        value, and a client that sends half a body would keep everyone else's from being read.
        """
        if self._content is None:
            self._content = self._read()
        return self._content

    def _read(self) -> bytes:
        """Return the body in one go where its length is known, as it usually is."""
        said = self.environ.get("CONTENT_LENGTH", "")
        content: bytes
        is_said = _LENGTH.fullmatch(said) and "HTTP_TRANSFER_ENCODING" not in self.environ
        length = int(said) if is_said else BODY_MAX_BYTES + 1
        if length > BODY_MAX_BYTES:
            # One byte more than may come: Werkzeug cuts what is too long, and says nothing.
            self.request.max_content_length = BODY_MAX_BYTES + 1
            content = self.request.get_data()
            if len(content) > BODY_MAX_BYTES:
                raise RequestEntityTooLarge
            return content
        try:
            content = self.environ["wsgi.input"].read(length)
        except (OSError, ValueError) as error:
            raise ClientDisconnected from error
        if len(content) < length:
            raise ClientDisconnected
        return content


def require_single_headers(environ: dict[str, Any]) -> None:
    """Let pass a request that sends each header of one value once. Refused: `RequestMalformed`.

    A web server joins the lines of one header with commas, and two values are not one other value:
    an Idempotency-Key sent in two lines would be another key than the same sent in one.
    """
    doubled = [name for key, name in _SINGLE.items() if "," in environ.get(key, "")]
    if _CONTENT_TYPE in doubled and "," not in _QUOTED.sub("", environ["CONTENT_TYPE"]):
        doubled.remove(_CONTENT_TYPE)
    if doubled:
        message = "it was sent twice, or contains a comma: send it once, and without commas"
        raise RequestMalformed([{"at": f"/{name}", "message": message} for name in doubled])


def request_under_way() -> Request:
    """Return the request that Flask works on; its body can be read but once, so it is one."""
    environ = request_ctx.request.environ
    sent: Request = environ.setdefault(_SENT, Request(environ))
    return sent


class _Finding(MapAdapter):
    """What finds a route; it redirects to a path, so that no header can name another host."""

    def make_redirect_url(
        self,
        path_info: str,
        query_args: Mapping[str, Any] | str | None = None,
        domain_part: str | None = None,
    ) -> str:
        """Return the path to go to, with the query that was sent."""
        parts = urlsplit(super().make_redirect_url(path_info, query_args, domain_part))
        return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, ""))


class Web(Flask):
    """Flask without what only sites of several hosts need: the Host header is not looked at."""

    def __init__(self, name: str) -> None:
        """Make an application without static files."""
        super().__init__(name, static_folder=None)
        self.config["MAX_CONTENT_LENGTH"] = BODY_MAX_BYTES
        self._straight: dict[str, View] = {}

    def add_straight(self, method: str, rule: str, endpoint: str, view: View) -> None:
        """Add a view that is called straight away where that can be."""

        def as_flask_calls_it(**path: str) -> Any:  # noqa: ANN401 - Flask's own word for it is wider
            return view(request_under_way(), path)

        self.add_url_rule(
            rule,
            endpoint=endpoint,
            view_func=as_flask_calls_it,
            methods=[method],
            provide_automatic_options=False,
        )
        self._straight[endpoint] = view

    @cached_property
    def _by_address(self) -> dict[tuple[str, str], Rule]:
        # Once all are there: to look for one, Werkzeug sorts those that it has.
        straight = (rule for rule in self.url_map.iter_rules() if rule.endpoint in self._straight)
        return {
            (method, rule.rule): rule
            for rule in straight
            if "<" not in rule.rule
            for method in rule.methods or ()
        }

    def wsgi_app(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        if self.before_request_funcs or self.after_request_funcs or self.teardown_request_funcs:
            return super().wsgi_app(environ, start_response)
        path: dict[str, str] = {}
        rule = self._by_address.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if rule is None:
            try:
                finding = self._finding(FlaskRequest(environ, populate_request=False))
                rule, found = finding.match(return_rule=True)
            except HTTPException:
                return super().wsgi_app(environ, start_response)
            path.update(found)
        view = self._straight.get(rule.endpoint)
        if view is None:
            return super().wsgi_app(environ, start_response)
        environ[ROUTE] = rule.rule
        return view(Request(environ), path)(environ, start_response)

    def create_url_adapter(self, request: FlaskRequest | None) -> MapAdapter | None:
        """Return what finds the route of a request."""
        return None if request is None else self._finding(request)

    def _finding(self, request: FlaskRequest) -> MapAdapter:
        return _Finding(
            self.url_map,
            server_name="",
            script_name=request.root_path.rstrip("/") + "/",
            subdomain="",
            url_scheme="http",
            path_info=request.path,
            default_method=request.method,
            query_args=request.query_string.decode("latin-1"),
        )


@dataclass(frozen=True)
class Json:
    """A document as an answer, whole when it is made: a WSGI application, as Flask takes one."""

    status: int
    content: bytes
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        length = ("Content-Length", str(len(self.content)))
        line = f"{self.status} {HTTP_STATUS_CODES[self.status]}"
        start_response(line, [("Content-Type", self.kind), length, *self.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.content]
