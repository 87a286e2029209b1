"""The receipt on paper and on a page."""

import re
import unicodedata
from dataclasses import replace

from hypothesis import given

from service.receipts import Receipt, as_page, as_text, from_json, sign, verify
from tests.service.receipts.examples import PRIVATE_KEY, PUBLIC_KEYS, RECEIPT, SIGNED, receipts


def test_the_text_says_what_was_paid_and_what_to_do() -> None:
    assert (
        as_text(RECEIPT)
        == """\
      wang huiyi: receipt for cash
----------------------------------------
Remittance number

          2007 0101 0000 5726

Amount       1234.50 yuan
Fee          6.17 yuan
Paid         1240.67 yuan
Outlet       固始县 1
Issued       2007-01-01 08:30 Beijing
Valid until  2007-03-02 08:30 Beijing
Draft
550e8400-e29b-41d4-a716-446655440000
----------------------------------------
WHAT TO DO
1. In your online wallet, choose to add
   money with wang huiyi.
2. Enter this number, and the password
   that you chose at the counter.
3. The money is in your wallet at once.
Or have it paid out in cash, with number
and password, at any outlet.

KEEP IT SAFE
Who has this number and the password has
the money: show them to nobody.
Never write the password on this paper.
Password forgotten, or the time over?
Bring this paper and your identity card
to an outlet.
----------------------------------------
"""
    )


def test_a_long_name_goes_on_in_the_next_line_a_chinese_character_taking_two_columns() -> None:
    text = as_text(replace(RECEIPT, outlet="固始县城关镇中原路邮政支局 1" + "固" * 8))

    assert "Outlet\n固始县城关镇中原路邮政支局 1固固固固固固\n固固\nIssued  " in text


@given(receipts())
def test_every_text_fits_the_printer(receipt: Receipt) -> None:
    lines = as_text(receipt).splitlines()

    columns = [sum(1 + (unicodedata.east_asian_width(c) in "FW") for c in line) for line in lines]
    assert max(columns) <= 40
    assert receipt.outlet in "".join(lines)


@given(receipts())
def test_every_page_escapes_what_it_was_given(receipt: Receipt) -> None:
    same = replace(receipt, outlet="an outlet", draft_id="a draft")

    page = as_page(sign(receipt, PRIVATE_KEY, "2007-1"))

    tags = re.findall("<[^>]*>", page)
    assert tags == re.findall("<[^>]*>", as_page(sign(same, PRIVATE_KEY, "2007-1")))


def test_the_page_carries_the_signature_and_needs_nothing_from_elsewhere() -> None:
    outlet = "<script>alert(1)</script>"
    signed = sign(replace(RECEIPT, outlet=outlet), PRIVATE_KEY, "2007-1")

    page = as_page(signed)

    assert "2007 0101 0000 5726" in page
    assert f"<code>{signed.signature}</code>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "@media print" in page
    assert re.findall(r"<(?:script|link|img|iframe|form)\b|\b(?:src|href)=|url\(|//", page) == []


def test_a_program_can_prove_the_page() -> None:
    page = as_page(SIGNED)

    found = re.search(r'<code id="signed-receipt">(.*)</code>', page)
    assert found is not None
    assert verify(from_json(found[1].replace("&#34;", '"')), PUBLIC_KEYS) == RECEIPT
