"""What texts about prices say: in three languages, and in one part."""

import pytest

from service.domain.price import PRICE_MAX_FEN, UNITS, Quote
from service.domain.price_words import (
    GOOD_NAME_MAX,
    MARKET_NAME_MAX,
    changed_text,
    price_reply,
    prices_text,
)
from service.domain.sms import Parts, parts_of
from service.domain.wording import LANGUAGES

REPLIES = (
    *("which_good", "no_price", "which_market", "subscribed", "quiet"),
    *("unsubscribed", "too_many", "no_goods"),
)
TWENTY = [Quote(f"Gushi {place}", 5, 250, "kg") for place in range(20)]


def test_prices_are_said_in_three_languages() -> None:
    quotes = [Quote("Gushi 1", 6, 250, "kg"), Quote("固始", 5, 1_205, "jin")]
    said = [prices_text("R", quotes, ["02-01", "01-31"], language) for language in LANGUAGES]

    assert said == [
        "R：Gushi 1 2.50元/公斤(02-01)；固始 12.05元/斤(01-31)",
        "R: Gushi 1 2.50 yuan/kg (02-01); 固始 12.05 yuan/jin (01-31)",
        "R: Gushi 1 2.50 yuanes/kg (02-01); 固始 12.05 yuanes/jin (01-31)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_prices_are_said_as_fit_into_one_part(language: str) -> None:
    text = prices_text("Rice", TWENTY, ["01-31"] * 20, language)

    assert parts_of(text).count == 1
    said = text.count("Gushi")
    longer = prices_text("Rice", TWENTY[:said], ["01-31"] * said, language)
    assert (longer, 1 < said < 20) == (text, True)
    assert parts_of(f"{text}; Gushi {said} 2.50 yuan/kg (01-31)").count == 2


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_names_leave_room_for_one_price(language: str, unit: str) -> None:
    good, market = ("大" if language == "zh" else "W") * GOOD_NAME_MAX, "固" * MARKET_NAME_MAX
    quote = Quote(market if language == "zh" else "W" * MARKET_NAME_MAX, 5, PRICE_MAX_FEN, unit)

    alphabet = "UCS-2" if language == "zh" else "GSM-7"
    assert parts_of(prices_text(good, [quote], ["12-31"], language)) == Parts(alphabet, 1)
    assert parts_of(changed_text(good, quote, "12-31", language)) == Parts(alphabet, 1)


@pytest.mark.parametrize("what", REPLIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_is_one_part_with_the_longest_names(what: str, language: str) -> None:
    letter = "大" if language == "zh" else "W"
    length = GOOD_NAME_MAX if what == "which_good" else MARKET_NAME_MAX
    names = [letter * length] * (1 if what in {"subscribed", "quiet"} else 9)

    reply = price_reply(what, language, letter * GOOD_NAME_MAX, names)

    assert parts_of(reply) == Parts("UCS-2" if language == "zh" else "GSM-7", 1), reply
    assert "{" not in reply


def test_a_name_cannot_say_more_than_it_is() -> None:
    assert price_reply("no_price", "en", "{names}{x}") == "{names}{x}: no price is known yet."
