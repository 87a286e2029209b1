"""One Chromium for all tests, and a page of it for each, which notes what goes wrong."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.watched import Opener, watched_pages

NAMES = ("chromium", "chromium-browser", "google-chrome")
# As root, which CI is, Chromium needs to be told that it may run without a sandbox; and nothing in
# the background may ask for anything from elsewhere.
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Lend the Chromium of the system."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(f"there is none of {', '.join(NAMES)}: run make browser, which installs one")
    with sync_playwright() as playwright:
        lent = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield lent
        lent.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Lend a function that opens a page; at the end nothing may have gone wrong in any."""
    with watched_pages(browser) as opener:
        yield opener
