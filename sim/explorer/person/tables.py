"""The tables of a person: each part of the journey, and each visit."""

from collections.abc import Sequence

from sim.explorer.person.found import PersonFound
from sim.explorer.person.phases import STEP_NAMES, phases_of
from sim.explorer.person.stays import Stay
from sim.explorer.person.twin import differences
from sim.explorer.person.words import signed_duration
from sim.report.parts import Cells, ReportTable, one_group
from sim.study.story import duration, moment


def journey_table(people: Sequence[tuple[str, PersonFound]]) -> ReportTable:
    """Return how long each part took, in one run or in two with the difference; and the sum."""
    stories = [found.told for _, found in people]
    if len(people) == 1:
        told = stories[0]
        rows: list[Cells] = [
            (STEP_NAMES[part.step], part.moment, duration(part.took_ms), phase.name)
            for phase, part in zip(phases_of(told), told.parts, strict=True)
        ]
        rows.append(("the sum of all parts", "", duration(told.whole_ms), ""))
        return ReportTable(
            "journey-table",
            "The parts of the journey",
            ("until", "at", "it took", "which belongs to"),
            one_group(rows),
            frozenset({2}),
        )
    rows = [
        (
            STEP_NAMES[one.step],
            duration(one.here_ms),
            duration(one.there_ms),
            signed_duration(one.longer_ms),
        )
        for one in differences(*stories)
    ]
    whole = [told.whole_ms for told in stories]
    rows.append(
        ("the sum of all parts", *map(duration, whole), signed_duration(whole[1] - whole[0]))
    )
    names = [name for name, _ in people]
    return ReportTable(
        "journey-table",
        f"The parts of both journeys, and how much longer they took in {names[1]}",
        ("until", f"it took in {names[0]}", f"in {names[1]}", "difference"),
        one_group(rows),
        frozenset({1, 2, 3}),
    )


def stays_table(stays: Sequence[tuple[str, PersonFound, Sequence[Stay]]]) -> ReportTable:
    """Return each visit with its wait and how it ended."""
    rows: list[Cells] = [
        (
            moment(one.arrived_ms, found.setting.first_day),
            name,
            one.purpose,
            duration(one.wait_ms),
            duration(one.left_ms - one.waited_to_ms),
            one.ending,
        )
        for name, found, of_run in stays
        for one in of_run
    ]
    return ReportTable(
        "stays-table",
        "Each visit",
        ("arrived", "run", "for", "in line", "at the counter", "how it ended"),
        one_group(rows),
        frozenset({3, 4}),
    )
