"""Pages that are watched: no error, nothing asked of elsewhere, nothing refused by a policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

Scheme = Literal["light", "dark"]
PHONE, DESK = 390, 1280
_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""
_CUT_OFF = """
() => [...document.querySelectorAll("body, body *")]
  .filter((one) => {
    const style = getComputedStyle(one);
    const scrolls = ["auto", "scroll"].includes(style.overflowX);
    const isSeen = one.checkVisibility() && one.getClientRects().length
      && !one.closest(".unseen, .skip, svg");
    return isSeen && !scrolls && style.display !== "inline" && one.scrollWidth > one.clientWidth + 1
      && one.clientWidth > 0 && !["SELECT", "INPUT"].includes(one.tagName);
  })
  .map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.slice(0, 60)}`)
"""


class Opener(Protocol):
    """Opens an address, or the HTML of a page, in a window of its own."""

    def __call__(
        self,
        url: str = "",
        *,
        html: str = "",
        width: int = DESK,
        scheme: Scheme = "light",
        has_scripts: bool = True,
    ) -> Page:
        """Return the page, loaded."""


@dataclass
class Watched:
    """What went wrong in any page that was opened, and where requests went."""

    browser: Browser
    errors: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def open(
        self,
        url: str = "",
        *,
        html: str = "",
        width: int = DESK,
        scheme: Scheme = "light",
        has_scripts: bool = True,
    ) -> Page:
        """Return a page in a context of its own, with nothing kept of others."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=has_scripts,
        )
        page = context.new_page()
        self.pages.append(page)
        origin = urlsplit(url).netloc
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on("request", lambda request: self._note_request(request, origin))
        if has_scripts:
            page.add_init_script(_VIOLATIONS)
        if html:
            page.set_content(html)
        else:
            page.goto(url)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"console: {message.text}")

    def _note_request(self, request: Request, origin: str) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in {"data", "blob", "about"} and asked.netloc != origin:
            self.errors.append(f"asked elsewhere: {request.url}")


@contextmanager
def watched_pages(browser: Browser) -> Iterator[Opener]:
    """Lend what opens pages; at the end assert that nothing went wrong."""
    watched = Watched(browser)
    try:
        yield watched.open
        for page in watched.pages:
            refused = page.evaluate("() => window.violations || []")
            watched.errors += [f"policy: {one}" for one in refused]
        found = list(watched.errors)  # what a page does not get once it is closed is no error
    finally:
        for page in watched.pages:
            page.context.close()
    assert found == [], found


def cut_off(page: Page) -> list[str]:
    """Return what is wider than its place and cannot be scrolled to."""
    found: list[str] = page.evaluate(_CUT_OFF)
    return found


def hindrances(page: Page) -> list[str]:
    """Return what axe finds that keeps somebody from reading or using a page."""
    found = Axe().run(page)
    return [
        f"{one['id']}: {one['help']}: {node['html'][:120]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
