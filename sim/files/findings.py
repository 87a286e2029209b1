"""What is wrong with a file that a user wrote: every finding at once, each at its place."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong; `line` and `column` count from 1, 0 where there is no place."""

    source: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        """Return `file:line:col: key: what is wrong`."""
        place = f"{self.source}:{self.line}:{self.column}" if self.line else self.source
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class FileErrors(Exception):  # noqa: N818 - it holds several
    """All findings of one reading; the message has a line for each."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings in order of their place."""
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(map(str, self.findings)))
