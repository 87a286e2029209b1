"""Text messages as mobile networks carry them: alphabets, parts, and phone numbers.

A text in the alphabet of GSM 03.38 has 160 characters in one part and 153 in each of several; any
other goes as UCS-2, with 70 and 67. Source: 3GPP TS 23.038 and 23.040.
"""

import re
from dataclasses import dataclass

GSM_ONE, GSM_EACH = 160, 153
UCS_ONE, UCS_EACH = 70, 67
PHONE_FORM = r"^\+[1-9][0-9]{6,14}$"
"""E.164: a plus, a country code, and fifteen digits at most."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = frozenset("^{}\\[~]|€\f")
_SHOWN_DIGITS = 4
_BEYOND_PLANE_0 = 0xFFFF


@dataclass(frozen=True)
class Parts:
    """How a text is sent: in which alphabet, and in how many parts, each of which is charged."""

    alphabet: str
    count: int


def parts_of(text: str) -> Parts:
    """Return how a text is sent.

    >>> parts_of("a" * 160), parts_of("a" * 161), parts_of("汇" * 71)
    (Parts(alphabet='GSM-7', count=1), Parts(alphabet='GSM-7', count=2), \
Parts(alphabet='UCS-2', count=2))
    """
    if all(one in _GSM or one in _GSM_ESCAPED for one in text):
        sizes = [2 if one in _GSM_ESCAPED else 1 for one in text]
        return Parts("GSM-7", _count(sizes, GSM_ONE, GSM_EACH))
    sizes = [2 if ord(one) > _BEYOND_PLANE_0 else 1 for one in text]
    return Parts("UCS-2", _count(sizes, UCS_ONE, UCS_EACH))


def masked(phone: str) -> str:
    """Return a phone number that only its owner can recognise.

    >>> masked("+8613800138000")
    '+86*******8000'
    """
    shown = phone[:3] + "*" * (len(phone) - 3 - _SHOWN_DIGITS) + phone[-_SHOWN_DIGITS:]
    assert re.fullmatch(PHONE_FORM, phone), "the contract accepts no other"
    return shown


def _count(sizes: list[int], one: int, each: int) -> int:
    """Count parts; a character that takes two positions is never split."""
    if sum(sizes) <= one:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > each:
            count, used = count + 1, 0
        used += size
    return count
