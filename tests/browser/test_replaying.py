"""The page of a story in a browser: for everybody, on every screen, and its file is saved."""

from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from service.testing.replaying.story import read_story
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.service.console.following.story import story

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Lend the address of the page."""
    server = make_server("127.0.0.1", 0, story().market.service.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/test/console/replay"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(opened: Opener, url: str, scheme: Scheme) -> None:
    page = opened(url, scheme=scheme)

    page.get_by_text("POST /v1/redemptions").click()

    assert page.get_by_text('"$from"').first.is_visible()
    assert hindrances(page) == []


@pytest.mark.parametrize("width", [PHONE // 2, PHONE, DESK // 2, DESK])
def test_nothing_is_cut_off_on_any_screen(opened: Opener, url: str, width: int) -> None:
    page = opened(url, width=width)

    assert cut_off(page) == []


def test_the_file_is_saved_without_scripts(opened: Opener, url: str) -> None:
    page = opened(url, has_scripts=False)

    with page.expect_download() as saving:
        page.get_by_role("link", name="Download wanghuiyi-replay.json").click()

    assert saving.value.suggested_filename == "wanghuiyi-replay.json"
    assert len(read_story(saving.value.path().read_bytes()).requests) == 12
