"""Pictures of a run, from its files alone; the only package that draws.

`draw_plots` makes all of a run, `draw_comparison` that of a comparison, `draw_sweep` those of a
sweep, each as PNG and SVG. They come after the data, and a picture that fails takes nothing else
with it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.folder import new_pictures
from sim.files.written import PLOTS
from sim.plots import (
    agents,
    counter,
    forest,
    maps,
    prices,
    staffing,
    sweeps,
    trade,
    winners,
)
from sim.plots.lettering import no_font_for
from sim.plots.results import read_figures, read_prices, read_results
from sim.plots.style import Caption, Sheet
from sim.plots.sweep_files import read_sweep

PICTURES = (
    trade.throughput_by_hour,
    trade.throughput_by_day,
    counter.queue_length,
    counter.waits_ecdf,
    counter.utilisation,
    counter.waits_heatmap,
    trade.funnel,
    trade.waterfall,
    trade.money_held,
    maps.waits_map,
)
PICTURES_OF_AGENTS = (agents.agents_float, agents.agents_channels)
CAPTION_NAMES = 4


@dataclass(frozen=True)
class Drawn:
    """The pictures that were drawn, what kept others from it, and what a reader should know."""

    paths: tuple[Path, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...]


def draw_plots(folder: Path) -> Drawn:
    """Draw every picture of the run in `folder` into its folder `plots`, of agents if it has any.

    Raise OSError if that cannot be written.
    """
    results = read_results(folder)
    manifest = results.manifest
    caption = replace(
        _caption(manifest, manifest["scenario"], manifest["versions"]["wanghuiyi"]),
        warm_up_days=manifest["effective_scenario"]["run"]["warm_up_days"],
    )
    wanted = (*PICTURES, *PICTURES_OF_AGENTS) if results.has_agents else PICTURES
    pictures = {picture.__name__: partial(picture, results) for picture in wanted}
    if results.prices is not None:
        pictures["prices"] = partial(prices.of_a_run, results)
    return _drawn(folder, caption, pictures)


def draw_comparison(folder: Path) -> Drawn:
    """Draw the picture of the comparison in `folder`. Raise OSError if it cannot be written."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = _shortened(manifest["comparison"])
    caption = _caption(manifest, " against ".join(names), version("wanghuiyi"))
    differences = read_figures(folder / "comparison.csv")
    pictures = {"forest": partial(forest.forest, differences)}
    if (paid := read_prices(folder)) is not None:
        pictures["prices"] = partial(prices.of_a_comparison, paid, differences)
    if (people := winners.read_people(folder)) is not None:
        pictures["winners"] = partial(winners.winners_ecdf, people)
    return _drawn(folder, caption, pictures)


def draw_sweep(folder: Path) -> Drawn:
    """Draw the pictures of the sweep in `folder`. Raise OSError if it cannot be written."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    caption = _caption(manifest, manifest["scenario"], manifest["versions"]["wanghuiyi"])
    return _drawn(folder, caption, sweeps.pictures_of(read_sweep(folder)))


def draw_staffing(folder: Path) -> Drawn:
    """Draw the frontier of the staffing in `folder`. Raise OSError if it cannot be written."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    caption = _caption(manifest, manifest["scenario"], manifest["versions"]["wanghuiyi"])
    points = pl.read_csv(folder / "frontier.csv")
    pictures = {"frontier": partial(staffing.frontier, points, manifest["staffing"])}
    return _drawn(folder, caption, pictures)


def _caption(manifest: dict[str, Any], scenario: str, made_by: str) -> Caption:
    return Caption(scenario, manifest["seed"], manifest["replications"], made_by)


def _shortened(names: Sequence[str]) -> list[str]:
    """Return as many names as a line under a picture holds, and how many more there are."""
    if len(names) <= CAPTION_NAMES:
        return list(names)
    return [*names[: CAPTION_NAMES - 1], f"{len(names) - CAPTION_NAMES + 1} more"]


def _drawn(
    folder: Path, caption: Caption, pictures: Mapping[str, Callable[[Sheet], None]]
) -> Drawn:
    """Draw into the folder of plots; a picture that fails is named, and the others stay."""
    faults, missing = [], set[str]()
    with new_pictures(folder / PLOTS) as fresh:
        sheet = Sheet(fresh, caption, missing)
        for name, picture in pictures.items():
            try:
                picture(sheet)
            except OSError:
                raise  # the disk's, so that the others fail as well
            except Exception as error:  # noqa: BLE001 - whatever it is, the others are drawn
                what = name.replace("_", " ")
                faults.append(f"no picture of {what}: {type(error).__name__}: {error}")
        paths = tuple(folder / PLOTS / path.name for path in sorted(fresh.iterdir()))
    return Drawn(paths, tuple(faults), (no_font_for(missing),) if missing else ())
