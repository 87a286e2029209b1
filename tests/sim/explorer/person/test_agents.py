"""People who bring their cash to an agent: each stay there is told as one at a counter is."""

import pytest
from click.testing import CliRunner

from sim.cli import commands
from sim.diary import NONE
from sim.explorer.again import Again, CountyWanted
from sim.explorer.person.charts import stays_chart
from sim.explorer.person.found import PersonFound, person_of
from sim.explorer.person.stays import stays_of
from sim.explorer.results import RunResults
from tests.sim.explorer.run_folders import COUNTY


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> list[PersonFound]:
    out = tmp_path_factory.mktemp("agents")
    words = "run agents --set run.days=5 --set run.warm_up_days=0 --set network.people=208000"
    more = ["--replications=1", "--no-plots", "--workers=1", f"--out={out}"]
    done = CliRunner().invoke(commands, [*words.split(), *more])
    assert done.exit_code == 0, done.output
    again, wanted = Again(), CountyWanted(RunResults("agents", out / "agents"), COUNTY, 0)
    return [person_of(again, wanted, one) for one in range(again.county(wanted).wishes)]


def test_stays_at_agents_are_those_of_the_journey(people: list[PersonFound]) -> None:
    at_agents = 0
    for one in people:
        stays = stays_of(one.again, one.person)
        assert sum(stay.wait_ms for stay in stays) == one.row["stood_ms"]
        served = [stay for stay in stays if stay.outlet == NONE and stay.ending == "served"]
        at_agents += len(served)
        assert [stay.left_ms for stay in served] == [one.row["deposited_ms"] for _ in served]
        assert not any(one.row["drafts"] for _ in served)

    assert at_agents > 3


def test_a_chart_has_a_row_for_each_stay_at_an_agent(people: list[PersonFound]) -> None:
    one = next(
        one for one in people if any(s.outlet == NONE for s in stays_of(one.again, one.person))
    )
    stays = stays_of(one.again, one.person)

    chart = stays_chart([("agents", one, stays)])

    assert [row[2] for row in chart.table.groups[0].rows] == [stay.purpose for stay in stays]
    assert "cash in at an agent" in [row[2] for row in chart.table.groups[0].rows]
    assert len(chart.option["yAxis"]["data"]) == len(stays)
