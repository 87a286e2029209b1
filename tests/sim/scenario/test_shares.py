"""Shares that are alternatives of one draw add up to one at most; weights are not all nothing."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from tests.sim.runs import small_file


def test_shares_of_tiers_beyond_one_are_refused_by_name_value_and_sum() -> None:
    tiers = "redeem.tiers={sms_alert=0.9, certificate=0.8}"

    with pytest.raises(FileErrors) as refusal:
        read_scenario("county", [tiers])

    said = str(refusal.value)
    assert "redeem.tiers: sms_alert is 0.9 and certificate 0.8, which is 1.7 of all" in said
    assert "may be 1 at most: lower one of them" in said


@pytest.mark.parametrize("one", ["sms_alert", "certificate"])
def test_a_share_that_leaves_no_room_for_the_default_of_the_other_is_refused(one: str) -> None:
    with pytest.raises(FileErrors, match="of all accounts, and may be 1 at most"):
        read_scenario("county", [f"redeem.tiers.{one}=1"])


@pytest.mark.parametrize(
    ("sms_alert", "certificate"), [(0.9, 0.1), (0.7, 0.3), (1 / 3, 2 / 3), (0, 1), (1, 0), (0, 0)]
)
def test_shares_up_to_one_are_taken(sms_alert: float, certificate: float) -> None:
    tiers = f"redeem.tiers={{sms_alert={sms_alert}, certificate={certificate}}}"

    taken = read_scenario("county", [tiers]).redeem.tiers

    assert (taken.sms_alert, taken.certificate) == (sms_alert, certificate)


@pytest.mark.parametrize("table", ["market", "others"])
@pytest.mark.parametrize(("factors", "count"), [("day_factors", 7), ("hour_factors", 24)])
def test_factors_by_which_nobody_would_ever_come_are_refused(
    table: str, factors: str, count: int
) -> None:
    scenario = read_scenario("county", [f"{table}.{factors}={[0] * count}"])

    with pytest.raises(FileErrors, match=f"{table}.{factors}: all are 0, so nobody would ever"):
        read_network(scenario)


@pytest.mark.parametrize("factor", [5e-324, 1e-300, 9e-7])
def test_a_factor_that_would_divide_others_to_infinity_is_refused(factor: float) -> None:
    with pytest.raises(FileErrors, match=r"others.day_factors.1: .*, and must be 0 or at least"):
        read_scenario("county", [f"others.day_factors={[1000, factor] + [0] * 5}"])


def test_one_factor_above_nothing_is_enough() -> None:
    scenario = read_scenario("county", [f"market.day_factors={[1e-6] + [0] * 6}"])

    assert read_network(scenario)


def test_outlets_to_which_nobody_is_nearest_are_refused(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    outlets = tmp_path / "outlets.csv"
    text = outlets.read_text(encoding="utf-8").replace("12000", "0").replace("6000", "0")
    outlets.write_text(text, encoding="utf-8")

    with pytest.raises(FileErrors, match="people: people is 0 in every row, so nobody would come"):
        read_network(read_scenario(str(path)))
