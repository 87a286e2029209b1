"""Texts to phones: to the owner of a wallet about an event, or to who hears of a price.

What a text says is settled when it is sent: to the phone of then, in its language, and about a
price the one in force then, so that a correction that came meanwhile is told.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from service.call import Context
from service.clock import date_of
from service.domain.day import day_of
from service.domain.incoming import language_for
from service.domain.message import FailedAttempt
from service.domain.price_words import changed_text
from service.domain.wording import worded
from service.store.contacts import contact_of, is_quiet, language_of_phone, phone_place
from service.store.messages import Message
from service.store.price_subscriptions import phone_place as subscriber_place
from service.store.price_subscriptions import subscription_by_id
from service.store.prices import good_row, quotes_of
from service.transport.sms import Text

_OF_PRICE = "price:"
_YEAR = len("2007-")


@dataclass(frozen=True)
class Dropped:
    """The message is not sent, because the recipient no longer subscribes; and why."""

    why: str


Found = Text | Dropped | FailedAttempt


def text_of(connection: Connection, context: Context, message: Message, now_ms: int) -> Found:
    """Return the text that a message is now, or why it is none."""
    if message.recipient.startswith(_OF_PRICE):
        return _to_subscriber(connection, context, message, day_of(now_ms))
    return _to_owner(connection, context, message)


def _to_owner(connection: Connection, context: Context, message: Message) -> Found:
    event, wallet_id = message.stored.event, message.stored.event.wallet_id
    contact = contact_of(connection, wallet_id)
    if contact is None:
        return Dropped("the contact was removed")
    if not contact.wants_texts:
        return Dropped("the owner wants no texts")
    language = contact.row.language
    words = worded(event.kind, language, event.data)
    if words is None:
        return FailedAttempt("there are no words for it", is_final=True)
    phone = context.vault.decrypt(phone_place(wallet_id), contact.row.phone_sealed).decode()
    return Text(message.message_id, phone, words, language, message.stored.at_ms)


def _to_subscriber(connection: Connection, context: Context, message: Message, today: int) -> Found:
    subscription_id = message.recipient.removeprefix(_OF_PRICE)
    row = subscription_by_id(connection, subscription_id)
    if row is None:
        return Dropped("the subscription has ended")
    if is_quiet(connection, row.phone_hash):
        return Dropped("the owner wants no texts")
    good = good_row(connection, row.good_id)
    quote = next(iter(quotes_of(connection, row.good_id, today, row.market_key)), None)
    assert good, "goods are never deleted"
    if quote is None:  # a clock was ahead when it was posted
        return Dropped("there is no price yet")
    phone = context.vault.decrypt(subscriber_place(subscription_id), row.phone_sealed).decode()
    language = language_of_phone(connection, row.phone_hash) or language_for(phone)
    words = changed_text(good.name_in(language), quote, date_of(quote.day)[_YEAR:], language)
    return Text(message.message_id, phone, words, language, message.stored.at_ms)
