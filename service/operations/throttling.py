"""The guard of the secrets: every wrong number or password is counted, for number and for guesser.

Who guesses is an API key; of a text it is the phone that sent it, and not the key of the network,
which passes on the texts of all phones and would be blocked for all by one.

An unknown number is treated like a draft whose password nobody knows: it takes the same time, it
is counted and locked the same way, and it gets the same answer.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from service.call import Call, Caller
from service.database.connection import Connection
from service.domain.draft import (
    Deposit,
    Draft,
    is_locked,
    note_wrong_password,
    password_in_force,
)
from service.domain.refusals.agency import CodeWrong
from service.domain.refusals.payment import (
    NotTheDepositor,
    NotTheIssuingOutlet,
    NumberOrPasswordWrong,
)
from service.refusals.request import DraftNotFound, TooManyWrongTries
from service.refusals.trade import ReferenceUnknown
from service.store import drafts, keys

HOUR_MS = 3_600_000
EVERYONES_SHARE = 10
"""An alarm for all keys together sounds at so many times what one key may send."""
WRONG_TEXTS_AN_HOUR = 5
"""Wrong numbers or passwords that one phone may text in an hour: as many as lock a draft (A)."""

GUESSES = (CodeWrong, NotTheDepositor, NotTheIssuingOutlet, DraftNotFound, ReferenceUnknown)
COUNTED = (NumberOrPasswordWrong, *GUESSES)
"""What is counted when it is refused: the count is written before it is raised."""

_log = logging.getLogger(__name__)


def require_no_guessing(call: Call[Any]) -> None:
    """Refuse a key through which too much was guessed. Refused: `TooManyWrongTries`."""
    # No block is longer than an hour: one that is was made by a clock that was ahead.
    if call.now_ms < call.caller.blocked_until_ms <= call.now_ms + HOUR_MS:
        raise TooManyWrongTries


def phone_asking(
    connection: Connection, call: Call[Any], phone_hash: bytes, provider: str
) -> Caller:
    """Return a phone as who asks for a wallet of its provider, blocked if it guessed too much."""
    key_id, hour = f"phone {phone_hash.hex()}", call.now_ms // HOUR_MS
    own, _ = keys.wrong_tries(connection, key_id, hour)
    blocked_until_ms = (hour + 1) * HOUR_MS if own >= WRONG_TEXTS_AN_HOUR else 0
    return Caller(key_id, "provider", provider, blocked_until_ms, WRONG_TEXTS_AN_HOUR)


def knows_password(call: Call[Any], draft: Draft, password: str) -> bool:
    """Tell whether a password is the one in force, in the same time whatever the answer.

    While a draft is locked, no password counts as known: nothing may tell that one was right.
    """
    in_force = bytes.fromhex(password_in_force(draft, call.now_ms))
    compared = password, in_force
    if compared not in call.compared:
        call.compared[compared] = call.context.vault.fits(password, in_force)
    return call.compared[compared] and not is_locked(draft, call.now_ms)


def nobodys_draft(connection: Connection, call: Call[Any], number_hash: bytes) -> Draft:
    """Return a draft for a number that has none: no password fits it, and it is locked like any."""
    tries, locked_until_ms = drafts.tries_of_unknown(connection, number_hash)
    nobodys = call.context.vault.nobodys_hash.hex()
    deposit = Deposit("", "", depositor="", password=nobodys, amount_fen=1)
    draft = Draft(deposit, 0, call.now_ms, call.now_ms + 1)
    return replace(draft, wrong_tries=tries, locked_until_ms=locked_until_ms)


def refuse_wrong(
    connection: Connection, call: Call[Any], draft: Draft, number_hash: bytes
) -> NoReturn:
    """Count a wrong password, and refuse it. Refused: `DraftLocked`, `NumberOrPasswordWrong`."""
    if draft.deposit.draft_id:
        drafts.tries_of_unknown(connection, number_hash)  # what an unknown number costs as well
    noted = note_wrong_password(draft, call.now_ms)
    if draft.deposit.draft_id:
        drafts.note_tries(connection, noted)
    else:
        drafts.note_unknown(connection, number_hash, noted, call.now_ms)
    _count(connection, call)
    raise NumberOrPasswordWrong


@contextmanager
def counting(connection: Connection, call: Call[Any]) -> Iterator[None]:
    """Count it as guessing if a draft, order or code is somebody else's, or not there."""
    try:
        yield
    except GUESSES:
        _count(connection, call)
        raise


def _count(connection: Connection, call: Call[Any]) -> None:
    caller, limit, hour = (
        call.caller,
        call.context.wrong_tries_an_hour,
        call.now_ms // HOUR_MS,
    )
    key_id = caller.key_id
    keys.note_wrong_try(connection, key_id, hour)
    own, everyones = keys.wrong_tries(connection, key_id, hour)
    if caller.wrong_tries_max is not None:
        if own >= caller.wrong_tries_max:
            _log.warning("phone blocked for guessing", extra={"phone": key_id, "wrong_tries": own})
    elif own >= limit:
        keys.block_key(connection, key_id, (hour + 1) * HOUR_MS)
        _log.error("alarm: key blocked for guessing", extra={"key_id": key_id, "wrong_tries": own})
    if everyones == limit * EVERYONES_SHARE:
        _log.error("alarm: guessing through many keys", extra={"wrong_tries": everyones})
