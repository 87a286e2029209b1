"""A gym for matchers: a book, a bank's file of it with planted differences, and what was planted.

`exercise` makes one from a seed; `outside_csv` writes the bank's file (our book is a file of
`service.documents.book_file`), `planted_csv` what a matcher has to find; `score` compares that with
what it found. Nothing in it is of a real bank; how often what goes wrong is drawn evenly
(assumption).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.call import Entropy
from service.clock import date_of
from service.documents.book_file import FOUND_COLUMNS, as_csv
from service.documents.outside_file import OutsideForm
from service.domain.reconciliation import (
    Expected,
    OutsideDifferenceKind,
    OutsideLine,
    OwnLine,
)
from service.money import yuan

GYM_FORM = OutsideForm(
    at="Booked",
    amount="Amount",
    reference="Reference",
    delimiter=";",
    decimal=",",
    date_form="%d.%m.%Y",
)
_HEADER = ("Booked", "Text", "Reference", "Amount")
_VERBS = (("withdrawal", -1, "PAID OUT"), ("payout", -1, "SELLER"), ("settlement", 1, "POST"))
_ROUND_YUAN = (20, 50, 100, 175, 200, 500)
"""Amounts that many lines share, so that an amount alone says little."""
_APART_MAX = 1
_FAR_DAYS = 4


@dataclass(frozen=True)
class Planted:
    """A difference that was planted: its kind, and the key of our line, or a foreign reference."""

    kind: OutsideDifferenceKind
    reference: str
    row: int | None


@dataclass(frozen=True)
class Exercise:
    """What a matcher gets, and what it is to find."""

    own: tuple[OwnLine, ...]
    outside: tuple[OutsideLine, ...]
    planted: tuple[Planted, ...]
    expected: Expected


@dataclass(frozen=True)
class KindScore:
    """How a matcher did with a kind of differences; `wrong` is what it named, and is none."""

    kind: str
    planted: int
    found: int
    wrong: int


def exercise(
    seed: str, line_count: int, difference_count: int, first_day: int, days: int = 5
) -> Exercise:
    """Return an exercise that the seed settles. Raise ValueError for more differences than lines.

    Kinds are planted in equal numbers, each in a line of its own.
    """
    if not 0 <= difference_count <= line_count:
        message = f"differences are {difference_count}, and each needs one of {line_count} lines"
        raise ValueError(message)
    chance = Entropy(seed.encode())
    own = tuple(
        sorted(
            (_own_line(chance, place, first_day, days) for place in range(line_count)),
            key=lambda line: (line.day, line.key),
        )
    )
    chosen = sorted(
        range(line_count), key=lambda place: chance.integer(f"chosen {place}", 1 << 64)
    )[:difference_count]
    kinds = tuple(OutsideDifferenceKind)
    kind_at = {place: kinds[turn % len(kinds)] for turn, place in enumerate(chosen)}
    drafts: list[tuple[OutsideLine, OutsideDifferenceKind | None, str]] = []
    planted: list[Planted] = []
    for place, line in enumerate(own):
        kind = kind_at.get(place)
        if kind is OutsideDifferenceKind.MISSING:
            planted.append(Planted(kind, line.key, None))
        else:
            drafts += _rows_of(_Chance(chance, place), line, kind)
    drafts.sort(key=lambda draft: draft[0].day)
    rows = []
    for row, (booked, kind, key) in enumerate(drafts, start=2):
        rows.append(_with(booked, row=row))
        if kind:
            planted.append(Planted(kind, key, row))
    expected = Expected(first_day, first_day + days - 1, _APART_MAX)
    return Exercise(own, tuple(rows), tuple(planted), expected)


def outside_csv(one: Exercise) -> str:
    """Return the bank's file, in the form of `GYM_FORM`."""
    return as_csv(
        _HEADER,
        (
            (
                ".".join(reversed(date_of(line.day).split("-"))),
                line.text,
                line.reference,
                yuan(line.amount_fen).replace(".", ","),
            )
            for line in one.outside
        ),
        GYM_FORM.delimiter,
    )


def planted_csv(planted: Iterable[Planted]) -> str:
    """Return what was planted as a file, in the form in which a matcher writes what it found."""
    return as_csv(FOUND_COLUMNS, ((one.kind, one.reference, one.row or "") for one in planted))


def score(
    planted: Sequence[tuple[str, str]], found: Sequence[tuple[str, str]]
) -> tuple[KindScore, ...]:
    """Return for each kind how many of those planted were found, and how many are none.

    A reference may be a whole key or what stands after its colon. What is named twice counts once
    as found, and the second time as wrong.
    """
    wanted = Counter((kind, _part(reference)) for kind, reference in planted)
    named = Counter((kind, _part(reference)) for kind, reference in found)
    hits, misses = wanted & named, named - wanted
    return tuple(
        KindScore(kind, _of(wanted, kind), _of(hits, kind), _of(misses, kind))
        for kind in OutsideDifferenceKind
    )


@dataclass(frozen=True)
class _Chance:
    entropy: Entropy
    place: int

    def upto(self, purpose: str, limit: int) -> int:
        return self.entropy.integer(f"{purpose} {self.place}", limit)


def _own_line(entropy: Entropy, place: int, first_day: int, days: int) -> OwnLine:
    chance = _Chance(entropy, place)
    noun, sign, _ = _VERBS[chance.upto("verb", len(_VERBS))]
    is_round = chance.upto("round", 3) > 0
    amount_fen = (
        _ROUND_YUAN[chance.upto("yuan", len(_ROUND_YUAN))] * 100
        if is_round
        else 1 + chance.upto("fen", 500_000)
    )
    key = f"{noun}:{chance.upto('id', 1 << 128):032x}"
    return OwnLine(key, sign * amount_fen, first_day + chance.upto("day", days))


def _rows_of(
    chance: _Chance, line: OwnLine, kind: OutsideDifferenceKind | None
) -> list[tuple[OutsideLine, OutsideDifferenceKind | None, str]]:
    """Return the rows of a bank for a line of ours, with what is planted in each."""
    noun, _, part = line.key.partition(":")
    text = next(words for name, _, words in _VERBS if name == noun)
    reference = line.key if chance.upto("whole", 2) else part
    day = line.day + chance.upto("booked", _APART_MAX + 1)
    usual = OutsideLine(0, reference, line.amount_fen, day, text)
    if kind is OutsideDifferenceKind.AMOUNT_DIFFERS:
        return [(_with(usual, amount_fen=_other_amount(chance, line.amount_fen)), kind, line.key)]
    far = _APART_MAX + 1 + chance.upto("far", _FAR_DAYS)
    if kind is OutsideDifferenceKind.LATE:
        return [(_with(usual, day=line.day + far), kind, line.key)]
    if kind is OutsideDifferenceKind.EARLY:
        return [(_with(usual, day=line.day - far), kind, line.key)]
    if kind is OutsideDifferenceKind.DOUBLED:
        again = _with(usual, day=day + chance.upto("again", 3))
        return [(usual, None, ""), (again, kind, line.key)]
    if kind is OutsideDifferenceKind.EXTRA:
        foreign = f"{chance.upto('foreign', 1 << 128):032x}"
        return [(usual, None, ""), (_with(usual, reference=foreign), kind, foreign)]
    return [(usual, None, "")]


def _with(line: OutsideLine, **changed: object) -> OutsideLine:
    return OutsideLine(**(vars(line) | changed))


def _other_amount(chance: _Chance, amount_fen: int) -> int:
    """Return what people make of an amount: a fen off, a digit too many, two digits swapped."""
    digits = str(abs(amount_fen))
    swapped = int(digits[1] + digits[0] + digits[2:]) if len(digits) > 1 else 0
    tried = (abs(amount_fen) + 1, abs(amount_fen) * 10, swapped)[chance.upto("wrong", 3)]
    other = tried if tried not in {0, abs(amount_fen)} else abs(amount_fen) + 1
    return other if amount_fen > 0 else -other


def _part(reference: str) -> str:
    return reference.rpartition(":")[2]


def _of(counts: Counter[tuple[str, str]], kind: str) -> int:
    return sum(count for (named, _), count in counts.items() if named == kind)
