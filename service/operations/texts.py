"""Texts that people send: an item number is answered with where the parcel is, a word is obeyed."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from service.bodies.contacts import TextBody
from service.clock import rfc3339
from service.domain.incoming import TEXTS_AN_HOUR, Wish, language_for, wish_of
from service.domain.refusals import ItemNumberMalformed, ItemNumberMistyped
from service.domain.sms import parts_of
from service.domain.wording import answered, told_standing
from service.exchange import Call, Outcome
from service.store import contacts

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Standing:
    """Where a parcel is: a state by its name, a place, and when it was seen; "" if it never was."""

    state: str
    place: str = ""
    at_ms: int | None = None


Track = Callable[[Connection, str], Standing | None]
"""Says where the parcel of an item number is; None if nobody knows the number.

Refused: `ItemNumberMalformed`, `ItemNumberMistyped`.
"""


def receive_text(connection: Connection, call: Call[TextBody]) -> Outcome:
    """Answer a text. After so many in an hour nothing is answered: each answer costs money."""
    body = call.body
    phone_hash = call.means.vault.phone_hash(body.phone)
    language = contacts.language_of_phone(connection, phone_hash) or language_for(body.phone)
    wish, number = wish_of(body.text)
    if wish is Wish.NO_MORE_TEXTS:  # however often it is sent
        contacts.silence(connection, phone_hash, call.now_ms)
    if contacts.count_text(connection, phone_hash, call.now_ms // HOUR_MS) > TEXTS_AN_HOUR:
        return Outcome({"reply": None, "parts": 0})
    match wish:
        case Wish.NO_MORE_TEXTS:
            reply = answered("quiet", language)
        case Wish.TEXTS_AGAIN:
            contacts.end_silence(connection, phone_hash)
            reply = answered("heard", language)
        case Wish.WHERE_IS_IT:
            reply = _whereabouts(connection, number, language)
        case Wish.NOTHING_KNOWN:
            reply = answered("no_number", language)
    return Outcome({"reply": reply, "parts": parts_of(reply).count})


def _whereabouts(connection: Connection, number: str, language: str) -> str:
    try:
        standing = track(connection, number)
    except (ItemNumberMalformed, ItemNumberMistyped):
        return answered("mistyped", language)
    if standing is None:
        return answered("unknown", language)
    when = "" if standing.at_ms is None else rfc3339(standing.at_ms)[:16].replace("T", " ")
    return told_standing(standing.state, language, number, standing.place, when)


def track(_connection: Connection, number: str) -> Standing | None:
    from service.domain.parcel import parse_item_number

    parse_item_number(number)
    return None
