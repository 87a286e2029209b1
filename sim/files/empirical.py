"""The values of an empirical distribution: one column of a CSV, named where there are several."""

from difflib import get_close_matches
from pathlib import Path

from sim.files.csv_source import NUMBER, Cell, Row, read_rows
from sim.files.findings import FileErrors, Finding
from sim.files.wording import shortened
from sim.scenario.limits import VALUE_MAX


def read_values(path: Path, column: str = "") -> list[float]:
    """Return the only column of a CSV as numbers, or the named one.

    A first row that begins with a letter is its heading; a named column needs one. Raise FileErrors
    with every row that is not a number of 0 or more.
    """
    rows = read_rows(path)
    source = str(path)
    chosen = _column(rows, column, source)
    cells = [row[chosen] for row in rows]
    if cells and _is_heading(cells[0].text):
        del cells[0]
    findings = [
        Finding(source, cell.line, cell.column, column, wrong)
        for cell in cells
        if (wrong := _wrong(cell))
    ]
    if not cells:
        findings.append(Finding(source, 0, 0, column, "has no values: write one number a line"))
    if findings:
        raise FileErrors(findings)
    return [float(cell.text) for cell in cells]


def _column(rows: list[Row], wanted: str, source: str) -> int:
    """Return which column to read. Raise FileErrors if that is not clear."""
    heading = [cell.text for cell in rows[0]] if rows else []
    if wanted:
        if not any(map(_is_heading, heading)):
            wrong = "the first row names no columns, and a column that is named needs that"
        elif (times := heading.count(wanted)) > 1:
            wrong = f"stands {times} times in the first row: give one of them another name"
        elif not times:
            close = get_close_matches(wanted, heading, n=1)
            hint = (
                f"did you mean {close[0]}?"
                if close
                else f"there are {shortened(', '.join(heading))}"
            )
            wrong = f"no column has this name; {hint}"
        else:
            return heading.index(wanted)
        raise FileErrors([Finding(source, 1, 1, wanted, wrong)])
    if len(heading) > 1:
        name = next((text for text in reversed(heading) if _is_heading(text)), "minutes")
        message = (
            f"{len(heading)} columns, and must have one, or the parameter names the one to read, "
            f'such as column = "{shortened(name)}"; decimals are written with a point, 2.5 for 2,5'
        )
        raise FileErrors([Finding(source, rows[0][1].line, rows[0][1].column, "", message)])
    return 0


def _is_heading(text: str) -> bool:
    """Return whether a text is a name, and no number in another script or of another kind."""
    try:
        float(text)
    except ValueError:
        return text[:1].isalpha()
    return False


def _wrong(cell: Cell) -> str:
    """Return what is wrong with a value, or nothing."""
    if not NUMBER.fullmatch(cell.text):
        hint = ": write 2.5 for 2,5, and 8000 for 8,000" if "," in cell.text else ""
        return f'"{shortened(cell.text)}" is not a number{hint}'
    value = float(cell.text)
    if not 0 <= value <= VALUE_MAX:
        return f"{cell.text}, and must be from 0 to {VALUE_MAX:,}"
    return ""
