"""Print the figures beside their yardsticks; a goal that is missed is said to be, in red."""

import argparse
import os
import platform
import statistics
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks import (
    bare_queue,
    bare_server,
    command,
    country,
    county,
    plugin,
    service,
    staffing,
    sweeping,
    trade,
    watched_run,
    worlds,
)
from service.vault import DEFAULT_COST, NO_SLOW_HASH
from sim.kernel import compile_engine

RUNS = 5
REPLICATIONS = 10  # of the compiled engine at a time: one is over in some 20 ms
START_GOAL_S = 0.5
COUNTY_GOAL_S = 60.0
EXPLAIN_GOALS_S = {"county": 1.0, "china-week": 10.0}
MEMORY_GOAL_MIB = 1_024.0
SIMPY_RATIO_GOAL = 0.5
MINIMAL_RATIO_GOAL = 50
CIW_RATIO_GOAL = 100
ENGINE_RATIO_GOAL = 50
SWEEP_RATIO_GOAL = 1.15
SWEEP_ROUNDS = 3
WATCHED_RATIO_GOAL = 1.05
WATCHED_ROUNDS = 5

COUNTRY_GOAL_S = 60.0
COUNTRY_MEMORY_GOAL_MIB = 4_096.0
LINEAR_GOAL = 1.25
STAFFING_GOAL = 0.1
COUNTRY_ROUNDS = 3
SHARES = (8, 4, 2, 1)
WEEKS = (1, 2, 4)

DEPOSIT_GOAL = 0.35
REDEMPTION_GOAL = 0.30
P99_GOAL_MS = 50.0
GROWTH_GOAL = 0.8
DRAFTS = 10_000_000
PARCELS = 1_250_000  # with eight scans each
LOOK_UP_GOAL_MS = 5.0
WORLD_GOAL_MS = 20.0
LIFE_GOAL_MS = 60.0

INSTALL_GOAL_MB = 150.0
SERVER_START_GOAL_S = 1.0

TABLE_BEGINS = "<!-- written by make performance: begin -->"
TABLE_ENDS = "<!-- written by make performance: end -->"


class Row(NamedTuple):
    """One figure, its goal, and whether it was reached; a yardstick has no goal."""

    what: str
    measured: str
    goal: str = ""
    reached: bool = True

    @property
    def verdict(self) -> str:
        """Return the goal, and that it was missed if it was: paper and pipes have no red."""
        return self.goal if self.reached else f"{self.goal}, missed"


def median(measure: Callable[[], float], runs: int = RUNS) -> float:
    """Return the median of several runs."""
    return statistics.median(measure() for _ in range(runs))


def bare_rows() -> Iterator[Row]:
    """Measure a bare M/M/3 by all engines, each run of ours right beside its peers."""
    rounds = [
        (
            bare_queue.our_visits_per_second("compiled", REPLICATIONS),
            bare_queue.our_visits_per_second("simpy"),
            bare_queue.minimal_visits_per_second(),
            bare_queue.ciw_visits_per_second(),
        )
        for _ in range(RUNS)
    ]
    names = ("compiled engine", "SimPy model", "minimal SimPy script", "Ciw")
    for name, rates in zip(names, zip(*rounds, strict=True), strict=True):
        yield Row(f"bare M/M/3, visits a second: {name}", f"{statistics.median(rates):,.0f}")
    for what, over, under, goal in (
        ("compiled engine over minimal SimPy", 0, 2, MINIMAL_RATIO_GOAL),
        ("compiled engine over Ciw", 0, 3, CIW_RATIO_GOAL),
        ("SimPy model over minimal SimPy", 1, 2, SIMPY_RATIO_GOAL),
    ):
        ratio = statistics.median(rates[over] / rates[under] for rates in rounds)
        yield Row(what, f"{ratio:.2f}" if ratio < 1 else f"{ratio:.0f}", f"{goal}", ratio >= goal)


def county_rows() -> Iterator[Row]:
    """Measure where the time of `county` goes on one core, by both engines."""
    told = county.seconds_by_part("simpy", RUNS)
    compiled = county.seconds_by_part("compiled", RUNS)
    for part in county.PARTS:
        figures = f"{1_000 * told[part]:.1f} / {1_000 * compiled[part]:.1f}"
        yield Row(f"county, {part}, ms: SimPy / compiled", figures)
    ratio = told["engine"] / compiled["engine"]
    goal = ENGINE_RATIO_GOAL
    yield Row("county, engine: compiled over SimPy", f"{ratio:.0f}", f"{goal}", ratio >= goal)
    whole = sum(told.values()) / sum(compiled.values())
    yield Row("county, the whole way: compiled over SimPy", f"{whole:.1f}")


def command_rows() -> Iterator[Row]:
    """Measure whole commands, as a user runs them."""
    start_s, county_s = median(command.start_s), median(command.county_s, 3)
    memory_mib = command.peak_memory_mib()
    yield Row(
        "wanghuiyi --help, s", f"{start_s:.2f}", f"under {START_GOAL_S}", start_s < START_GOAL_S
    )
    yield Row(
        "run county, 10 replications and plots, s",
        f"{county_s:.1f}",
        f"under {COUNTY_GOAL_S:.0f}",
        county_s < COUNTY_GOAL_S,
    )
    for name, goal_s in EXPLAIN_GOALS_S.items():
        explain_s = median(partial(command.explain_s, name), 3)
        yield Row(
            f"explain {name}, s", f"{explain_s:.2f}", f"under {goal_s:.0f}", explain_s < goal_s
        )
    yield Row(
        "largest process of all, MiB",
        f"{memory_mib:.0f}",
        f"under {MEMORY_GOAL_MIB:.0f}",
        memory_mib < MEMORY_GOAL_MIB,
    )


def sweep_rows() -> Iterator[Row]:
    """Measure a sweep beside its replications run alone."""
    rounds = [sweeping.sweep_s() / sweeping.alone_s() for _ in range(SWEEP_ROUNDS)]
    ratio, goal = statistics.median(rounds), f"under {SWEEP_RATIO_GOAL}"
    what = "sweep of 100 points of county over its 200 replications alone"
    yield Row(what, f"{ratio:.2f}", goal, ratio < SWEEP_RATIO_GOAL)


def watched_rows() -> Iterator[Row]:
    """Measure what it costs a run that its page stands open."""
    ratio = statistics.median(watched_run.ratios(WATCHED_ROUNDS))
    what = f"run of county, {watched_run.REPLICATIONS} replications: watched over alone"
    goal = f"under {WATCHED_RATIO_GOAL}"
    yield Row(what, f"{ratio:.2f}", goal, ratio < WATCHED_RATIO_GOAL)


def staffing_rows() -> Iterator[Row]:
    """Count the runs of `optimise county`, of 20 outlets by 4 staffings, and of enumeration."""
    runs = staffing.runs_of_county()
    yield Row("optimise county, runs: four plans for all outlets alike", f"{runs.all_alike}")
    share = runs.search / runs.by_class
    figures = f"{runs.search} / {runs.by_class}, {share:.3f}"
    goal = f"at most {STAFFING_GOAL}"
    yield Row("optimise county, runs: over all by class", figures, goal, share <= STAFFING_GOAL)


def country_rows() -> Iterator[Row]:
    """Measure the country for a week: the whole command, its growth, and where the time goes."""
    rounds = [{share: country.run(share) for share in SHARES} for _ in range(COUNTRY_ROUNDS)]
    s = {share: statistics.median(runs[share].seconds for runs in rounds) for share in SHARES}
    memory_mib = max(runs[1].memory_mib for runs in rounds)
    yield Row(
        "china-week with plots, s",
        f"{s[1]:.1f}",
        f"under {COUNTRY_GOAL_S:.0f}",
        s[1] < COUNTRY_GOAL_S,
    )
    yield Row(
        "china-week, all processes together, MiB",
        f"{memory_mib:.0f}",
        f"under {COUNTRY_MEMORY_GOAL_MIB:.0f}",
        memory_mib < COUNTRY_MEMORY_GOAL_MIB,
    )
    seconds = " / ".join(f"{each:.1f}" for each in s.values())
    yield Row("china-week, 1/8, 1/4, 1/2, all of the outlets, s", seconds)
    ratio = (s[1] - s[2]) / (1 - 1 / 2) / ((s[2] - s[8]) / (1 / 2 - 1 / 8))
    yield Row(
        "china-week, a further outlet beyond 1/2 over one below",
        f"{ratio:.2f}",
        f"under {LINEAR_GOAL}",
        ratio < LINEAR_GOAL,
    )
    weeks = [country.run(8, number, "--keep=summary", "--no-plots") for number in WEEKS]
    memory = " / ".join(f"{run.memory_mib:.0f}" for run in weeks)
    yield Row("1/8 of the country, summary of 1, 2, 4 weeks, MiB", memory)


def profile_rows() -> Iterator[Row]:
    """Measure where the time of a county of the country goes, and what would be the least."""
    found = country.profile()
    for part, ms in found.ms.items():
        yield Row(f"a county of china-week, {part}, ms", f"{ms:.2f}")
    yield Row("a county of china-week, visits", f"{found.visits:,.0f}")
    yield Row(
        "the least: its uniform numbers by the generator alone, ms", f"{found.generator_ms:.2f}"
    )
    yield Row("the least: its numbers from and to memory, ms", f"{found.memory_ms:.2f}")


def test_server_rows() -> Iterator[Row]:
    """Measure a test server beside the smallest that the same libraries allow."""
    found = bare_server.measured()
    for what, figure, goal, digits in (
        ("bare install without extras, MB", found.install_mb, INSTALL_GOAL_MB, 0),
        ("test server until it answers, s of processor", found.start_s, SERVER_START_GOAL_S, 2),
    ):
        yield Row(what, f"{figure:.{digits}f}", f"under {goal:.0f}", figure < goal)
    yield Row(
        "one table in Flask and SQLModel until it answers, s of processor",
        f"{found.minimal_start_s:.2f}",
    )
    yield Row("test server over one table in Flask and SQLModel", f"{found.start_ratio:.2f}")
    yield Row("reset of a test server on SQLite, over HTTP, ms", f"{found.reset_ms:.1f}")
    yield Row("drop_all and create_all of its tables, ms", f"{found.remake_ms:.1f}")
    yield Row("drop_all and create_all over reset", f"{found.remake_ms / found.reset_ms:.1f}")


def service_rows() -> Iterator[Row]:
    """Measure the service beside pgbench, without and with the cost of the password's hash."""
    for cost, name in ((NO_SLOW_HASH, "no slow hash"), (DEFAULT_COST, "usual hash")):
        found = service.measured(cost)
        yield Row(
            f"pgbench TPC-B, 8 clients, transactions a second ({name})", f"{found.yardstick:,.0f}"
        )
        for what, a_second, ratio, goal in (
            ("deposits", found.deposits, found.deposits_ratio, DEPOSIT_GOAL),
            ("redemptions", found.redemptions, found.redemptions_ratio, REDEMPTION_GOAL),
        ):
            yield Row(f"{what} a second over HTTP, {name}", f"{a_second:,.0f}")
            is_judged = cost == NO_SLOW_HASH
            yield Row(
                f"{what} over pgbench, {name}",
                f"{ratio:.3f}" if is_judged else f"{ratio:.2f}",
                f"{goal}" if is_judged else "",
                not is_judged or ratio >= goal,
            )
        for what, p99_ms in (
            ("deposits", found.deposits_p99_ms),
            ("redemptions", found.redemptions_p99_ms),
        ):
            yield Row(
                f"{what} at half the load, p99, ms, {name}",
                f"{p99_ms:.1f}",
                f"under {P99_GOAL_MS:.0f}",
                p99_ms < P99_GOAL_MS,
            )
    yield Row("a plain Flask hello, requests a second", f"{service.hello_a_second():,.0f}")


def trade_rows() -> Iterator[Row]:
    """Measure paid orders and scans beside pgbench."""
    found = trade.measured()
    yield Row("pgbench TPC-B, 8 clients, transactions a second (trade)", f"{found.yardstick:,.0f}")
    for what, a_second, ratio in (
        ("paid orders", found.paid_orders, found.paid_orders_ratio),
        ("scans", found.scans, found.scans_ratio),
    ):
        yield Row(f"{what} a second over HTTP", f"{a_second:,.0f}")
        yield Row(f"{what} over pgbench", f"{ratio:.2f}")
    yield Row("scans at half the load, p99, ms", f"{found.scans_p99_ms:.1f}")


def world_rows() -> Iterator[Row]:
    """Measure the worlds of a test server."""
    found = worlds.worlds()
    times = {"made": found.made_ms, "forked": found.forked_ms}
    for what, times_ms in {**times, "forked from a file": found.forked_from_default_ms}.items():
        p99_ms = worlds.p99(times_ms)
        goal = f"under {WORLD_GOAL_MS:g}"
        yield Row(f"a world {what}, p99, ms", f"{p99_ms:.1f}", goal, p99_ms < WORLD_GOAL_MS)
    life_ms = statistics.median(found.life_ms)
    yield Row(
        "fork, deposit, redemption, end of the fork, ms",
        f"{life_ms:.1f}",
        f"under {LIFE_GOAL_MS:g}",
        life_ms < LIFE_GOAL_MS,
    )
    yield Row(f"{worlds.WORLDS} forks, MiB", f"{found.worlds_mib:.0f}")
    tested = plugin.tests()
    for what, took_ms, goal_ms in (
        ("the plugin's world and the check of its books, ms", tested.world_ms, WORLD_GOAL_MS),
        ("a test of deposit and redemption with the plugin, ms", tested.test_ms, LIFE_GOAL_MS),
    ):
        usual_ms = statistics.median(took_ms)
        yield Row(what, f"{usual_ms:.1f}", f"under {goal_ms:g}", usual_ms < goal_ms)


def look_up_rows() -> Iterator[Row]:
    """Measure tracking among ten million scans."""
    found = trade.looked_up(PARCELS)
    among = f"among {found.scans:,} scans"
    is_reached = found.p99_ms < LOOK_UP_GOAL_MS
    goal = f"under {LOOK_UP_GOAL_MS:.0f}"
    yield Row(f"tracking in the database, p50, ms, {among}", f"{found.p50_ms:.2f}")
    yield Row(
        f"tracking in the database, p99, ms, {among}", f"{found.p99_ms:.2f}", goal, is_reached
    )
    yield Row(f"tracking a second over HTTP, {among}", f"{found.a_second:,.0f}")
    yield Row(f"tracking at half the load, p99, ms, {among}", f"{found.http_p99_ms:.1f}")


def growth_rows() -> Iterator[Row]:
    """Measure the service in a database of ten million drafts beside an empty one."""
    empty, full = service.grown(DRAFTS)
    for what, rates, ratios in (
        (
            "deposits",
            (empty.deposits, full.deposits),
            (empty.deposits_ratio, full.deposits_ratio),
        ),
        (
            "redemptions",
            (empty.redemptions, full.redemptions),
            (empty.redemptions_ratio, full.redemptions_ratio),
        ),
    ):
        both = " / ".join(f"{rate:,.0f}" for rate in rates)
        yield Row(f"{what} a second, empty / with {DRAFTS:,} drafts", both)
        share = ratios[1] / ratios[0]
        yield Row(
            f"{what} over pgbench, with {DRAFTS:,} drafts over empty",
            f"{share:.2f}",
            f"{GROWTH_GOAL}",
            share >= GROWTH_GOAL,
        )


def heading() -> str:
    """Say on what the figures were measured."""
    return f"Medians on {os.cpu_count()} cores, Python {platform.python_version()}"


def printed(rows: list[Row]) -> Table:
    """Return the rows as a table for people."""
    table = Table(title=heading(), title_justify="left")
    for name in ("what", "measured", "goal"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in rows:
        table.add_row(row.what, row.measured, row.verdict, style=None if row.reached else "red")
    return table


def write(rows: list[Row], path: Path, *, keep: bool) -> None:
    """Put the rows into the table of a page; those that were not measured stay, or go."""
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(TABLE_BEGINS)
    table, after = rest.split(TABLE_ENDS)
    top = [f"{heading()}.", "", "| what | measured | goal |", "|---|---:|---:|"]
    of_before = table.strip().splitlines()[len(top) :] if keep else []
    lines = {line.split("|")[1].strip(): line for line in of_before}
    for row in rows:
        lines[row.what] = f"| {row.what} | {row.measured} | {row.verdict} |"
    written = "\n".join([*top, *lines.values()])
    page = f"{before}{TABLE_BEGINS}\n{written}\n{TABLE_ENDS}{after}"
    path.write_text(page, encoding="utf-8")


def main() -> None:
    """Measure and print. A missed goal is no failure of the program: noise misses one too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument(
        "--growth",
        action="store_true",
        help="only the service with ten million drafts, and ten million scans: slow, and large",
    )
    parts.add_argument("--simulation", action="store_true", help="only the simulation")
    parts.add_argument("--service", action="store_true", help="only the service")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="rewrite the table of a page: what is measured"
    )
    arguments = parser.parse_args()
    rows: list[Row] = []
    if arguments.growth:
        rows += [*growth_rows(), *look_up_rows()]
    elif not arguments.service:
        compile_engine()
        bare_queue.our_visits_per_second("compiled")
        rows += [*bare_rows(), *county_rows(), *command_rows(), *sweep_rows(), *watched_rows()]
        rows += [*country_rows(), *profile_rows(), *staffing_rows()]
    if not arguments.growth and not arguments.simulation:
        rows += [*test_server_rows(), *world_rows(), *service_rows(), *trade_rows()]
    Console().print(printed(rows))
    if arguments.write:
        is_part = arguments.growth or arguments.simulation or arguments.service
        write(rows, arguments.write, keep=is_part)


if __name__ == "__main__":
    main()
