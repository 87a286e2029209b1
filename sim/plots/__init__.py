"""Pictures of a run, from its files alone; the only room that draws.

`draw_plots` makes all of a run, `draw_comparison` that of a comparison, each as PNG and SVG.
"""

import json
from importlib.metadata import version
from pathlib import Path

from sim.plots import counter, forest, maps, trade
from sim.plots.results import read_figures, read_results
from sim.plots.style import Caption, Sheet

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


def draw_plots(folder: Path) -> list[Path]:
    """Draw every picture of the run in `folder` into its folder `plots`; return their paths."""
    results = read_results(folder)
    manifest = results.manifest
    caption = Caption(
        manifest["scenario"],
        manifest["seed"],
        manifest["replications"],
        manifest["versions"]["wanghuiyi"],
        manifest["effective_scenario"]["run"]["warm_up_days"],
    )
    sheet = Sheet(folder / "plots", caption)
    for picture in PICTURES:
        picture(results, sheet)
    return sorted(sheet.folder.iterdir())


def draw_comparison(folder: Path) -> list[Path]:
    """Draw the picture of the comparison in `folder`; return its paths."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    caption = Caption(
        " against ".join(manifest["comparison"]),
        manifest["seed"],
        manifest["replications"],
        version("wanghuiyi"),
    )
    sheet = Sheet(folder / "plots", caption)
    forest.forest(read_figures(folder / "comparison.csv"), sheet)
    return sorted(sheet.folder.iterdir())
