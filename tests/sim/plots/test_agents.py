"""Pictures of agents: drawn where there are any, whole, and with the figures that they name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.plots import PICTURES_OF_AGENTS, draw_plots
from sim.plots.agents import agents_channels, agents_float
from sim.plots.results import Results, read_results
from sim.units import HOUR_MS
from tests.sim.plots.test_plots import CAPTION, KEPT, NAMES, Gallery, assert_whole
from tests.sim.runs import small_results

AGENTS = ("agents.per_outlet=2.0", "payment.method=agent", "run.days=9", "run.replications=2")

NOBODY = (
    "market.wishes_per_1000_people_day=0",
    "agents.cash_ins_a_day=0",
    "agents.cash_outs_a_day=0",
)

pytestmark = pytest.mark.usefixtures("sketched")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory.mktemp("run"), *AGENTS)


def drawn(picture: object, results: Results, folder: Path) -> Figure:
    """Draw a picture, and return it."""
    assert callable(picture)
    KEPT.clear()
    picture(results, Gallery(folder, CAPTION))
    ((_, figure),) = KEPT
    return figure


def test_a_run_with_agents_has_two_pictures_more(folder: Path) -> None:
    paths = draw_plots(folder).paths

    assert {path.stem for path in paths} == NAMES | {"agents-float", "agents-channels"}


@pytest.mark.parametrize("picture", PICTURES_OF_AGENTS, ids=lambda picture: picture.__name__)
def test_nothing_of_it_is_cut_off_and_every_axis_is_named(
    picture: object, folder: Path, tmp_path: Path
) -> None:
    assert_whole("of agents", drawn(picture, read_results(folder), tmp_path))


def hours_in(band: Artist) -> int:
    """Return how many hours a band covers; its horizontal axis has days."""
    assert isinstance(band, PolyCollection)
    boxes = [path.get_extents() for path in band.get_paths()]
    days: float = sum(box.x1 - box.x0 for box in boxes)
    return round(days * 24)


def test_the_driest_agent_is_drawn_with_its_shares_of_opening_hours(
    folder: Path, tmp_path: Path
) -> None:
    results = read_results(folder)
    is_third = (pl.col("agent") == 3) & (pl.col("replication") == 0)
    dry = pl.when(is_third).then(pl.col("open_ms")).otherwise(0.0)
    agents = results.agents.with_columns(dry.alias("no_float_ms"), pl.lit(0.0).alias("no_cash_ms"))

    figure = drawn(agents_float, replace(results, agents=agents), tmp_path)

    headings = [axes.texts[0].get_text() for axes in figure.axes]
    place = agents.filter(pl.col("agent") == 3)["settlement"][0]
    shares = "out of float 100.0%, of cash 0.0% of all open hours"
    assert headings[0] == (
        "All 4 agents of the first replication, on average: "
        "out of float 25.0%, of cash 0.0% of all open hours"
    )
    assert headings[2] == f"Agent 3 in {place}, the driest: {shares}"
    assert ", the median: out of float 0.0%" in headings[3]


def test_dry_spells_are_marked_in_open_hours_alone(folder: Path, tmp_path: Path) -> None:
    results = read_results(folder)
    floats = results.floats.with_columns(pl.lit(1.0).alias("no_float_ms"))

    figure = drawn(agents_float, replace(results, floats=floats), tmp_path)

    closed, *_, no_float = figure.axes[2].collections
    assert no_float.get_label() == "too little float"
    assert hours_in(no_float) == 7 * 12
    assert hours_in(closed) == 7 * 12


def test_the_share_of_dry_agents_is_of_all_that_are_open_in_an_hour(
    folder: Path, tmp_path: Path
) -> None:
    results = read_results(folder)
    of_one = pl.when(pl.col("agent") == 3).then(HOUR_MS / 2).otherwise(0.0)
    floats = results.floats.with_columns(of_one.alias("no_float_ms"))

    figure = drawn(agents_float, replace(results, floats=floats), tmp_path)

    (line,) = (one for one in figure.axes[1].lines if one.get_label() == "too little float")
    shares = np.asarray(line.get_ydata(), dtype=np.float64)
    assert np.isfinite(shares).sum() == 7 * 12
    assert shares[np.isfinite(shares)] == pytest.approx(1 / 8)


def test_the_channels_are_shares_of_all_wishes(folder: Path, tmp_path: Path) -> None:
    results = read_results(folder)

    figure = drawn(agents_channels, results, tmp_path)

    bars = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
    widths = [bar.get_width() for bar in bars]
    assert widths[0] == pytest.approx(results.mean("paid_at_agent_share"))
    assert widths[1] == pytest.approx(results.mean("paid_at_office_share"))
    assert sum(widths) == pytest.approx(1)


def test_long_names_and_chinese_ones_leave_the_picture_whole(folder: Path, tmp_path: Path) -> None:
    results = read_results(folder)
    is_even = pl.col("agent") % 2 == 0
    names = pl.when(is_even).then(pl.lit("桃鱼镇" * 8)).otherwise(pl.lit("W" * 60))
    agents = results.agents.with_columns(names.alias("settlement"))

    figure = drawn(agents_float, replace(results, agents=agents), tmp_path)

    assert_whole("of agents", figure)
    assert {round(axes.get_position().width, 3) for axes in figure.axes} == {
        round(figure.axes[0].get_position().width, 3)
    }
    assert figure.axes[0].get_position().width > 0.8


@pytest.mark.proof
@pytest.mark.parametrize(
    "settings",
    [
        ("agents.opening_hours='off'",),
        ("agents.per_outlet=0.5",),
        ("agents.per_outlet=0.1",),
        (
            "market.wishes_per_1000_people_day=0",
            "agents.cash_ins_a_day=0",
            "agents.cash_outs_a_day=0",
        ),
        ("run.days=1",),
    ],
    ids=["never open", "one agent", "none after all", "nobody comes", "one day"],
)
def test_a_run_with_little_of_agents_is_drawn_too(
    settings: tuple[str, ...], tmp_path: Path
) -> None:
    found = draw_plots(small_results(tmp_path, *AGENTS, *settings))

    assert found.faults == ()
    assert {"agents-float", "agents-channels"} < {path.stem for path in found.paths}
