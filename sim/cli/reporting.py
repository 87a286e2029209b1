"""The command that makes one page of results, to be read, printed and passed on."""

import os
from pathlib import Path

import click

from sim.cli.drawing import draw, exit_if_faulty
from sim.cli.options import named_in_utf_8
from sim.cli.output import USAGE, echo_json, reports_errors, status, to_people

EXAMPLE = """\b
Examples:
  wanghuiyi report results/county --out county.html
  wanghuiyi report results/compare-county_second-counter --out second-counter.html
"""


@click.command(epilog=EXAMPLE)
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="RESULTS...",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    callback=named_in_utf_8,
    show_default=True,
    help="File to write; it replaces an earlier report, and nothing else.",
)
@click.option("--plots/--no-plots", default=True, help="Show the plots, or not.")
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written.")
@reports_errors
def report(folders: tuple[Path, ...], *, out: Path, plots: bool, as_json: bool) -> None:
    """Write RESULTS, folders of run, compare, sweep, optimise and fit, as one HTML page.

    Each has its question, what was changed or varied, figures with intervals, plots, verdicts, the
    headings of STRESS-DES and the command that repeats it; the page opens from disk, and loads
    nothing. Plots that were not drawn yet are drawn first; those of a fit only `fit` can draw.
    """
    from sim.files.disk import write_whole
    from sim.report import report as page_of

    _refuse_unreadable(folders)
    _refuse_in_the_way(out)
    for folder in folders if plots else ():
        if _can_be_drawn(folder):
            exit_if_faulty(draw(folder))
    with status("writing the report"):
        content = page_of(folders, with_pictures=plots).encode()
        try:
            write_whole(Path(os.path.realpath(out)), content)  # a link stays one
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(out)) from error
    if as_json:
        results = [str(folder) for folder in folders]
        echo_json({"file": str(out), "bytes": len(content), "results": results})
        return
    click.echo(str(out))


def _refuse_unreadable(folders: tuple[Path, ...]) -> None:
    """Say everything that is wrong with all folders, and exit 2, if anything is."""
    from sim.files.folder import recover
    from sim.files.manifest import faults_of, kind_of
    from sim.plots.needs import faults_of_tables
    from sim.report import faults_of_manifest

    found = []
    for folder in folders:
        if folder.is_dir():
            recover(folder)
        found += (
            faults_of(folder)
            or faults_of_tables(folder, kind_of(folder))
            or faults_of_manifest(folder)
        )
    for fault in found:
        to_people().print(fault)
    if found:
        raise click.exceptions.Exit(USAGE)


def _refuse_in_the_way(out: Path) -> None:
    """Raise FileErrors if there is a file that is no report, or no folder to write into."""
    from sim.files.findings import FileErrors, Finding
    from sim.report import is_report

    message = ""
    if not out.parent.is_dir():
        message = "its folder does not exist: make it, or choose another with --out"
    elif out.exists() and not (out.is_file() and is_report(out)):
        message = (
            "this is not a report, and only a report is replaced: move it, or choose another file "
            "with --out"
        )
    if message:
        raise FileErrors([Finding(str(out), 0, 0, "", message)])


def _can_be_drawn(folder: Path) -> bool:
    """Return whether no picture of the results was drawn, and their files are enough for it."""
    from sim.files.manifest import kind_of
    from sim.files.written import PICTURE_FILES, PLOTS

    is_drawn = any((folder / PLOTS / name).is_file() for name in PICTURE_FILES)
    return not is_drawn and kind_of(folder) != "fit"  # whose tickets are elsewhere
