"""A run in the browser: asked for, watched, cancelled, gone on with, and its results."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from sim.tables import figure
from tests.browser.explorer_process import explorer_process
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.sim.explorer.conftest import REFERENCE

pytestmark = pytest.mark.browser

REPLICATIONS = 240  # so many that a quick machine is still at it when somebody looks twice
WITHIN_MS = 180_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def explorer(folder: Path) -> Iterator[str]:
    """Serve the explorer, with the reference run among its results."""
    with explorer_process(str(REFERENCE.resolve()), folder=folder) as url:
        yield url


def origin_of(url: str) -> str:
    """Return where the explorer is, without its token."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def ask(page: Page, name: str, replications: int = REPLICATIONS) -> None:
    """Ask for a run as a form with levers does, and look at it."""
    page.request.post(f"{origin_of(page.url)}/runs", form=form_of(name, replications))
    page.goto(f"{origin_of(page.url)}/runs/{name}")


def form_of(name: str, replications: int) -> dict[str, str | float | bool]:
    """Return the fields of a form with levers."""
    form = {"scenario": "county", "lever:run.days": "3", "name": name}
    return {**form, "replications": str(replications)}


def test_a_run_is_watched_cancelled_and_gone_on_with_to_the_figures_of_its_files(
    explorer: str, opened: Opener, folder: Path
) -> None:
    page = opened(explorer)

    ask(page, "walk")
    expect(page.locator("#shards")).to_contain_text(f"of {REPLICATIONS} shards", timeout=WITHIN_MS)
    expect(page.locator("#course .drawn svg")).to_be_visible(timeout=WITHIN_MS)
    page.locator("#course-twin").click()
    before = page.locator("#so-far-caption").inner_text()
    expect(page.locator("#so-far-caption")).not_to_have_text(before, timeout=WITHIN_MS)
    expect(page.locator("#course-table")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    stopped = page.get_by_role("heading", name=re.compile(r"Stopped after \d+ of 240 replications"))
    expect(stopped).to_be_visible(timeout=WITHIN_MS)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="The answer")).to_be_visible(timeout=WITHIN_MS)

    summary = pl.read_csv(folder / "results/walk/summary.csv")
    for row in summary.filter(pl.col("metric").is_in(["wait_mean_min", "line_mean"])).rows():
        cells = [row[0], figure(row[2]), f"{figure(row[3])} to {figure(row[4])}", row[1]]
        shown = page.locator("#answer tr", has_text=row[0]).first.locator("th, td")
        assert shown.all_inner_texts()[:4] == cells


def test_whoever_asks_for_the_same_again_is_led_to_the_run_that_is_there(
    explorer: str, opened: Opener
) -> None:
    page = opened(explorer)
    ask(page, "same", 1)
    expect(page.get_by_role("heading", name="The answer")).to_be_visible(timeout=WITHIN_MS)

    again = page.request.post(f"{origin_of(page.url)}/runs", form=form_of("other", 1))

    assert again.url.endswith("/runs/same?same=1")
    assert "nothing is run again" in again.text()


def test_without_scripts_a_run_can_be_looked_at_again_and_cancelled(
    explorer: str, opened: Opener
) -> None:
    page = opened(explorer, has_scripts=False)

    ask(page, "plain", 5_000)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Cancel").click()
    for _ in range(100):
        if page.get_by_role("button", name="Go on").count():
            break
        page.wait_for_timeout(200)
        page.reload()

    expect(page.get_by_role("button", name="Go on")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK // 2, DESK])
def test_results_are_whole_on_any_screen(
    explorer: str, opened: Opener, width: int, scheme: Scheme
) -> None:
    page = opened(explorer, width=width, scheme=scheme)

    page.goto(f"{origin_of(explorer)}/runs/reference")
    expect(page.locator("#waterfall .drawn svg")).to_be_visible()

    assert cut_off(page) == []
    assert hindrances(page) == []


def test_results_are_reached_by_keyboard_and_printed(explorer: str, opened: Opener) -> None:
    page = opened(explorer)
    page.goto(f"{origin_of(explorer)}/runs/reference")

    page.locator("#waits-twin").press("Enter")

    expect(page.locator("#waits-table")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
