"""One row of a log of tickets: its stamps, and what came of it; or why it cannot be used."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sim.diary import NONE, Purpose
from sim.files.csv_source import Cell
from sim.files.wording import shortened
from sim.scenario.limits import COUNTERS_MAX
from sim.study.fit.tickets import TicketFate
from sim.units import DAY_MS

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - local time, as in a scenario
ONE_MS = dt.timedelta(milliseconds=1)
# As spreadsheets write an hour of one digit.
SHORT_HOUR = re.compile(r"(?<=[T ])([0-9]:)")
STAMP = re.compile(r"(?:19|20)[0-9]{2}-?[0-9]{2}-?[0-9]{2}[T ].+")
COUNTERS = re.compile(r"[0-9]{1,4}")
YES = {"1", "y", "yes", "t", "true", "x"}
NO = {"", "0", "n", "no", "f", "false"}
PURPOSES = {
    "other": Purpose.OTHER,
    "deposit": Purpose.DEPOSIT,
    "pickup": Purpose.PICK_UP,
    "paper": Purpose.PAPER,
}
STAMPS = ("issued", "called", "ended", "left")


class BadTicket(Exception):  # noqa: N818 - it is caught at once, and becomes a finding
    """Why a row cannot be used; `column` is where."""

    def __init__(self, message: str, *, column: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True)
class Ticket:
    """What a row says: stamps of local time, durations, and what came of it."""

    outlet: str
    purpose: str
    stamps_ms: dict[str, int]
    wait_ms: int
    service_ms: int
    fate: TicketFate
    counters: int


@dataclass(frozen=True)
class _Moment:
    """A stamp: of local time since 1970, and of universal time where it has a zone."""

    local_ms: int
    universal_ms: int | None


def read_ticket(cells: Mapping[str, tuple[Cell, ...]], zone: ZoneInfo | None) -> Ticket:
    """Return what a row says, from the cells of each column. Raise BadTicket if it cannot be."""
    texts = {name: " ".join(one.text for one in parts).strip() for name, parts in cells.items()}
    moments = {name: _moment(name, texts[name], zone) for name in STAMPS if texts.get(name)}
    if "issued" not in moments:
        message = "empty: a ticket has a moment at which it was issued"
        raise BadTicket(message, column="issued")
    _check_zones(moments)
    fate = _fate(moments, no_show=_no_show(texts), has_ends="ended" in cells)
    until = "left" if fate is TicketFate.LEFT else "called"
    return Ticket(
        texts.get("outlet", ""),
        texts.get("purpose", ""),
        {name: moment.local_ms for name, moment in moments.items()},
        _between(moments, "issued", until),
        _between(moments, "called", "ended") if fate is TicketFate.SERVED else NONE,
        fate,
        _counters(texts.get("counters", "")),
    )


def purpose_named(text: str) -> Purpose | None:
    """Return a purpose by its name, whatever stands between its words; None for another.

    >>> purpose_named("Pick-up")
    <Purpose.PICK_UP: 2>
    """
    return PURPOSES.get(re.sub(r"[\W_]", "", text).lower())


def _moment(name: str, text: str, zone: ZoneInfo | None) -> _Moment:
    padded = SHORT_HOUR.sub(r"0\1", text, count=1)
    try:
        found = dt.datetime.fromisoformat(padded) if STAMP.fullmatch(padded) else None
    except ValueError:
        found = None
    if found is None:
        message = f'"{shortened(text)}", and must be a date and a time, such as 2007-11-05T08:30:00'
        raise BadTicket(message, column=name)
    if found.tzinfo is None:
        return _Moment((found - EPOCH) // ONE_MS, None)
    local = found.astimezone(zone) if zone else found
    universal = found.astimezone(dt.UTC).replace(tzinfo=None)
    return _Moment((local.replace(tzinfo=None) - EPOCH) // ONE_MS, (universal - EPOCH) // ONE_MS)


def _check_zones(moments: Mapping[str, _Moment]) -> None:
    zoned = {name: moment.universal_ms is not None for name, moment in moments.items()}
    for name, has_zone in zoned.items():
        if has_zone != zoned["issued"]:
            has, other = ("a zone", "none") if has_zone else ("no zone", "one")
            message = f"has {has}, and issued has {other}: write both alike"
            raise BadTicket(message, column=name)


def _between(moments: Mapping[str, _Moment], first: str, second: str) -> int:
    """Return the time between two stamps, NONE where one is missing. Raise BadTicket."""
    if first not in moments or second not in moments:
        return NONE
    begin, end = moments[first], moments[second]
    if begin.universal_ms is None or end.universal_ms is None:
        took_ms = end.local_ms - begin.local_ms
    else:
        took_ms = end.universal_ms - begin.universal_ms
    if took_ms < 0:
        message = f"before {first}: correct one of them"
        raise BadTicket(message, column=second)
    if took_ms > DAY_MS:
        message = f"more than a day after {first}: correct one of them"
        raise BadTicket(message, column=second)
    return took_ms


def _no_show(texts: Mapping[str, str]) -> bool | None:
    """Return whether nobody came when called; None if there is no such column."""
    if "no_show" not in texts:
        return None
    word = texts["no_show"].lower()
    if word in YES | NO:
        return word in YES
    message = f'"{shortened(texts["no_show"])}", and must be yes or no, true or false, 1 or 0'
    raise BadTicket(message, column="no_show")


def _fate(moments: Mapping[str, _Moment], *, no_show: bool | None, has_ends: bool) -> TicketFate:
    """Return what came of a ticket. Raise BadTicket where its columns contradict each other.

    Many machines write an end for a number that was called in vain too.
    """
    if "ended" in moments and "called" not in moments:
        message = "there, and called is not: who was served was called"
        raise BadTicket(message, column="ended")
    if "left" in moments and "ended" in moments:
        message = "there, and so is ended: one of them is wrong"
        raise BadTicket(message, column="left")
    if "left" in moments:
        return TicketFate.LEFT
    if no_show and "called" not in moments:
        message = "yes, and called is empty: who does not come was called"
        raise BadTicket(message, column="no_show")
    if "called" not in moments:
        return TicketFate.NOT_CALLED
    if no_show:
        return TicketFate.NO_SHOW
    if "ended" in moments or (no_show is False and not has_ends):
        return TicketFate.SERVED
    return TicketFate.END_UNKNOWN


def _counters(text: str) -> int:
    if not text:
        return NONE
    if not COUNTERS.fullmatch(text) or int(text) > COUNTERS_MAX:
        message = f'"{shortened(text)}", and must be a whole number up to {COUNTERS_MAX:,}'
        raise BadTicket(message, column="counters")
    return int(text)
