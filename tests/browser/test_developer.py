"""A developer of a wallet: a deposit becomes a parcel, an answer is lost, sixty days go by."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import served
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances

pytestmark = pytest.mark.browser

CHAPTERS = (
    "A shop that can be trusted",
    "Cash over the counter",
    "The number becomes money online",
    "Ordered, and paid into escrow",
    "The parcel sets out",
    "Where is it?",
    "The seller is paid, and the books agree",
)
PAGES = (
    *("/", "/tour", "/tour/7", "/console/papers", "/console/clock", "/console/faults"),
    *("/console/follow", "/console/follow/balance", "/console/requests", "/console/events"),
    *("/console/webhooks", "/console/texts", "/console/replay"),
)
CLICK_MS = 30_000


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lend the address of a test server in which the whole story was played once."""
    with served("tour", "--no-browser", "--port", "0", folder=tmp_path_factory.mktemp("t")) as url:
        yield url.removesuffix("/tour")


def take_the_tour(page: Page) -> None:
    """Click seven times."""
    for chapter in CHAPTERS:
        page.locator("#main button").last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(chapter, timeout=CLICK_MS)


def test_a_deposit_becomes_a_parcel_in_seven_clicks(town: str, opened: Opener) -> None:
    page = opened(f"{town}/tour")

    take_the_tour(page)

    main = page.locator("#main")
    for transfer in ("deposit", "redemption", "order paid", "release", "payout", "settlement"):
        expect(main).to_contain_text(transfer)
    expect(main).to_contain_text("The books are sound")


def test_a_lost_answer_is_sent_again_and_sixty_days_expire_the_draft(
    town: str, opened: Opener
) -> None:
    page = opened(f"{town}/")
    with page.expect_response(re.compile("/console/act/anew")):
        page.get_by_role("button", name="Begin a new story").click()
    page.wait_for_load_state("networkidle")
    page.get_by_label("What goes wrong with the next click").select_option(
        label="its answer is lost on the way"
    )
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator(".last")).to_contain_text("With the next click")

    page.get_by_role("button", name="Pay the cash in").click()
    last = page.locator(".last article").first
    expect(last).to_contain_text("Cash over the counter: lost", timeout=CLICK_MS)
    page.get_by_role("button", name="Send again, same key").click()
    expect(last).to_contain_text("Cash over the counter: repeated", timeout=CLICK_MS)
    draft = re.search(r'"draft_id": "(\w+)"', last.inner_text())
    assert draft, "the answer shows the draft"

    page.goto(f"{town}/console/requests")
    expect(page.locator("#main")).to_contain_text("repeated")
    page.get_by_role("button", name="+60 days").click()
    expect(page.locator("#main")).to_contain_text("1 draft expires, 60 days can be closed")
    page.get_by_role("button", name="Jump", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "After the jump by 60 days", timeout=CLICK_MS
    )
    expect(page.locator("tr", has_text="draft.expired")).to_contain_text(draft[1])
    page.goto(f"{town}/console/follow/draft/{draft[1]}")
    expect(page.locator("#main")).to_contain_text("175.00")


def urls(town: str) -> list[str]:
    return [f"{town}{path}" for path in PAGES]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_console_is_whole_on_a_telephone_and_a_desk(
    town: str, opened: Opener, scheme: Scheme
) -> None:
    for width in (PHONE, DESK):
        page = opened(f"{town}/", width=width, scheme=scheme)
        for url in urls(town):
            answer = page.goto(url)
            assert answer, url

            assert (url, answer.status, cut_off(page), hindrances(page)) == (url, 200, [], [])


def test_every_page_of_the_console_is_whole_at_twice_the_size_and_on_paper(
    town: str, opened: Opener
) -> None:
    page = opened(f"{town}/", width=640)
    for url in urls(town):
        page.goto(url)

        assert (url, cut_off(page)) == (url, [])
        assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_story_is_played_without_scripts(town: str, opened: Opener) -> None:
    origin = urlsplit(town).netloc
    page = opened(f"{town}/", has_scripts=False)
    page.get_by_role("button", name="Begin a new story").click()

    page.get_by_role("button", name="Pay the cash in").click()

    expect(page.locator(".last")).to_contain_text("Cash over the counter: done")
    assert urlsplit(page.url).netloc == origin
