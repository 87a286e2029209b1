"""README's table of what the document names says what is there: tables, keys, routes, scenarios."""

import re
from typing import get_args

from service.web.app import ROUTES
from sim.scenario import Payment, Scenario
from tests.conventions.files import ROOT

HEADING = "## What the document names, and where it is"
IN_QUOTES = re.compile(r"`([^`]+)`")
PATHS = {route.path for route in ROUTES}
METHODS = get_args(Payment.model_fields["method"].annotation)
SHIPPED = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}


def rows() -> list[list[list[str]]]:
    """Return what stands in quotes in each cell of each row, the first column left out."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition(HEADING)[2]
    lines = [line for line in table.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return [[IN_QUOTES.findall(cell) for cell in line.split("|")[2:5]] for line in lines[1:]]


def is_of_a_scenario(named: str) -> bool:
    """Tell whether a scenario may have this table, key, or way to pay."""
    if method := re.fullmatch(r'(?:payment\.method = )?"(\w+)"', named):
        return method[1] in METHODS
    table, _, key = named.strip("[]").partition(".")
    if table not in Scenario.model_fields:
        return False
    return not key or key in Scenario.model_fields[table].default.__class__.model_fields


def test_every_part_of_the_model_that_is_named_is_there() -> None:
    named = [one for model, _, _ in rows() for one in model]

    assert len(named) >= len(rows())
    assert [one for one in named if not is_of_a_scenario(one)] == []


def test_every_route_that_is_named_is_there() -> None:
    named = {one for _, service, _ in rows() for one in service if one.startswith("/")}

    assert named
    assert named - PATHS == set()


def test_every_row_has_a_scenario_that_ships() -> None:
    scenarios = [cell for _, _, cell in rows()]

    assert all(scenarios)
    assert {one for cell in scenarios for one in cell} - SHIPPED == set()


def test_what_is_not_there_is_noticed() -> None:
    wrong = ["[nothing]", "market.no_key", 'payment.method = "barter"', '"barter"']

    assert not any(map(is_of_a_scenario, wrong))
