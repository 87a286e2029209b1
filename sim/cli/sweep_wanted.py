"""What a sweep is asked for: levers, design, its size and the metrics, with all that is wrong."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.files.findings import Finding
    from sim.files.sweep_points import PointReader
    from sim.scenario import Scenario
    from sim.study.sweep.designs import Design, DesignName, Lever

# As in sim.study.sweep.designs; a test holds them together.
DESIGNS: "tuple[DesignName, ...]" = ("grid", "one-at-a-time", "lhs", "morris", "sobol")
SIZES = {"lhs": "points", "morris": "trajectories", "sobol": "samples"}
POINTS_A_LEVER, TRAJECTORIES, SAMPLES = 10, 10, 64
ROWS_MOST = 20_000  # whose figures, of ten replications, are about a gigabyte


def size_wanted(name: str, sizes: dict[str, int | None]) -> int | None:
    """Return the size of a design, if one was chosen. Raise UsageError for one of another."""
    wanted = SIZES.get(name, "")
    for option, size in sizes.items():
        if size is not None and option != wanted:
            of = next(design for design, own in SIZES.items() if own == option)
            message = f"--{option} belongs to --design {of}, and this one is {name}"
            raise click.UsageError(message)
    size = sizes.get(wanted)
    if size and name == "sobol" and size & (size - 1):
        below = 1 << (size.bit_length() - 1)
        message = f"--samples is {size}, and must be a power of two, such as {below} or {2 * below}"
        raise click.UsageError(message)
    return size


def metrics_wanted(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics to show. Raise UsageError for names of none, all at once."""
    from difflib import get_close_matches

    from sim.measures import BY_NAME
    from sim.study.sweep.outcomes import USUAL_METRICS

    wrong = []
    for name in chosen:
        if name not in BY_NAME:
            close = get_close_matches(name, BY_NAME, n=1)
            hint = f"did you mean {close[0]}?" if close else "summary.csv of a run lists them all"
            wrong.append(f"--metric {name}: no metric of this name; {hint}")
    if wrong:
        raise click.UsageError("\n".join(wrong))
    return tuple(dict.fromkeys(chosen)) or USUAL_METRICS


def levers_wanted(
    reader: "PointReader", written: "Sequence[str]", name: "DesignName", wrong: "Sequence[str]"
) -> "tuple[Scenario, list[Lever]]":
    """Return the scenario that is varied, and its levers.

    Raise FileErrors, or UsageError where all levers are right, with all that is wrong: one wrong
    option hides no wrong value of another.
    """
    from sim.files.findings import FileErrors
    from sim.files.levers import read_levers
    from sim.files.scenario_file import read_scenario

    base = read_scenario(reader.file, reader.settings)
    levers, findings = read_levers(written, base, name)
    if findings or wrong:
        findings += reader.findings_of(levers, base)
    if findings:
        raise FileErrors([*findings, *(_finding(one) for one in wrong)])
    if wrong:
        raise click.UsageError("\n".join(wrong))
    return base, levers


def design_wanted(
    base: "Scenario", levers: "list[Lever]", wanted: "tuple[DesignName, int | None]"
) -> "Design":
    """Return the design. Raise UsageError if it is too large, FileErrors if it has no base."""
    from sim.files.levers import base_point
    from sim.study.sweep import designs

    name, size = wanted
    size, seed = size or _usual_size(name, len(levers)), base.run.seed
    rows = designs.rows_of(name, levers, size)
    if rows > ROWS_MOST:
        message = (
            f"{rows:,} points, and may be at most {ROWS_MOST:,}: fewer values, or --design lhs"
        )
        raise click.UsageError(message)
    if name == "grid":
        return designs.grid(levers)
    if name == "one-at-a-time":
        return designs.one_at_a_time(levers, base_point(levers, base))
    sampled = {"lhs": designs.latin_hypercube, "morris": designs.morris, "sobol": designs.sobol}
    return sampled[name](levers, size, seed)


def _usual_size(name: str, levers: int) -> int:
    return {"lhs": POINTS_A_LEVER * levers, "morris": TRAJECTORIES, "sobol": SAMPLES}.get(name, 1)


def _finding(message: str) -> "Finding":
    """Return what is wrong with an option as a finding beside those of levers."""
    from sim.files.findings import Finding

    option, colon, said = message.partition(": ")
    return Finding(option, 0, 0, "", said) if colon else Finding("options", 0, 0, "", message)
