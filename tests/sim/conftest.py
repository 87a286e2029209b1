"""Both engines, one after the other: what is worked out by hand must hold in each.

And pictures that are only laid out, which takes a quarter of the time.
"""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.model import journey
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable
from tests.sim.lives import WISH, Life, SimulatePeople, page_of, people_of


@pytest.fixture(scope="session", params=["simpy", "compiled"])
def simulate_people(request: pytest.FixtureRequest) -> SimulatePeople:
    """Let people live by each of the engines; who needs only the first compiles nothing."""
    if request.param == "simpy":
        return journey.simulate_people
    from sim import kernel  # noqa: PLC0415 - numba comes when it is used

    return kernel.simulate_people


@pytest.fixture(scope="session")
def life(simulate_people: SimulatePeople) -> Life:
    """Let one person with a wish live by each of the engines."""

    def page(plan: Plan, wish: Wish = WISH, link_down: Timetable | None = None) -> dict[str, int]:
        return page_of(simulate_people(plan, people_of(plan, wish, link_down), 0))

    return page


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out each picture, all its texts and lines in their places, and leave its files empty."""

    def lay_out(figure: Figure, path: Path, **_: object) -> None:
        if path.suffix == ".png":
            figure.draw_without_rendering()
        path.touch()

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lay_out)


@pytest.fixture(params=["sketched", pytest.param("drawn", marks=pytest.mark.proof)])
def pencil(request: pytest.FixtureRequest) -> None:
    """Sketch pictures, and where there is time draw them."""
    if request.param == "sketched":
        request.getfixturevalue("sketched")
