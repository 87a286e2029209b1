"""Telephones: the texts to each number and from it, in the order in which they really came."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select

from service.domain.sms import PHONE_FORM, parts_of
from service.domain.typed import parse_phone
from service.json_reader import JsonError, read_json
from service.store.messages import MESSAGE, WAITING
from service.testing.state import State

FEN_A_PART = 10
"""What a part of a text costs, unless the page is asked with another price. Assumption."""
FEN_A_PART_MAX = 10_000
_CLEARED = "console.texts cleared"

Direction = Literal["to the telephone", "from the telephone"]


@dataclass(frozen=True)
class TextLine:
    """A text on a telephone; `seq` is its request, if it came by one, else it has a message."""

    sent_s: float
    at: str
    direction: Direction
    words: str
    alphabet: str
    parts: int
    message_id: str = ""
    seq: int = 0
    status: int = 0

    @property
    def is_incoming(self) -> bool:
        """Return whether it came from the telephone."""
        return self.direction == "from the telephone"


@dataclass(frozen=True)
class Telephone:
    """A number, and its texts, the oldest first."""

    phone: str
    lines: Sequence[TextLine]

    @property
    def parts(self) -> int:
        """Return how many parts were sent to it, each of which is charged."""
        return sum(line.parts for line in self.lines if not line.is_incoming)


def telephones(state: State) -> list[Telephone]:
    """Return all telephones that had a text, the one with the newest first."""
    after_s = float(str(state.remembered.get(_CLEARED, 0.0)))
    lines: defaultdict[str, list[TextLine]] = defaultdict(list)
    for kept in state.texts.kept:
        lines[kept.shown["to"]].append(_sent(kept.sent_s, kept.shown))
    for phone, line in _spoken(state):
        lines[phone].append(line)
    found = [
        Telephone(phone, sorted(each, key=lambda line: line.sent_s))
        for phone, all_lines in lines.items()
        if (each := [line for line in all_lines if line.sent_s > after_s])
    ]
    return sorted(found, key=lambda one: one.lines[-1].sent_s, reverse=True)


def clear_telephones(state: State, now_s: float) -> None:
    """Let telephones show only what comes after a moment of `time.perf_counter`."""
    state.remembered[_CLEARED] = now_s


def waiting_texts(state: State) -> int:
    """Return how many texts wait to be sent."""
    query = select(func.count()).where(WAITING, MESSAGE.c.channel == "sms")
    with state.context.database.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def fen_a_part(text: str) -> int:
    """Return the price of a part that a person typed. Raise ValueError."""
    if not text:
        return FEN_A_PART
    if not text.isascii() or not text.isdecimal() or int(text) > FEN_A_PART_MAX:
        message = f"a part is to cost {text!r} fen: write a whole number, at most {FEN_A_PART_MAX}"
        raise ValueError(message)
    return int(text)


def _sent(sent_s: float, shown: Mapping[str, Any]) -> TextLine:
    return TextLine(
        sent_s,
        shown["at"],
        "to the telephone",
        shown["text"],
        shown["alphabet"],
        shown["parts"],
        message_id=shown["message_id"],
    )


def _spoken(state: State) -> list[tuple[str, TextLine]]:
    """Return what came by `POST /v1/texts`, and the replies in its answers."""
    found = []
    originals = dict(state.originals.requests.all())
    for one in state.records.requests:
        original = originals.get(one.seen.seq)
        if one.seen.route != "POST /v1/texts" or original is None:
            continue
        body, answer = _read(original.content), _read(original.answer.content)
        phone = _phone(body.get("phone"))
        if phone is None or one.seen.is_preview:
            continue
        text, reply = str(body.get("text", "")), answer.get("reply")
        came = _line("from the telephone", text, one.seen.began_s, one.shown)
        found.append((phone, came))
        if reply and not one.seen.is_replayed:
            went = _line("to the telephone", str(reply), one.seen.ended_s, one.shown)
            found.append((phone, went))
    return found


def _line(direction: Direction, words: str, sent_s: float, shown: Mapping[str, Any]) -> TextLine:
    parts = parts_of(words)
    return TextLine(
        *(sent_s, shown["at"], direction, words, parts.alphabet, parts.count),
        seq=shown["seq"],
        status=shown["status"],
    )


def _phone(typed: object) -> str | None:
    """Return a number in the form in which texts go to it; None if it is none."""
    phone = parse_phone(typed) if isinstance(typed, str) else ""
    return phone if re.fullmatch(PHONE_FORM, phone) else None


def _read(content: bytes) -> dict[str, Any]:
    try:
        found = read_json(content)
    except JsonError:
        return {}
    return found if isinstance(found, dict) else {}
