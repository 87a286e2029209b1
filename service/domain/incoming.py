"""Incoming texts: a word that ends notifications, one that resumes them, or an item number."""

from collections.abc import Mapping
from enum import Enum

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
    NOTHING_KNOWN = 4


def intent_of(text: str) -> tuple[Intent, str]:
    """Return what the sender wants, and what may be an item number; wide letters are accepted.

    >>> intent_of("td."), intent_of(" ee 471 108 151 fr ")
    ((<Intent.NO_MORE_TEXTS: 1>, ''), (<Intent.WHERE_IS_IT: 3>, 'EE471108151FR'))
    """
    word = letters(text).upper()
    # Some telephones append their owner's signature.
    first = letters(next(iter(text.strip().splitlines()), "")).upper()
    if {word, first} & _STOP:
        return Intent.NO_MORE_TEXTS, ""
    if {word, first} & _START:
        return Intent.TEXTS_AGAIN, ""
    if len(word) == _LETTERS_OF_ITEM and word.isascii():
        return Intent.WHERE_IS_IT, word
    return Intent.NOTHING_KNOWN, ""


def language_for(phone: str) -> str:
    """Return the language for a phone without a contact, by its country code.

    >>> language_for("+8613800138000"), language_for("+525512345678"), language_for("+4479460000")
    ('zh', 'es', 'en')
    """
    for language, codes in _LANGUAGES.items():
        if phone.startswith(codes):
            return language
    return "en"
