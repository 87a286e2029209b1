"""Parameters that are named and that nothing reads are warned of by their keys."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_for_a_look, read_network
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.files.unread import PAID, RULES, unread_keys
from tests.sim.runs import small_file

OWN = "network.outlets_csv names the outlets, their counters and people"
OTHERS = "network.outlets, network.people"
SO = f"because {OWN}"
NOWHERE = "outlets of network.outlets_csv are in no real county, so parcel.distance_km is read"
OUTAGE = 'outage=[{kind="link", start=2007-11-12T10:00:00, hours=1}]'
COURSES = ["training.seats_a_week=9", "training.seller_seats_a_week=3"]
ALL_DAY = '="24/7"'


def warned(wanted: str, *settings: str) -> list[str]:
    """Return the warnings of unread keys."""
    scenario = read_scenario(wanted, settings)
    return [
        one.removeprefix("warning: nothing reads ")
        for one in unread_keys(scenario, read_network(scenario))
    ]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_scenario_that_ships_names_only_what_is_read(name: str) -> None:
    scenario = read_scenario(name)

    assert unread_keys(scenario, *read_for_a_look(scenario)) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["network.people=5"], f"network.people, because {OWN}"),
        (["network.outlets=50"], f"network.outlets, because {OWN}"),
        (["network.rural.counters_min=1"], f"network.rural.counters_min, because {OWN}"),
        (["network.detour_factor=2"], f"network.detour_factor, because {OWN}"),
        (
            ["network.people=5", "network.city_people=30000", "network.outlets=2",
             "network.area_km2_per_outlet=2", "network.country=MX"],
            f"network.area_km2_per_outlet, network.city_people, network.country, {OTHERS}, {SO}",
        ),
        (["network.city.home_share=1"],
         "network.city.home_share, because none of the outlets is of the class city"),
        (["parcel.from_real_counties=true"],
         f"parcel.from_real_counties, because {NOWHERE}"),
    ],
)  # fmt: skip
def test_what_ones_own_outlets_make_unread_is_named(
    settings: list[str], said: str, tmp_path: Path
) -> None:
    assert warned(str(small_file(tmp_path)), *settings) == [said]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["parcel.distance_km=9"], "parcel.distance_km, because parcel.from_real_counties is true"),
        (["network.outlets=5", "network.people=9"], "network.people, because network.outlets sets"),
        (["line.balking=false", "line.balk_length=1"], "line.balk_length, because line.balking is"),
        (["line.reneging=false", "line.patience_min=1"], "line.patience_min, because line.renegi"),
        (["sms.enabled=false", "sms.reach_share=1"], "sms.reach_share, because sms.enabled is fal"),
        (["sms.enabled=false", "redeem.by_text_share=1", "market.by_phone_share=1"],
         "market.by_phone_share, redeem.by_text_share, sms.reach_share, because sms.e"),
        (["training.sellers=9", "training.trained_buyers.forget_factor=0"],
         "training.sellers, training.trained_buyers.forget_factor, because training.seats_a_week"),
        (["training.seats_a_week=9", "training.sellers=9"],
         "training.sellers, because training.seller_seats_a_week is 0"),
        (["training.seats_a_week=9", "training.seller_seats_a_week=9", "training.buyers=9"],
         "training.buyers, because training.seller_seats_a_week is all of seats_a_week"),
        ([*COURSES, "payment.method=reference", "training.trained_buyers.mistype_factor=0"],
         "training.trained_buyers.mistype_factor, because payment.method is reference"),
        ([*COURSES, "payment.method=money_order", "training.trained_buyers.dispute_factor=0"],
         "clearing.mode, training.trained_buyers.dispute_factor, because payment.method is money"),
        (["payment.method=reference", "market.by_phone_share=1"],
         "market.by_phone_share, because payment.method is reference"),
        (["producers.keeps_days=3"], "producers.keeps_days, because producers.per_1000_people"),
        (["producers.news_share=1", "producers.per_1000_people=1", "sms.enabled=false"],
         "producers.news_share, sms.reach_share, because sms.enabled is false"),
        (["clearing.batch_times=['03:00']"], "clearing.batch_times, because clearing.mode is imm"),
        (["clearing.told_share=1"], "clearing.told_share, because clearing.mode is immediate, and"),
        (["link.deposits_need_link=false"], "link.deposits_need_link, because no link ever fails"),
        (["link.random.repair_h=2"], "link.random.repair_h, because no link fails by chance"),
        (["payment.unpaid_share=1"], "payment.unpaid_share, because payment.method is draft"),
        (["payment.method=reference", "redeem.retry_h=1"], "redeem.retry_h, because payment.meth"),
        (["payment.method=cash_on_delivery", "payment.tariff=listed", "confirm.delay_h=1"],
         "clearing.mode, confirm.delay_h, payment.tariff, services.deposit_min, because paym"),
        ([f"network.{one}.opening_hours{ALL_DAY}" for one in ("rural", "town")]
         + [f"hours.opening_hours{ALL_DAY}"], "hours.opening_hours, because every class of out"),
    ],
)  # fmt: skip
def test_what_a_switch_makes_unread_is_named(settings: list[str], said: str) -> None:
    (found,) = warned("county", *settings)

    assert found.startswith(said)


@pytest.mark.parametrize(
    "settings",
    [
        ["parcel.distance_km=9", "parcel.from_real_counties=false"],
        ["redeem.by_text_share=1", "redeem.text_again_h=1", "market.by_phone_share=1"],
        [*COURSES, "training.trained_buyers.mistype_factor=0", "training.seat_yuan=1"],
        [*COURSES, "training.trained_sellers.handling_factor=0", "training.first_week=2"],
        ["line.patience_min=1", "line.balk_length=1", "sms.reach_share=1"],
        ["clearing.told_share=1", "clearing.batch_times=['03:00']", "clearing.mode=batch"],
        ["clearing.told_share=1", "link.deposits_need_link=false", OUTAGE],
        ["link.random.repair_h=2", "link.random.outlet_link_failures_per_month=1"],
        ["payment.method=reference", "payment.unpaid_share=1", "payment.valid_days=3"],
        ["network.people=9", "network.people_per_outlet=9000", "network.rural.home_share=1"],
        ["producers.per_1000_people=0"],
        ["producers.per_1000_people=1", "producers.keeps_days=3", "producers.news_share=0"],
        ["redeem.retry_h=1", "confirm.delay_h=1", "payment.draft_limit_yuan=9", "run.days=9"],
    ],
)
def test_what_is_read_is_not_warned_of(settings: list[str]) -> None:
    assert warned("county", *settings) == []


def test_what_a_base_names_for_its_own_sake_is_not_warned_of(tmp_path: Path) -> None:
    small_file(tmp_path)
    own = tmp_path / "own.toml"
    base = 'extends = "county"\n[network]\ncounties = []\noutlets_csv = "outlets.csv"\n'

    own.write_text(base, encoding="utf-8")
    assert warned(str(own)) == []

    own.write_text(f"{base}people = 520_000\n", encoding="utf-8")
    assert warned(str(own)) == [f"network.people, because {OWN}"]


def test_every_rule_names_parameters_that_there_are() -> None:
    keys = [key for rule in RULES for key in rule.keys] + [key for keys in PAID for key in keys]

    for key in keys:
        table: object = read_scenario("county")
        for part in key.split("."):
            table = getattr(table, part)


def refused(*settings: str) -> str:
    """Return what is said of the scenario county with these settings."""
    with pytest.raises(FileErrors) as refusal:
        read_scenario("county", settings)
    return str(refusal.value)


def test_a_town_that_is_larger_than_a_city_is_refused() -> None:
    assert "network: town_people is 200000, and must be at most city_people, 150000" in refused(
        "network.town_people=200000"
    )
    assert "town_people is 20000, and must be at most city_people, 1:" in refused(
        "network.city_people=1"
    )
    assert read_scenario("county", ["network.town_people=150000"]).network.town_people == 150_000


def test_a_day_that_is_both_closed_and_opened_is_refused() -> None:
    days = "[2007-11-10, 2007-11-12]"

    said = refused(f"hours.closed={days}", f"hours.opened={days}")

    assert "hours: 2007-11-10, 2007-11-12 in both closed and opened: name each day in one" in said
    apart = ["hours.closed=[2007-11-12]", "hours.opened=[2007-11-10]"]
    assert len(read_scenario("county", apart).hours.opened) == 1
