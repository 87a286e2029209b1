"""Texts about prices: to who subscribed, one a good and day, unless they want none."""

import pytest

from service.database import schema
from service.domain.message import FailedAttempt
from service.outbox import Counts
from tests.service.api.stories.prices import TODAY, TOMORROW, name_rice, named, posted
from tests.service.api.test_secrets import dump
from tests.service.outbox.conftest import Scene
from tests.service.outbox.test_texts import brought, contact
from tests.service.servers import taken

PHONE, OTHER = "+447946000000", "+8613900139000"
DAY_MS = 86_400_000


@pytest.fixture
def market(scene: Scene) -> Scene:
    """Two phones hear of rice in Gushi, one of them without a wallet."""
    name_rice(scene.service)
    post(scene, 250)
    brought(scene.service, "PRICE RICE ON", PHONE)
    brought(scene.service, "价格大米订阅", OTHER)
    return scene


def post(scene: Scene, fen: int, day: str = TODAY, **more: str) -> None:
    assert posted(scene.service, fen, day, **more).send(scene.service).status_code == 201


def words(scene: Scene) -> list[tuple[str, str]]:
    return sorted((one.phone, one.words) for one in scene.phones.texts)


def test_who_subscribed_is_texted_when_the_price_changes(market: Scene) -> None:
    post(market, 260)

    assert market.deliver() == Counts(delivered=2)
    assert words(market) == [
        (PHONE, "Rice: Gushi 2.60 yuan/kg (11-24). STOP to end"),
        (OTHER, "大米：Gushi 2.60元/公斤(11-24)。退订回T"),
    ]


def test_of_a_good_a_phone_gets_one_text_a_day_and_then_the_price_of_then(market: Scene) -> None:
    post(market, 260)
    market.deliver()
    post(market, 270)
    assert market.deliver() == Counts()

    market.service.clock.advance(days=1)
    post(market, 280, TOMORROW)
    post(market, 290, TOMORROW)
    assert market.deliver() == Counts(delivered=2)

    assert words(market)[1] == (PHONE, "Rice: Gushi 2.90 yuan/kg (11-25). STOP to end")


def test_a_text_that_was_put_off_tells_the_price_of_when_it_goes(market: Scene) -> None:
    market.phones.failures = [FailedAttempt("away")] * 2
    post(market, 260)
    assert market.deliver() == Counts(failed=2)

    post(market, 265)
    market.service.clock.advance(ms=7_000)

    assert market.deliver() == Counts(delivered=2)
    assert words(market)[0][1].startswith("Rice: Gushi 2.65")


def test_another_market_or_good_is_not_told(market: Scene) -> None:
    named(market.service, "tea", zh="茶", en="Tea", es="Té", aliases=[]).send(market.service)
    for fen in (400, 500):
        post(market, fen, market="Xixian")
        post(market, fen, good_id="tea")

    assert market.deliver() == Counts()


def test_stop_ends_texts_about_prices_and_start_brings_them_back(market: Scene) -> None:
    brought(market.service, "STOP", PHONE)
    post(market, 260)
    assert market.deliver() == Counts(delivered=1)
    assert {phone for phone, _ in words(market)} == {OTHER}

    brought(market.service, "START", PHONE)
    post(market, 270)
    assert market.deliver() == Counts(delivered=1)
    assert words(market)[0] == (PHONE, "Rice: Gushi 2.70 yuan/kg (11-24). STOP to end")


def test_what_waits_is_dropped_for_who_wants_no_more(market: Scene) -> None:
    market.phones.failures = [FailedAttempt("away")] * 2
    post(market, 260)
    market.deliver()

    brought(market.service, "PRICE RICE OFF", PHONE)
    brought(market.service, "退订", OTHER)
    market.service.clock.advance(ms=7_000)

    assert market.deliver() == Counts(dropped=2)
    found = taken(market.service.get(market.service.operator, "/v1/messages"))["messages"]
    assert {(one["kind"], one["problem"], one["wallet_id"]) for one in found} == {
        ("price.changed", "the subscription has ended", None),
        ("price.changed", "the owner wants no texts", None),
    }


def test_a_contacts_language_is_that_of_its_texts_about_prices(market: Scene) -> None:
    contact(market, OTHER, "es")
    post(market, 260)
    market.deliver()

    assert words(market)[1] == (OTHER, "Arroz: Gushi 2.60 yuanes/kg (11-24). Fin: BAJA")


def test_a_day_that_a_clock_was_ahead_does_not_keep_texts_away(market: Scene) -> None:
    market.service.clock.advance(days=365)
    post(market, 260)
    assert market.deliver() == Counts(delivered=2)
    market.service.clock.advance(days=-365)

    post(market, 270)
    assert market.deliver() == Counts(delivered=2)


def test_webhooks_hear_of_no_price(market: Scene) -> None:
    market.webhook("*")
    brought(market.service, "PRICE RICE OFF", PHONE)
    brought(market.service, "PRICE RICE OFF", OTHER)
    post(market, 260)

    assert market.deliver() == Counts()
    assert taken(market.service.get(market.service.provider, "/v1/events"))["events"] == []


def test_a_subscribers_phone_stands_nowhere_in_the_clear(market: Scene) -> None:
    post(market, 260)
    market.deliver()

    assert PHONE[3:] not in dump(market.service)
    assert OTHER[3:] not in dump(market.service)


def test_what_waits_finds_nobody_after_the_schema_went_down_and_up(market: Scene) -> None:
    market.phones.failures = [FailedAttempt("away")] * 2
    post(market, 260)
    assert market.deliver() == Counts(failed=2)

    schema.downgrade(market.service.database, "0008")
    schema.upgrade(market.service.database)
    market.service.clock.advance(ms=7_000)

    assert market.deliver() == Counts(dropped=2)
