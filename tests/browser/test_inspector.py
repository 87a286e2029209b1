"""The inspector in a browser: readable by everybody, on every screen, without scripts too."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_served import ServedConsole, console_served
from tests.browser.inspector_scene import PAGE_NAMES, happened
from tests.browser.watched import DESK, PHONE, Opener, cut_off, hindrances
from tests.service.testing.served import DEPOSIT
from wanghuiyi.receiver import Receiver

pytestmark = pytest.mark.browser

# Whoever magnifies to 200% has half the width.
WIDTHS = (PHONE // 2, PHONE, DESK // 2, DESK)


@dataclass(frozen=True)
class Scene:
    """A console in whose world much happened, and its pages by their names."""

    served: ServedConsole
    paths: dict[str, str]

    def url(self, name: str) -> str:
        """Return where a page is."""
        return self.served.url + self.paths[name]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with console_served() as served:
        yield Scene(served, happened(served.world))


@pytest.fixture
def console() -> Iterator[ServedConsole]:
    """Lend a server to one test, which asks for it before `opened`: so pages are closed first."""
    with console_served() as served:
        yield served


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_everybody_can_read_it_in_light_and_dark(opened: Opener, scene: Scene, name: str) -> None:
    page = opened(scene.url(name))

    light = hindrances(page)
    page.emulate_media(color_scheme="dark")

    assert (light, hindrances(page)) == ([], [])


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_nothing_is_cut_off_on_any_screen(opened: Opener, scene: Scene, name: str) -> None:
    page = opened(scene.url(name))

    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = cut_off(page)

    assert found == {width: [] for width in WIDTHS}


def test_the_scene_has_each_page(scene: Scene) -> None:
    assert tuple(scene.paths) == PAGE_NAMES


def test_without_scripts_a_jump_is_foreseen_done_and_shown(
    console: ServedConsole, opened: Opener
) -> None:
    console.world.deposited()
    page = opened(f"{console.url}/console/requests", has_scripts=False)

    page.get_by_role("button", name="+60 days").click()
    foreseen = page.locator(".sets-off").inner_text()
    page.get_by_role("button", name="Jump", exact=True).click()

    assert foreseen == (
        "It will set off: 1 draft expires, 60 days can be closed, 1 draft can be cancelled no more."
    )
    expect(page.get_by_role("heading", name="After the jump by 60 days")).to_be_visible()
    expect(page.get_by_role("link", name="draft.expired")).to_be_visible()
    expect(page.locator(".clock time")).to_have_text("23 Jan 2027, 10:30:00")


def test_without_scripts_an_answer_is_lost_and_found_by_sending_again(
    console: ServedConsole, opened: Opener
) -> None:
    page = opened(f"{console.url}/console/faults", has_scripts=False)
    page.get_by_role("button", name="To a deposit").click()
    expect(page.get_by_role("link", name="1 fault on")).to_be_visible()
    console.world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-key-of-it")

    page.get_by_role("link", name="Requests").click()
    expect(page.get_by_text("answer lost", exact=True)).to_be_visible()
    page.get_by_role("link", name="1", exact=True).click()
    page.get_by_role("button", name="Send it again as it was").click()

    expect(page.get_by_text("The answers are the same")).to_be_visible()
    expect(page.get_by_role("link", name="No fault on")).to_be_visible()


def test_what_a_client_asks_appears_by_itself_and_takes_no_focus(
    console: ServedConsole, opened: Opener
) -> None:
    console.world.deposited()
    page = opened(f"{console.url}/console/requests")
    link = page.get_by_role("link", name="1", exact=True)
    link.focus()

    console.world.deposited()

    expect(page.get_by_role("heading", name="2 of 2 recorded, the newest first")).to_be_visible()
    expect(link).to_be_focused()


def test_the_head_follows_a_clock_that_a_client_moves(
    console: ServedConsole, opened: Opener
) -> None:
    page = opened(f"{console.url}/console/events")

    console.world.answer_to("PUT /test/clock", {"advance_days": 1})
    rule = {"method": "POST", "path": "/v1/deposits", "drop_answer": True}
    console.world.answer_to("PUT /test/faults", {"rules": [rule]})

    expect(page.locator(".clock time")).to_have_text("25 Nov 2026, 10:30:00")
    expect(page.get_by_role("link", name="1 fault on")).to_be_visible()


def test_a_text_appears_on_its_telephone_and_is_answered(
    console: ServedConsole, opened: Opener
) -> None:
    world, phone = console.world, "+8613800138000"
    contact = {"phone": phone, "language": "en"}
    world.ask("provider", f"PUT /v1/wallets/{world.wallets[0]}/contact", contact)
    page = opened(f"{console.url}/console/texts", width=PHONE)

    world.redeemed(world.deposited()["number"])
    world.answer_to("POST /test/deliveries")
    telephone = page.get_by_label(f"Telephone {phone}")
    expect(telephone.locator(".words")).to_have_count(1)
    _fill(page, {"phone": phone, "text": "BAL"})
    page.get_by_role("button", name="Send", exact=True).click()

    expect(telephone.locator(".words")).to_have_count(3)
    expect(telephone.locator(".words").nth(2)).to_contain_text("175.00")


def test_a_receiver_learns_why_it_refused_a_signature(
    console: ServedConsole, opened: Opener
) -> None:
    world = console.world
    with Receiver() as receiver:
        world.ask("provider", "POST /v1/webhooks", {"url": receiver.url})
        world.redeemed(world.deposited()["number"])
        world.answer_to("POST /test/deliveries")
    page = opened(f"{console.url}/console/webhooks")
    page.get_by_role("link", name="wallet.credited").first.click()
    page.get_by_role("link", name="Why may a receiver refuse its signature?").first.click()
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="The signature fits")).to_be_visible()

    body = page.locator("#body").input_value()
    page.locator("#body").fill(body.replace('":', '": '))
    page.get_by_role("button", name="Explain").click()

    expect(page.get_by_role("heading", name="A receiver has to refuse it")).to_be_visible()
    expect(page.locator(".causes")).to_contain_text("was it parsed and written again?")
    assert (hindrances(page), cut_off(page)) == ([], [])


def test_a_keyboard_reaches_the_jump(console: ServedConsole, opened: Opener) -> None:
    page = opened(f"{console.url}/console/clock?by=1+h")

    page.get_by_label("close the days").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="After the jump by 1 hour")).to_be_visible()


def _fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
