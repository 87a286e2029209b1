"""A planner who has never used the command line: from a lever to a file that is sent on."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import served
from tests.browser.watched import PHONE, Opener, Scheme, cut_off, hindrances

pytestmark = pytest.mark.browser

BYTES_MOST = 2_000_000
RUN_MS = 240_000
A4 = "A4"


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("planner")
    with served("explore", "--no-browser", folder=folder) as url:
        yield url


def run_variant(page: Page, name: str, levers: dict[str, str]) -> None:
    """Set levers by what they are called, each found by search where it is not on the page."""
    for key, value in levers.items():
        field = page.locator(f'[name="lever:{key}"]:visible')
        if not field.count():
            page.get_by_label("Search by name").fill(key)
        field.fill(value)
    page.get_by_label("Replications").fill("2")
    page.get_by_label("Name of this variant").fill(name)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("heading", name="The answer")).to_be_visible(timeout=RUN_MS)


def test_a_planner_moves_a_lever_compares_and_sends_the_person_who_lost_most(
    explorer: str, opened: Opener, tmp_path: Path
) -> None:
    page = opened(explorer)

    page.get_by_role("link", name=re.compile("How long does cash take to become")).click()
    expect(page.get_by_text("Predicted, not simulated")).to_be_visible()
    run_variant(page, "before", {})
    page.get_by_role("link", name="change a lever").click()
    run_variant(page, "fewer", {"network.rural.counters_max": "1"})
    page.get_by_label("What this run changes of").select_option("before")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#main")).to_contain_text("paired")
    page.get_by_label("Who lost most, by").select_option(label="most minutes longer in line")
    page.get_by_role("button", name="Show").click()
    loser = page.locator('a[href*="/people/"][href*="twin="]').first
    loser.click()

    expect(page.get_by_role("heading", name=re.compile(r"^Person \d+ of"))).to_be_visible()
    expect(page.locator(".drawn svg").first).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Save this page as one file").click()
    file = tmp_path / "person.html"
    downloading.value.save_as(file)
    assert file.stat().st_size < BYTES_MOST
    assert str(Path.home()) not in file.read_text(encoding="utf-8")
    sent = opened(file.as_uri())
    expect(sent.locator(".drawn svg").first).to_be_visible()
    assert (cut_off(sent), hindrances(sent)) == ([], [])
    assert sent.pdf(format=A4).startswith(b"%PDF")


def pages_of(explorer: str, page: Page) -> list[str]:
    """Return a page of each kind, of the runs that the walk has left."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(explorer))
    page.goto(f"{origin}/runs/fewer")
    outlet = page.locator('a[href*="/outlets/"]').first.get_attribute("href")
    person = page.locator('a[href*="/people/"]').first.get_attribute("href")
    compared = "run=before&run=fewer"
    paths = ("/", "/scenarios/county", "/runs/fewer", "/runs/fewer/map", outlet, person)
    more = (f"/compare?{compared}", f"/compare/map?{compared}", "/runs/fewer/people")
    return [f"{origin}{path}" for path in (*paths, *more)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_explorer_is_whole_on_a_telephone_and_a_desk(
    explorer: str, opened: Opener, scheme: Scheme
) -> None:
    for width in (PHONE, 1280):
        page = opened(explorer, width=width, scheme=scheme)
        for url in pages_of(explorer, page):
            page.goto(url)

            assert (url, cut_off(page), hindrances(page)) == (url, [], [])


def test_every_page_of_the_explorer_is_whole_at_twice_the_size_and_on_paper(
    explorer: str, opened: Opener
) -> None:
    page = opened(explorer, width=640)
    for url in pages_of(explorer, page):
        page.goto(url)

        assert (url, cut_off(page)) == (url, [])
        assert page.pdf(format=A4).startswith(b"%PDF")


def test_every_page_of_the_explorer_says_as_much_without_scripts(
    explorer: str, opened: Opener
) -> None:
    listing = opened(explorer)
    urls = pages_of(explorer, listing)
    page = opened(explorer, has_scripts=False)
    for url in urls:
        page.goto(url)

        charts, tables = (
            page.locator("figure.chart"),
            page.locator("figure.chart details[open] table"),
        )
        assert (url, charts.count()) == (url, tables.count())
        assert page.locator("#main h1").count() == 1
