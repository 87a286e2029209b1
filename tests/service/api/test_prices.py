"""Prices of goods at markets: named, posted, corrected, listed."""

from typing import Any

from tests.service.api.stories.prices import RICE, TODAY, TOMORROW, name_rice, named, posted
from tests.service.servers import Service, money, refused, taken

YESTERDAY = "2026-11-23"


def listed(service: Service, query: str = "") -> list[dict[str, Any]]:
    """Return prices as somebody without a part in them sees them."""
    prices: list[dict[str, Any]] = taken(service.get(service.auditor, f"/v1/prices?{query}"))[
        "prices"
    ]
    return prices


def fen_of(service: Service, query: str = "") -> list[int]:
    return [one["price"]["amount"] for one in listed(service, query)]


def changes(service: Service) -> list[tuple[str, str]]:
    """Return kind and subject of every event."""
    with service.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT kind, subject FROM event ORDER BY seq").all()
    return [(row[0], row[1]) for row in found]


def test_a_price_is_posted_and_seen_by_everybody(service: Service) -> None:
    name_rice(service)
    answer = taken(posted(service).send(service))

    assert answer == {
        "price_id": answer["price_id"],
        "market": "Gushi",
        "good": "rice",
        "day": TODAY,
        "price": money(250),
        "unit": "kg",
        "posted_at": "2026-11-24T01:00:00.000Z",
        "is_in_force": True,
    }
    assert listed(service) == [answer]


def test_a_later_post_of_a_day_stands_before_the_earlier_which_stays_in_the_history(
    service: Service,
) -> None:
    name_rice(service)
    for fen, market in ((250, "Gushi"), (260, "gushi "), (300, "Xixian")):
        posted(service, fen, market=market).send(service)

    history = listed(service, "history=true")

    assert fen_of(service) == [300, 260]
    assert [(one["price"]["amount"], one["is_in_force"]) for one in history] == [
        (300, True),
        (260, True),
        (250, False),
    ]


def test_prices_are_listed_by_market_good_and_day(service: Service) -> None:
    name_rice(service)
    named(service, "wheat", zh="小麦", en="Wheat", es="Trigo", aliases=[]).send(service)
    for place, (day, market, good) in enumerate(
        (day, market, good)
        for day in (YESTERDAY, TODAY)
        for market in ("Gushi", "Xixian")
        for good in ("rice", "wheat")
    ):
        posted(service, 100 + place, day, market, good).send(service)

    assert fen_of(service, "market=GUSHI") == [105, 104, 101, 100]
    assert fen_of(service, "good=wheat") == [107, 105, 103, 101]
    assert fen_of(service, f"day={YESTERDAY}&market=Xixian") == [103, 102]
    assert fen_of(service, "good=tea") == []


def test_pages_of_prices_and_goods_go_on_from_a_cursor(service: Service) -> None:
    for name in ("barley", "millet", "rice"):
        named(service, name, zh=f"{name}1", en=name, es=f"{name}2", aliases=[]).send(service)
        posted(service, len(name), good_id=name).send(service)

    for noun, order in (
        ("prices", ["rice", "millet", "barley"]),
        ("goods", ["barley", "millet", "rice"]),
    ):
        first = taken(service.get(service.outlet, f"/v1/{noun}?limit=2"))
        path = f"/v1/{noun}?limit=2&cursor={first['next_cursor']}"
        second = taken(service.get(service.outlet, path))
        assert [one["good"] for one in (*first[noun], *second[noun])] == order
        assert second["next_cursor"] is None


def test_only_a_new_price_of_the_newest_day_is_a_change(service: Service) -> None:
    name_rice(service)
    posted(service, 250).send(service)
    posted(service, 250).send(service)
    posted(service, 900, YESTERDAY).send(service)
    posted(service, 300, market="Xixian").send(service)
    assert changes(service) == []

    posted(service, 260).send(service)
    service.clock.advance(days=1)
    posted(service, 260, TOMORROW).send(service)
    assert changes(service) == [("price.changed", "rice GUSHI")]

    posted(service, 240, TOMORROW).send(service)
    assert changes(service) == [("price.changed", "rice GUSHI")] * 2


def test_a_good_is_named_anew_and_its_earlier_names_are_free(service: Service) -> None:
    name_rice(service)
    again = named(service, zh="稻米", en="Paddy", es="Arroz", aliases=[]).send(service)
    other = named(service, "white-rice", zh="大米", en="White rice", es="Blanco").send(service)

    assert taken(again)["en"] == "Paddy"
    assert other.status_code == 200
    found = taken(service.get(service.auditor, "/v1/goods"))["goods"]
    assert [(one["good"], one["zh"]) for one in found] == [("rice", "稻米"), ("white-rice", "大米")]


def test_names_that_are_compared_alike_mean_one_good(service: Service) -> None:
    name_rice(service)

    answer = named(service, "other", zh="米", en="ＲＩＣＥ", es="Otro", aliases=[]).send(service)

    assert refused(answer) == (409, "good_name_taken")
    assert named(service, zh="大米", en="大米", es="rice", aliases=["大 米"]).send(
        service
    ).status_code == (200)
    assert RICE["en"] == "Rice"


def test_a_price_that_a_text_cannot_hold_is_refused(service: Service) -> None:
    name_rice(service)

    answers = [posted(service, fen).send(service).status_code for fen in (0, 999_999, 1_000_000)]

    assert answers == [400, 201, 400]
