"""Text as people type it: how numbers and names are read, here and nowhere else.

A number is read off a receipt or a card and typed with spaces, dashes or the wide characters of a
Chinese keyboard; `compact` keeps its letters and digits, `parse_identity` normalises the spelling.
A name is for people to read, so `parse_name` maps spellings that look alike to one, and rejects
invisible characters.
"""

import unicodedata

SHOWN_AT_MOST = 3
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width forms of ASCII, from U+FF01 to U+FF5E. Source: Unicode, block FF00."""

_LETTERS = {wide: narrow for wide, narrow in _WIDE.items() if chr(narrow).isalnum()}
_MINUS = "\N{MINUS SIGN}"
_DASHES, _INVISIBLE = "Pd", "Cf"
_UNSEEN = frozenset({"Cc", _INVISIBLE, "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = frozenset(
    (
        *"\u115f\u1160\u2800\u3164\uffa0",  # fillers of Hangul, and Braille without a dot
        *"\u034f\u17b4\u17b5\ufffc\ufffd\U0001d159",
        *map(chr, range(0x180B, 0x1810)),  # selectors of variants
        *map(chr, range(0xFE00, 0xFE10)),
        *map(chr, range(0xE0100, 0xE01F0)),
    )
)
"""Letters, marks and symbols without a visible glyph. Source: Unicode's property
Default_Ignorable_Code_Point, beyond the categories of `_UNSEEN`."""


class NameUnreadable(ValueError):  # noqa: N818 - as refusals, named by what is refused
    """A name that people could not see, or could not distinguish from another."""


def compact(text: str) -> str:
    """Return a number without spaces, dashes and invisible characters, in narrow characters.

    Digits of other scripts look alike and are kept, so that they are refused.

    >>> compact("\uff12\uff10\uff10\uff17\u00a00101-0000\u20115726\u200b")
    '2007010100005726'
    """
    narrow = text.translate(_WIDE)
    if narrow.isalnum():  # as programs send it
        return narrow
    return "".join(letter for letter in narrow if not _separates(letter))


def parse_identity(text: str) -> str:
    """Return the number of an identity document in capitals, however it was typed.

    A passport's machine-readable line is filled up with "<", which is no part of the number.

    >>> parse_identity("110105-1949 1231-002x"), parse_identity("E12345678<<")
    ('11010519491231002X', 'E12345678')
    """
    return compact(text).replace("<", "").upper()


def letters(text: str) -> str:
    """Return the letters and digits of a number, without whatever separates them.

    >>> letters("EE/471.108.151-FR.")
    'EE471108151FR'
    """
    return "".join(letter for letter in compact(text) if letter.isalnum())


def parse_phone(text: str) -> str:
    """Return a phone number as E.164 has it, however it was typed.

    >>> parse_phone("+86 (138) 0013.8000"), parse_phone("tel:0086-138-0013-8000")
    ('+8613800138000', '+8613800138000')
    """
    number = "".join(letter for letter in compact(text) if letter not in "().")
    number = number.removeprefix("tel:")
    return f"+{number[2:]}" if number.startswith("00") else number


def parse_name(text: str) -> str:
    """Return a name with one space between its words and none around them.

    Its letters are composed (NFC), and narrow.

    Raise NameUnreadable for characters that cannot be seen, such as those that turn the direction
    of writing, and for a name without a letter or a digit.

    >>> parse_name("  Gushi\u3000 1 ")
    'Gushi 1'
    """
    narrow = text.translate(_LETTERS)
    words = "".join(" " if _is_space(letter) else letter for letter in narrow).split(" ")
    name = unicodedata.normalize("NFC", " ".join(filter(None, words)))
    unseen = sorted({letter for letter in name if not _is_seen(letter)})
    if unseen:
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in unseen[:SHOWN_AT_MOST])
        message = f"has characters that nobody can see ({codes}): leave them out"
        raise NameUnreadable(message)
    if not any(letter.isalnum() for letter in name):
        message = "has neither a letter nor a digit: send a name that people can read"
        raise NameUnreadable(message)
    return name


def printable(text: str) -> str:
    r"""Return text with its line ends, and a mark in place of every other unprintable character.

    For terminals and printers, which obey control characters, and for stored text that an older
    version may have accepted.

    >>> printable("A\x1b[31m\u202eB")
    'A\ufffd[31m\ufffdB'
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter in "\n\t" or letter.isprintable() or _is_space(letter) else "\ufffd"
        for letter in text
    )


def _is_space(letter: str) -> bool:
    return unicodedata.category(letter) == "Zs"


def _separates(letter: str) -> bool:
    is_dash = letter == _MINUS or unicodedata.category(letter) == _DASHES
    return is_dash or letter.isspace() or unicodedata.category(letter) == _INVISIBLE


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _UNSEEN and letter not in _BLANK
