"""The story by its buttons: after each click the money is where it should be, and texts arrive."""

from dataclasses import replace

import pytest

from tests.service.console.town.townspeople import Purses, Townspeople

OPENING = ("register-telephone", "open-shop", "certify", "offer")
CASH, PRICE, POSTAGE = 17_500, 15_000, 1_100
TOTAL = PRICE + POSTAGE
PAID_IN = Purses(till=CASH, drafts=CASH)
CREDITED = Purses(till=CASH, due=CASH, buyer=CASH)
HELD = replace(CREDITED, buyer=CASH - TOTAL, escrow=TOTAL)
RELEASED = replace(HELD, escrow=0, seller=TOTAL)
# What each click makes of the money, worked out by hand, in the order of the story.
STORY = (
    *((step, Purses()) for step in OPENING),
    ("deposit", PAID_IN),
    ("redeem", CREDITED),
    ("order", CREDITED),
    ("pay", HELD),
    ("allot", HELD),
    ("label", HELD),
    *(("scan", HELD) for _ in range(5)),
    ("confirm", RELEASED),
    ("take-out", replace(RELEASED, seller=0, shop=TOTAL)),
)


def test_each_click_moves_the_money_that_it_says(town: Townspeople) -> None:
    seen = []

    for step, _ in STORY:
        town.click(step)
        seen.append((step, town.purses))

    assert seen == list(STORY)


def test_the_text_is_on_the_telephone_as_the_request_comes_back(town: Townspeople) -> None:
    town.clicks("register-telephone", "deposit")

    page = town.click("redeem")

    assert town.texts == ["175.00 yuan credited to your wallet. STOP to end"]
    assert "175.00 yuan credited to your wallet. STOP to end" in page


def test_texts_follow_the_parcel_to_the_counter(town: Townspeople) -> None:
    steps = [step for step, _ in STORY]
    town.clicks(*steps)

    places = [text.partition("Parcel BA000000005CN ")[2] for text in town.texts]
    assert [place for place in places if place] == [
        "was accepted at Hangzhou 3. STOP to end",
        "has arrived at a hub. STOP to end",
        "waits for you at Gushi 1; bring an ID. STOP to end",
        "was delivered, Gushi 1. STOP to end",
    ]


def test_a_text_that_asks_for_the_parcel_is_answered_on_the_telephone(town: Townspeople) -> None:
    town.clicks(*OPENING, "deposit", "redeem", "order", "pay", "allot", "label", "scan")

    page = town.click("text", text="ba 000 000 005 cn")

    assert "Parcel BA000000005CN was accepted at Hangzhou 3. 2026-11-24 10:30" in page


def test_the_telephone_redeems_a_draft_by_text(town: Townspeople) -> None:
    town.clicks("register-telephone", "deposit")
    number = town.read("/test/requests")["requests"]  # masked: the number is on the receipt only
    receipt = town.page("/console/papers/receipt")

    shown = receipt.partition('<p class="number box">')[2].partition("<")[0]
    town.click("text", text=f"REDEEM {shown} 081208")

    assert shown.replace(" ", "") not in str(number)
    assert town.purses == CREDITED


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "您的钱包入账175.00元"), ("es", "Abono de 175.00 yuanes en su monedero")],
)
def test_texts_speak_the_language_of_the_telephone(
    town: Townspeople, language: str, words: str
) -> None:
    town.click("register-telephone", language=language)

    page = town.clicks("deposit", "redeem")

    assert words in page


def test_cash_for_a_reference_pays_the_order_at_the_counter(town: Townspeople) -> None:
    town.clicks(*OPENING, "order", "ask-for-reference")

    town.click("take-reference", amount="161.00")

    assert town.purses == Purses(till=TOTAL, due=TOTAL, escrow=TOTAL)


def test_a_draft_pays_the_order_in_one_step(town: Townspeople) -> None:
    town.clicks(*OPENING, "deposit", "order")

    town.click("pay", by="draft")

    assert town.purses == HELD


def test_after_sixty_days_a_draft_is_refused_and_paid_back_at_the_counter(
    town: Townspeople,
) -> None:
    town.click("deposit")
    town.click("wait", hours=str(60 * 24))

    refused = town.click("redeem")
    before = town.purses
    town.click("pay-back")

    assert "draft_expired" in refused
    assert before == PAID_IN
    assert town.purses == Purses()


def test_a_day_is_closed_when_it_is_over_and_nothing_is_owed_then(town: Townspeople) -> None:
    town.clicks("deposit", "redeem")

    too_early = town.click("close-day")
    town.click("wait", hours="24")
    town.click("close-day", day="yesterday")

    assert "day_still_open" in too_early
    assert town.purses == replace(CREDITED, due=0)


def test_a_new_story_begins_with_the_shop_still_open(town: Townspeople) -> None:
    town.clicks(*OPENING, "deposit", "redeem", "order", "pay")

    page = town.click("anew")

    assert "Receipt for cash" not in page
    assert "Longjing tea of Hangzhou" in page
    assert 'id="do-label" disabled' in page
    assert town.purses == HELD
