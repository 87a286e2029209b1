"""The picture of a prediction: drawn for every class, and where nobody comes."""

from pathlib import Path

import pytest

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.plots.prediction import draw_prediction
from sim.plots.style import Caption
from sim.study.explain.by_class import by_class
from sim.study.explain.prediction import predict
from tests.sim.runs import small_file

CAPTION = Caption("", 0, 0, "0", source="scenario small, predicted and not simulated")


@pytest.mark.usefixtures("pencil")
@pytest.mark.parametrize(("name", "visits"), [("a.png", 6.0), ("b.SVG", 0.0)])
def test_a_prediction_is_drawn_into_the_file_that_is_named(
    tmp_path: Path, name: str, visits: float
) -> None:
    settings = [
        f"others.visits_per_person_year={visits}",
        "market.wishes_per_1000_people_day=0.0",
    ]
    scenario = read_scenario(str(small_file(tmp_path)), settings)
    weeks = by_class(predict(scenario, read_network(scenario)))
    before = set(tmp_path.iterdir())

    draw_prediction(weeks, CAPTION, tmp_path / name)

    assert set(tmp_path.iterdir()) - before == {tmp_path / name}
