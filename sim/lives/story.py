"""The words in which a life is written down, by hand or from a diary: moments, counts, visits.

A line of moments says when, and what happened then, by the names of the diary's columns; a line
of counts says how it ended, and what is not 0; a line of a visit says who came, for what and when,
at the counter or at an agent, there with fee and commission; a line of a trip where an agent went;
lines of a lot and of a text are of producers. What a story does not name has not happened:

    day 0 09:00 wish
    day 0 10:34 deposited, known
    CASHED_OUT: drafts 1, trips 2
    visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
    lot of 0, 80 kg: harvested day 0 06:00, SOLD day 1 06:00, paid 180: known 200, offer 160
    text to 0: sent day 1 05:30, heard day 1 05:32
    at agent 0: 5 out 100, came day 0 09:00, called day 0 09:00, SERVED day 0 09:01, 100 20
    trip of agent 0: left day 0 09:01, visit 0, swapped day 0 09:35 -100, back day 0 10:05

A story without a line of one of these says nothing of any of the kind.
"""

from collections.abc import Mapping

from sim.diary import (
    JOURNEY_COLUMNS,
    NONE,
    AgentEnding,
    AgentPurpose,
    Diary,
    Ending,
    JourneyOutcome,
    LotEnding,
    Purpose,
)
from sim.units import DAY_MS, MINUTE_MS, Ints

MOMENTS = tuple(name for name in JOURNEY_COLUMNS if name.endswith("_ms"))
COUNTS = (
    "fee_fen",
    "drafts",
    "drafts_redeemed",
    "trips",
    "trips_in_vain",
    "wrong_tries",
    "sms_sent",
)
KINDS = ("visit ", "at agent ", "trip of agent ", "lot ", "text ")
VISIT, AT_AGENT, TRIP, LOT, TEXT = KINDS

Told = dict[str, str]


def read(story: str) -> Told:
    """Return what a story says, by name.

    >>> read("day 0 09:00 wish, decided | UNDER_WAY: trips 2".replace(" | ", chr(10)))
    {'wish': 'day 0 09:00', 'decided': 'day 0 09:00', 'outcome': 'UNDER_WAY', 'trips': '2'}
    """
    told: Told = {}
    for line in map(str.strip, story.strip().splitlines()):
        kind = next((one for one in KINDS if line.startswith(one)), "")
        if kind:
            told[f"{kind}{_count(told, kind) + 1}"] = line.removeprefix(kind)
        elif line.startswith("day "):
            day, number, time, names = line.split(" ", 3)
            told |= dict.fromkeys(names.split(", "), f"{day} {number} {time}")
        elif line:
            told["outcome"], _, counts = line.partition(": ")
            told |= dict(one.split(" ") for one in filter(None, counts.split(", ")))
    return told


def tell(diary: Diary) -> Told:
    """Return what a diary of one wish, or none, says: as `read` does of a story."""
    told: Told = {}
    if diary.journeys["person"].size:
        page = {name: int(column[0]) for name, column in diary.journeys.items()}
        moments = {name.removesuffix("_ms"): page[name] for name in MOMENTS}
        told |= {name: clock(ms) for name, ms in moments.items() if ms != NONE}
        told["outcome"] = JourneyOutcome(page["outcome"]).name
        told |= {name: str(page[name]) for name in COUNTS if page[name]}
    for number, row in enumerate(_rows(diary.visits), start=1):
        told[f"{VISIT}{number}"] = _visit(row)
    for number, row in enumerate(_rows(diary.agent_visits), start=1):
        told[f"{AT_AGENT}{number}"] = _at_agent(row)
    for number, row in enumerate(_rows(diary.rebalances), start=1):
        told[f"{TRIP}{number}"] = _trip(row)
    for number, row in enumerate(_rows(diary.lots), start=1):
        told[f"{LOT}{number}"] = _lot(row)
    for number, row in enumerate(_rows(diary.price_texts), start=1):
        told[f"{TEXT}{number}"] = _price_text(row)
    return told


def _rows(table: Mapping[str, Ints]) -> list[dict[str, int]]:
    rows = zip(*(column.tolist() for column in table.values()), strict=True)
    return [dict(zip(table, row, strict=True)) for row in rows]


def differences(expected: Told, simulated: Told) -> tuple[tuple[str, str, str], ...]:
    """Return what differs, and how each story has it; "" where it has nothing of the kind."""
    names = list(dict.fromkeys([*expected, *simulated]))
    for kind in KINDS:
        if not _count(expected, kind):
            names = [name for name in names if not name.startswith(kind)]
    both = ((name, expected.get(name, ""), simulated.get(name, "")) for name in names)
    return tuple(one for one in both if one[1] != one[2])


def clock(moment_ms: int) -> str:
    """Return a moment as people read it; seconds only where there are any.

    >>> clock(121_500_000), clock(121_500_001)
    ('day 1 09:45', 'day 1 09:45:00.001')
    """
    day, of_day_ms = divmod(moment_ms, DAY_MS)
    minutes, ms = divmod(of_day_ms, MINUTE_MS)
    seconds = f":{ms // 1_000:02}.{ms % 1_000:03}" if ms else ""
    return f"day {day} {minutes // 60:02}:{minutes % 60:02}{seconds}"


def _visit(row: Mapping[str, int]) -> str:
    called = f"called {clock(row['called_ms'])}, " if row["called_ms"] != NONE else ""
    left = f" {clock(row['left_ms'])}" if row["left_ms"] != NONE else ""
    who = f"of {row['person']}, {Purpose(row['purpose']).name}"
    return f"{who}: came {clock(row['arrived_ms'])}, {called}{Ending(row['ending']).name}{left}"


def _lot(row: Mapping[str, int]) -> str:
    lot = f"of {row['producer']}, {row['kg']} kg: harvested {clock(row['harvested_ms'])}, "
    refused = f"refused {row['refused']}, " if row["refused"] else ""
    ended = f" {clock(row['ended_ms'])}" if row["ended_ms"] != NONE else ""
    lot += f"{refused}{LotEnding(row['ended_as']).name}{ended}"
    if row["price_fen"] == NONE:
        return lot
    return f"{lot}, paid {row['price_fen']}: known {row['known_fen']}, offer {row['offer_fen']}"


def _price_text(row: Mapping[str, int]) -> str:
    heard = f", heard {clock(row['heard_ms'])}" if row["heard_ms"] != NONE else ""
    return f"to {row['producer']}: sent {clock(row['sent_ms'])}{heard}"


def _at_agent(row: Mapping[str, int]) -> str:
    called = f"called {clock(row['called_ms'])}, " if row["called_ms"] != NONE else ""
    left = f" {clock(row['left_ms'])}" if row["left_ms"] != NONE else ""
    way = AgentPurpose(row["purpose"]).name.removeprefix("CASH_").lower()
    what = f"{row['agent']}: {row['person']} {way}"
    came = f"{row['amount_fen']}, came {clock(row['arrived_ms'])}"
    ended = f"{AgentEnding(row['ending']).name}{left}, {row['fee_fen']} {row['commission_fen']}"
    return f"{what} {came}, {called}{ended}"


def _trip(row: Mapping[str, int]) -> str:
    swapped, back = row["swapped_ms"], row["back_ms"]
    done = f"swapped {clock(swapped)} {row['float_fen']}" if swapped != NONE else "in vain"
    returned = f", back {clock(back)}" if back != NONE else ""
    visit = f", visit {row['visit']}" if row["visit"] != NONE else ""
    return f"{row['agent']}: left {clock(row['left_ms'])}{visit}, {done}{returned}"


def _count(told: Told, kind: str) -> int:
    return sum(name.startswith(kind) for name in told)
