"""Pictures of explorer and console for README and docs: `python -m tests.browser.pictures`.

Drawn by the browser of the system, so another version of it draws other bytes: look at them.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.served import served

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH, EXPLORER_HIGH, CONSOLE_HIGH = 1280, 1010, 1240


def main() -> None:
    """Draw both."""
    found = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        _explorer(browser, Path(folder))
        _console(browser, Path(folder))
        browser.close()


def _explorer(browser: Browser, folder: Path) -> None:
    with served("explore", "--no-browser", folder=folder) as url:
        page = browser.new_page(viewport={"width": WIDTH, "height": EXPLORER_HIGH})
        page.goto(url)
        page.goto(f"{url.partition('/?')[0]}/scenarios/county")
        expect(page.locator(".drawn svg").first).to_be_visible(timeout=60_000)
        page.screenshot(path=PICTURES / "explorer.png")
        page.close()


def _console(browser: Browser, folder: Path) -> None:
    with served("tour", "--no-browser", "--port", "0", folder=folder) as url:
        page = browser.new_page(viewport={"width": WIDTH, "height": CONSOLE_HIGH})
        page.goto(url)
        for chapter in range(1, 7):
            page.locator("#main button").last.click()
            page.wait_for_url(f"**/tour/{chapter}")
        page.goto(f"{url.removesuffix('/tour')}/")
        expect(page.get_by_role("heading", name="Both books")).to_be_visible()
        page.locator("section[aria-labelledby=counter]").evaluate("one => one.scrollIntoView()")
        page.screenshot(path=PICTURES / "console.png")
        page.close()


if __name__ == "__main__":
    main()
