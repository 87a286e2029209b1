"""What there is to be seen on an outlet's day, in sentences, for whoever does not see it."""

from collections import Counter as Tally

from sim.diary import NONE
from sim.explorer.outlet.day import OutletDay, length_ms
from sim.explorer.outlet.figures import DayFigures, figures_of
from sim.explorer.outlet.flow import DayFlow, waits_ms
from sim.explorer.outlet.line import LineBand
from sim.explorer.outlet.words import PURPOSE_WORDS, clock, counted, minutes

FEWEST = 20
FEW_SAID = "Of fewer than 20 days, the band is from the shortest to the longest line."


def flow_said(day: OutletDay, flow: DayFlow) -> str:
    """Say how many came, and that the area between the curves is the waiting."""
    joined = [one for one in day.visits if one.has_joined]
    if not joined:
        return "Nobody stood in line on this day."
    area, sums = minutes(flow.waiting_ms), minutes(waits_ms(day))
    at_once = sum(one.wait_ms == 0 for one in joined)
    carried = sum(one.arrived_ms < day.begins_ms for one in joined)
    before = f" ({carried} of them were there at midnight)" if carried else ""
    return (
        f"{counted(len(joined), 'person', 'persons')} joined the line or were called at once"
        f"{before}: {at_once} at once. The area between those who joined and those who were called "
        f"is {area} person-minutes, which is the sum of their {len(joined):,} waits ({sums} min); "
        f"that between called and left is {minutes(flow.serving_ms)} person-minutes at counters."
    )


def gantt_said(day: OutletDay) -> str:
    """Say whom the counters served, and what kept them from it."""
    served = Tally(visit.purpose for one in day.counters for visit, _ in one.bars)
    if not served:
        return f"No counter served anybody on this day. {_kept_from(day)}".strip()
    kinds = ", ".join(
        f"{PURPOSE_WORDS[purpose]} {count}" for purpose, count in served.most_common()
    )
    busiest = max(day.counters, key=lambda one: len(one.bars))
    most = f" Counter {busiest.number + 1} did so most often, {len(busiest.bars)} times."
    figures = figures_of(day)
    return (
        f"{counted(len(day.counters), 'counter')} served {counted(served.total(), 'time')}: "
        f"{kinds}.{most if len(day.counters) > 1 else ''} {closing_said(day)} "
        f"{overtime_said(figures)} {_kept_from(day)}"
    ).strip()


def line_said(day: OutletDay, flow: DayFlow, band: LineBand | None) -> str:
    """Say when the line was longest, and what is usual then."""
    most, at_ms = flow.longest
    if not most:
        own = "Nobody had to wait on this day."
    else:
        at = clock(at_ms - day.begins_ms)
        own = f"The line was longest at {at} with {counted(most, 'person', 'persons')}."
    if band is None:
        return f"{own} {closing_said(day)}"
    high = int(band.high.max())
    place = int(band.high.argmax())
    usual = (
        f"Over {_over(band)}, 95% of lines were at most {high} long at their longest, about "
        f"{clock(band.minutes[place] * 60_000)}, and the median then was {int(band.middle[place])}."
    )
    few = "" if band.cases >= FEWEST else f" {FEW_SAID}"
    none = f"Over {_over(band)}, in 95% of them nobody waited at any of the moments looked at."
    return f"{own} {usual if high else none}{few} {closing_said(day)}"


def _over(band: LineBand) -> str:
    days = counted(len(band.days), "such day")
    return f"{counted(band.cases, 'day')} ({days} in {counted(band.replications, 'replication')})"


def closing_said(day: OutletDay) -> str:
    """Say when doors opened and closed, and when the last one left."""
    if not day.open_times.opens_ms.size:
        return "The doors did not open on this day."
    opens = clock(int(day.open_times.opens_ms[0]) - day.begins_ms)
    closes = clock(day.closes_ms - day.begins_ms)
    left = [one.served_to_ms for one in day.visits if one.left_ms != NONE]
    last = f", and the last person left at {clock(max(left) - day.begins_ms)}" if left else ""
    return f"The doors opened at {opens} and closed at {closes}{last}."


def overtime_said(figures: DayFigures) -> str:
    """Say how much was served while no counter was staffed."""
    if not figures.overtime_ms:
        return "There was no overtime."
    return f"Overtime was {minutes(figures.overtime_ms)} counter-minutes."


def _kept_from(day: OutletDay) -> str:
    """Say what kept people from being served."""
    said = []
    if day.shut.opens_ms.size:
        said.append(f"Doors were shut without notice for {minutes(length_ms(day.shut))} min.")
    if day.link_down.opens_ms.size:
        said.append(f"The link was down for {minutes(length_ms(day.link_down))} min.")
    down = {one.number + 1: length_ms(one.down) for one in day.counters if length_ms(one.down)}
    said += [
        f"Counter {number} was out of order for {minutes(length)} min."
        for number, length in down.items()
    ]
    return " ".join(said)
