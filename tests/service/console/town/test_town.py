"""The split screen: what is sent and shown, what is refused, what goes wrong, and who sees it."""

import html
import re
from http import HTTPStatus

import pytest

from service.console.steps import STEPS
from tests.service.console.town.townspeople import Purses, Townspeople

OPENING = ("register-telephone", "open-shop", "certify", "offer")
LOST = "The answer did not come whole"
NUMBER = re.compile(r'class="number">([0-9 ]{19})<')


def number_on(page: str) -> str:
    """Return the number of the receipt on a page."""
    found = NUMBER.search(page)
    assert found, "there is no receipt"
    return found[1]


def test_a_click_is_shown_as_the_command_that_sends_the_same(town: Townspeople) -> None:
    typed = {"amount": "12.50", "password": "271828"}

    page = html.unescape(town.click("deposit", **typed))

    sent = town.read("/test/requests")["requests"][-1]
    assert sent["path"] == "/v1/deposits"
    assert "curl -X POST http://localhost/v1/deposits" in page
    assert f"Idempotency-Key: {sent['idempotency_key']}" in page
    assert '"money": {"amount": 1250, "currency": "CNY"}, "password": "271828"' in page
    assert '"Authorization: Bearer $OUTLET_KEY"' in page


def test_the_receipt_has_the_number_and_prints(town: Townspeople) -> None:
    page = town.click("deposit")

    assert number_on(page) in town.page("/console/papers/receipt")


def test_receipt_label_and_voucher_stand_side_by_side(town: Townspeople) -> None:
    town.clicks(*OPENING, "deposit", "redeem", "order", "ask-for-reference", "pay")
    town.clicks("allot", "label")

    page = town.page("/console/papers")

    assert re.findall(r'id="paper-(\w+)"', page) == ["receipt", "label", "voucher"]
    assert "BA 000 000 005 CN" in page


@pytest.mark.parametrize(
    ("step", "form", "code"),
    [
        ("redeem", {"password": "000000"}, "number_or_password_wrong"),
        ("redeem", {"number": "0000 0000 0000 0001"}, "number_mistyped"),
        ("deposit", {"amount": "5000.01"}, "amount_over_limit"),
        ("deposit", {"password": "1"}, "request_malformed"),
        ("register-telephone", {"phone": "12"}, "request_malformed"),
    ],
)
def test_what_is_refused_says_why_and_moves_nothing(
    town: Townspeople, step: str, form: dict[str, str], code: str
) -> None:
    town.click("deposit")
    before = town.purses

    page = town.click(step, **form)

    assert f"what {code} means" in page
    assert town.purses == before


def test_the_page_of_a_refusal_is_there(town: Townspeople) -> None:
    page = town.click("deposit", amount="5000.01")

    link = re.search(r'href="(/problems/amount_over_limit)"', page)

    assert link
    assert town.client.get(link[1]).status_code == HTTPStatus.OK


def test_an_amount_that_is_none_is_not_sent(town: Townspeople) -> None:
    page = html.unescape(town.click("deposit", amount="a lot"))

    assert "'a lot' is not an amount in yuan: write it like 175 or 12.50" in page
    assert town.read("/test/requests")["requests"] == []


@pytest.mark.parametrize("hours", ["-1", "many", "99999"])
def test_time_goes_by_in_whole_hours_of_at_most_a_year(town: Townspeople, hours: str) -> None:
    page = town.click("wait", hours=hours)

    assert "is no number of hours from 0 to 8784" in page
    assert town.client.get("/test/clock").get_json()["now"] == "2026-11-24T02:30:00.000Z"


def test_buttons_say_why_they_rest(town: Townspeople) -> None:
    page = html.unescape(town.page("/"))

    resting = dict(re.findall(r'id="why-([a-z-]+)">([^<]+)<', page))
    assert resting["redeem"] == "there is no number yet: pay cash in at the counter"
    assert resting["label"] == "no order is paid: goods are shipped when escrow holds the money"
    assert set(re.findall(r'id="do-([a-z-]+)" disabled', page)) == {*resting, "again"}


def test_a_step_that_is_not_possible_is_not_sent(town: Townspeople) -> None:
    page = town.click("confirm")

    assert "Confirm the goods is not possible now: there is no order yet" in page
    assert town.read("/test/requests")["requests"] == []


@pytest.mark.parametrize("fault", ["drop-answer", "truncate-answer"])
def test_an_answer_that_is_lost_and_sent_for_again_is_the_same_number(
    town: Townspeople, fault: str
) -> None:
    town.click("fault", fault=fault)
    lost = town.click("deposit")
    after_loss = town.purses

    found = town.click("again")
    once_more = town.click("again")

    assert LOST in lost
    assert "Receipt for cash" not in lost
    assert after_loss == Purses(till=17_500, drafts=17_500)
    assert "Idempotency-Replayed: true" in found
    assert number_on(found) == number_on(once_more)
    assert town.purses == after_loss


def test_a_server_that_is_too_busy_does_it_when_asked_again(town: Townspeople) -> None:
    town.click("fault", fault="error=503")

    refused = town.click("deposit")
    before = town.purses
    page = town.click("again")

    assert "what unavailable means" in refused
    assert before == Purses()
    assert "Idempotency-Replayed" not in page
    assert town.purses == Purses(till=17_500, drafts=17_500)


def test_a_fault_strikes_one_click_only(town: Townspeople) -> None:
    announced = town.click("fault", fault="drop-answer")

    town.click("deposit")
    page = town.click("deposit", amount="20.00")

    assert "With the next click, its answer is lost on the way." in announced
    assert LOST not in page
    assert town.purses == Purses(till=19_500, drafts=19_500)


def test_a_text_that_is_sent_again_is_answered_as_before(town: Townspeople) -> None:
    town.click("register-telephone")
    town.click("text", text="BALANCE")

    page = town.click("again")

    assert "Idempotency-Replayed: true" in page


def test_nothing_is_sent_again_before_something_was_sent(town: Townspeople) -> None:
    assert "nothing was sent yet" in town.click("again")


def test_the_books_are_sent_when_somebody_else_moved_money(town: Townspeople) -> None:
    page = town.click("deposit")
    seen = re.search(r'id="books" hx-get="([^"]+)"', page)
    assert seen
    path = html.unescape(seen[1])

    before = town.look(path)
    town.click("redeem")
    after = town.look(path)

    assert (before.status_code, before.text) == (HTTPStatus.NO_CONTENT, "")
    assert after.status_code == HTTPStatus.OK
    assert "owed by the Post" in after.text


def test_the_last_lines_stand_there_the_newest_first(town: Townspeople) -> None:
    page = town.clicks("deposit", "redeem")

    lines = page.partition("The last transfers")[2].partition("</table>")[0]
    cells = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in lines.split("<tr>")[2:]]
    assert [html.unescape(" | ".join(row)) for row in cells] == [
        "redemption | gateway | owed by the Post | the buyer's wallet | 175.00",
        "redemption | post | drafts not used yet | owed to the gateway | 175.00",
        "deposit | post | cash in the till of Gushi 1 | drafts not used yet | 175.00",
    ]


def test_two_worlds_do_not_see_each_other(town: Townspeople) -> None:
    made = [town.client.post("/test/worlds", json={}).get_json()["base_path"] for _ in range(2)]
    one, other = (Townspeople(town.client, path) for path in made)

    one.clicks("register-telephone", "deposit", "redeem")

    assert one.purses == Purses(till=17_500, due=17_500, buyer=17_500)
    assert (other.purses, town.purses) == (Purses(), Purses())
    assert "Nothing was clicked yet" in other.page("/")
    assert f'action="{one.path}/test/console/act/deposit"' in one.page("/")


def test_a_reset_forgets_the_story(town: Townspeople) -> None:
    town.clicks(*OPENING, "deposit")

    town.client.post("/test/reset")

    page = town.page("/")
    assert "Receipt for cash" not in page
    assert 'id="do-open-shop">' in page


def test_with_a_seed_the_same_clicks_get_the_same_number(town: Townspeople) -> None:
    worlds = [
        Townspeople(town.client, made["base_path"])
        for made in (
            town.client.post("/test/worlds", json={"seed": seed}).get_json() for seed in "aab"
        )
    ]

    first, again, other = (number_on(world.click("deposit")) for world in worlds)

    assert first == again != other


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/console/papers/will", "there is no will in this story"),
        ("/console/papers/label", "there is no label in this story"),
        ("/tour/8", "8 is no chapter of the tour: there are 1 to 7"),
        ("/tour/1", "chapter 1 was not walked yet, none so far"),
    ],
)
def test_what_is_not_there_is_said_on_a_page(town: Townspeople, path: str, says: str) -> None:
    answer = town.look(path)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert says in answer.text


def test_an_unknown_step_names_those_that_there_are(town: Townspeople) -> None:
    answer = town.client.post("/test/console/act/steal")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert all(name in answer.text for name in STEPS)


@pytest.mark.parametrize("path", ["console/act/deposit", "tour/1"])
def test_a_page_of_another_origin_clicks_nothing(town: Townspeople, path: str) -> None:
    answer = town.client.post(f"/test/{path}", headers={"Origin": "http://elsewhere.example"})

    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}
    assert town.purses == Purses()
