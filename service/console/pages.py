"""The pages of the console, what they load, and who may ask."""

import re

from flask import Blueprint, Flask, Response, request

from service.console import home
from service.console.clock import pages as clock
from service.console.events import pages as events
from service.console.faults import pages as faults
from service.console.following import page as following
from service.console.replaying import page as replaying
from service.console.requests import pages as requests
from service.console.site import BASE, SITE
from service.console.texts import pages as texts
from service.console.tour import pages as tour
from service.console.webhooks import pages as webhooks
from service.console.webhooks import signatures
from service.pages.assets import assets
from service.pages.site import (
    comes_from_elsewhere,
    is_asked_by_a_name_of_elsewhere,
    refused,
    refused_from_elsewhere,
)

_TOO_LONG = re.compile(r"(?<![0-9a-z])\d{19,}(?![0-9a-z])")  # no id, whose digits have letters
PAGES = (
    home.pages,
    tour.pages,
    clock.pages,
    requests.pages,
    events.pages,
    webhooks.pages,
    signatures.pages,
    texts.pages,
    faults.pages,
    following.pages,
    replaying.pages,
)
"""The blueprint of each page."""


def with_console(app: Flask) -> Flask:
    """Return the application of a test server with the console's pages."""
    app.register_blueprint(assets("console_assets", SITE.served), url_prefix=BASE)
    for pages in PAGES:
        app.register_blueprint(_guarded(pages()), url_prefix=BASE)
    return app


def _guarded(blueprint: Blueprint) -> Blueprint:
    """Return a blueprint that pages of another origin can change nothing with, nor look into."""

    @blueprint.before_request
    def _look() -> Response | None:
        if is_asked_by_a_name_of_elsewhere():
            words = f"these pages are not shown under {request.host}: use 127.0.0.1 or localhost"
            return refused(words, 421)
        is_look = request.method in {"GET", "HEAD"}
        is_followed = is_look and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        if comes_from_elsewhere() and not is_followed:
            return refused_from_elsewhere()
        if any(_TOO_LONG.search(one) for one in (*request.args.values(), request.path)):
            return refused("no number here has more than 18 digits: look for a shorter one", 400)
        return None

    return blueprint
