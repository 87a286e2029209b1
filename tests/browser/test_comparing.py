"""Comparing runs and looking at maps in a browser: for everybody, on every screen, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.files.folder import new_folder
from sim.files.results import write_run
from tests.browser.exploring import explorer_of, opened_page, served
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.sim.runs import small_experiment

pytestmark = pytest.mark.browser

SETTINGS = {"small": (), "short": ('hours.opening_hours="Mo-Fr 09:00-12:00"',)}
PAGES = {
    "comparison": "/compare?run=small&run=short",
    "choice": "/compare",
    "map": "/runs/small/map",
    "difference": "/compare/map?run=small&run=short",
}
COUNT = {"comparison": 5, "choice": 0, "map": 1, "difference": 1}
PAGES_MOST = 12


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an explorer of two runs of the same people."""
    folder, out = tmp_path_factory.mktemp("runs"), tmp_path_factory.mktemp("results")
    for name, settings in SETTINGS.items():
        done = small_experiment(folder, f"name={name}", *settings)
        with new_folder(out / name) as fresh:
            write_run(done, fresh, f"wanghuiyi run {name}.toml")
    with served(explorer_of(Path(out))) as url:
        yield url


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "scheme"), [(PHONE // 2, "light"), (PHONE, "dark"), (DESK, "light")]
)
def test_everybody_can_use_it_on_any_screen(
    opened: Opener, explored: str, name: str, width: int, scheme: Scheme
) -> None:
    page = opened_page(opened, explored + PAGES[name], width=width, scheme=scheme)

    assert page.locator(".drawn svg").count() == COUNT[name]
    assert (cut_off(page), hindrances(page)) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_every_table_stands_open(opened: Opener, explored: str, name: str) -> None:
    page = opened_page(opened, explored + PAGES[name], has_scripts=False)

    assert page.locator("figure.chart table:visible").count() == COUNT[name]


@pytest.mark.parametrize("name", PAGES)
def test_it_prints_on_a4_and_within_it(opened: Opener, explored: str, name: str) -> None:
    page = opened_page(opened, explored + PAGES[name])

    printed = page.pdf(prefer_css_page_size=True, format="A4")

    boxes = re.findall(rb"/MediaBox \[([0-9. ]+)\]", printed)
    sizes = {tuple(round(float(side) / 72 * 25.4) for side in box.split()[2:]) for box in boxes}
    assert sizes == {(210, 297)}
    assert 1 <= len(boxes) <= PAGES_MOST
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 800})
    assert cut_off(page) == []


def test_a_keyboard_leads_from_the_map_to_the_outlet(opened: Opener, explored: str) -> None:
    page = opened_page(opened, explored + PAGES["map"])

    page.locator("figure.chart summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    link = page.evaluate("() => document.activeElement.getAttribute('href')")
    assert re.fullmatch(r"/runs/small/outlets/[01]\?replication=0", link)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_kilometre_is_as_long_upward_as_across(opened: Opener, explored: str, width: int) -> None:
    page = opened_page(opened, explored + PAGES["map"], width=width)

    across, upward = page.evaluate(
        """() => {
          const chart = echarts.getInstanceByDom(document.querySelector(".drawn"));
          const pixels = (axis) => {
            const at = (km) => chart.convertToPixel({ [`${axis}Index`]: 0 }, km);
            return Math.abs(at(1) - at(0));
          };
          return ["xAxis", "yAxis"].map(pixels);
        }"""
    )
    assert across == pytest.approx(upward, rel=1e-6)


def test_a_choice_is_made_with_the_form(opened: Opener, explored: str) -> None:
    page = opened_page(opened, explored + "/compare")

    page.locator("select[name=run]").nth(0).select_option("small")
    page.locator("select[name=run]").nth(1).select_option("short")
    page.get_by_role("button", name="Compare").click()
    page.locator("select[name=class]").select_option("rural")
    page.get_by_role("button", name="Show").click()

    assert page.locator("h1").inner_text() == "short against small"
    assert "at rural outlets" in page.locator("#waits figcaption").inner_text()
