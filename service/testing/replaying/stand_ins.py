"""Stand-ins for what a client made up and nobody else should read: the same for the same.

Each has the form of what it stands for, so that it is accepted, or refused, as that was.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from service.domain.refusals.base import Refusal
from service.domain.remittance import NUMBER_DIGITS, parse_number, remittance_number
from service.domain.typed import compact

WRONG = "?"
"""What no form allows."""
_PHONE_DIGITS = 8
_NUMBER = re.compile("[0-9]{16}")
_IDENTITY = re.compile("[0-9]{17}[0-9Xx]")
_PHONE = re.compile(r"\+[0-9]{10,}")


def _number(place: int, text: str) -> str:
    """Return a remittance number, mistyped if the one that it stands for is."""
    number = remittance_number(f"9{place:0{NUMBER_DIGITS - 2}}")
    try:
        parse_number(text)
    except Refusal:
        return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    return number


def _phone(place: int, text: str) -> str:
    digits = compact(text)
    return f"{digits[:-_PHONE_DIGITS]}{place:0{_PHONE_DIGITS}}"


def _code(place: int, text: str) -> str:
    return f"{place:0{len(compact(text))}}"


_MADE: dict[str, Callable[[int, str], str]] = {
    "number": _number,
    "numbers": _number,
    "password": lambda place, _text: f"{100_000 + place}",
    "identity": lambda place, _text: f"P{10_000_000 + place}",
    "phone": _phone,
    "code": _code,
    "url": lambda place, _text: f"http://127.0.0.1:9/receiver-{place}",
    "signature": lambda _place, _text: WRONG,
    "key": lambda _place, _text: WRONG,
    "person.name": lambda place, _text: f"Person {place}",
    "person.address": lambda place, _text: f"Address {place}",
    "person.phone": _phone,
}
"""How a stand-in is made by the name of what it stands for, from its place and that."""
_SAME = {"numbers": "number", "person.phone": "phone"}


@dataclass
class StandIns:
    """The stand-ins that were given, by what they stand for."""

    _given: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def is_secret(self, name: str) -> bool:
        """Return whether what stands under a name is not shown."""
        return name in _MADE

    def of(self, name: str, text: str, *, is_refused: bool) -> str:
        """Return the stand-in of a text under a name, or the text if it is for everybody.

        >>> stand_ins = StandIns()
        >>> stand_ins.of("identity", "11010519491231002X", is_refused=False)
        'P10000001'
        >>> stand_ins.of("title", "Maojian tea", is_refused=False)
        'Maojian tea'
        """
        kind = name if name in _MADE else _kind_of(text)
        if not kind:
            return text
        if is_refused:
            return WRONG
        kind = _SAME.get(kind, kind)
        standing = (kind, compact(text))
        if standing not in self._given:
            self._counts[kind] += 1
            self._given[standing] = _MADE[kind](self._counts[kind], text)
        return self._given[standing]


def _kind_of(text: str) -> str:
    """Return what a text is by its form alone, under whatever name; nothing if it is no secret."""
    plain = compact(text)
    forms = (("number", _NUMBER), ("identity", _IDENTITY), ("phone", _PHONE))
    return next((kind for kind, form in forms if form.fullmatch(plain)), "")
