"""The commands of prices: name, post, correct, list."""

import json
from pathlib import Path

import pytest

from tests.service.cli.desk import Desk, new_desk

NAMES = ("--zh", "大米", "--en", "Rice", "--es", "Arroz", "--alias", "white rice")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_desk(tmp_path)


def test_prices_are_posted_corrected_and_listed(desk: Desk) -> None:
    desk.printed("operator", "price", "name", "rice", *NAMES)
    for yuan in ("2.50", "2.60"):
        assert "is_in_force yes" in printed(desk, "post", "Gushi", "rice", "2007-01-31", yuan)

    goods = desk.printed("outlet", "price", "goods").splitlines()
    rows = desk.printed("outlet", "price", "list", "--market", "gushi").splitlines()
    history = json.loads(
        desk.printed("outlet", "price", "list", "--good", "rice", "--history", "--json")
    )

    assert goods[1].split() == ["rice", "大米", "Rice", "Arroz", "white", "rice"]
    assert rows[1].split()[:7] == ["2007-01-31", "Gushi", "rice", "2.60", "CNY", "kg", "yes"]
    assert [one["price"]["amount"] for one in history] == [260, 250]
    assert len(rows) == 2


def test_a_day_is_named_as_by_other_commands(desk: Desk) -> None:
    desk.printed("operator", "price", "name", "rice", *NAMES)
    for day, yuan in (("today", "2.50"), ("yesterday", "2.40")):
        printed(desk, "post", "Gushi", "rice", day, yuan)

    of_today = printed(desk, "list", "--day", "today")
    wrong = desk.call("operator", "price", "post", "Gushi", "rice", "tomorrow", "2.50")

    assert ("2.50 CNY" in of_today, "2.40 CNY" in of_today) == (True, False)
    assert (wrong.exit_code, "or today, or yesterday" in wrong.stderr) == (2, True)


def test_what_is_refused_says_what_to_do(desk: Desk) -> None:
    unknown = desk.call("operator", "price", "post", "Gushi", "rice", "2007-01-31", "2.50")
    desk.printed("operator", "price", "name", "rice", *NAMES)
    future = desk.call("operator", "price", "post", "Gushi", "rice", "2999-01-31", "2.50")

    assert (unknown.exit_code, "name it first" in unknown.stderr) == (1, True)
    assert (future.exit_code, "2999-01-31 has not begun" in future.stderr) == (1, True)


def printed(desk: Desk, *words: str) -> str:
    """Return what a command of prices prints, with single spaces."""
    return " ".join(desk.printed("operator", "price", *words).split())
