"""Receipts, vouchers, labels, tracking, problems: for everybody, on every screen, on paper."""

import re
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from service.documents import label, problem_page, tracking_page, voucher
from service.domain.parcel import ParcelState, Scan
from service.receipts import as_page, sign
from tests.browser.watched import DESK, PHONE, Opener, Scheme, cut_off, hindrances
from tests.service.receipts.examples import PRIVATE_KEY, RECEIPT, SIGNED

pytestmark = pytest.mark.browser

ITEM, REFERENCE = "BA000000005CN", "12345678901234"
DAY_MS = 86_400_000
NOW_MS = 1_164_000_000_000
LONGEST = "Shandong Shoes and Boots of the 西关 West Gate Street Market"[:64].ljust(64, "o")
LONGEST_ADDRESSED = label.LabelAddress(LONGEST, "街" * 200, "465200")
VOUCHER = voucher.Voucher(
    reference=REFERENCE,
    shop=LONGEST,
    state="due",
    amount_fen=17_500,
    fee_fen=200,
    pay_by_ms=NOW_MS + 2 * DAY_MS,
    shown_ms=NOW_MS,
    zone=ZoneInfo("America/Argentina/ComodRivadavia"),
)
SCANS = tuple(
    Scan(state, NOW_MS + place * DAY_MS, LONGEST)
    for place, state in enumerate(
        (ParcelState.ACCEPTED, ParcelState.DEPARTED, ParcelState.ARRIVED, ParcelState.LOST)
    )
)
PROBLEM = problem_page.ExplainedProblem(
    code="balance_too_low",
    status=409,
    about="The wallet has less than what is to be paid.",
    says="balance_fen is 100, and 200 are to be paid: top up, or pay less",
    retry="The same request under the same key gets the same refusal.",
    operations=("POST /v1/orders/{order_id}/payments", "POST /v1/withdrawals"),
)
SLIPS: dict[str, Callable[[], str]] = {
    "receipt": lambda: as_page(
        sign(replace(RECEIPT, outlet=LONGEST, amount_fen=500_000), PRIVATE_KEY, "0f" * 8)
    ),
    "label": lambda: label.as_page(label.Label(ITEM, LONGEST_ADDRESSED, LONGEST_ADDRESSED)),
    "voucher due": lambda: voucher.as_page(VOUCHER),
    "voucher paid": lambda: voucher.as_page(replace(VOUCHER, state="paid")),
}
CARDS: dict[str, Callable[[], str]] = {
    "tracking": lambda: tracking_page.as_page(
        tracking_page.Tracking(ITEM, SCANS[-1], SCANS), "/track"
    ),
    "search": lambda: tracking_page.search_page("/track", "BA1", "this is not an item number"),
    "problem": lambda: problem_page.as_page(PROBLEM),
}
PAGES = SLIPS | CARDS


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(opened: Opener, name: str, scheme: Scheme) -> None:
    page = opened(html=PAGES[name](), scheme=scheme)

    assert hindrances(page) == []


# Whoever magnifies to 200% has half the width: 195 of a telephone, 640 of a desk.
@pytest.mark.parametrize("width", [PHONE // 2, PHONE, DESK // 2, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_on_any_screen(opened: Opener, name: str, width: int) -> None:
    page = opened(html=PAGES[name](), width=width)

    assert cut_off(page) == []


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_one_page_of_a6(opened: Opener, name: str) -> None:
    page = opened(html=SLIPS[name]())

    printed = page.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[([0-9. ]+)\]", printed)
    sizes = [[round(float(side) / 72 * 25.4) for side in box.split()[2:]] for box in boxes]
    assert sizes == [[105, 148]]


def test_the_barcode_stays_black_on_white_in_the_dark(opened: Opener) -> None:
    page = opened(html=SLIPS["voucher due"](), scheme="dark")

    colours = page.evaluate(
        """() => {
          const style = getComputedStyle(document.querySelector(".barcode"));
          const bar = getComputedStyle(document.querySelector(".barcode rect"));
          return [style.backgroundColor, bar.fill];
        }"""
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_what_is_signed_can_be_opened_by_a_keyboard(opened: Opener) -> None:
    page = opened(html=as_page(SIGNED))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator("#signed-receipt").is_visible()
