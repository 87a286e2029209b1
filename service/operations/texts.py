"""Texts that people send: numbers are looked up or redeemed, prices told, words obeyed."""

from service.call import Call, Outcome
from service.clock import beijing_minute
from service.database.connection import Connection
from service.domain.incoming import TEXTS_AN_HOUR, Intent, intent_of, language_for
from service.domain.refusals.payment import ItemNumberMalformed, ItemNumberMistyped
from service.domain.sms import parts_of
from service.domain.wording import canned_reply, tracking_reply
from service.operations.payments_by_text import (
    Reply,
    TextingPhone,
    balance_by_text,
    redeem_by_text,
)
from service.operations.prices_by_text import price_by_text
from service.operations.tracking import tracked
from service.refusals.parcels import ParcelUnknown
from service.schemas.contacts import TextBody
from service.store import contacts
from service.store.parcels import named

HOUR_MS = 3_600_000
_CANNED = {
    Intent.NO_MORE_TEXTS: "quiet",
    Intent.TEXTS_AGAIN: "heard",
    Intent.NOTHING_KNOWN: "no_number",
}


def receive_text(connection: Connection, call: Call[TextBody]) -> Outcome:
    """Do what a text asks for, and answer it.

    After so many in an hour nothing is answered, since each answer costs money; what is asked for
    is done however often.
    """
    body = call.body
    phone_hash = call.context.vault.phone_hash(body.phone)
    count = contacts.count_text(connection, phone_hash, call.now_ms // HOUR_MS)
    language = contacts.language_of_phone(connection, phone_hash) or language_for(body.phone)
    reply = _done(connection, call, TextingPhone(phone_hash, language))
    answer = {"reply": reply.words, "parts": parts_of(reply.words).count}
    if count > TEXTS_AN_HOUR:
        answer = {"reply": None, "parts": 0}
    return Outcome(answer, changes=reply.changes, events=reply.events)


def _done(connection: Connection, call: Call[TextBody], phone: TextingPhone) -> Reply:
    wish, what = intent_of(call.body.text)
    if wish is Intent.NO_MORE_TEXTS:
        contacts.silence(connection, phone.phone_hash, call.now_ms)
    elif wish is Intent.TEXTS_AGAIN:
        contacts.end_silence(connection, phone.phone_hash)
    match wish:
        case Intent.REDEEM:
            return redeem_by_text(connection, call, phone, what)
        case Intent.BALANCE:
            return balance_by_text(connection, phone, call.now_ms)
        case Intent.PRICE:
            return price_by_text(connection, call, phone, what)
        case Intent.WHERE_IS_IT:
            return Reply(_whereabouts(connection, what, phone.language))
        case _:
            return Reply(canned_reply(_CANNED[wish], phone.language))


def _whereabouts(connection: Connection, number: str, language: str) -> str:
    try:
        found = tracked(connection, number)
    except (ItemNumberMalformed, ItemNumberMistyped):
        return canned_reply("mistyped", language)
    except ParcelUnknown:
        return canned_reply("unknown", language)
    stands = found.stands
    if stands is None:
        return tracking_reply("announced", language, found.item_number, "", "")
    when = beijing_minute(stands.at_ms).removesuffix(" Beijing")
    return tracking_reply(named(stands.state), language, found.item_number, stands.place, when)
