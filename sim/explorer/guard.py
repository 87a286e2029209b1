"""Who may ask: somebody with the token of this process, from a page of this process.

The server listens on this machine alone, but any page in a browser here can send requests to it.
So the name of the host must be ours (a name of somebody else may be made to lead here), a POST must
come from one of our pages, and the token, which stands in the printed address, is asked for once
and kept in a cookie.
"""

from hmac import compare_digest
from secrets import token_urlsafe

from flask import Flask, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from service.pages.site import comes_from_elsewhere, refused, refused_from_elsewhere

TOKEN = "token"  # noqa: S105 - the name of the field
COOKIE = "wanghuiyi-explorer"
HOSTS = frozenset({"127.0.0.1", "localhost"})
SAFE = frozenset({"GET", "HEAD"})


def new_token() -> str:
    """Return a token that nobody guesses."""
    return token_urlsafe(24)


def guard(app: Flask, token: str) -> None:
    """Refuse every request of whoever is not meant."""

    @app.before_request
    def _look() -> AnyResponse | None:
        if request.host.partition(":")[0] not in HOSTS:
            return refused("this server answers under 127.0.0.1 and localhost only", 421)
        if request.method not in SAFE and comes_from_elsewhere():
            return refused_from_elsewhere()
        if compare_digest(request.cookies.get(_cookie(), "").encode(), token.encode()):
            return None
        if compare_digest(request.args.get(TOKEN, "").encode(), token.encode()):
            return _with_cookie(token)
        return refused(
            "this page needs the address that `wanghuiyi explore` printed, with its token", 403
        )


def _cookie() -> str:
    """Return the name of the cookie: browsers do not tell the ports of one host apart."""
    return f"{COOKIE}-{request.host.rpartition(':')[2]}"


def _with_cookie(token: str) -> AnyResponse:
    """Return the same page without the token in its address, and keep it in a cookie."""
    response = redirect(request.path)
    response.set_cookie(_cookie(), token, httponly=True, samesite="Strict")
    return response
