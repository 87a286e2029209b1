"""PRICE by text: asked for in three languages, by any phone, and subscribed to."""

import pytest

from tests.service.api.phones import OTHER_PHONE, PHONE, Network
from tests.service.api.stories.prices import TODAY, name_rice, named, posted
from tests.service.servers import Service

YESTERDAY = "2026-11-23"
MEXICO, LONDON = "+525512345678", "+447946000000"


@pytest.fixture
def network(service: Service) -> Network:
    name_rice(service)
    named(service, "maize", zh="玉米", en="Maize", es="Maíz", aliases=["corn"]).send(service)
    posted(service, 250, YESTERDAY, "Gushi 固始").send(service)
    posted(service, 260, TODAY, "Xixian").send(service)
    return Network(service)


@pytest.mark.parametrize(
    ("text", "phone", "reply"),
    [
        (
            "PRICE RICE",
            LONDON,
            "Rice: Xixian 2.60 yuan/kg (11-24); Gushi 固始 2.50 yuan/kg (11-23)",
        ),
        (
            "价格 大米",
            OTHER_PHONE,
            "大米：Xixian 2.60元/公斤(11-24)；Gushi 固始 2.50元/公斤(11-23)",
        ),
        ("precio arroz xixian", MEXICO, "Arroz: Xixian 2.60 yuanes/kg (11-24)"),
        ("Price white rice gushi", LONDON, "Rice: Gushi 固始 2.50 yuan/kg (11-23)"),
        ("价格大米固始", OTHER_PHONE, "大米：Gushi 固始 2.50元/公斤(11-23)"),
        ("Price maiz", LONDON, "Maize: no price is known yet."),
        ("PRICE OF RICE", LONDON, "No such good. Known: Maize, Rice"),
        ("价格", OTHER_PHONE, "没有这种商品的价格。已知：玉米、大米"),
    ],
)
def test_a_price_is_asked_for(network: Network, text: str, phone: str, reply: str) -> None:
    assert network.reply(text, phone) == reply


def test_before_any_good_is_named_that_is_said(service: Service) -> None:
    assert Network(service).reply("PRICE RICE", LONDON) == "No prices are known yet."


def test_a_market_that_nobody_knows_gets_the_others(network: Network) -> None:
    reply = network.reply("PRICE RICE PARIS", LONDON)

    assert reply == "Rice: Xixian 2.60 yuan/kg (11-24); Gushi 固始 2.50 yuan/kg (11-23)"


def test_a_correction_is_what_is_told(network: Network) -> None:
    posted(network.service, 275, TODAY, "Xixian").send(network.service)

    assert network.reply("PRICE RICE XIXIAN", LONDON) == "Rice: Xixian 2.75 yuan/kg (11-24)"


def test_who_subscribes_names_the_market_unless_there_is_one(network: Network) -> None:
    which = network.reply("PRICE RICE ON", LONDON)
    of_nobody = network.reply("PRICE RICE PARIS ON", LONDON)
    named_one = network.reply("PRICE RICE GUSHI ON", LONDON)
    own = network.reply("PRICE RICE", LONDON)
    posted(network.service, 310, TODAY, "Gushi 固始", "maize").send(network.service)
    only_one = network.reply("precio maiz si", MEXICO)

    assert which == "Rice: name a market, as in PRICE RICE GUSHI ON. Known: Xixian"
    assert of_nobody.startswith("Rice: name a market")
    assert named_one == (
        "You get a text when the price of Rice at Gushi 固始 changes. PRICE Rice OFF ends that."
    )
    assert own == "Rice: Gushi 固始 2.50 yuan/kg (11-23)"
    assert only_one.startswith("Recibe un mensaje si cambia el precio de Maíz en Gushi 固始.")


def test_a_phone_hears_of_a_good_at_one_market_and_of_ten_goods(network: Network) -> None:
    service = network.service
    network.reply("PRICE RICE GUSHI ON")
    network.reply("PRICE RICE XIXIAN ON")
    assert service.count("price_subscription") == 1
    for place in range(10):
        good = f"good-{place}"
        named(service, good, zh=good, en=good, es=good, aliases=[]).send(service)
        posted(service, good_id=good).send(service)
        service.clock.advance(ms=3_600_000)
        reply = network.reply(f"PRICE {good} ON")

    assert reply == "This phone hears of as many goods as it may. End one first: PRICE RICE OFF."
    assert service.count("price_subscription") == 10
    network.reply("PRICE RICE OFF")
    assert network.reply("PRICE good-9 ON").startswith("You get a text")


def test_who_ended_all_texts_is_told_that_a_subscription_brings_none(network: Network) -> None:
    network.reply("STOP")

    reply = network.reply("PRICE RICE XIXIAN ON")

    assert reply == "Rice at Xixian is noted, but you ended all texts: START brings them back."


def test_a_phone_of_a_wallet_is_answered_in_the_language_of_its_contact(network: Network) -> None:
    assert network.reply("PRECIO ARROZ XIXIAN", PHONE) == "Rice: Xixian 2.60 yuan/kg (11-24)"


def test_a_price_of_a_day_to_come_is_not_told_before_its_day(network: Network) -> None:
    network.service.clock.advance(days=365)
    posted(network.service, 999, "2027-11-24", "Xixian").send(network.service)
    network.service.clock.advance(days=-365)

    before = network.reply("PRICE RICE XIXIAN")
    posted(network.service, 270, TODAY, "Xixian").send(network.service)
    after = network.reply("PRICE RICE XIXIAN")
    network.service.clock.advance(days=365)

    assert [before, after] == [f"Rice: Xixian {yuan} yuan/kg (11-24)" for yuan in ("2.60", "2.70")]
    assert network.reply("PRICE RICE XIXIAN") == "Rice: Xixian 9.99 yuan/kg (11-24)"
