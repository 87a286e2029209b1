"""Following money in a browser: for everybody, on every screen, on paper, without scripts."""

from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.service.console.following.story import ShopStory, story

pytestmark = pytest.mark.browser
PAGES = ("", "/draft/{draft}", "/wallet/{wallet}?of=balance", "/balance", "?q=nobody")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, ShopStory]]:
    """Lend the address of the pages, and what happened."""
    shop = story()
    server = make_server("127.0.0.1", 0, shop.market.service.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/test/console/follow", shop
    server.shutdown()
    thread.join()


def address(served: tuple[str, ShopStory], path: str) -> str:
    """Return the address of a page."""
    base, shop = served
    return base + path.format(draft=shop.draft_id, wallet=shop.market.wallet_id)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES[:-1])
def test_everybody_can_read_it(
    opened: Opener, served: tuple[str, ShopStory], path: str, scheme: Scheme
) -> None:
    page = opened(address(served, path), scheme=scheme)

    assert hindrances(page) == []


@pytest.mark.parametrize("width", [PHONE // 2, PHONE, DESK // 2, DESK])
@pytest.mark.parametrize("path", PAGES[:-1])
def test_nothing_is_cut_off_on_any_screen(
    opened: Opener, served: tuple[str, ShopStory], path: str, width: int
) -> None:
    page = opened(address(served, path), width=width)

    assert cut_off(page) == []


def test_the_way_from_the_cash_to_the_seller_needs_no_scripts(
    opened: Opener, served: tuple[str, ShopStory]
) -> None:
    _, shop = served
    page = opened(address(served, ""), has_scripts=False)

    page.get_by_role("searchbox").or_(page.locator("#q")).first.fill(shop.number)
    page.get_by_role("button", name="Follow").click()

    assert page.url.endswith(f"/draft/{shop.draft_id}")
    assert page.get_by_text("40.00 yuan to wallet").is_visible()


def test_the_balance_shows_a_new_line_by_itself_and_leaves_the_focus(
    opened: Opener, served: tuple[str, ShopStory]
) -> None:
    _, shop = served
    page = opened(address(served, "/balance"))
    line = page.get_by_text("After line 6 of both books")
    assert line.is_visible()

    shop.market.service.deposit(100)

    page.get_by_text("After line 7 of both books").wait_for(timeout=6_000)
    assert page.get_by_text("0.00 difference").count() == 2


def test_a_trail_is_printed_whole(opened: Opener, served: tuple[str, ShopStory]) -> None:
    page = opened(address(served, "/draft/{draft}"))

    page.emulate_media(media="print")

    assert page.locator("details:not([open])").count() == 0
    assert not page.get_by_role("link", name="Events").is_visible()
