"""Drawing for a command: after the data are safe, and what fails is named."""

import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.interrupts import saying_if_interrupted
from sim.cli.output import FAILURE, status, to_people
from sim.files.disk import DISK_FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.plots import Drawn


@contextmanager
def saying_where(folder: Path) -> "Iterator[None]":
    """If results cannot be printed, or Ctrl-C falls there, say where they are."""
    plot = shlex.join(["wanghuiyi", "plot", str(folder)])
    try:
        with saying_if_interrupted(f"the data in {folder}/ are complete: draw them with {plot}"):
            yield
    except OSError:
        to_people().print(f"files in {folder}/; draw them with {plot}")
        raise


def draw_after(folder: Path, *, is_wanted: bool) -> None:
    """Draw the pictures of results that were just written, or say how to.

    Exit 1 if one fails: the data stay.
    """
    again = shlex.join(["wanghuiyi", "plot", str(folder)])
    if not is_wanted:
        to_people().print(f"draw them with {again}")
        return
    with saying_if_interrupted(f"the data in {folder}/ are complete: draw them with {again}"):
        _draw_or_exit(folder, again)


def _draw_or_exit(folder: Path, again: str) -> None:
    try:
        drawn = draw(folder)
    except OSError as error:
        message = f"{error.filename or folder}: {error.strerror or error}: no pictures were drawn"
        first = "make room, then " if error.errno in DISK_FULL else "when that is mended, "
        to_people().print(f"{message}. The data are complete: {first}{again}", style="red")
        raise click.exceptions.Exit(FAILURE) from None
    to_people().print(f"plots in {folder}/plots/")
    exit_if_faulty(drawn)


def draw(folder: Path) -> "Drawn":
    """Draw the pictures of whatever results; say what a reader should know of them."""
    with status("drawing"):
        from sim.files.manifest import kind_of
        from sim.plots import draw_comparison, draw_plots, draw_staffing, draw_sweep

        draws = {
            "comparison": draw_comparison,
            "run": draw_plots,
            "staffing": draw_staffing,
            "sweep": draw_sweep,
        }
        drawn = draws[kind_of(folder)](folder)
    for remark in drawn.remarks:
        to_people().print(remark, style="yellow")
    return drawn


def exit_if_faulty(drawn: "Drawn") -> None:
    """Say which pictures failed and exit 1, if any did."""
    if not drawn.faults:
        return
    for fault in drawn.faults:
        to_people().print(fault, style="red")
    to_people().print("the data and all other pictures are complete", style="red")
    raise click.exceptions.Exit(FAILURE)
