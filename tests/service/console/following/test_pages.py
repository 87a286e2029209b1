"""The pages of following money: to choose, a trail, a receipt, the live balance."""

import re
from html import unescape
from http import HTTPStatus
from urllib.parse import quote

import pytest
from sqlalchemy import text

from tests.service.console.following.story import ShopStory, story, world

HERE = "/test/console/follow"


@pytest.fixture(scope="module")
def shop() -> ShopStory:
    return story()


def words(page: str) -> str:
    """Return the text of a page, without its tags and with single spaces."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())


def test_what_was_done_last_is_there_to_choose(shop: ShopStory) -> None:
    page = shop.client.get(HERE).text

    for path in (
        f"draft/{shop.draft_id}",
        f"order/{shop.order_id}",
        f"wallet/{shop.market.wallet_id}",
        f"entry/{quote(f'payout:{shop.payout_id}')}",
    ):
        assert f'href="/test/console/follow/{path}"' in page


def test_anything_that_is_typed_is_found(shop: ShopStory) -> None:
    typed = {
        shop.number: f"draft/{shop.draft_id}",
        f"  {shop.order_id} ": f"order/{shop.order_id}",
        shop.market.wallet_id: f"wallet/{shop.market.wallet_id}",
        f"payout:{shop.payout_id}": f"entry/payout:{shop.payout_id}",
        f"gateway:escrow:{shop.order_id}": f"account/gateway:escrow:{shop.order_id}",
    }

    answers = {one: shop.client.get(HERE, query_string={"q": one}) for one in typed}

    places = {one: answer.headers["Location"] for one, answer in answers.items()}
    assert places == {one: f"{HERE}/{place}" for one, place in typed.items()}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("?q=nobody", "this world has nothing called nobody"),
        ("?q=2007010100005726", "this world has nothing called 2007010100005726"),
        ("/draft/nobody", "this world has no draft called nobody"),
        ("/cloud/nine", "money of a cloud cannot be followed: choose draft, receipt, order"),
        ("/receipts/nobody", "the receipt of nobody is not kept"),
    ],
)
def test_what_is_not_there_is_said_on_a_page_to_choose_from(
    shop: ShopStory, path: str, says: str
) -> None:
    answer = shop.client.get(f"{HERE}{path}")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert says in words(answer.text)


def test_a_trail_shows_rules_with_their_sentences_books_and_requests(shop: ShopStory) -> None:
    page = words(shop.client.get(f"{HERE}/draft/{shop.draft_id}").text)

    for sentence in (
        "175.00 yuan from till of Gushi 1",
        "Rule deposit_transfers : Take cash for a draft, and the fee with it.",
        "is split: 101.00 + 74.00 = 175.00 yuan",
        "is split: 40.00 + 61.00 = 101.00 yuan",
        "Rule in service/domain/postings.py ; posted by POST /v1/payouts",
        "61.00 yuan still lies here",
    ):
        assert sentence in page


def test_the_receipt_of_a_draft_is_the_signed_one(shop: ShopStory) -> None:
    page = shop.client.get(f"{HERE}/receipts/{shop.draft_id}").text

    assert shop.number in page
    assert 'id="signed-receipt"' in page


def test_of_a_forgotten_request_the_trail_says_so_and_goes_on() -> None:
    shop = story()
    shop.state.kept.restart()

    page = words(shop.client.get(f"{HERE}/draft/{shop.draft_id}").text)

    assert "The request is not kept any more, or was none of this world" in page
    assert "Signed receipt" not in page


def test_the_live_balance_shows_each_account_and_what_stays_zero(shop: ShopStory) -> None:
    page = words(shop.client.get(f"{HERE}/balance").text)

    for sentence in (
        "0.00 What the Post owes by its book, less what the gateway expects by its own",
        "The check of the books finds nothing",
        "drafts outstanding liability 175.00 175.00 0.00",
        "owed to the gateway liability 0.00 175.00 175.00",
        "All accounts 350.00 350.00 0.00 difference",
        "2026-11-24 2 4 350.00 417.00 175.00 175.00",
    ):
        assert sentence in page


def test_the_live_balance_answers_nothing_while_no_line_is_entered() -> None:
    market = world()
    client = market.service.client
    shown = client.get(f"{HERE}/balance").text
    after = re.search(r"balance\?after=(\d+)", shown)
    assert after

    unchanged = client.get(f"{HERE}/balance?after={after[1]}", headers={"HX-Request": "true"})
    market.service.deposit(500)
    changed = client.get(f"{HERE}/balance?after={after[1]}", headers={"HX-Request": "true"})

    assert (unchanged.status_code, unchanged.text) == (HTTPStatus.NO_CONTENT, "")
    assert "till of Gushi 1 asset 5.00 0.00 5.00" in words(changed.text)
    assert "<html" not in changed.text


def test_the_live_balance_says_what_the_check_of_the_books_finds() -> None:
    shop = story()
    with shop.state.context.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE wallet SET balance_fen = balance_fen + 1 WHERE wallet_id = :wallet_id"),
            {"wallet_id": shop.market.wallet_id},
        )

    page = words(shop.client.get(f"{HERE}/balance").text)

    assert "The check of the books finds: " in page
    assert "finds nothing" not in page


def test_a_world_has_pages_of_its_own(shop: ShopStory) -> None:
    made = shop.client.post("/test/worlds", json={}).get_json()

    page = shop.client.get(f"{made['base_path']}{HERE}").text

    assert shop.draft_id not in page
    assert f'href="{made["base_path"]}/test/console/follow/balance"' in page
