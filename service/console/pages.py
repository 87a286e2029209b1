"""The pages of the console, what they load, and who may ask."""

from flask import Blueprint, Flask, Response, abort, request

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
from service.pages.site import comes_from_elsewhere

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
    """Return a blueprint that pages of another origin can change nothing with."""

    @blueprint.before_request
    def _look() -> Response | None:
        if request.method not in {"GET", "HEAD"} and comes_from_elsewhere():
            abort(403, "a page of another origin may change nothing here")
        return None

    return blueprint
