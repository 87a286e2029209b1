"""The request, and the subclass of Flask that calls the views of the API with it.

Flask would give a view its request as a global, kept in contexts, and send signals and look for
hooks and handlers around it. The API's views use none of that, and it took some 80 of the 520
microseconds of a deposit (decision 70 in docs/decisions.md). So a view that is added with
`FastFlask.add_direct_view` gets the `Request` and the names in the path as arguments, answers its
own errors, and is called straight from WSGI:

    wsgi_app -> rule (a table, then Werkzeug's map) -> view(request, path) -> response

Everything else is Flask as usual: pages in blueprints, errors such as 404, HEAD, redirects. And one
`before_request`, `after_request` or `teardown_request` hook of the application is enough for all
requests to go Flask's way, direct views included, so that no hook is ever passed by. A test server
has such hooks; a server that has to be fast has none.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask
from flask import Request as FlaskRequest
from flask.globals import request_ctx
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge
from werkzeug.routing import BaseConverter, MapAdapter, Rule

from service.refusals.request import RequestMalformed
from service.telemetry.access import ROUTE, TRACE, RequestTrace, WsgiApp

BODY_MAX_BYTES = 1 << 20

View = Callable[["Request", dict[str, str]], WsgiApp]

_REQUEST = "wanghuiyi.request"
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
    """A request: what every route needs at hand, and Werkzeug's own request for the rest."""

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
    def trace(self) -> RequestTrace:
        """Return what the access log notes of this request."""
        trace: RequestTrace = self.environ[TRACE]
        return trace

    @property
    def remote_addr(self) -> str:
        """Return the address of the client, as the network says."""
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
        header = self.environ.get("CONTENT_LENGTH", "")
        content: bytes
        is_known = _LENGTH.fullmatch(header) and "HTTP_TRANSFER_ENCODING" not in self.environ
        length = int(header) if is_known else BODY_MAX_BYTES + 1
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


def current_request() -> Request:
    """Return Flask's request as ours: always the same one, for its body can be read only once."""
    environ = request_ctx.request.environ
    found: Request = environ.setdefault(_REQUEST, Request(environ))
    return found


class _Matcher(MapAdapter):
    """Finds the route of a request; redirects to a path, so that no header can name a host."""

    def make_redirect_url(
        self,
        path_info: str,
        query_args: Mapping[str, Any] | str | None = None,
        domain_part: str | None = None,
    ) -> str:
        """Return the path to go to, with the query that was sent."""
        parts = urlsplit(super().make_redirect_url(path_info, query_args, domain_part))
        return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, ""))


class _RestOfPath(BaseConverter):
    """The rest of a path as it stands, slashes and all: an idempotency key may begin with one."""

    regex = ".+"
    part_isolating = False


class _MatchedRule(Rule):
    """A rule that is there to be matched: how it builds a URL is compiled if somebody asks for one.

    Nobody does, and it takes seven eighths of the time in which an application is made.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - as there
        compiled = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
            return compiled(append_unknown)(rule, **values)

        return build


class FastFlask(Flask):
    """Flask that calls some views directly, without contexts. It ignores the header Host."""

    url_rule_class = _MatchedRule

    def __init__(self, name: str) -> None:
        """Make an application without static files."""
        super().__init__(name, static_folder=None)
        self.url_map.converters["rest"] = _RestOfPath
        self.config["MAX_CONTENT_LENGTH"] = BODY_MAX_BYTES
        self._direct_views: dict[str, View] = {}

    def add_direct_view(self, method: str, rule: str, endpoint: str, view: View) -> None:
        """Add a view that is called without Flask's contexts where no hook stands before it."""

        def through_flask(**path: str) -> Any:  # noqa: ANN401 - Flask's own type is wider
            return view(current_request(), path)

        self.add_url_rule(
            rule,
            endpoint=endpoint,
            view_func=through_flask,
            methods=[method],
            provide_automatic_options=False,
            merge_slashes="<rest:" not in rule,
        )
        self._direct_views[endpoint] = view

    @cached_property
    def _rules_without_names(self) -> dict[tuple[str, str], Rule]:
        # Made when all views are added: Werkzeug sorts its rules when they are first looked at.
        return {
            (method, rule.rule): rule
            for rule in self.url_map.iter_rules()
            if rule.endpoint in self._direct_views and "<" not in rule.rule
            for method in rule.methods or ()
        }

    def wsgi_app(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request: by a direct view, or as Flask does."""
        if self.before_request_funcs or self.after_request_funcs or self.teardown_request_funcs:
            return super().wsgi_app(environ, start_response)
        path: dict[str, str] = {}
        rule = self._rules_without_names.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if rule is None:
            try:
                matcher = self._matcher(FlaskRequest(environ, populate_request=False))
                rule, names = matcher.match(return_rule=True)
            except HTTPException:
                return super().wsgi_app(environ, start_response)
            path.update(names)
        view = self._direct_views.get(rule.endpoint)
        if view is None:
            return super().wsgi_app(environ, start_response)
        environ[ROUTE] = rule.rule
        return view(Request(environ), path)(environ, start_response)

    def create_url_adapter(self, request: FlaskRequest | None) -> MapAdapter | None:
        """Return what finds the route of a request, as Flask asks for it."""
        return None if request is None else self._matcher(request)

    def _matcher(self, request: FlaskRequest) -> MapAdapter:
        return _Matcher(
            self.url_map,
            server_name="",
            script_name=request.root_path.rstrip("/") + "/",
            subdomain="",
            url_scheme="http",
            path_info=request.path,
            default_method=request.method,
            query_args=request.query_string.decode("latin-1"),
        )
