"""The words of texts about prices, in Chinese, English and Spanish, within one part each.

`prices_text` says as many prices as fit, `changed_text` is the notification of a subscriber, and
`price_reply` are the other replies. Names that fill their limits leave room for one price.
"""

from collections.abc import Mapping, Sequence

from service.domain.price import Quote
from service.domain.sms import parts_of
from service.domain.wording import OPT_OUT, yuan

GOOD_NAME_MAX, MARKET_NAME_MAX = 16, 24
"""Characters of names, so that a text about one price is one part in any alphabet."""

_UNITS: Mapping[str, Mapping[str, str]] = {
    "kg": {"zh": "公斤", "en": "kg", "es": "kg"},
    "jin": {"zh": "斤", "en": "jin", "es": "jin"},
    "piece": {"zh": "个", "en": "piece", "es": "pieza"},
    "litre": {"zh": "升", "en": "litre", "es": "litro"},
}
_ONE = {
    "zh": "{market} {price}元/{unit}({day})",
    "en": "{market} {price} yuan/{unit} ({day})",
    "es": "{market} {price} yuanes/{unit} ({day})",
}
_HEAD = {"zh": "{good}：", "en": "{good}: ", "es": "{good}: "}
_BETWEEN = {"zh": "；", "en": "; ", "es": "; "}
_END = {"zh": "。", "en": ". ", "es": ". "}
_REPLIES: Mapping[str, Mapping[str, str]] = {
    "which_good": {
        "zh": "没有这种商品的价格。已知：{names}",
        "en": "No such good. Known: {names}",
        "es": "No hay tal producto. Hay: {names}",
    },
    "no_goods": {
        "zh": "还没有任何商品的价格。",
        "en": "No prices are known yet.",
        "es": "No hay precios por ahora.",
    },
    "no_price": {
        "zh": "{good}：还没有价格。",
        "en": "{good}: no price is known yet.",
        "es": "{good}: no hay precio por ahora.",
    },
    "which_market": {
        "zh": "{good}：请写明市场，如：价格 大米 固始 订阅。有：{names}",
        "en": "{good}: name a market, as in PRICE RICE GUSHI ON. Known: {names}",
        "es": "{good}: indique un mercado, como PRECIO ARROZ GUSHI ON. Hay: {names}",
    },
    "subscribed": {
        "zh": "{good}（{names}）变价将通知您。取消：价格+品名+退订",
        "en": "You get a text when the price of {good} at {names} changes. "
        "PRICE {good} OFF ends that.",
        "es": "Recibe un mensaje si cambia el precio de {good} en {names}. "
        "PRECIO {good} OFF lo termina.",
    },
    "quiet": {
        "zh": "{good}（{names}）已登记，但您已退订所有短信，恢复请回DY。",
        "en": "{good} at {names} is noted, but you ended all texts: START brings them back.",
        "es": "{good} en {names}: anotado, pero no recibe mensajes. ALTA los activa de nuevo.",
    },
    "unsubscribed": {
        "zh": "不再通知{good}的价格。",
        "en": "You get no more texts about the price of {good}.",
        "es": "Ya no recibe mensajes sobre el precio de {good}.",
    },
    "too_many": {
        "zh": "此手机订阅的价格已满，请先退订一种，如：价格 大米 退订",
        "en": "This phone hears of as many goods as it may. End one first: PRICE RICE OFF.",
        "es": "Este teléfono ya recibe todos los que puede. Termine uno: PRECIO ARROZ OFF.",
    },
}


def prices_text(good: str, quotes: Sequence[Quote], dates: Sequence[str], language: str) -> str:
    """Return the prices of a good, the first ones first, as many as fit into one part.

    `dates` has month and day of each quote.

    >>> prices_text("Rice", [Quote("Gushi", 5, 250, "kg")], ["01-31"], "en")
    'Rice: Gushi 2.50 yuan/kg (01-31)'
    """
    said = [_one(quote, date, language) for quote, date in zip(quotes, dates, strict=True)]
    return _fitting(_HEAD[language].format(good=good), said, _BETWEEN[language])


def changed_text(good: str, quote: Quote, date: str, language: str) -> str:
    """Return the notification of a price that has changed, with how to get no more texts.

    >>> changed_text("Rice", Quote("Gushi", 5, 250, "jin"), "01-31", "en")
    'Rice: Gushi 2.50 yuan/jin (01-31). STOP to end'
    """
    return prices_text(good, [quote], [date], language) + _END[language] + OPT_OUT[language]


def price_reply(what: str, language: str, good: str = "", names: Sequence[str] = ()) -> str:
    """Return a reply without a price; of several names as many as fit into one part.

    >>> price_reply("which_good", "en", names=["rice", "wheat"])
    'No such good. Known: rice, wheat'
    """
    said = _REPLIES[what][language].split("{names}")
    head, *ends = (words.replace("{good}", good) for words in said)
    between = "、" if language == "zh" else ", "
    return _fitting(head, names, between, ends[0]) if ends else head


def _one(quote: Quote, date: str, language: str) -> str:
    unit, price = _UNITS[quote.unit][language], yuan(quote.price_fen)
    return _ONE[language].format(market=quote.market, price=price, unit=unit, day=date)


def _fitting(head: str, parts: Sequence[str], between: str, end: str = "") -> str:
    """Return a text with as many parts as fit into one message, and with the first one anyway."""
    text = f"{head}{between.join(parts[:1])}{end}"
    for count in range(2, len(parts) + 1):
        longer = f"{head}{between.join(parts[:count])}{end}"
        if parts_of(longer).count > 1:
            break
        text = longer
    return text
