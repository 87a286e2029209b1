"""The command that fits a scenario to a log of tickets."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.fit_options import (
    COLUMNS,
    NOT_IN_NAMES,
    PATIENCE_LAWS,
    SERVICE_LAWS,
    columns,
    scenario_name,
    zone,
)
from sim.cli.fit_tables import counts_read, fitted_table
from sim.cli.options import SEED, NumberRange, named_in_utf_8
from sim.cli.output import echo_json, reports_errors, status, to_people, to_stdout

if TYPE_CHECKING:
    from sim.files.findings import Finding
    from sim.files.fitted_scenario import FittedFile
    from sim.network import Outlet
    from sim.scenario import Hours, Scenario
    from sim.study.fit.tickets import TicketLog
    from sim.study.fit.whole import FittedLog, FitWishes


@click.command()
@click.argument("tickets", type=click.Path(path_type=Path), metavar="TICKETS.csv")
@click.option("--base", default="county", show_default=True, help="Scenario that it extends.")
@click.option(
    "--name", callback=scenario_name, help="Of the fitted scenario; the file's, if left out."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=columns,
    metavar="WHAT=NAME",
    help=f"Which column holds {', '.join(COLUMNS[:-1])} or {COLUMNS[-1]}; a date and a time are "
    "joined by +, as issued=Date+Time. May be repeated.",
)
@click.option("--timezone", callback=zone, help="Of the outlets, for stamps that have a zone.")
@click.option("--hours", help="Opening hours of the outlets; those of the base, if left out.")
@click.option(
    "--people",
    type=NumberRange(1, 1e8),
    help="Whom an outlet of the log serves; as in the base, if left out.",
)
@click.option(
    "--service-law",
    type=click.Choice(SERVICE_LAWS),
    default="auto",
    show_default=True,
    help="auto is the best by Akaike's criterion.",
)
@click.option(
    "--patience-law",
    type=click.Choice(PATIENCE_LAWS),
    default="auto",
    show_default=True,
    help="As above.",
)
@click.option("--skip-bad-rows", is_flag=True, help="Report rows that are wrong, and go on.")
@click.option(
    "--bootstrap",
    type=click.IntRange(40, 10_000),
    default=400,
    show_default=True,
    help="Samples for the intervals.",
)
@click.option("--seed", type=SEED, default=20061122, show_default=True, help="Of these samples.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    callback=named_in_utf_8,
    show_default=True,
    help="Folder for results.",
)
@click.option("--plots/--no-plots", default=True, help="Draw the pictures, or not.")
@click.option("--json", "as_json", is_flag=True, help="Print what was fitted as JSON.")
@reports_errors
def fit(tickets: Path, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Fit a scenario to a log of tickets: who came when, was called, served, or did not come.

    A row is a ticket. Only the moment of issue is needed; what else is there is used. The fitted
    scenario extends another one, and is written with its profile, a table and pictures.

    Example: wanghuiyi fit tickets.csv --column called=CallTime --people 9000
    """
    from sim.files.findings import shown
    from sim.files.fitted import as_document, fitted_rows
    from sim.files.fitted_scenario import base_kept
    from sim.files.folder import ensure_writable
    from sim.files.scenario_file import read_scenario
    from sim.files.tickets import TicketFormat, read_tickets
    from sim.study.fit.whole import fit_log

    base = read_scenario(options["base"])
    name = options["name"] or NOT_IN_NAMES.sub("-", tickets.stem.lower()).strip("-")[:90]
    file = _fitted_file(name or "fitted", base, options["base"], tickets.name)
    folder = options["out"] / f"fit-{file.name}"
    ensure_writable(folder)
    log, bad = read_tickets(tickets, TicketFormat(options["columns"], options["timezone"]))
    _refuse(bad, tickets, skips=options["skip_bad_rows"])
    for line in shown(bad):
        click.echo(f"left out: {line}", err=True)
    wishes = _wishes(base, log, tickets, options)
    with status("fitting"):
        fitted = fit_log(log, wishes)
    document = as_document(log, fitted, wishes, base_kept(fitted, file))
    _write(fitted, wishes, file, folder, document)
    scenario_file = str(folder / f"{file.name}.toml")
    if options["as_json"]:
        echo_json({"scenario": scenario_file} | document)
    else:
        to_stdout().print(fitted_table(fitted_rows(fitted, wishes), file.name))
        to_stdout().print(counts_read(log, fitted))
        _print_remarks(document["could_not_tell"])
    if options["plots"]:
        _draw(fitted, tickets.name, log, folder)
    to_people().print(f"run it with wanghuiyi run {shlex.quote(scenario_file)}")


def _print_remarks(remarks: list[str]) -> None:
    for remark in remarks:
        to_stdout().print(f"not told: {remark}", soft_wrap=True)


def _fitted_file(name: str, base: "Scenario", wanted: str, tickets: str) -> "FittedFile":
    """Return what the scenario is called and extends: a name that ships, or a path."""
    from sim.files.fitted_scenario import FittedFile
    from sim.files.scenario_file import find_scenario, shipped_scenarios
    from sim.scenario.place import CLASSES

    found = find_scenario(wanted)
    is_shipped = found == shipped_scenarios().get(wanted)
    extends = wanted if is_shipped else str(found.resolve())
    hours, has_own_outlets = base.hours.opening_hours, bool(base.network.outlets_csv)
    staffing = base.staffing
    has_own_shifts = bool(staffing.by_outlet) or any(
        staffing.of_class(one).counters for one in CLASSES
    )
    names = {one.name: one.counters for one in _outlets_of(base)}
    return FittedFile(name, extends, tickets, hours, has_own_outlets, has_own_shifts, names)


def _refuse(bad: "list[Finding]", tickets: Path, *, skips: bool) -> None:
    """Raise FileErrors with all rows that are wrong, unless they are to be left out."""
    from sim.files.findings import FileErrors, Finding

    if bad and not skips:
        rows = "row" if len(bad) == 1 else "rows"
        message = f"{len(bad):,} {rows} cannot be used: mend them, or go on with --skip-bad-rows"
        raise FileErrors([Finding(str(tickets), 0, 0, "", message), *bad])


def _wishes(
    base: "Scenario", log: "TicketLog", tickets: Path, options: dict[str, Any]
) -> "FitWishes":
    """Return what is asked of the fit. Raise FileErrors if many tickets lie out of hours."""
    from sim.files.findings import FileErrors, Finding
    from sim.study.fit.hours import OUTSIDE_MOST, hours_of_tickets, outside_hours
    from sim.study.fit.whole import FitWishes, everybody_else

    hours = _hours(base, options["hours"])
    outside = outside_hours(log.issued_ms, hours)
    if outside > OUTSIDE_MOST * log.count:
        message = (
            f"{outside:,} of {log.count:,} tickets were taken outside of the opening hours "
            f'"{hours.opening_hours}": give the outlets\' own, such as --hours '
            f'"{hours_of_tickets(log.issued_ms)}", or --timezone if stamps are of another zone'
        )
        raise FileErrors([Finding(str(tickets), 0, 0, "issued", message)])
    if not everybody_else(log).any():
        message = "all tickets are deposits or papers, and others make the queue: leave purpose out"
        raise FileErrors([Finding(str(tickets), 0, 0, "purpose", message)])
    return FitWishes(
        hours,
        options["people"] or _people_an_outlet(base),
        base.line.return_share,
        options["service_law"].removeprefix("auto"),
        options["patience_law"].removeprefix("auto"),
        options["bootstrap"],
        options["seed"],
    )


def _hours(base: "Scenario", wanted: str | None) -> "Hours":
    """Return the hours of the base, or those wanted. Raise BadParameter if they cannot be read."""
    from sim.scenario.hours_syntax import check_expression

    if not wanted:
        return base.hours
    try:
        check_expression(wanted)
    except ValueError as error:
        message = f"--hours: {error}"
        raise click.BadParameter(message) from None
    return base.hours.model_copy(update={"opening_hours": wanted})


def _people_an_outlet(base: "Scenario") -> float:
    outlets = _outlets_of(base)
    return sum(outlet.people for outlet in outlets) / len(outlets)


def _outlets_of(base: "Scenario") -> "list[Outlet]":
    from sim.files.geography import read_for_a_look

    return [outlet for county in read_for_a_look(base)[0] for outlet in county.outlets]


def _write(
    fitted: "FittedLog",
    wishes: "FitWishes",
    file: "FittedFile",
    folder: Path,
    document: dict[str, Any],
) -> None:
    """Write the results, and read the scenario once, as `validate` would."""
    from sim.files.fitted_scenario import write_fitted
    from sim.files.folder import new_folder
    from sim.files.scenario_file import read_scenario

    facts = {
        "fit": file.name,
        "tickets": file.tickets,
        "extends": file.base,
        "seed": wishes.seed,
        "bootstrap": wishes.bootstrap,
        "command": shlex.join(["wanghuiyi", *sys.argv[1:]]),
        **document,
    }
    with new_folder(folder) as fresh, status("writing files"):
        write_fitted(fitted, wishes, file, fresh, facts)
        read_scenario(str(fresh / f"{file.name}.toml"))


def _draw(fitted: "FittedLog", source: str, log: "TicketLog", folder: Path) -> None:
    from importlib.metadata import version

    with status("drawing"):
        from sim.plots.fits import draw_fit
        from sim.plots.style import Caption

        outlets = "1 outlet" if len(log.outlets) == 1 else f"{len(log.outlets):,} outlets"
        made_of = f"{source}, {log.count:,} tickets of {outlets}"
        caption = Caption("", 0, 0, version("wanghuiyi"), source=made_of)
        draw_fit(fitted, caption, folder)
    to_people().print(f"plots in {folder}/plots/")
