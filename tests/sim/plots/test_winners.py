"""The picture of winners and losers: curves, thresholds, and shares that are named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import Caption, Sheet
from sim.plots.winners import PeopleCompared, read_people, winners_ecdf
from sim.units import DAY_MS, MINUTE_MS

THRESHOLDS = {"line_fate": 5.0, "door_fate": 1.0}


class Kept(Sheet):
    """A sheet that keeps its figure."""

    @contextmanager
    def picture(
        self, name: str, title: str, size: tuple[float, float] = (8.0, 4.6)
    ) -> Iterator[tuple[Figure, Axes]]:
        """Keep the figure."""
        with super().picture(name, title, size) as (figure, axes):
            FIGURES.append(figure)
            yield figure, axes


FIGURES: list[Figure] = []


def person(
    outlet_class: str, minutes: float, days: float | None, alternative: str = "other"
) -> dict[str, object]:
    """Return a person who stands so much longer in line, and has the parcel so much later."""
    line = "lost" if minutes > 5 else "gained" if minutes < -5 else "within"
    door = "lost" if days and days > 1 else "gained" if days and days < -1 else "within"
    finished = days is not None
    return {
        "alternative": alternative,
        "class": outlet_class,
        "baseline_in_line_ms": 60 * MINUTE_MS,
        "alternative_in_line_ms": round((60 + minutes) * MINUTE_MS),
        "baseline_to_door_ms": 20 * DAY_MS,
        "alternative_to_door_ms": round((20 + (days or 0)) * DAY_MS) if finished else None,
        "line_fate": line if finished else "only_baseline",
        "door_fate": door if finished else "only_baseline",
    }


def drawn(folder: Path, *people: dict[str, object], thresholds: dict[str, float]) -> list[Axes]:
    """Return the panels of the picture of these people."""
    sheet = Kept(folder, Caption("one against other", 1, 3, "0"))
    winners_ecdf(PeopleCompared(pl.DataFrame(list(people)), thresholds), sheet)
    assert {path.name for path in folder.iterdir()} == {"winners-ecdf.png", "winners-ecdf.svg"}
    return list(FIGURES[-1].axes)


PEOPLE = (
    *(person("rural", 12, 3.0), person("rural", -6, 0.0), person("rural", 0, -2.0)),
    *(person("town", 0, 0.0), person("town", 70, None)),
)


@pytest.mark.usefixtures("sketched")
def test_each_class_has_its_panel_with_the_shares_of_who_finished_in_both(tmp_path: Path) -> None:
    panels = drawn(tmp_path, *PEOPLE, thresholds=THRESHOLDS)

    assert [axes.get_title(loc="left") for axes in panels] == 2 * [
        *("everybody: 4 persons", "rural: 3 persons", "town: 1 person")
    ]
    shares = [[text.get_text() for text in axes.texts] for axes in panels]
    assert shares[:3] == [
        *(["gain 25.0%", "lose 25.0%"], ["gain 33.3%", "lose 33.3%"], ["gain 0.0%", "lose 0.0%"])
    ]
    # Three days later is a loss, two sooner a gain: once each among three and four.
    assert shares[3:] == shares[:3]


@pytest.mark.usefixtures("sketched")
def test_the_curve_is_the_ecdf_and_the_thresholds_are_marked(tmp_path: Path) -> None:
    line, *_, door, _, _ = drawn(tmp_path, *PEOPLE, thresholds=THRESHOLDS)

    for axes, values, threshold in ((line, [-6, 0, 0, 12], 5), (door, [-2, 0, 0, 3], 1)):
        (curve,) = (one for one in axes.lines if one.get_drawstyle() == "steps-post")
        assert np.asarray(curve.get_xdata()).tolist() == values
        assert np.asarray(curve.get_ydata()).tolist() == [0.25, 0.5, 0.75, 1.0]
        marked = {
            float(np.asarray(one.get_xdata())[0])
            for one in axes.lines
            if one.get_linestyle() == ":"
        }
        assert marked == {-threshold, threshold}


@pytest.mark.usefixtures("sketched")
def test_several_alternatives_are_told_apart(tmp_path: Path) -> None:
    others = [person("rural", 1, 2.0, f"other-{number}") for number in range(5)]

    everybody, door = drawn(tmp_path, *others, thresholds=THRESHOLDS)

    assert everybody.get_title(loc="left") == "everybody"
    legend = door.get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()] == [f"other-{n}" for n in range(5)]


@pytest.mark.usefixtures("sketched")
@pytest.mark.parametrize("threshold", [0.0, 0.001, 500.0])
def test_any_threshold_can_be_drawn(threshold: float, tmp_path: Path) -> None:
    panels = drawn(tmp_path, *PEOPLE, thresholds=dict.fromkeys(THRESHOLDS, threshold))

    for axes in panels:
        low, high = axes.get_xlim()
        assert low <= -threshold <= threshold <= high


@pytest.mark.usefixtures("sketched")
def test_where_nobody_finished_in_both_the_picture_says_so(tmp_path: Path) -> None:
    (axes,) = drawn(tmp_path, person("rural", 1, None), thresholds=THRESHOLDS)

    (said,) = axes.texts
    assert said.get_text() == "nobody had the parcel in hand in both scenarios"


def test_a_comparison_that_paired_nobody_has_no_such_picture(tmp_path: Path) -> None:
    assert read_people(tmp_path) is None
