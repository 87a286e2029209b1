"""PRICE by text: the prices of a good, and a phone that hears when one changes, or no more."""

from collections.abc import Sequence

from service.call import Call
from service.clock import date_of
from service.database.connection import Connection
from service.domain.day import day_of
from service.domain.price import (
    SUBSCRIPTIONS_MAX,
    PriceIntent,
    PriceQuestion,
    Quote,
    at_market,
    beginnings,
    name_key,
    question_of,
)
from service.domain.price_words import price_reply, prices_text
from service.operations.payments_by_text import Reply, TextingPhone
from service.schemas.contacts import TextBody
from service.store import contacts, prices
from service.store.price_subscriptions import (
    end_subscription,
    phone_place,
    subscriptions_of_phone,
)
from service.tables import GoodRow, PriceSubscriptionRow

GOODS_SHOWN_MAX = 20
_YEAR = len("2007-")


def price_by_text(
    connection: Connection, call: Call[TextBody], phone: TextingPhone, text: str
) -> Reply:
    """Answer what is asked for after the word for a price."""
    known = prices.goods_named(connection, beginnings(text))
    question = question_of(text, known)
    good = prices.good_row(connection, question.good_id) if question else None
    if question is None or good is None:
        goods = prices.goods_after(connection, "", GOODS_SHOWN_MAX)
        names = [one.name_in(phone.language) for one in goods]
        said = "which_good" if names else "no_goods"
        return Reply(price_reply(said, phone.language, names=names))
    name = good.name_in(phone.language)
    if question.wish is PriceIntent.HEAR_NO_MORE:
        end_subscription(connection, phone.phone_hash, good.good_id)
        return Reply(price_reply("unsubscribed", phone.language, name))
    quotes = prices.quotes_of(connection, good.good_id, day_of(call.now_ms))
    if not quotes:
        return Reply(price_reply("no_price", phone.language, name))
    own = subscriptions_of_phone(connection, phone.phone_hash)
    meant = _meant(question, quotes, own)
    if question.wish is PriceIntent.KNOW:
        return _known(meant or quotes, name, phone.language)
    markets = meant if meant or question.market_key else quotes
    if len(markets) != 1:
        names = [one.market for one in markets or quotes]
        return Reply(price_reply("which_market", phone.language, name, names))
    return _subscribed(connection, call, phone, (good, markets[0].market, own))


def _meant(
    question: PriceQuestion, quotes: Sequence[Quote], own: Sequence[PriceSubscriptionRow]
) -> list[Quote]:
    """Return the quotes that are meant: of the market that is named, or of the phone's own.

    Its own is the market at which it hears of this good, or else of what it subscribed to last.
    """
    if question.market_key:
        return at_market(quotes, question.market_key)
    of_good = [one.market_key for one in own if one.good_id == question.good_id]
    keys = (of_good or [one.market_key for one in own])[:1]
    return [one for one in quotes if name_key(one.market) in keys]


def _known(quotes: Sequence[Quote], name: str, language: str) -> Reply:
    dates = [date_of(one.day)[_YEAR:] for one in quotes]
    return Reply(prices_text(name, quotes, dates, language))


def _subscribed(
    connection: Connection,
    call: Call[TextBody],
    phone: TextingPhone,
    found: tuple[GoodRow, str, Sequence[PriceSubscriptionRow]],
) -> Reply:
    good, market, own = found
    before = next((one for one in own if one.good_id == good.good_id), None)
    if before is None and len(own) >= SUBSCRIPTIONS_MAX:
        return Reply(price_reply("too_many", phone.language))
    row = before or _row(call, phone, good.good_id)
    row.market, row.market_key, row.since_ms = market, name_key(market), call.now_ms
    is_quiet = contacts.is_quiet(connection, phone.phone_hash)
    what = "quiet" if is_quiet else "subscribed"
    name = good.name_in(phone.language)
    return Reply(price_reply(what, phone.language, name, [market]), changes=(row,))


def _row(call: Call[TextBody], phone: TextingPhone, good_id: str) -> PriceSubscriptionRow:
    subscription_id = call.entropy.new_id(call.now_ms)
    sealed = call.context.vault.encrypt(phone_place(subscription_id), call.body.phone.encode())
    return PriceSubscriptionRow(
        subscription_id=subscription_id,
        phone_hash=phone.phone_hash,
        phone_sealed=sealed,
        good_id=good_id,
        market="",
        market_key="",
        since_ms=call.now_ms,
    )
