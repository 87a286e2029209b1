"""Sites: pages of an application that belong together, with a head, a way around, and scripts.

They are rendered by the server and work without scripts where they can; htmx replaces parts of
them. Nothing comes from elsewhere, and no script stands in a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from service.pages.assets import OF_EVERY_SITE, Asset

# ECharts writes styles into the elements that it makes, so styles may stand in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# With "no-referrer" a browser would hide the origin of plain forms from us, too, and
# `comes_from_elsewhere` would take them for those of another page.
LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".test", ".lan", ".home.arpa")
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Site:
    """The pages of a package: its templates, what they are called, and the files they load.

    `package` has a folder `templates`; its pages extend `site.html`. `name` stands in every title;
    the site stands under `prefix` of its application.
    """

    package: str
    name: str
    styles: Sequence[Asset] = ()
    scripts: Sequence[Asset] = ()
    filters: dict[str, Any] = field(default_factory=dict)
    prefix: str = ""

    @property
    def served(self) -> tuple[Asset, ...]:
        """Return all files that its pages load."""
        return (*OF_EVERY_SITE, *self.styles, *self.scripts)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page, or a part of one that htmx asked for, as an answer."""
        response = Response(self.text(template, **values), status, mimetype="text/html")
        response.headers.update(_HEADERS)
        return response

    def led_to(self, path: str) -> Response:
        """Return an answer that leads a browser to another page of the site, after a form."""
        return Response(status=303, headers={"Location": f"{request.root_path}{self.prefix}{path}"})

    def text(self, template: str, **values: object) -> str:
        """Return what a template makes of these values; `root` is where the site begins.

        `page_path` is the address of the page within its application.
        """
        root = request.root_path + self.prefix
        return self.environment.get_template(template).render(
            site=self, root=root, page_path=request.full_path.rstrip("?"), **values
        )

    @cached_property
    def environment(self) -> Environment:
        """Return the templates: those of the package, and the ones that all sites share."""
        made = Environment(
            loader=ChoiceLoader([PackageLoader(self.package), PackageLoader("service.pages")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters.update(self.filters)
        return made

    @property
    def all_styles(self) -> tuple[Asset, ...]:
        """Return the styles in the order in which they count."""
        return tuple(one for one in self.served if one.media_type == "text/css")

    @property
    def all_scripts(self) -> tuple[Asset, ...]:
        """Return the scripts in the order in which they are run."""
        return tuple(one for one in self.served if one.media_type == "text/javascript")


def refused_from_elsewhere() -> Response:
    """Return the answer to a page of another origin that would change something here."""
    return refused(
        "a page of another origin may change nothing here: use a page of this server, or a program",
        403,
    )


def refused(words: str, status: int) -> Response:
    """Return an answer to whom no page is shown."""
    return Response(f"{words}\n", status, mimetype="text/plain")


def is_asked_by_a_name_of_elsewhere() -> bool:
    """Return whether the host is named as only a public name is, which may be made to lead here.

    Addresses, and the names that a machine or a network of containers gives, lead here alone.
    """
    name = request.host.rpartition(":")[0] if request.host.count(":") == 1 else request.host
    name = name.lower().rstrip(".")
    is_address = name.startswith("[") or name.replace(".", "").isdecimal()
    return "." in name and not is_address and not name.endswith(LOCAL_ENDINGS)


def comes_from_elsewhere() -> bool:
    """Return whether the request under way was made by a page of another origin.

    A browser says so; other programs, which no page can make send anything, say nothing.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
