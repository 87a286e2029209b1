"""An explorer that is served for a browser, and pages of it that are opened with its token."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from playwright.sync_api import Page

from sim.explorer.app import create_app
from sim.explorer.serving import HOST, server_of
from tests.browser.watched import DESK, Opener, Scheme

TOKEN = "token-of-a-test"  # noqa: S105 - of a test


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port, and return where."""
    server = server_of(app, 0)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def explorer_of(results: Path) -> Flask:
    """Return an explorer of the runs in a folder."""
    return create_app(results, (), TOKEN)


def opened_page(
    opened: Opener,
    url: str,
    *,
    width: int = DESK,
    scheme: Scheme = "light",
    has_scripts: bool = True,
) -> Page:
    """Return a page of the explorer, in a window that was let in by the token."""
    host, _, path = url.partition("//")[2].partition("/")
    page = opened(
        f"http://{host}/?token={TOKEN}", width=width, scheme=scheme, has_scripts=has_scripts
    )
    page.goto(f"http://{host}/{path}")
    return page
