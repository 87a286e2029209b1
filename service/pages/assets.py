"""Files that pages of an application load: styles, our scripts, and the vendored libraries.

Each stands under the hash of its content, so a browser may keep it for ever, and only what is in
the table is served: no path comes from a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from gzip import compress
from hashlib import sha256
from importlib.resources import files

from flask import Blueprint, Response, abort, request

STATIC = "/static"
PACKAGE = "service.pages"
STYLE = "style.css"
SITE_STYLE = "site.css"
HTMX = "vendored/htmx-2.0.11.min.js"
ECHARTS = "vendored/echarts-6.1.0.min.js"
_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript"}
_DIGITS = 16
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file of a package, by its name below that: `Asset("service.pages", "style.css")`."""

    package: str
    name: str

    @property
    def content(self) -> bytes:
        """Return the bytes of the file."""
        return _content(self)

    @property
    def text(self) -> str:
        """Return the file as text, to stand in a page that is one file."""
        return self.content.decode()

    @property
    def packed(self) -> bytes:
        """Return the bytes as gzip packs them."""
        return _packed(self)

    @property
    def path(self) -> str:
        """Return the path under which it is served, another one for each other content.

        >>> Asset("service.pages", "style.css").path.startswith("/static/")
        True
        """
        digest = sha256(self.content).hexdigest()[:_DIGITS]
        return f"{STATIC}/{digest}/{self.name.rpartition('/')[2]}"

    @property
    def media_type(self) -> str:
        """Return what kind of file it is."""
        return _MEDIA_TYPES[self.name.rpartition(".")[2]]


OF_EVERY_SITE = tuple(Asset(PACKAGE, name) for name in (STYLE, SITE_STYLE, HTMX))


def assets(name: str, served: Sequence[Asset]) -> Blueprint:
    """Return a blueprint of this name that serves these files, and nothing else."""
    blueprint = Blueprint(name, __name__)

    @cache
    def by_path() -> dict[str, Asset]:
        return {one.path: one for one in served}

    @blueprint.get(f"{STATIC}/<digest>/<filename>")
    def file(digest: str, filename: str) -> Response:
        found = by_path().get(f"{STATIC}/{digest}/{filename}")
        if found is None:
            abort(404)
        is_packed = request.accept_encodings.quality("gzip") > 0
        content = found.packed if is_packed else found.content
        response = Response(content, content_type=f"{found.media_type}; charset=utf-8")
        response.headers["Vary"] = "Accept-Encoding"
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = _FOR_EVER
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return blueprint


@cache
def _content(asset: Asset) -> bytes:
    folder = files(asset.package)
    return folder.joinpath(*asset.name.split("/")).read_bytes()


@cache
def _packed(asset: Asset) -> bytes:
    return compress(asset.content, mtime=0)
