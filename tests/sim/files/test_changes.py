"""What a scenario changes of another, and which one that is."""

from pathlib import Path

import pytest

from sim.files.changes import ChangedLever, base_of, changed_from, flat, levers
from sim.files.findings import FileErrors
from sim.files.scenario_file import read_scenario
from sim.files.schema import effective

LAW = {"law": "gamma", "mean": 3.0, "cv": 1.0}
OTHER_LAW = {"law": "deterministic", "value": 3.0}


def test_a_law_a_list_and_the_hours_of_a_shift_are_each_one_value() -> None:
    hours = {"Mo-Fr 08:30-12:00": 2}
    values = {"a": {"b": {"c": 1}, "law_min": LAW, "list": [1]}, "s": {"counters": hours}, "e": {}}

    assert flat(values) == {
        "a.b.c": 1,
        "a.law_min": LAW,
        "a.list": [1],
        "s.counters": hours,
        "e": {},
    }


def test_levers_are_what_differs_and_what_one_of_both_lacks() -> None:
    before = {"name": "a", "question": "?", "x": {"same": 1, "law": LAW["law"]}, "y": {"only": 1}}
    before["x"] = {"same": 1, "law_min": LAW}
    after = {"name": "b", "question": "!", "x": {"same": 1, "law_min": OTHER_LAW}, "z": {"new": 2}}

    assert levers(before, after) == [
        ChangedLever("x.law_min", LAW, OTHER_LAW),
        ChangedLever("z.new", None, 2),
        ChangedLever("y.only", 1, None),
    ]


def test_the_base_is_the_scenario_that_a_file_extends_with_or_without_settings() -> None:
    expected = effective(read_scenario("county"))

    for settings in ((), ("run.days=7",)):
        base = base_of("second-counter", settings)
        assert base is not None
        assert effective(base) == expected


def test_a_scenario_that_extends_none_is_itself_the_base_of_its_settings() -> None:
    settings = ("line.balking=false",)

    base = base_of("county", settings)

    assert base is not None
    assert changed_from(base, read_scenario("county", settings)) == {
        "name": "county",
        "values": {"line.balking": True},
    }
    assert base_of("county") is None


def test_what_a_file_extends_is_looked_for_beside_it_first(tmp_path: Path) -> None:
    (tmp_path / "county").write_text('extends = "city"\nname = "near"\n', encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "county"\nname = "mine"\n', encoding="utf-8")

    base = base_of(str(mine))

    assert base is not None
    assert base.name == "near"


def test_a_base_that_could_not_run_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "half.toml").write_text('name = "half"\n', encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "half.toml"\n[network]\ncounties = ["500242"]\n', encoding="utf-8")

    with pytest.raises(FileErrors, match="names no county"):
        base_of(str(mine))
