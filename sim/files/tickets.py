"""Logs of tickets as CSV: columns found by name, every row read or reported with its number.

Columns are found by their own names, by usual ones, by those of offices and services in FIWARE's
QueueMonitor, or by what the user says. That data model itself is the state of a line, with the last
number that was issued: when each was, it does not say, so it is refused with a word of why.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sim.diary import NONE, Purpose
from sim.files.csv_source import Cell, Row, read_rows
from sim.files.findings import FileErrors, Finding
from sim.files.ticket_row import STAMPS, BadTicket, Ticket, purpose_named, read_ticket
from sim.files.wording import shortened
from sim.scenario.limits import DAYS_MAX
from sim.study.fit.tickets import TicketFate, TicketLog, unit_of
from sim.units import DAY_MS, MINUTE_MS, Ints

NAMES: dict[str, tuple[str, ...]] = {
    "issued": ("issued", "issuedat", "issuetime", "arrived", "arrivedat", "arrivaltime"),
    "called": ("called", "calledat", "calltime"),
    "ended": ("ended", "endedat", "endtime", "servedat"),
    "left": ("left", "leftat"),
    "no_show": ("noshow",),
    "counters": ("counters", "countersopen", "opencounters"),
    "outlet": ("outlet", "office", "officename", "branch"),
    "purpose": ("purpose", "servicename", "service", "serviceid"),
}
SHOWN_NAMES = 8
STATES = {"lastticketissued", "ticketserved", "ticketstoserve"}
OF_STATES = (
    "these are states of a line, as in FIWARE's QueueMonitor, and no tickets: they do not say when "
    "each number was issued, called and served; take the log of the ticket machine, a row a ticket"
)


@dataclass(frozen=True)
class TicketFormat:
    """How to read a log: columns by what they hold, several of them joined, and its time zone."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: ZoneInfo | None = None


def read_tickets(path: Path, form: TicketFormat) -> tuple[TicketLog, list[Finding]]:
    """Return the tickets of a log, and every row that cannot be used, which is left out.

    Raise FileErrors for what is no CSV, has no column for the moment of issue, or no good row.
    """
    heading, *rows = read_rows(path) or [()]
    source = str(path)
    where = _columns(heading, form, source)
    tickets, bad = [], []
    for row in rows:
        cells = {name: tuple(row[index] for index in found) for name, found in where.items()}
        try:
            tickets.append(read_ticket(cells, form.zone))
        except BadTicket as wrong:
            bad.append(_finding(wrong, cells, source))
    if not tickets:
        message = "has no row that can be used: write one for each ticket"
        raise FileErrors(bad or [Finding(source, 1, 1, "", message)])
    days = {one.stamps_ms["issued"] // DAY_MS for one in tickets}
    if max(days) - min(days) >= DAYS_MAX:
        message = f"goes over more than {DAYS_MAX:,} days: correct the year of its first or last"
        raise FileErrors([Finding(source, 0, 0, "issued", message)])
    used = {index for found in where.values() for index in found}
    unread = [cell.text for index, cell in enumerate(heading) if index not in used]
    return _log(tickets, len(rows), bad, _remarks(tickets, unread, where)), bad


def _finding(wrong: BadTicket, cells: Mapping[str, tuple[Cell, ...]], source: str) -> Finding:
    cell = cells[wrong.column][0]
    return Finding(source, cell.line, cell.column, wrong.column, wrong.message)


def _columns(heading: Row, form: TicketFormat, source: str) -> dict[str, list[int]]:
    """Return where each thing stands in a row. Raise FileErrors for a name that is not there."""
    names = [cell.text for cell in heading]
    simple = [re.sub(r"[\W_]", "", name).lower() for name in names]
    where = {
        what: [simple.index(next(one for one in usual if one in simple))]
        for what, usual in NAMES.items()
        if any(one in simple for one in usual)
    }
    findings = []
    for what, wanted in form.columns.items():
        findings += [
            Finding(source, 1, 1, what, f'no column "{shortened(name)}"; {_hint(name, names)}')
            for name in wanted
            if name not in names
        ]
        where[what] = [names.index(name) for name in wanted if name in names]
    if not findings and "issued" not in where:
        message = (
            OF_STATES
            if STATES & set(simple)
            else (
                f"no column has the moment of issue; {_hint('issued', names)}: "
                "name it with --column issued=NAME, or a date and a time with issued=DATE+TIME"
            )
        )
        findings.append(Finding(source, 1, 1, "issued", message))
    if findings:
        raise FileErrors(findings)
    return where


def _hint(name: str, names: Sequence[str]) -> str:
    if close := get_close_matches(name, names, n=1):
        return f"did you mean {close[0]}?"
    return f"there are {shortened(', '.join(names)) or 'none'}"


def _remarks(
    tickets: Sequence[Ticket], unread: Sequence[str], where: Mapping[str, list[int]]
) -> tuple[str, ...]:
    remarks = []
    if unread:
        remarks.append(f"columns that nothing reads: {shortened(', '.join(unread))}")
    unknown = Counter(
        one.purpose for one in tickets if one.purpose and purpose_named(one.purpose) is None
    )
    if unknown:
        shown = ", ".join(f"{name} ({count})" for name, count in unknown.most_common(SHOWN_NAMES))
        remarks.append(f"purposes that are taken as other business: {shortened(shown)}")
    if again := _again(tickets):
        remarks.append(
            f"{again} tickets have the outlet and all stamps of one before, to less than a minute: "
            "they count; if the file has rows twice, take those out"
        )
    without_end = sum(one.fate is TicketFate.END_UNKNOWN for one in tickets)
    if without_end and "no_show" not in where:
        remarks.append(
            f"{without_end} tickets were called and have no end: whether anybody came is not known "
            "without a column no_show, so they count as arrivals alone"
        )
    return tuple(remarks)


def _again(tickets: Sequence[Ticket]) -> int:
    """Return how many tickets that were served are as one before, whose stamps have seconds."""
    served = [
        (one.outlet, one.purpose, *one.stamps_ms.values())
        for one in tickets
        if one.fate is TicketFate.SERVED and any(at % MINUTE_MS for at in one.stamps_ms.values())
    ]
    return len(served) - len(set(served))


def _log(
    tickets: Sequence[Ticket], rows: int, bad: Sequence[Finding], remarks: tuple[str, ...]
) -> TicketLog:
    outlets = tuple(dict.fromkeys(one.outlet for one in tickets))
    number = {name: index for index, name in enumerate(outlets)}
    stamps = {name: _whole(one.stamps_ms.get(name, NONE) for one in tickets) for name in STAMPS}
    purposes = [purpose_named(one.purpose) or Purpose.OTHER for one in tickets]
    return TicketLog(
        outlets,
        _whole(number[one.outlet] for one in tickets),
        stamps["issued"],
        _whole(one.wait_ms for one in tickets),
        _whole(one.service_ms for one in tickets),
        _whole(one.fate for one in tickets),
        _whole(purposes),
        _whole(one.counters for one in tickets),
        unit_of(stamps["issued"], stamps["called"], stamps["left"]),
        unit_of(stamps["called"], stamps["ended"]),
        any(purpose_named(one.purpose) for one in tickets),
        rows,
        Counter(f"{one.key}: {_reason(one.message)}" for one in bad),
        remarks,
    )


def _reason(message: str) -> str:
    """Return a reason without the text of the cell, so that reasons can be counted."""
    return re.sub(r'^".*", and (?=must be)', "", message)


def _whole(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
