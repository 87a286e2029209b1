"""Plots show the figures of those they name, and nothing where there is no figure."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.files.folder import new_folder
from sim.files.results import write_run
from sim.plots.counter import queue_length, utilisation, waits_ecdf
from sim.plots.maps import waits_map
from sim.plots.results import Results, read_results
from tests.sim.plots.test_plots import CAPTION, KEPT, Gallery
from tests.sim.runs import small_experiment, small_results

pytestmark = pytest.mark.usefixtures("sketched")


@pytest.fixture(scope="module")
def half_closed(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return a run in which the rural outlet is never open."""
    settings = ("network.rural.opening_hours='Sa 10:00-11:00'", "run.days=3")
    return read_results(small_results(tmp_path_factory.mktemp("run"), *settings))


def texts_of(results: Results, picture: object, folder: Path) -> list[str]:
    """Draw a picture, and return what is written in it and in its legend."""
    assert callable(picture)
    KEPT.clear()
    picture(results, Gallery(folder, CAPTION))
    axes = KEPT[0][1].axes[0]
    legend = axes.get_legend()
    in_legend = [legend.get_title(), *legend.get_texts()] if legend else []
    return [text.get_text() for text in [*axes.texts, *in_legend]]


def test_an_outlet_that_is_never_open_has_no_utilisation(
    half_closed: Results, tmp_path: Path
) -> None:
    texts = texts_of(half_closed, utilisation, tmp_path)

    assert len([text for text in texts if text.endswith("%")]) == 1


def test_an_outlet_that_called_nobody_has_no_mean_wait_on_the_map(
    half_closed: Results, tmp_path: Path
) -> None:
    texts = texts_of(half_closed, waits_map, tmp_path)

    assert "nobody was called to a counter" in texts


def test_the_line_at_an_outlet_is_over_outlets_whatever_county_they_are_in(
    half_closed: Results, tmp_path: Path
) -> None:
    hour_ms = 3_600_000
    row = half_closed.series.filter(pl.col("class") == "town").head(1)
    one, three = (
        row.with_columns(
            pl.lit(county).alias("county"),
            pl.lit(outlets).cast(pl.Int64).alias("outlets"),
            pl.lit(waiting * hour_ms).cast(pl.Int64).alias("waiting_ms"),
            pl.lit(outlets * hour_ms).cast(pl.Int64).alias("open_ms"),
        )
        for county, outlets, waiting in (("1", 1, 4), ("2", 3, 0))
    )
    KEPT.clear()

    queue_length(replace(half_closed, series=pl.concat([one, three])), Gallery(tmp_path, CAPTION))

    (line,) = (one for one in KEPT[0][1].axes[0].lines if one.get_label() == "town")
    drawn = np.asarray(line.get_ydata())
    assert drawn[np.isfinite(drawn)].tolist() == [1.0]


def test_the_waits_of_those_called_say_how_many_were_still_in_line(tmp_path: Path) -> None:
    overloaded = ("hours.opening_hours='24/7'", "services.other_min=60", "run.days=2")
    done = small_experiment(tmp_path, *overloaded, "line.reneging=false", "line.balking=false")
    with new_folder(tmp_path / "results") as fresh:
        write_run(done, fresh, "by a test")
    in_line = sum(one.merged.in_line for one in done.replications)
    assert in_line > 0

    texts = texts_of(read_results(tmp_path / "results"), waits_ecdf, tmp_path)

    assert f"not in it: {in_line:,} visits still in line at the end" in texts


def test_every_picture_after_a_warm_up_says_so() -> None:
    assert "after a warm-up of 14 days, " in replace(CAPTION, warm_up_days=14).footer
    assert "warm-up" not in CAPTION.footer
