"""What is refused to those who look into the books: proofs of days, and trails."""

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
