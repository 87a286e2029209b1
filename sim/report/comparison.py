"""What a report says of a comparison: each difference in words, and in a table with intervals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import polars as pl

from sim.comparison import MOST_REPLICATIONS, PairedDifference
from sim.measures import BY_NAME
from sim.report.bases import over_whom
from sim.report.parts import Cells, ReportTable, Verdicts, one_group
from sim.tables import cautions, chance, figure, pairing, signed, verdict

COLUMNS = (
    *("metric", "unit", "baseline", "alternative", "difference", "95% interval", "p (Holm)"),
    *("verdict", "over whom"),
)

KINDS: dict[str, set[str]] = {
    "settled, and different": {"higher", "lower"},
    "settled, and the same within 1%": {"same"},
    "open, it may be either": {"open"},
}


def differences_of(table: pl.DataFrame) -> list[PairedDifference]:
    """Return the differences of `comparison.csv`; what is empty there is not defined."""
    names = [field.name for field in fields(PairedDifference)]
    found = []
    for row in table.select(names).iter_rows(named=True):
        values: dict[str, Any] = {
            name: float("nan") if value is None else value for name, value in row.items()
        }
        found.append(PairedDifference(**values))
    return found


def by_alternative(
    differences: Sequence[PairedDifference],
) -> dict[str, list[PairedDifference]]:
    """Return the differences of each alternative, in the order in which they were named."""
    found: dict[str, list[PairedDifference]] = {}
    for one in differences:
        found.setdefault(one.alternative, []).append(one)
    return found


def differences_table(rows: Sequence[PairedDifference], name: str) -> ReportTable:
    """Return the table of one alternative."""
    cells: list[Cells] = [
        (
            one.metric,
            one.unit,
            figure(one.baseline_mean),
            figure(one.alternative_mean),
            signed(one.mean),
            _interval(one) or "none",
            chance(one.p_holm) or "none",
            verdict(one),
            BY_NAME[one.metric].basis if one.metric in BY_NAME else "",
        )
        for one in rows
        if one.verdict != "not defined"
    ]
    first = rows[0]
    caption = (
        f"{first.alternative} minus {first.baseline}: the same people, differences paired by "
        "replication"
    )
    return ReportTable(
        name,
        caption,
        COLUMNS,
        one_group(cells),
        figures=frozenset(range(2, 7)),
        notes=tuple(filter(None, (over_whom(row[-1] for row in cells), pairing(rows)))),
    )


def verdicts_of(rows: Sequence[PairedDifference]) -> tuple[Verdicts, ...]:
    """Return in words what came of one alternative: settled, the same, open."""
    found = []
    for heading, wanted in KINDS.items():
        said = tuple(_sentence(one) for one in rows if one.verdict in wanted)
        if said:
            found.append(
                Verdicts(f"{rows[0].alternative} against {rows[0].baseline}: {heading}", said)
            )
    return tuple(found)


def _sentence(one: PairedDifference) -> str:
    """Return a difference as a sentence.

    The name of the metric comes first, so that a reader who listens hears what it is about.
    """
    what = BY_NAME[one.metric].said if one.metric in BY_NAME else ""
    name = f"{one.metric} ({what})" if what else one.metric
    by = f"{signed(one.mean)} {one.unit}, from {figure(one.baseline_mean)} to "
    by += figure(one.alternative_mean)
    if interval := _interval(one):
        by += f" (95% interval of the difference: {interval})"
    if one.verdict in {"higher", "lower"}:
        return f"{name} is {verdict(one)}: {by}."
    if one.verdict == "same":
        if not one.differing:
            return f"{name} differs in no replication: {figure(one.baseline_mean)} {one.unit}."
        return f"{name} is the same, within 1% of {figure(one.baseline_mean)} {one.unit}."
    return f"{name} is not settled: {by}. {_what_helps(one)}"


def _what_helps(one: PairedDifference) -> str:
    if one.replications <= 1:
        return "One replication has no interval: run more of them."
    if one.replications + one.more_replications >= MOST_REPLICATIONS:
        return f"Over {MOST_REPLICATIONS:,} replications would be needed, if it stays as it is."
    many = "replication" if one.more_replications == 1 else "replications"
    return f"{one.more_replications:,} more {many} would settle it, if it stays as it is."


def _interval(one: PairedDifference) -> str:
    low, high = signed(one.ci_low), signed(one.ci_high)
    return f"{low} to {high}" if figure(one.ci_low) else ""


def short_of(rows: Sequence[PairedDifference]) -> str:
    """Return in a sentence how much of a comparison is settled."""
    first = rows[0]
    verdicts = Counter(one.verdict for one in rows)
    counts = {
        "differ": verdicts["higher"] + verdicts["lower"],
        "are the same, within 1%": verdicts["same"],
        "are open": verdicts["open"],
        "are not defined": verdicts["not defined"],
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    runs = "replication" if first.replications == 1 else "replications"
    against = f"{first.alternative} against {first.baseline}"
    return f"{against}, by {first.replications} paired {runs}: of {len(rows)} figures {said}."


def cautions_of_comparison(differences: Sequence[PairedDifference]) -> Cells:
    """Return which intervals need care, and what had too few people to say anything."""
    found = []
    for name, rows in by_alternative(differences).items():
        found += [f"{name}: {line.removeprefix('* ')}" for line in cautions(rows)]
        if undefined := [one.metric for one in rows if one.verdict == "not defined"]:
            found.append(f"{name}: not defined in both scenarios: {', '.join(undefined)}.")
    return tuple(found)
