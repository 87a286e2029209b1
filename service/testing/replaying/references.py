"""References: what is secret in a request becomes a pointer to the answer that showed it.

What an answer showed first, and no request had said before, was made by the server: an id, a
number, a key, a code. Wherever a later request says it, a reference stands in its place, so that
the story can be told where other numbers are drawn, and tells nobody a number that is in use. What
the client made up, and is personal or secret, has a stand-in (`stand_ins`), the same for the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from service.domain.typed import compact
from service.testing.replaying.stand_ins import StandIns

LENGTH_MIN = 6
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[0-9:.]+Z)?")
_RUN = re.compile(r"[0-9](?:[0-9 -]*[0-9])?")
_NUMBER_AND_PASSWORD = re.compile(r"([0-9]{16})([0-9]{6})")
_RUN_MIN = 4
MARKS = frozenset({"$from", "$text", "$plain"})

Reference = dict[str, Any]


@dataclass
class References:
    """What answers showed so far, what requests said, and the stand-ins that were given."""

    stand_ins: StandIns = field(default_factory=StandIns)
    _shown: dict[str, Reference] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def said(self, value: object) -> None:
        """Note what a request said, before its answer is looked at."""
        self._said.update(compact(text) for _, text in _leaves(value, ""))

    def showed(self, place: int, answer: object) -> None:
        """Note what the answer to a request shows."""
        for pointer, text in _leaves(answer, ""):
            whole = compact(text)
            if _is_made(text, whole) and whole not in self._said:
                self._shown.setdefault(whole, {"$from": [place, pointer]})
            elif " " in text:
                for turn, run in enumerate(_runs(text)):
                    if run not in self._said and len(run) >= _RUN_MIN:
                        self._shown.setdefault(run, {"$from": [place, pointer, turn]})

    def of_text(self, text: str) -> Reference | None:
        """Return the reference that a text is, however it was typed; None if no answer showed it.

        >>> references = References()
        >>> references.showed(3, {"number": "2007 0101 0000 5726"})
        >>> references.of_text("2007010100005726")
        {'$from': [3, '/number']}
        """
        found = self._shown.get(compact(text)) if len(text) >= _RUN_MIN else None
        return dict(found) if found else None

    def shows(self, part: str) -> bool:
        """Return whether an answer showed a text with this part, such as the id of an API key."""
        return any(part in whole for whole in self._shown)

    def hidden(self, value: object, name: str = "", *, is_refused: bool = False) -> Any:  # noqa: ANN401 - whatever JSON it is
        """Return a value of a body without its secrets; `name` is the name under which it stands.

        Of what was refused for its form, a stand-in has a wrong form, too.
        """
        match value:
            case dict():
                return self._of_object(value, name, is_refused=is_refused)
            case list():
                return [self.hidden(inner, name, is_refused=is_refused) for inner in value]
            case str() if (found := self.of_text(value)) is not None:
                return found
            case str() if name == "text":
                return self._of_message(value, is_refused=is_refused)
            case str():
                return self.stand_ins.of(name, value, is_refused=is_refused)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return 0 if is_number and self.stand_ins.is_secret(name) else value

    def in_path(self, path: str) -> Any:  # noqa: ANN401 - a text or a reference
        """Return a path, with references for the ids in it."""
        parts: list[Any] = []
        for segment in re.split("(/)", path):
            found = self.of_text(segment)
            parts.append(found or self.stand_ins.of("", segment, is_refused=False))
        return _joined(parts)

    def _of_object(self, value: dict[str, Any], name: str, *, is_refused: bool) -> Any:  # noqa: ANN401 - as above
        of_person = name in {"sender", "recipient"}
        hidden = {
            key: self.hidden(inner, f"person.{key}" if of_person else key, is_refused=is_refused)
            for key, inner in value.items()
        }
        return {"$plain": hidden} if MARKS & value.keys() else hidden

    def _of_message(self, text: str, *, is_refused: bool) -> Any:  # noqa: ANN401 - as above
        """Return a text message, with references for the numbers, codes and words in it."""
        parts: list[Any] = []
        end = 0
        for run in _RUN.finditer(text):
            parts.append(text[end : run.start()])
            parts += self._of_run(run[0], is_refused=is_refused)
            end = run.end()
        return _joined([*parts, text[end:]])

    def _of_run(self, run: str, *, is_refused: bool) -> list[Any]:
        digits = compact(run)
        found = self.of_text(digits)
        if found is not None:
            return [found]
        both = _NUMBER_AND_PASSWORD.fullmatch(digits)
        if both is not None:
            number = self.hidden(both[1], "number", is_refused=is_refused)
            return [number, " ", self.hidden(both[2], "password", is_refused=is_refused)]
        if len(digits) < _RUN_MIN:
            return [run]
        kind = {16: "number", 6: "password"}.get(len(digits), "code")
        return [self.hidden(digits, kind, is_refused=is_refused)]


def _joined(parts: list[Any]) -> Any:  # noqa: ANN401 - a text or a reference
    """Return parts as one text, as one reference, or as what is made of several."""
    joined: list[Any] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if len(joined) > 1:
        return {"$text": joined}
    return joined[0] if joined else ""


def _is_made(text: str, whole: str) -> bool:
    """Return whether a text may be an id, a number, a key or a code that the server made."""
    is_one_word = " " not in text or whole.isdigit()
    has_digit = any(letter.isdigit() for letter in whole)
    return is_one_word and len(whole) >= LENGTH_MIN and has_digit and not _MOMENT.fullmatch(text)


def _runs(text: str) -> list[str]:
    return [compact(run) for run in _RUN.findall(text)]


def digits_in(text: str, turn: int) -> str | None:
    """Return a run of digits of a text by its place from 0, as references count them.

    >>> digits_in("Your code is 123 456 until 10:00", 0)
    '123456'
    """
    runs = _runs(text)
    return runs[turn] if 0 <= turn < len(runs) else None


def _leaves(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a value with their JSON pointers. Source: RFC 6901."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from _leaves(inner, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
        case list():
            for place, inner in enumerate(value):
                yield from _leaves(inner, f"{pointer}/{place}")
        case str():
            yield pointer, value
