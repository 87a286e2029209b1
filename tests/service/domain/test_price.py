"""Prices: how names are compared, what a text asks for, and when a price has changed."""

import pytest

from service.domain.price import (
    PriceIntent,
    PriceQuestion,
    Quote,
    at_market,
    is_change,
    question_of,
)
from service.domain.price import require_not_in_future as require
from service.domain.refusals.price import PriceInFuture

GOODS = {"RICE": "rice", "大米": "rice", "ARROZ": "rice", "MAIZ": "maize", "RICEWINE": "wine"}
GUSHI = Quote("Gushi", 5, 250, "kg")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("RICE", ("rice", "", PriceIntent.KNOW)),
        ("rice Gushi", ("rice", "GUSHI", PriceIntent.KNOW)),
        ("rice wine", ("wine", "", PriceIntent.KNOW)),
        (": Rice, Gushi 1.", ("rice", "GUSHI1", PriceIntent.KNOW)),
        ("rice Canton", ("rice", "CANTON", PriceIntent.KNOW)),
        ("rice Torino", ("rice", "TORINO", PriceIntent.KNOW)),
        ("rice on", ("rice", "", PriceIntent.HEAR)),
        ("RICE GUSHI ON.", ("rice", "GUSHI", PriceIntent.HEAR)),
        ("rice Off", ("rice", "", PriceIntent.HEAR_NO_MORE)),
        ("大米固始", ("rice", "固始", PriceIntent.KNOW)),
        ("大米 固始 订阅", ("rice", "固始", PriceIntent.HEAR)),
        ("大米退订", ("rice", "", PriceIntent.HEAR_NO_MORE)),
        ("大 米 取消", ("rice", "", PriceIntent.HEAR_NO_MORE)),
        ("arroz sí", ("rice", "", PriceIntent.HEAR)),
        ("Maíz Torreón no", ("maize", "TORREON", PriceIntent.HEAR_NO_MORE)),
    ],
)
def test_a_text_asks(text: str, question: tuple[str, str, PriceIntent]) -> None:
    assert question_of(text, GOODS) == PriceQuestion(*question)


@pytest.mark.parametrize("text", ["", "on", "wheat", "the rice", "."])
def test_a_good_that_nobody_knows_is_none(text: str) -> None:
    assert question_of(text, GOODS) is None


def test_a_market_is_meant_by_its_name_or_by_one_of_its_words() -> None:
    quotes = [Quote(one, 5, 250, "kg") for one in ("Gushi 1", "Gushi 2", "Xixian 息县", "Gushi")]

    assert [one.market for one in at_market(quotes, "GUSHI")] == ["Gushi"]
    assert [one.market for one in at_market(quotes[:3], "GUSHI")] == ["Gushi 1", "Gushi 2"]
    assert [one.market for one in at_market(quotes, "息县")] == ["Xixian 息县"]
    assert at_market(quotes, "GUS") == []


@pytest.mark.parametrize(
    ("before", "posted", "changes"),
    [
        (None, GUSHI, False),
        (GUSHI, GUSHI, False),
        (GUSHI, Quote("Gushi", 6, 250, "kg"), False),
        (GUSHI, Quote("Gushi", 5, 251, "kg"), True),
        (GUSHI, Quote("Gushi", 6, 250, "jin"), True),
        (GUSHI, Quote("Gushi", 4, 251, "kg"), False),
    ],
)
def test_a_price_changes_what_is_in_force(
    before: Quote | None, posted: Quote, *, changes: bool
) -> None:
    assert is_change(before, posted) is changes


def test_a_price_is_of_a_day_that_has_begun() -> None:
    require(7, today=7)
    with pytest.raises(PriceInFuture, match="7 has not begun"):
        require(7, today=6)
