"""An outlet's day and one person: for everybody, on every screen, without scripts, on paper."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page

from sim.explorer.app import create_app
from sim.explorer.serving import HOST, server_of
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.sim.explorer.run_folders import make_runs

pytestmark = pytest.mark.browser

TOKEN = "of-this-test"  # noqa: S105 - of a test
PAGES = {
    "day": "/runs/eventful/outlets/1?day=2007-11-06",
    "closed day": "/runs/eventful/outlets/0?day=2007-11-11",
    "person": "/runs/eventful/people/7?county=500242&replication=0&twin=calmer",
    "people": "/runs/eventful/people?twin=calmer",
}
WITH_CHARTS = {"day": 3, "person": 2}
WATCH_PAPER = """
() => matchMedia("print").addEventListener("change", (query) => {
  if (!query.matches) return;
  window.printed = [...document.querySelectorAll(".drawn svg")].map((one) => {
    const right = one.getBoundingClientRect().right + 1;
    const words = [...one.querySelectorAll("text")];
    const outside = words.filter((word) => word.getBoundingClientRect().right > right);
    return [one.getAttribute("width"), outside.map((word) => word.textContent)];
  });
})
"""


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an explorer of two runs of the same people, and yield its address."""
    out = make_runs(tmp_path_factory.mktemp("runs"))
    server = server_of(create_app(out, (), TOKEN), 0)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HOST}:{server.server_port}"
    server.shutdown()


Look = Callable[..., Page]


@pytest.fixture
def look(opened: Opener, explorer: str) -> Look:
    """Lend a function that opens a page by name, once the token is in a cookie."""

    def opens(
        name: str, *, width: int = DESK, scheme: Scheme = "light", has_scripts: bool = True
    ) -> Page:
        first = f"{explorer}/?token={TOKEN}"
        page = opened(first, width=width, scheme=scheme, has_scripts=has_scripts)
        page.goto(f"{explorer}{PAGES[name]}")
        return page

    return opens


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(look: Look, name: str, scheme: Scheme) -> None:
    page = look(name, scheme=scheme)

    assert hindrances(page) == []


# Whoever magnifies to 200% has half the width.
@pytest.mark.parametrize("width", [PHONE // 2, PHONE, DESK // 2, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_on_any_screen(look: Look, name: str, width: int) -> None:
    page = look(name, width=width)

    assert cut_off(page) == []


@pytest.mark.parametrize("name", WITH_CHARTS)
def test_charts_are_drawn_and_their_tables_folded(look: Look, name: str) -> None:
    page = look(name)

    assert page.locator(".drawn svg").count() == WITH_CHARTS[name]
    assert page.locator(".drawn svg path").count() > 20
    assert page.locator("details.twin[open]").count() == 0


@pytest.mark.parametrize("name", WITH_CHARTS)
def test_without_scripts_tables_stand_in_place_of_charts(look: Look, name: str) -> None:
    page = look(name, has_scripts=False)

    assert page.locator(".drawn svg").count() == 0
    assert page.locator("details.twin table").count() == WITH_CHARTS[name]
    assert all(one.is_visible() for one in page.locator("details.twin table").all())


@pytest.mark.parametrize("name", WITH_CHARTS)
def test_on_paper_charts_are_as_wide_as_the_page(look: Look, name: str) -> None:
    page = look(name)
    page.evaluate(WATCH_PAPER)

    page.pdf(format="A4")

    # As wide as the text of a page of A4, and with every word inside.
    assert page.evaluate("() => window.printed") == [["680", []]] * WITH_CHARTS[name]


def test_a_keyboard_leads_from_a_day_to_a_person_and_back(look: Look) -> None:
    page = look("day")

    page.get_by_role("link", name="person", exact=False).nth(0).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/**")
    page.get_by_role("link", name="deposit, served").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/outlets/**")

    assert "The day in figures" in page.content()


def test_a_form_finds_a_person_with_the_twin(look: Look) -> None:
    page = look("people")

    page.get_by_label("Person").fill("7")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/people/7?**")

    assert page.get_by_role("heading", name="The story in calmer").is_visible()
