"""The table of agents: off unless asked for, counted in one way, and choices of one whole."""

from typing import Any

import pytest
from pydantic import ValidationError

from service.domain.agency import AGENT_TARIFFS
from sim.scenario import Agents, Scenario


def test_a_scenario_that_says_nothing_has_no_agents() -> None:
    plain = Scenario.model_validate({"network": {"outlets_csv": "by hand"}})

    assert not plain.agents.are_on
    # FACTS 7: of all Chinese at the end of 2007.
    assert plain.agents.phone_share == 0.416


@pytest.mark.parametrize("counted", [{"per_outlet": 0.1}, {"settlement_share": 0.1}])
def test_either_count_puts_agents_in(counted: dict[str, float]) -> None:
    assert Agents.model_validate(counted).are_on


def test_agents_are_not_counted_in_two_ways() -> None:
    with pytest.raises(ValidationError, match=r"only one may count the agents: leave one out"):
        Agents(per_outlet=1.0, settlement_share=0.5)


@pytest.mark.parametrize(
    ("shares", "fits"), [((0.7, 0.2, 0.1), True), ((0.7, 0.2, 0.2), False), ((0, 0, 0), True)]
)
def test_what_people_do_is_of_one_whole(shares: tuple[float, ...], fits: bool) -> None:  # noqa: FBT001 - a case of the table
    names = ("dry_next_share", "dry_post_share", "dry_back_share")
    table: dict[str, Any] = {name: float(share) for name, share in zip(names, shares, strict=True)}

    if fits:
        Agents.model_validate(table)
        return
    with pytest.raises(ValidationError, match=r"add up to 1\.1, and may be 1 at most"):
        Agents.model_validate(table)


@pytest.mark.parametrize("name", AGENT_TARIFFS)
def test_every_tariff_of_the_service_may_be_chosen(name: str) -> None:
    assert Agents.model_validate({"tariff": name}).tariff == name
