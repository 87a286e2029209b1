"""Split screen and tour in a browser: with and without scripts, on every screen, on paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.consoles import new_world, served_console
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.service.console.town.townspeople import Purses, Townspeople

pytestmark = pytest.mark.browser

OPENING = ("register-telephone", "open-shop", "certify", "offer")
BUYING = ("deposit", "redeem", "order", "pay", "allot", "label", "scan")
ENDING = ("scan", "scan", "text", "scan", "scan", "confirm", "take-out")
BEING_REPLACED = ".htmx-request, .htmx-swapping, .htmx-settling"
CREDITED = "175.00 yuan credited to your wallet. STOP to end"


@dataclass(frozen=True)
class OpenTown:
    """A world of the test server: its address, and its people."""

    url: str
    people: Townspeople


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Townspeople]]:
    with served_console(tmp_path_factory.mktemp("console")) as served:
        yield served


@pytest.fixture
def town(console: tuple[str, Townspeople]) -> OpenTown:
    url, people = console
    world = new_world(people)
    return OpenTown(f"{url}{world.path}/test", world)


def click(page: Page, *steps: str) -> None:
    """Click buttons by their steps, each when the town after the click before is on the page.

    Books and clock ask by themselves every two seconds, so any answer will not do.
    """
    for step in steps:
        with page.expect_response(lambda answer: urlsplit(answer.url).path.endswith("/test/")):
            page.click(f"#do-{step}")
        page.wait_for_load_state()
        expect(page.locator(BEING_REPLACED)).to_have_count(0)


def number_on(page: Page) -> str:
    """Return the number of the receipt."""
    return page.locator(".slip-card .number").inner_text()


def story_told(town: OpenTown) -> None:
    """Let the story happen without a browser, up to a receipt, texts, a parcel and a refusal."""
    town.people.clicks(*OPENING, *BUYING, "ask-for-reference", "text")
    town.people.click("redeem")
    for number in range(1, 8):
        town.people.client.post(f"{town.people.path}/test/tour/{number}")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_developer_watches_a_deposit_become_a_parcel(
    opened: Opener, town: OpenTown, *, has_scripts: bool
) -> None:
    page = opened(f"{town.url}/", has_scripts=has_scripts)

    click(page, *OPENING, "deposit", "redeem")
    expect(page.locator(".text.in").first).to_have_text(re.compile(re.escape(CREDITED)))
    click(page, *BUYING[2:], *ENDING)

    expect(page.locator("[aria-labelledby=parcel]")).to_contain_text("delivered, Gushi 1")
    expect(page.locator("[aria-labelledby=shop]")).to_contain_text("161.00 yuan")
    assert town.people.purses == Purses(till=17_500, due=17_500, buyer=1_400, shop=16_100)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_developer_loses_an_answer_and_sends_it_again(
    opened: Opener, town: OpenTown, *, has_scripts: bool
) -> None:
    page = opened(f"{town.url}/", has_scripts=has_scripts)
    page.select_option("#fault", "drop-answer")
    click(page, "fault", "deposit")
    expect(page.locator(".click.lost")).to_contain_text("Send it again under the same key")
    expect(page.locator(".slip-card")).to_have_count(0)

    click(page, "again")
    number = number_on(page)
    click(page, "again")

    expect(page.locator(".click.repeated")).to_contain_text("Idempotency-Replayed: true")
    assert number_on(page) == number
    assert town.people.purses == Purses(till=17_500, drafts=17_500)


def test_a_developer_jumps_sixty_days_and_the_draft_has_expired(
    opened: Opener, town: OpenTown
) -> None:
    page = opened(f"{town.url}/")
    click(page, "deposit")

    page.fill("#hours-hours", str(60 * 24))
    click(page, "wait", "redeem")

    expect(page.locator(".click.refused")).to_contain_text("draft_expired")
    expect(page.locator(".slip-card")).to_contain_text("expired")


def test_who_clicks_by_keyboard_stays_where_it_clicked(opened: Opener, town: OpenTown) -> None:
    page = opened(f"{town.url}/")
    page.focus("#do-deposit")

    with page.expect_response(re.compile(r"/test/$")):
        page.keyboard.press("Enter")
    expect(page.locator(".slip-card")).to_be_visible()

    assert page.evaluate("() => document.activeElement.id") == "do-deposit"
    expect(page.locator("#said")).to_have_text("Cash over the counter: done")


def test_the_books_show_what_somebody_else_moved(opened: Opener, town: OpenTown) -> None:
    page = opened(f"{town.url}/")
    typed = page.locator("#text-words")
    typed.fill("BALANCE")

    town.people.click("deposit")

    expect(page.locator("#books")).to_contain_text("cash in the till of Gushi 1", timeout=10_000)
    expect(page.locator("#books tbody").last).to_contain_text("deposit", timeout=10_000)
    expect(typed).to_have_value("BALANCE")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_seven_clicks_walk_the_tour(opened: Opener, town: OpenTown, *, has_scripts: bool) -> None:
    page = opened(f"{town.url}/tour", has_scripts=has_scripts)

    for number in range(1, 8):
        page.click("#next")
        expect(page.locator("main")).to_contain_text(f"Chapter {number} of 7")

    expect(page.locator("main")).to_contain_text("The seller is paid, and the books agree")
    assert town.people.purses == Purses(till=17_500, buyer=1_400, shop=16_100)


PAGES = ("/", "/tour", "/tour/2", "/tour/5", "/tour/7", "/console/papers")


@pytest.fixture(scope="module")
def told(console: tuple[str, Townspeople]) -> OpenTown:
    url, people = console
    world = new_world(people)
    made = OpenTown(f"{url}{world.path}/test", world)
    story_told(made)
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_read_it(opened: Opener, told: OpenTown, path: str, scheme: Scheme) -> None:
    page = opened(f"{told.url}{path}", scheme=scheme)

    assert hindrances(page) == []


# Whoever magnifies to 200% has half the width: 195 of a telephone, 640 of a desk.
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_on_any_screen(opened: Opener, told: OpenTown, path: str) -> None:
    page = opened(f"{told.url}{path}")

    found = []
    for width in (PHONE // 2, PHONE, DESK // 2, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        found += cut_off(page)

    assert found == []


def test_the_label_stays_black_on_white_in_the_dark(opened: Opener, told: OpenTown) -> None:
    page = opened(f"{told.url}/console/papers", scheme="dark")

    colours = page.evaluate(
        """() => {
          const style = getComputedStyle(document.querySelector(".slip.label"));
          return [style.backgroundColor, style.color];
        }"""
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


@pytest.mark.parametrize("path", ["/", "/tour/7"])
def test_on_paper_there_is_nothing_to_click_and_every_text_is_there(
    opened: Opener, told: OpenTown, path: str
) -> None:
    page = opened(f"{told.url}{path}")

    page.emulate_media(media="print")

    seen = page.locator("main :is(button, input, nav):visible")
    telephone = page.locator(".telephone")
    assert seen.count() == 0
    assert telephone.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    assert telephone.locator(".text").count() == len(told.people.texts) + 2 * 2


def test_each_paper_prints_on_a_sheet_of_a6(opened: Opener, told: OpenTown) -> None:
    page = opened(f"{told.url}/console/papers")

    printed = page.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[([0-9. ]+)\]", printed)
    sizes = [[round(float(side) / 72 * 25.4) for side in box.split()[2:]] for box in boxes]
    assert sizes == [[105, 148]] * page.locator(".papers > .panel").count()
