"""Texts that people send: an item number is answered with where the parcel is, a word is obeyed."""

from service.call import Call, Outcome
from service.clock import beijing_minute
from service.database.connection import Connection
from service.domain.incoming import TEXTS_AN_HOUR, Intent, intent_of, language_for
from service.domain.refusals.payment import ItemNumberMalformed, ItemNumberMistyped
from service.domain.sms import parts_of
from service.domain.wording import canned_reply, tracking_reply
from service.operations.tracking import tracked
from service.refusals.parcels import ParcelUnknown
from service.schemas.contacts import TextBody
from service.store import contacts
from service.store.parcels import named

HOUR_MS = 3_600_000


def receive_text(connection: Connection, call: Call[TextBody]) -> Outcome:
    """Do what a text asks for, and answer it.

    After so many in an hour nothing is answered, since each answer costs money; what is asked for
    is done however often.
    """
    body = call.body
    phone_hash = call.context.vault.phone_hash(body.phone)
    language = contacts.language_of_phone(connection, phone_hash) or language_for(body.phone)
    wish, number = intent_of(body.text)
    if wish is Intent.NO_MORE_TEXTS:
        contacts.silence(connection, phone_hash, call.now_ms)
    elif wish is Intent.TEXTS_AGAIN:
        contacts.end_silence(connection, phone_hash)
    if contacts.count_text(connection, phone_hash, call.now_ms // HOUR_MS) > TEXTS_AN_HOUR:
        return Outcome({"reply": None, "parts": 0})
    match wish:
        case Intent.NO_MORE_TEXTS:
            reply = canned_reply("quiet", language)
        case Intent.TEXTS_AGAIN:
            reply = canned_reply("heard", language)
        case Intent.WHERE_IS_IT:
            reply = _whereabouts(connection, number, language)
        case Intent.NOTHING_KNOWN:
            reply = canned_reply("no_number", language)
    return Outcome({"reply": reply, "parts": parts_of(reply).count})


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
