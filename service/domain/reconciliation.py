"""The lines of one account, compared with a file from outside: of a bank, or of a network.

`compare_with_outside` matches an `OutsideLine` by its reference with an `OwnLine`, or, where it has
none, by amount and day, and names each `OutsideDifference`. Amounts are fen, positive where the
account grows; days are days in Beijing.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class OutsideDifferenceKind(StrEnum):
    """How a file from outside can differ from our book."""

    MISSING = "missing"
    EXTRA = "extra"
    AMOUNT_DIFFERS = "amount_differs"
    LATE = "late"
    EARLY = "early"
    DOUBLED = "doubled"


@dataclass(frozen=True)
class OwnLine:
    """A line of our book; `key` is that of its transfer, such as `withdrawal:ID`."""

    key: str
    amount_fen: int
    day: int


@dataclass(frozen=True)
class OutsideLine:
    """A line of the file; `row` counts from 1, and `text` is the whole row as it stands there."""

    row: int
    reference: str
    amount_fen: int
    day: int
    text: str = ""


@dataclass(frozen=True)
class OutsideDifference:
    """What differs, with both lines, None where one is missing.

    `effect_fen` is by how much the file's sum differs from ours because of it.
    """

    kind: OutsideDifferenceKind
    own: OwnLine | None
    outside: OutsideLine | None

    @property
    def effect_fen(self) -> int:
        """Return what the difference adds to the file's sum."""
        if self.outside is None:
            return -_amount_fen(self.own)
        if self.kind in {OutsideDifferenceKind.EXTRA, OutsideDifferenceKind.DOUBLED}:
            return self.outside.amount_fen
        return self.outside.amount_fen - _amount_fen(self.own)


@dataclass(frozen=True)
class OutsideComparison:
    """All lines of a file, each matched or with its difference, and our lines that it lacks.

    `matched` are pairs that agree, `by_amount` of them without a reference. The sums are of our
    lines of the days asked for, and of all lines of the file; what explains their difference are
    the differences, and the lines of other days (`other_days_fen`) that the file has.
    """

    matched: tuple[tuple[OwnLine, OutsideLine], ...]
    by_amount: int
    differences: tuple[OutsideDifference, ...]
    own_fen: int
    outside_fen: int
    other_days_fen: int


AROUND_DAYS = 62
"""So many days before and after those expected, a line of the file is still found to be ours."""


@dataclass(frozen=True)
class Expected:
    """Which of our days the file is to have, both included, and how many days it may be off."""

    first_day: int
    last_day: int
    days_apart_max: int = 1

    def has(self, day: int) -> bool:
        """Return whether a day is one of these."""
        return self.first_day <= day <= self.last_day

    @property
    def around(self) -> tuple[int, int]:
        """Return the first and the last day of which our lines are to be given."""
        return self.first_day - AROUND_DAYS, self.last_day + AROUND_DAYS


_Pair = tuple[OwnLine, OutsideLine]


def compare_with_outside(
    own: Sequence[OwnLine], outside: Sequence[OutsideLine], expected: Expected
) -> OutsideComparison:
    """Match the lines of a file with ours, and name what differs, in the order of the file.

    Give our lines of the days around, too: what the file has of them is late, early or matched, and
    only what is of the days expected can be missing. Of several lines of the file with one
    reference, the best is compared and the others are doubled. Without references, what is late
    cannot be told from what is missing and extra.
    """
    by_reference = _by_reference(own)
    of_own: dict[str, list[OutsideLine]] = defaultdict(list)
    unreferenced, differences = [], []
    for line in outside:
        mine = by_reference.get(line.reference)
        if mine:
            of_own[mine.key].append(line)
        elif line.reference:
            differences.append(OutsideDifference(OutsideDifferenceKind.EXTRA, None, line))
        else:
            unreferenced.append(line)
    matched = []
    for mine in own:
        pairs, found = _judged(mine, of_own.get(mine.key, []), expected.days_apart_max)
        matched += pairs
        differences += found
    left = [mine for mine in own if mine.key not in of_own]
    paired, over = _by_amount(left, unreferenced, expected.days_apart_max)
    differences += _unexplained(over, paired)
    had = of_own.keys() | {mine.key for mine, _ in paired}
    differences += _missing((mine for mine in own if mine.key not in had), expected)
    pairs = [*matched, *paired]
    return OutsideComparison(
        matched=tuple(sorted(pairs, key=lambda pair: pair[1].row)),
        by_amount=len(paired),
        differences=tuple(sorted(differences, key=_place)),
        own_fen=sum(mine.amount_fen for mine in own if expected.has(mine.day)),
        outside_fen=sum(line.amount_fen for line in outside),
        other_days_fen=_other_days_fen(pairs, differences, expected),
    )


def _by_reference(own: Iterable[OwnLine]) -> Mapping[str, OwnLine]:
    """Return our lines by what a file may call them: the key, or what stands in it after the colon.

    A part that several keys have names none of them.
    """
    found: dict[str, OwnLine] = {}
    several = set()
    for mine in own:
        part = mine.key.partition(":")[2]
        if part in found:
            several.add(part)
        found[part] = mine
    whole = {mine.key: mine for mine in own}
    return {part: mine for part, mine in found.items() if part and part not in several} | whole


def _judged(
    mine: OwnLine, lines: Sequence[OutsideLine], days_apart_max: int
) -> tuple[list[_Pair], list[OutsideDifference]]:
    """Return the line that is ours if it agrees, and else how it differs; the rest is doubled."""
    if not lines:
        return [], []
    best, *others = sorted(
        lines,
        key=lambda line: (line.amount_fen != mine.amount_fen, abs(line.day - mine.day), line.row),
    )
    doubled = [OutsideDifference(OutsideDifferenceKind.DOUBLED, mine, line) for line in others]
    kind = _kind(mine, best, days_apart_max)
    if kind is None:
        return [(mine, best)], doubled
    return [], [OutsideDifference(kind, mine, best), *doubled]


def _kind(mine: OwnLine, line: OutsideLine, days_apart_max: int) -> OutsideDifferenceKind | None:
    if line.amount_fen != mine.amount_fen:
        return OutsideDifferenceKind.AMOUNT_DIFFERS
    if line.day > mine.day + days_apart_max:
        return OutsideDifferenceKind.LATE
    if line.day < mine.day - days_apart_max:
        return OutsideDifferenceKind.EARLY
    return None


def _by_amount(
    own: Iterable[OwnLine], outside: Iterable[OutsideLine], days_apart_max: int
) -> tuple[list[_Pair], list[OutsideLine]]:
    """Pair as many lines of one amount as their days allow, the earliest first."""
    mine_of: dict[int, list[OwnLine]] = defaultdict(list)
    theirs_of: dict[int, list[OutsideLine]] = defaultdict(list)
    for mine in sorted(own, key=lambda one: one.day):
        mine_of[mine.amount_fen].append(mine)
    for line in sorted(outside, key=lambda one: (one.day, one.row)):
        theirs_of[line.amount_fen].append(line)
    paired: list[_Pair] = []
    over: list[OutsideLine] = []
    for amount_fen, lines in theirs_of.items():
        mines = deque(mine_of[amount_fen])
        for line in lines:
            while mines and mines[0].day < line.day - days_apart_max:
                mines.popleft()
            if mines and mines[0].day <= line.day + days_apart_max:
                paired.append((mines.popleft(), line))
            else:
                over.append(line)
    return paired, over


def _unexplained(
    over: Iterable[OutsideLine], paired: Iterable[_Pair]
) -> Iterable[OutsideDifference]:
    """Name what nothing of ours explains: the same row once more, or one of something else."""
    first = {line.text: mine for mine, line in paired if line.text}
    for line in over:
        mine = first.get(line.text)
        kind = OutsideDifferenceKind.DOUBLED if mine else OutsideDifferenceKind.EXTRA
        yield OutsideDifference(kind, mine, line)


def _missing(left: Iterable[OwnLine], expected: Expected) -> Iterable[OutsideDifference]:
    """Name our lines that the file lacks, of the days that it is to have."""
    for mine in left:
        if expected.has(mine.day):
            yield OutsideDifference(OutsideDifferenceKind.MISSING, mine, None)


def _other_days_fen(
    pairs: Iterable[_Pair], differences: Iterable[OutsideDifference], expected: Expected
) -> int:
    compared = [mine for mine, _ in pairs] + [
        one.own
        for one in differences
        if one.own and one.outside and one.kind is not OutsideDifferenceKind.DOUBLED
    ]
    return sum(mine.amount_fen for mine in compared if not expected.has(mine.day))


def _place(difference: OutsideDifference) -> tuple[int, int, str]:
    """Return where a difference stands: by its row, and what is missing last, by its day."""
    if difference.outside:
        return (0, difference.outside.row, "")
    assert difference.own, "a difference is of a line"
    return (1, difference.own.day, difference.own.key)


def _amount_fen(mine: OwnLine | None) -> int:
    assert mine, "it is compared with a line of ours"
    return mine.amount_fen
