"""What is refused about the books: proofs of days, trails, files from outside, lists by time."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class DayNotProven(Refusal):
    """The day was closed by a version that made no proofs, and no day was closed since."""

    day: str
    code = "day_not_proven"
    says = (
        "{day} was closed before there were proofs, and gets its own when a day is closed next: "
        "close the next day first"
    )


@dataclass(eq=False)
class LineNotOfDay(Refusal):
    """The line is unknown, or belongs to the proof of another day or to none yet."""

    day: str
    code = "line_not_of_day"
    says = (
        "the proof of {day} has no such line: name the book and the key as a statement shows it, "
        "and the day with which a trail says that it was closed"
    )


@dataclass(eq=False)
class TrailUnknown(Refusal):
    """There is nothing of that kind and id, or it is somebody else's."""

    kind: str
    code = "trail_unknown"
    says = (
        "there is no {kind} of that id whose trail this key may see: send the id as an answer or "
        "a statement showed it, and ask with the key of whoever has it, or of an auditor"
    )


@dataclass(eq=False)
class OutsideFileUnreadable(Refusal):
    """The file is not written as was said; the faults are named row by row."""

    faults: str
    code = "outside_file_unreadable"
    says = "the file cannot be read as was said: {faults}"


@dataclass(eq=False)
class TooManyLines(Refusal):
    """So many lines are not compared at once."""

    limit: int
    code = "too_many_lines"
    says = "these days have more than {limit} lines on the account: compare fewer days at once"


@dataclass(eq=False)
class DaysInverted(Refusal):
    """The last day comes before the first."""

    first_date: str
    last_date: str
    code = "days_inverted"
    says = (
        "last_day is {last_date}, and first_day is {first_date}: the last is not before the first"
    )


@dataclass(eq=False)
class StretchInverted(Refusal):
    """A list is asked for a stretch of time that ends before it begins, or is empty."""

    code = "stretch_inverted"
    says = "from is not before until: send an earlier from, or a later until"
