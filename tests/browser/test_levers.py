"""Levers in a browser: what stands beside them follows typing, and all of it without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from sim.explorer.app import create_app
from sim.explorer.serving import server_of
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances

pytestmark = pytest.mark.browser

TOKEN = "token-of-a-test"  # noqa: S105 - of a test
SOON_MS = 60_000
PATIENCE = "#lever-line-patience_min-median"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lend the address of an explorer that has the reference run."""
    out = tmp_path_factory.mktemp("results")
    server = server_of(create_app(out, (Path("results/reference"),), TOKEN), 0)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def at(page: Page, address: str, path: str) -> Page:
    """Return the page of a path; the first address, with the token, leads to the home page."""
    page.goto(f"{address}{path}")
    return page


def predicted(page: Page) -> Page:
    """Return a page once what was predicted is drawn."""
    expect(page.locator("#week svg")).to_be_visible(timeout=SOON_MS)
    return page


def test_what_is_predicted_follows_typing(opened: Opener, address: str) -> None:
    page = predicted(at(opened(f"{address}/?token={TOKEN}"), address, "/scenarios/county"))
    rural = page.locator("#classes tbody tr").first
    before = rural.inner_text()

    page.locator("#lever-network-rural-counters_min").fill("")
    page.locator("#lever-network-rural-counters_min").press_sequentially("2")

    expect(page.locator("#toml")).to_contain_text("counters_min = 2", timeout=SOON_MS)
    expect(page.locator("#command")).to_contain_text("counters_min=2", timeout=SOON_MS)
    expect(rural).not_to_have_text(re.compile(re.escape(before.split()[4])), timeout=SOON_MS)
    assert page.evaluate("document.activeElement.id") == "lever-network-rural-counters_min"


def test_a_mistake_is_marked_at_its_field_and_mended(opened: Opener, address: str) -> None:
    page = predicted(at(opened(f"{address}/?token={TOKEN}"), address, "/scenarios/county"))

    page.locator(PATIENCE).fill("long")

    wrong = page.locator(f"{PATIENCE}-wrong")
    expect(wrong).to_have_text('"long", and must be a number, such as 2.5', timeout=SOON_MS)
    expect(page.locator(PATIENCE)).to_have_attribute("aria-invalid", "true")
    assert hindrances(page) == []
    page.locator(PATIENCE).fill("20")
    expect(wrong).to_be_hidden(timeout=SOON_MS)
    expect(page.locator(PATIENCE)).not_to_have_attribute("aria-invalid", "true")
    predicted(page)


def test_a_search_brings_further_levers_by_the_keyboard(opened: Opener, address: str) -> None:
    page = predicted(at(opened(f"{address}/?token={TOKEN}"), address, "/scenarios/county"))

    page.locator("#q").focus()
    page.keyboard.type("balking")
    expect(page.locator("#lever-line-balking")).to_be_visible(timeout=SOON_MS)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    expect(page.locator("#toml")).to_contain_text("balking = false", timeout=SOON_MS)
    page.locator("#q").fill("parcel loss")
    expect(page.locator("#lever-parcel-loss_share")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#lever-line-balking")).not_to_be_checked()


def test_without_scripts_the_form_is_sent_by_hand(opened: Opener, address: str) -> None:
    page = opened(f"{address}/?token={TOKEN}", has_scripts=False)
    at(page, address, "/scenarios/county")

    page.locator("#q").fill("balking")
    page.get_by_role("button", name="Search").click()
    page.locator("#lever-line-balking").uncheck()
    page.locator(PATIENCE).fill("20")
    page.get_by_role("button", name="Predict").click()

    expect(page.locator("#toml")).to_contain_text("balking = false")
    expect(page.locator("#toml")).to_contain_text("median = 20")
    expect(page.locator("#week-table")).to_be_visible()
    page.get_by_role("button", name="Compute it").click()
    expect(page.locator("#beside")).to_contain_text("10% more of services.other_min.mean")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/scenarios/county", "/scenarios/china-week?q=parcel"])
def test_everybody_can_use_it(opened: Opener, address: str, path: str, scheme: Scheme) -> None:
    page = at(opened(f"{address}/?token={TOKEN}", scheme=scheme), address, path)
    if path == "/scenarios/county":
        predicted(page)

    assert hindrances(page) == []


@pytest.mark.parametrize("width", [PHONE // 2, PHONE, DESK // 2, DESK])
@pytest.mark.parametrize("path", ["/", "/scenarios/spring-festival?q=law&lever:run.days=x"])
def test_nothing_is_cut_off(opened: Opener, address: str, path: str, width: int) -> None:
    page = at(opened(f"{address}/?token={TOKEN}", width=width), address, path)

    assert cut_off(page) == []


@pytest.mark.parametrize("width", [PHONE // 2, PHONE, DESK])
def test_no_prediction_is_cut_off(opened: Opener, address: str, width: int) -> None:
    page = opened(f"{address}/?token={TOKEN}", width=width)

    predicted(at(page, address, "/scenarios/county?lever:line.balking=false&from=reference"))

    assert cut_off(page) == []
