"""Both engines, one after the other: what is worked out by hand must hold in each."""

import pytest

from sim.model import journey
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable
from tests.sim.lives import WISH, Life, Live, page_of, people_of


@pytest.fixture(scope="session", params=["simpy", "compiled"])
def live(request: pytest.FixtureRequest) -> Live:
    """Let people live by each of the engines; who needs only the first compiles nothing."""
    if request.param == "simpy":
        return journey.live
    from sim import kernel  # noqa: PLC0415 - numba comes when it is used

    return kernel.live


@pytest.fixture(scope="session")
def life(live: Live) -> Life:
    """Let one person with a wish live by each of the engines."""

    def page(plan: Plan, wish: Wish = WISH, link_down: Timetable | None = None) -> dict[str, int]:
        return page_of(live(plan, people_of(plan, wish, link_down), 0))

    return page
