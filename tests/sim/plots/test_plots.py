"""Every picture is drawn from the files alone, whole, labelled, and the same each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.comparison import Sample, compare
from sim.files.results import write_comparison, write_run
from sim.plots import PICTURES, draw_comparison, draw_plots
from sim.plots.counter import queue_length
from sim.plots.maps import waits_map
from sim.plots.results import read_results
from sim.plots.style import Caption, Sheet
from tests.sim.runs import country_results, small_experiment, small_results

NAMES = {
    *("throughput-by-hour", "throughput-by-day", "queue-length", "waits-ecdf", "utilisation"),
    *("waits-heatmap", "funnel", "waterfall", "float", "map"),
}
CAPTION = Caption("small", 1, 3, "0")


class Gallery(Sheet):
    """A sheet that keeps its figures instead of only writing them."""

    figures: list[Figure]

    @contextmanager
    def picture(
        self, name: str, title: str, size: tuple[float, float] = (8.0, 4.6)
    ) -> Iterator[tuple[Figure, Axes]]:
        """Keep the figure."""
        with super().picture(name, title, size) as (figure, axes):
            KEPT.append((name, figure))
            yield figure, axes


KEPT: list[tuple[str, Figure]] = []
RUNS = ["results", pytest.param("country", marks=pytest.mark.proof)]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return country_results(tmp_path_factory.mktemp("country"))


@pytest.mark.parametrize("run", RUNS)
def test_all_pictures_are_drawn_as_png_and_svg(run: str, request: pytest.FixtureRequest) -> None:
    drawn = draw_plots(request.getfixturevalue(run)).paths

    assert {path.stem for path in drawn} == NAMES
    assert {path.suffix for path in drawn} == {".png", ".svg"}
    assert len(drawn) == 2 * len(NAMES)


@pytest.mark.proof
def test_drawing_again_gives_the_same_bytes(results: Path) -> None:
    first = {path.name: path.read_bytes() for path in draw_plots(results).paths}

    again = {path.name: path.read_bytes() for path in draw_plots(results).paths}

    assert again == first


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.__name__)
@pytest.mark.usefixtures("sketched")
def test_nothing_is_cut_off_and_every_axis_is_named(
    picture: object, run: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert callable(picture)
    KEPT.clear()

    picture(read_results(request.getfixturevalue(run)), Gallery(tmp_path, CAPTION))

    ((name, figure),) = KEPT
    assert_whole(name, figure)


def test_the_line_is_drawn_at_the_hours_of_the_week_in_which_outlets_are_open(
    tmp_path: Path,
) -> None:
    hours = "hours.opening_hours='Mo-Fr 09:00-11:00; Sa-Su 13:00-15:00'"
    written = small_results(tmp_path, hours, "run.days=7", "line.at_closing=turn_away")
    KEPT.clear()

    queue_length(read_results(written), Gallery(tmp_path, CAPTION))

    ((_, figure),) = KEPT
    (line,) = (one for one in figure.axes[0].lines if one.get_label() == "rural")
    x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    drawn = sorted(int(hour) for hour in x[np.isfinite(y)])
    weekdays = [day * 24 + clock for day in range(5) for clock in (9, 10)]
    assert drawn == [*weekdays, *(day * 24 + clock for day in (5, 6) for clock in (13, 14))]


def assert_whole(name: str, figure: Figure) -> None:
    """Assert that no text is cut off, and that title and axes are named."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # the library's own types leave it out
    whole = figure.bbox
    axes = figure.axes[0]
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if not text.get_text().strip() or not text.get_visible() or text in undrawn(figure):
            continue
        box = text.get_window_extent()
        assert box.x0 >= whole.x0 - 1, (name, text.get_text())
        assert box.x1 <= whole.x1 + 1, (name, text.get_text())
        assert box.y0 >= whole.y0 - 1, (name, text.get_text())
        assert box.y1 <= whole.y1 + 1, (name, text.get_text())
    assert axes.get_title(loc="left")
    assert any(one.get_xlabel() for one in figure.axes)
    assert axes.get_ylabel() or [tick.get_text() for tick in axes.get_yticklabels()]


def undrawn(figure: Figure) -> list[Text]:
    """Return the labels of ticks that lie outside their axis, which are not drawn."""
    found = []
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= tick.get_loc() <= high:
                    found += [tick.label1, tick.label2]
    return found


@pytest.mark.proof
@pytest.mark.parametrize(
    "settings",
    [
        ["market.wishes_per_1000_people_day=0"],
        ["others.visits_per_person_year=0", "market.wishes_per_1000_people_day=0"],
        ["run.replications=1", "run.days=1"],
        ["hours.opening_hours='Sa 10:00-11:00'", "run.days=3"],
        ["payment.method=cash_on_delivery"],
        ["payment.method=money_order"],
    ],
    ids=["no wishes", "nobody", "one day", "never open", "cash on delivery", "money order"],
)
@pytest.mark.usefixtures("pencil")
def test_a_run_with_little_in_it_is_drawn_too(settings: list[str], tmp_path: Path) -> None:
    drawn = draw_plots(small_results(tmp_path, *settings)).paths

    assert {path.stem for path in drawn} == NAMES


@pytest.mark.parametrize("replications", [1, 4])
def test_a_comparison_is_drawn(replications: int, tmp_path: Path) -> None:
    runs = f"run.replications={replications}"
    base = small_experiment(tmp_path, runs)
    other = small_experiment(tmp_path, runs, "sms.enabled=false")
    differences = compare(Sample("base", base.metrics()), [Sample("other", other.metrics())])
    folder = tmp_path / "comparison"
    folder.mkdir()
    facts = {"comparison": ["base", "other"], "seed": 1, "replications": replications}
    write_comparison(differences, folder, facts)

    drawn = draw_comparison(folder).paths

    assert [path.name for path in drawn] == ["forest.png", "forest.svg"]


@pytest.mark.proof
def test_the_map_of_a_country_has_a_dot_for_each_county(country: Path, tmp_path: Path) -> None:
    KEPT.clear()

    waits_map(read_results(country), Gallery(tmp_path, CAPTION))

    (dots,) = KEPT[0][1].axes[0].collections
    assert isinstance(dots, PathCollection)
    waits = dots.get_array()
    assert waits is not None
    assert waits.size == 70
    assert (np.diff(waits) >= 0).all()  # the longest lie on top


@pytest.mark.usefixtures("sketched")
def test_drawing_leaves_the_style_of_others_alone(results: Path) -> None:
    before = mpl.rcParams["font.size"]

    draw_plots(results)

    assert mpl.rcParams["font.size"] == before
    assert pl.read_csv(results / "summary.csv").height > 50


def test_hours_are_shaded_by_the_share_of_counters_that_is_staffed(
    results: Path, tmp_path: Path
) -> None:
    shifts = '{"Mo-Fr 08:30-12:00"="100%", "Mo-Fr 12:00-17:00"="50%"}'
    settings = ["run.replications=1", f"staffing.town.counters={shifts}"]
    done = small_experiment(tmp_path, *settings)
    folder = tmp_path / "staffed"
    folder.mkdir()
    write_run(done, folder, "by hand")

    shades = {}
    for name, path in (("staffed", folder), ("throughout", results)):
        KEPT.clear()
        queue_length(read_results(path), Gallery(path, CAPTION))
        axes = KEPT[0][1].axes[0]
        shades[name] = {
            round(patch.get_x()): patch.get_alpha()
            for patch in axes.patches
            if isinstance(patch, Rectangle)
        }

    # Of three counters, two of the town: all in the morning, then two; from 8:30 on half an hour.
    assert shades["throughout"] == {}
    monday = {hour: alpha for hour, alpha in shades["staffed"].items() if hour < 24}
    assert sorted(monday) == list(range(8, 17))
    assert monday[9] == pytest.approx(0.3)
    assert monday[8] == pytest.approx(0.15)
    assert monday[12] == pytest.approx(0.2)
