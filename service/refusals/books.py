"""What the service refuses about files from outside."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


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
