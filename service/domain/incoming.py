"""Incoming texts: what their senders want, in whatever way they type it.

A word ends notifications or resumes them, or asks for the balance; REDEEM comes with a number and
its password, PRICE with a good; what has the length of an item number asks where the parcel is.
"""

from collections.abc import Mapping
from enum import Enum

from service.domain.remittance import NUMBER_DIGITS, PASSWORD_DIGITS
from service.domain.typed import letters

TEXTS_AN_HOUR = 12
"""More from one phone are not answered: each reply costs, and numbers could be guessed."""

_STOP = frozenset(
    {
        *("T", "TD", "退订", "取消", "回复T", "回复TD", "回T", "回TD", "T退订", "TD退订"),
        *("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
        *("REMOVE", "UNSUB"),
        *("BAJA", "CANCELAR"),
    }
)
"""The English ones are those that carriers know everywhere, and the law of the United States names
(47 CFR 64.1200(a)(10)); the others are ours (A)."""

_START = frozenset({"DY", "订阅", "START", "UNSTOP", "SUBSCRIBE", "ALTA"})
_REDEEM = ("REDEEM", "充值", "兑现", "兌現", "入账", "入賬", "CANJEAR", "COBRAR")
_BALANCE = frozenset({"BALANCE", "BAL", "余额", "餘額", "查余额", "查询余额", "SALDO"})
_PRICE = ("PRICES", "PRICE", "价格", "價格", "价钱", "行情", "PRECIOS", "PRECIO")
_LETTERS_OF_ITEM = 13
# E.164 country codes: of China, Hong Kong, Macao and Taiwan; and where most speak Spanish.
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "zh": ("+86", "+852", "+853", "+886"),
    "es": (
        *("+34", "+51", "+52", "+53", "+54", "+56", "+57", "+58"),
        *("+502", "+503", "+504", "+505", "+506", "+507", "+591", "+593", "+595", "+598"),
    ),
}


class Intent(Enum):
    """What the sender of a text wants."""

    NO_MORE_TEXTS = 1
    TEXTS_AGAIN = 2
    WHERE_IS_IT = 3
    REDEEM = 4
    BALANCE = 5
    PRICE = 6
    NOTHING_KNOWN = 7


_WORDS = (
    (_STOP, Intent.NO_MORE_TEXTS),
    (_START, Intent.TEXTS_AGAIN),
    (_BALANCE, Intent.BALANCE),
)


def intent_of(text: str) -> tuple[Intent, str]:
    """Return what the sender wants, and of what; wide letters are accepted.

    To redeem, that is the digits of the number and then of its password, or none if they are not as
    many as they must be; to ask where a parcel is, what may be its item number. What a price is
    asked for is the rest of the line.

    >>> intent_of("td."), intent_of(" ee 471 108 151 fr ")
    ((<Intent.NO_MORE_TEXTS: 1>, ''), (<Intent.WHERE_IS_IT: 3>, 'EE471108151FR'))
    """
    word = letters(text).upper()
    # Some telephones append their owner's signature.
    first = letters(next(iter(text.strip().splitlines()), "")).upper()
    for said, wish in _WORDS:
        if {word, first} & said:
            return wish, ""
    if first.startswith(_REDEEM):
        return Intent.REDEEM, _digits(text)
    if first.startswith(_PRICE):
        return Intent.PRICE, _after_word(text.strip().splitlines()[0])
    if len(word) == _LETTERS_OF_ITEM and word.isascii():
        return Intent.WHERE_IS_IT, word
    return Intent.NOTHING_KNOWN, ""


def _digits(text: str) -> str:
    """Return the digits of number and password, which may stand on several lines.

    What follows on later lines is a signature, though it may have digits too.
    """
    wanted, found = NUMBER_DIGITS + PASSWORD_DIGITS, ""
    for line in text.strip().splitlines():
        found += "".join(one for one in letters(line) if one.isascii() and one.isdigit())
        if len(found) >= wanted:
            break
    return found if len(found) == wanted else ""


def _after_word(line: str) -> str:
    """Return what stands in a line after the word for a price, which its first letters are."""
    word = next(one for one in _PRICE if letters(line).upper().startswith(one))
    end = next(end for end in range(len(line)) if letters(line[: end + 1]).upper() == word)
    return line[end + 1 :].strip()


def language_for(phone: str) -> str:
    """Return the language for a phone without a contact, by its country code.

    >>> language_for("+8613800138000"), language_for("+525512345678"), language_for("+4479460000")
    ('zh', 'es', 'en')
    """
    for language, codes in _LANGUAGES.items():
        if phone.startswith(codes):
            return language
    return "en"
