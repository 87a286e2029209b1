"""What a report is made of: tables, pictures, and the answer of each folder, ready to be written.

All of it is text; the templates escape it and add nothing of their own but headings.
"""

from dataclasses import dataclass

Cells = tuple[str, ...]
SHORT_ROWS = 20


@dataclass(frozen=True)
class RowGroup:
    """Rows of a table under a heading of their own, which may be empty."""

    heading: str
    rows: tuple[Cells, ...]


@dataclass(frozen=True)
class ReportTable:
    """A table: the first cell of each row is its header, and columns in `figures` are numbers."""

    name: str
    caption: str
    columns: Cells
    groups: tuple[RowGroup, ...]
    figures: frozenset[int] = frozenset()
    notes: Cells = ()

    @property
    def is_short(self) -> bool:
        """Whether it is kept on one page of paper."""
        return sum(len(group.rows) for group in self.groups) <= SHORT_ROWS

    @property
    def has_rows(self) -> bool:
        """Whether there is anything in it."""
        return any(group.rows for group in self.groups)


@dataclass(frozen=True)
class ReportPicture:
    """A picture as a data URI, with its title, what it shows, and the table of its figures.

    A tall one may have a page of paper to itself.
    """

    name: str
    title: str
    said: str
    source: str
    table: ReportTable | None = None
    is_tall: bool = False


@dataclass(frozen=True)
class Verdicts:
    """Sentences about differences that have come to the same: settled, the same, or open."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class StressItem:
    """A heading of STRESS-DES with what this study has to say under it."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True)
class FileShown:
    """A file of the results as it stands, such as a scenario."""

    heading: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """All that the report says of one folder of results."""

    name: str
    heading: str
    questions: Cells
    short: Cells
    command: str
    verdicts: tuple[Verdicts, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    levers: tuple[ReportTable, ...] = ()
    pictures: tuple[ReportPicture, ...] = ()
    warnings: Cells = ()
    stress: tuple[StressItem, ...] = ()
    manifest: ReportTable | None = None
    appendix: tuple[ReportTable, ...] = ()
    listings: tuple[FileShown, ...] = ()
    changes_heading: str = "What was changed"
    care_heading: str = "What to be careful of"


def one_group(rows: list[Cells]) -> tuple[RowGroup, ...]:
    """Return rows that need no headings between them."""
    return (RowGroup("", tuple(rows)),)
