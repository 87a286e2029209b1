"""The command that disturbs a client's own tests until they fail, and says by how little."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import FINDING, USAGE, fail, reports_errors
from service.cli.printing import require_stdout, write_json, write_text

if TYPE_CHECKING:
    from wanghuiyi.adversary.plan import Plan
    from wanghuiyi.adversary.runs import Suite
    from wanghuiyi.adversary.search import Search

RUNS, FAULTS_MAX = 50, 3
TIME_LIMIT_S, RUN_TIMEOUT_S = 3_600.0, 600.0


def _kinds(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    """Return the kinds of faults that are named. Raise click.BadParameter."""
    from wanghuiyi.adversary.disturbance import FAIR, KINDS

    if given is None:
        return FAIR
    kinds = tuple(one.strip() for one in given.split(","))
    wrong = [one for one in kinds if one not in KINDS]
    if wrong:
        message = f"{wrong[0]!r} is no fault: name some of {', '.join(KINDS)}, with commas"
        raise click.BadParameter(message)
    return kinds


@click.command()
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Which.")
@click.option("--runs", type=click.IntRange(1, 100_000), default=RUNS, show_default=True)
@click.option(
    "--faults-max",
    type=click.IntRange(1, 50),
    default=FAULTS_MAX,
    show_default=True,
    help="At most so many for each test in a run.",
)
@click.option("--kinds", callback=_kinds, metavar="LIST", help="Only these faults, with commas.")
@click.option(
    "--time-limit-s",
    type=click.FloatRange(1, 1e6),
    default=TIME_LIMIT_S,
    show_default=True,
    help="No run begins after so many seconds.",
)
@click.option(
    "--run-timeout-s",
    type=click.FloatRange(1, 1e6),
    default=RUN_TIMEOUT_S,
    show_default=True,
    help="A run that takes longer hangs, and is ended.",
)
@click.option(
    "--verdict/--no-verdict",
    "with_verdict",
    default=True,
    help="A mistake that the verdict names counts like a failure, or not.",
)
@click.option("--replay", metavar="JSON", help="Run once under these faults, as was printed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@reports_errors
def adversary(command: tuple[str, ...], *, replay: str | None, **options: Any) -> None:  # noqa: ANN401 - click's many types
    """Run your tests, COMMAND, again and again under faults that a seed chooses.

    First without any, to see what there is to disturb; then answers get lost, requests fail, the
    clock jumps, webhooks come twice and out of order. What fails is shrunk to the fewest faults.
    Exit 1 if something was found.

    Example: wanghuiyi adversary --seed 7 -- pytest tests
    """
    from wanghuiyi.adversary.runs import NotRun, Suite, found
    from wanghuiyi.server import NotStarted, running

    require_stdout()
    plan = _replayed(replay)
    with tempfile.TemporaryDirectory(prefix="wanghuiyi-adversary-") as name:
        folder = Path(name)
        try:
            found(command)  # before a server is started for it
            with running(folder / "server"):
                suite = Suite(command, folder, options["run_timeout_s"], folder / "server")
                is_fine = _replay(suite, plan) if plan else _search(suite, options)
        except (NotRun, NotStarted) as error:
            fail(str(error), USAGE)
    if not is_fine:
        raise click.exceptions.Exit(FINDING)


def _search(suite: "Suite", options: dict[str, Any]) -> bool:
    """Search, and print what is found, also when it is interrupted; return whether nothing is."""
    from wanghuiyi.adversary.choice import Terms
    from wanghuiyi.adversary.search import Bounds, Search

    terms = Terms(options["seed"], options["faults_max"], options["kinds"])
    bounds = Bounds(options["runs"], options["time_limit_s"], options["with_verdict"])
    search = Search(suite, terms, bounds, _say)
    _say("a run without faults")
    ran = search.look()
    _say(f"all pass, in {ran.seconds:.1f} s; what there is to disturb:")
    for test, traffic in search.traffic.items():
        _say(f"  {test}: {traffic}")
    try:
        search.search()
    except BaseException:  # also an interrupt: what was found until then is worth most
        search.is_cut = True
        _print(search, suite.command, options)
        raise
    _print(search, suite.command, options)
    return not search.findings


def _print(search: "Search", command: Sequence[str], options: dict[str, Any]) -> None:
    count = len(search.findings)
    if options["as_json"]:
        document = {
            "seed": search.terms.seed,
            "runs": search.runs_done,
            "is_complete": not search.is_cut,
            "findings": [one.document(command) for one in search.findings],
        }
        write_json(document)
        return
    left = ", and stopped before its end" if search.is_cut else ""
    found = f"{count} found" if count else "nothing found"
    lines = [f"{found} in {search.runs_done} runs of seed {search.terms.seed}{left}"]
    write_text("\n\n".join([*(one.text(command) for one in search.findings), *lines]))


def _replayed(text: str | None) -> "Plan | None":
    from wanghuiyi.adversary.plan import Plan, faults_by_test

    if text is None:
        return None
    try:
        faults = faults_by_test(text)
    except ValueError as error:
        fail(f"--replay: {error}", USAGE)
    # A test that fails only together with others needs them all.
    return Plan(faults, frozenset(faults) if len(faults) == 1 else None)


def _replay(suite: "Suite", plan: "Plan") -> bool:
    """Run once under the faults of a plan, print what pytest says, and return if all is well."""
    from wanghuiyi.adversary.runs import NotRun

    ran = suite.run(plan)
    write_text(ran.said.rstrip("\n"))
    missing = [test for test in plan.faults if test not in ran.seen]
    if missing:
        message = f"{missing[0]} did not run, or has no world: is it among the tests after --?"
        raise NotRun(message)
    wrong = [
        f"{test}: {symptom}: {what}"
        for test, seen in ran.seen.items()
        for symptom, what in seen.symptoms().items()
    ]
    write_text("\n".join(wrong) or "nothing is wrong under these faults")
    return not wrong


def _say(line: str) -> None:
    click.echo(line, err=True)
