"""Telephones show what was sent to them and what they sent, in the order in which it came."""

import logging
import re

import pytest

from service.console.texts.telephones import telephones
from tests.service.console.worlds import Watched

PATH = "/console/texts"
PHONE = "+8613800138000"
CHINESE = "+8613800138001"


def told(world: Watched) -> None:
    """Give both wallets a telephone, and credit each."""
    for wallet_id, phone, language in zip(
        world.wallets, (PHONE, CHINESE), ("en", "zh"), strict=True
    ):
        contact = {"phone": phone, "language": language}
        world.ask("provider", f"PUT /v1/wallets/{wallet_id}/contact", contact)
        body = {
            "number": world.deposited()["number"],
            "password": "081208",
            "wallet_id": wallet_id,
        }
        assert world.ask("provider", "POST /v1/redemptions", body).status_code == 201


def test_a_text_comes_to_its_telephone_with_its_alphabet_its_parts_and_its_cost(
    world: Watched,
) -> None:
    told(world)
    waiting = world.page(PATH)

    world.posted("/console/webhooks/deliveries", {"to": "texts"})
    page = world.page(f"{PATH}?fen=25")

    assert "No text yet" in waiting
    assert {(one.phone, one.lines[0].alphabet, one.parts) for one in telephones(world.state)} == {
        (PHONE, "GSM-7", 1),
        (CHINESE, "UCS-2", 1),
    }
    assert page.count("1 part to it, 0.25 yuan") == 2
    link = re.search(rf'href="/test({PATH}\?phone=%2B8613800138001)#text"', page)
    assert link
    assert f'value="{CHINESE}"' in world.page(link[1])


def test_an_answer_is_an_incoming_text_and_gets_the_real_reply(world: Watched) -> None:
    told(world)
    world.posted("/console/webhooks/deliveries")

    world.posted(f"{PATH}/incoming", {"phone": PHONE, "text": "BAL"})

    lines = telephones(world.state)[0].lines
    assert [line.direction for line in lines] == [
        *("to the telephone", "from the telephone", "to the telephone")
    ]
    assert lines[1].words == "BAL"
    assert "175.00" in lines[2].words
    assert world.state.records.requests[-1].seen.route == "POST /v1/texts"


def test_a_number_with_its_password_is_on_its_telephone_and_in_no_log(
    world: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told(world)
    number = world.deposited()["number"]

    page = world.posted(f"{PATH}/incoming", {"phone": PHONE, "text": f"{number} 081208"}).text

    assert f"{number} 081208" in page
    assert number not in caplog.text
    assert number not in world.page("/console/requests")
    assert world.state.records.requests[-1].shown["body"] == {"phone": "***", "text": "***"}


def test_a_text_that_none_can_send_is_refused_beside_its_field(world: Watched) -> None:
    answer = world.posted(f"{PATH}/incoming", {"phone": "tomorrow", "text": "BAL"})

    assert answer.status_code == 400
    assert re.search(r'role="alert"><p class="broken">phone: ', answer.text)
    assert 'value="tomorrow"' in answer.text


@pytest.mark.parametrize("price", ["x", "-1", "10001"])
def test_a_price_that_is_none_is_refused(world: Watched, price: str) -> None:
    assert "write a whole number, at most 10000" in world.page(f"{PATH}?fen={price}", 400)


def test_telephones_are_cleared(world: Watched) -> None:
    told(world)
    world.posted("/console/webhooks/deliveries")
    world.posted(f"{PATH}/incoming", {"phone": PHONE, "text": "BAL"})

    page = world.posted(f"{PATH}/clear").text

    assert "No text yet" in page
    assert world.answer_to("GET /test/texts") == {"texts": []}
    world.posted(f"{PATH}/incoming", {"phone": PHONE, "text": "BAL"})
    assert len(telephones(world.state)[0].lines) == 2


def test_texts_are_sent_again_only_when_there_are_more(world: Watched) -> None:
    found = re.search(r'hx-get="([^"]*part[^"]*)"', world.page(PATH))
    assert found
    part = found[1].replace("&amp;", "&")

    same = world.client.get(part)
    world.posted(f"{PATH}/incoming", {"phone": PHONE, "text": "HELP"})

    assert (same.status_code, world.client.get(part).status_code) == (204, 200)
