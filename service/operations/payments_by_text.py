"""Money by text: a number and its password from a phone are credited to the phone's own wallet.

The rules are those of a redemption over HTTP, and the same function applies them; a refusal becomes
words. Neither number nor password is in a reply, which the network reads too.
"""

from dataclasses import dataclass

from service.call import Call, Outcome, Saved
from service.database.connection import Connection
from service.domain.event import Event
from service.domain.payment_replies import payment_reply
from service.domain.refusals.base import Refusal
from service.domain.refusals.payment import (
    DailyLimitReached,
    DraftEnded,
    DraftExpired,
    DraftLocked,
    NumberMistyped,
    NumberOrPasswordWrong,
    WalletFrozen,
)
from service.domain.remittance import NUMBER_DIGITS
from service.operations.expired_holds import spendable
from service.operations.redemptions import redeem_draft
from service.operations.throttling import phone_asking
from service.refusals.request import TooManyWrongTries
from service.schemas.contacts import TextBody
from service.schemas.wallets import RedemptionBody
from service.store.contacts import wallets_of_phone
from service.store.wallets import wallet_and_provider

# Both of these are said with the same words: nothing tells which of the two was wrong.
_WORDS: dict[type[Refusal], str] = {
    NumberMistyped: "wrong",
    NumberOrPasswordWrong: "wrong",
    DraftLocked: "locked",
    TooManyWrongTries: "guessing",
    DraftEnded: "ended",
    DraftExpired: "expired",
    DailyLimitReached: "daily_limit",
    WalletFrozen: "frozen",
}


@dataclass(frozen=True)
class TextingPhone:
    """The phone that sent a text, by its hash, and the language in which it is answered."""

    phone_hash: bytes
    language: str


@dataclass(frozen=True)
class Reply:
    """What a text is answered with, and what is saved and happened besides."""

    words: str
    changes: tuple[Saved, ...] = ()
    events: tuple[Event, ...] = ()


def redeem_by_text(
    connection: Connection, call: Call[TextBody], sender: TextingPhone, digits: str
) -> Reply:
    """Credit a draft to the phone's wallet; `digits` are its number and password, or nothing."""
    own = wallets_of_phone(connection, sender.phone_hash)
    if len(own) != 1 or not digits:
        return Reply(payment_reply(_why_not(own), sender.language))
    ((wallet_id, provider),) = own
    caller = phone_asking(connection, call, sender.phone_hash, provider)
    body = RedemptionBody(
        number=digits[:NUMBER_DIGITS], password=digits[NUMBER_DIGITS:], wallet_id=wallet_id
    )
    asked = Call(call.context, caller, body, call.now_ms, call.entropy)
    try:
        outcome = redeem_draft(connection, asked)
    except tuple(_WORDS) as refusal:
        return Reply(payment_reply(_WORDS[type(refusal)], sender.language))
    return Reply(_credited(outcome, sender.language), outcome.changes, outcome.events)


def balance_by_text(connection: Connection, sender: TextingPhone, now_ms: int) -> Reply:
    """Say what the phone's wallet can spend."""
    own = wallets_of_phone(connection, sender.phone_hash)
    if len(own) != 1:
        return Reply(payment_reply(_why_not(own), sender.language))
    found = wallet_and_provider(connection, own[0][0])
    assert found, "a contact is of a wallet"
    wallet, _ = spendable(connection, found[0], now_ms)
    return Reply(payment_reply("balance", sender.language, balance_fen=wallet.balance_fen))


def _why_not(own: list[tuple[str, str]]) -> str:
    """Return why nothing is done: no wallet, more than one, or no number and password."""
    if not own:
        return "no_wallet"
    return "how_to_redeem" if len(own) == 1 else "several_wallets"


def _credited(outcome: Outcome, language: str) -> str:
    amount_fen, balance_fen = (int(outcome.answer[one]["amount"]) for one in ("money", "balance"))
    return payment_reply("credited", language, amount_fen=amount_fen, balance_fen=balance_fen)
