"""What is wrong with a file that a user wrote: every finding at once, each with its location."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_AT_MOST = 200


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong; `line` and `column` count from 1, 0 where there is no location."""

    source: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        """Return `file:line:col: key: what is wrong`."""
        location = f"{self.source}:{self.line}:{self.column}" if self.line else self.source
        parts = (location, self.key, self.message) if self.key else (location, self.message)
        return _printable(": ".join(parts))


def _printable(text: str) -> str:
    """Return a text that moves no terminal's cursor: what is not shown is written out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode()
        for sign in text
    )


def shown(findings: Sequence[Finding]) -> list[str]:
    """Return what to print of some findings: a line each, the first ones if they are very many."""
    lines = [str(finding) for finding in findings[:SHOWN_AT_MOST]]
    if more := len(findings) - len(lines):
        lines.append(f"and {more} more: mend these first")
    return lines


class FileErrors(Exception):  # noqa: N818 - it holds several
    """All findings of one reading; the message has a line for each."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings in order of their location."""
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(shown(self.findings)))
