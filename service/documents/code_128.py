"""Code 128: a barcode as bars, for a page that draws them."""

from itertools import groupby

QUIET_MODULES = 10
"""The white margin that a scanner needs beside the barcode."""

Bar = tuple[int, int]
"""Where a bar begins, and how wide it is; in modules, the narrowest width."""


def code_128(payload: str) -> tuple[list[Bar], int]:
    """Return the bars of a text, and how wide all of it is with its margins; in modules."""
    from barcode.codex import Code128  # noqa: PLC0415 - it imports an imaging library

    modules = "".join(Code128(payload).build())
    return _bars(modules), len(modules) + 2 * QUIET_MODULES


def _bars(modules: str) -> list[Bar]:
    """Return each bar.

    >>> _bars("11001")
    [(10, 2), (14, 1)]
    """
    bars, at = [], QUIET_MODULES
    for module, run in groupby(modules):
        width = len(list(run))
        if module == "1":
            bars.append((at, width))
        at += width
    return bars
