"""What is allowed and yet looks wrong."""

from pathlib import Path

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.files.warnings import warnings_of
from tests.sim.runs import small_file


def warned(folder: Path, *settings: str) -> list[str]:
    """Return what is warned of in a quiet run."""
    scenario = read_scenario(
        str(small_file(folder)), ["others.visits_per_person_year=0", *settings]
    )
    return warnings_of(scenario, read_network(scenario))


def test_nights_that_a_later_rule_cuts_short_are_warned_of(tmp_path: Path) -> None:
    hours = "hours.opening_hours=Mo-Fr 22:00-06:00"
    cafe = "redeem.cafe_opening_hours=Mo-Su 20:00-02:00; We off"

    assert warned(tmp_path, hours) == []
    assert warned(tmp_path, f"{hours}, Sa 10:00-12:00") == []
    (of_outlets,) = warned(tmp_path, f"{hours}; Sa 10:00-12:00")
    assert of_outlets == (
        "warning: opening hours 'Mo-Fr 22:00-06:00; Sa 10:00-12:00' cut 1 night "
        "(2007-11-09) short, because a later rule speaks of that day or the next: "
        'write "," in place of ";" before that rule, or leave out a rule that is "off", to keep '
        "them whole"
    )
    of_cafe, _ = warned(tmp_path, cafe)
    assert "cut 2 nights (2007-11-06, 2007-11-13) short" in of_cafe


def test_nights_of_a_day_that_a_later_rule_replaces_are_warned_of(tmp_path: Path) -> None:
    hours = "hours.opening_hours=Mo-Fr 22:00-06:00"

    assert warned(tmp_path, "hours.opening_hours=Mo,Tu,Th,Fr 22:00-06:00") == []
    cut, left = warned(tmp_path, f"{hours}; We off")
    assert "cut 2 nights (2007-11-06, 2007-11-13) short" in cut
    assert left == (
        "warning: opening hours 'Mo-Fr 22:00-06:00; We off' keep 2 nights (2007-11-07, "
        "2007-11-14) open after midnight, though a later rule replaces the hours of the day "
        'before: leave that day out of the earlier rule, such as "Mo,Tu,Th,Fr 22:00-06:00" in '
        'place of "Mo-Fr 22:00-06:00; We off"'
    )


def test_a_load_without_measure_is_named_in_few_digits(tmp_path: Path) -> None:
    law = '{law="lognormal_median", median=1e6, sigma=10}'
    settings = ["others.visits_per_person_year=1", f"services.other_min={law}"]

    (said,) = [one for one in warned(tmp_path, *settings) if "load" in one]

    assert "(load of more than 1,000 at Market Street, load of more than 1,000 at Hill)" in said


def test_a_long_run_is_reported_in_hours(tmp_path: Path) -> None:
    settings = ["others.visits_per_person_year=300", "run.replications=100000"]

    (said,) = [one for one in warned(tmp_path, *settings) if "as much work as" in one]

    # 18,000 people x 300 visits x 12 days / 365, and 216 wishes of 5 visits, at 900,000 a second
    assert "as much work as 17,86" in said
    assert "million visits, some 6 hours on 1 workers: fewer --replications" in said
