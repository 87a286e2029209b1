"""Something that a scenario asks for, beside how much of it there may be."""

import math
from dataclasses import dataclass

READABLE = 1e15


@dataclass(frozen=True)
class Demand:
    """Something that a scenario asks for: how much, how much there may be, and what to change."""

    what: str
    much: float
    most: float
    remedy: str

    @property
    def is_too_much(self) -> bool:
        """Return whether it is; what is not a number, as infinity times 0, is too much as well."""
        return not self.much <= self.most

    def __str__(self) -> str:
        """Say how much, what is allowed, and what to do."""
        much, most = _shown(self.much), _shown(self.most)
        return f"{self.what} would be about {much}, and may be at most {most}: {self.remedy}"


def _shown(number: float) -> str:
    if not math.isfinite(number):
        return "endless"
    return f"{number:,.0f}" if number < READABLE else f"{number:.2g}"
