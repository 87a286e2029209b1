"""A report: one HTML file with the question, the answer, and all that it takes to repeat it.

It opens from disk and loads nothing: style and pictures are in the file, and there are no scripts.
The same results give the same bytes, wherever they lie.
"""

from collections.abc import Sequence
from pathlib import Path

from sim.report.answers import answer_of, faults_of_manifest
from sim.report.page import GENERATOR, page

__all__ = ["faults_of_manifest", "is_report", "report"]

HEAD_CHARACTERS = 4_000


def report(folders: Sequence[Path], *, with_pictures: bool = True) -> str:
    """Return the report of folders that have no faults, in their order."""
    answers = [
        answer_of(folder, f"result-{number}", with_pictures=with_pictures)
        for number, folder in enumerate(folders, 1)
    ]
    return page(answers)


def is_report(path: Path) -> bool:
    """Return whether a file is a report, which another may replace."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return f'<meta name="generator" content="{GENERATOR}' in file.read(HEAD_CHARACTERS)
