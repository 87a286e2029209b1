"""Which files in a folder of results a run wrote; all others are their owner's.

A run wrote the manifest, the files that it names with their hashes, and in `plots` the files with
the names of our pictures. A folder without such a manifest has nothing of a run in it.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.files.fresh_folder import remove_dead

MANIFEST = "manifest.json"
PLOTS = "plots"
DRAWING = ".new-"  # begins the name of the folder in `plots` where pictures are drawn
PICTURES = (
    *("fit-arrivals", "fit-patience", "fit-services"),
    *("agents-channels", "agents-float", "float", "forest", "funnel", "map", "prices"),
    *("queue-length", "throughput-by-day"),
    *("throughput-by-hour", "utilisation", "waits-ecdf", "waits-heatmap", "waterfall"),
    *("frontier", "heat-map", "indices", "response", "tornado", "winners-ecdf"),
)
PICTURE_FILES = frozenset(f"{name}.{ending}" for name in PICTURES for ending in ("png", "svg"))


def names_written(folder: Path) -> frozenset[str] | None:
    """Return the names of the data files and the manifest, or None if no run wrote a manifest."""
    path = folder / MANIFEST
    try:
        facts: Any = json.loads(path.read_bytes()) if path.is_file() else None
        names: dict[str, str] = facts["outputs_sha256"]
        if "wanghuiyi" not in facts["versions"] or set(map(type, names.values())) - {str}:
            return None
        return frozenset(names) | {MANIFEST}
    except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError):
        return None


def remove_pictures(plots: Path) -> None:
    """Remove our pictures from a folder, and the folder if nothing else is in it.

    A link to a folder elsewhere is left alone with all that is there.
    """
    if plots.is_symlink() or not plots.is_dir():
        return
    for name in PICTURE_FILES:
        remove_file(plots / name)
    remove_dead(plots, DRAWING)
    with suppress(OSError):
        plots.rmdir()


def remove_file(path: Path) -> None:
    """Remove a file or a link, if it is there, and never a folder."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
