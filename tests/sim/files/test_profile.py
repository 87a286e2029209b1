"""A profile by quarters of an hour: what its CSV may say, and what it makes of arrivals."""

from pathlib import Path

import numpy as np
import pytest

from sim.calendar import other_intensity
from sim.files.contradictions import contradictions
from sim.files.findings import FileErrors
from sim.files.profile import read_profile
from sim.files.scenario_file import read_scenario
from sim.files.schema import effective
from sim.files.unread import unread_keys
from sim.scenario import Scenario
from sim.units import DAY_MS, HOUR_MS

PLACE = '[network]\noutlets_csv = "own.csv"\n'
MORNING = "time,factor\n08:30,1\n08:45,3\n9:00,2\n09:15:00,0\n"
MISSING = "write a row for each quarter of an hour, with the factor 0 if nobody comes"
TIMES = "and must be a quarter of an hour from 00:00 to 23:45"


def profile(folder: Path, text: str) -> list[list[float]]:
    """Return the factors of a file with this text."""
    path = folder / "p.csv"
    path.write_text(text, encoding="utf-8")
    return read_profile(path)


def errors_of(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a file with this text."""
    with pytest.raises(FileErrors) as caught:
        profile(folder, text)
    return [str(one).removeprefix(f"{folder}/") for one in caught.value.findings]


def test_quarters_count_for_every_day_from_their_time_on(tmp_path: Path) -> None:
    week = profile(tmp_path, MORNING)

    assert week == [[0.0] * 34 + [1.0, 3.0, 2.0] + [0.0] * 59] * 7


def test_weekdays_have_profiles_of_their_own_and_others_none(tmp_path: Path) -> None:
    rows = "weekday,factor,time\nMo-We,2,00:00\nSa-Su,1,23:45\nMo,1,00:15\n"

    week = profile(tmp_path, rows)

    assert week[0] == [2.0, 1.0] + [0.0] * 94
    assert week[1] == week[2] == [2.0] + [0.0] * 95
    assert week[3] == week[4] == []
    assert week[5] == week[6] == [0.0] * 95 + [1.0]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["p.csv:1:1: time, factor: missing; the first row must be time,factor or weekday,ti"]),
        ("time,factor\n", ["p.csv:1:1: has no rows: write one for each quarter of an hour"]),
        ("time,factors,time,x\n08:00,1,2,3\n",
         ["p.csv:1:1: factor: missing; the first row must be time,factor or weekday,time,factor",
          "p.csv:1:6: factors: no column of a profile; did you mean factor?",
          "p.csv:1:14: time: a second column of this name: leave one out",
          "p.csv:1:19: x: no column of a profile; leave it out, for nothing reads it"]),
        ('time,factor\n08:20,1\n24:00,-1\n08:30,"2,5"\n08:45,1001\n',
         [f'p.csv:2:1: time: "08:20", {TIMES}',
          f'p.csv:3:1: time: "24:00", {TIMES}',
          "p.csv:3:7: factor: -1, and must be 0 or from 0.000001 to 1,000: only relations count,",
          'p.csv:4:7: factor: "2,5" is not a number: write 2.5 for 2,5, and 8000 for 8,000',
          "p.csv:5:7: factor: 1001, and must be 0 or from 0.000001 to 1,000: only relations coun"]),
        ("weekday,time,factor\nMonday,08:00,1\nMo-Fri,08:15,1\n,08:30,1\n",
         ["must be one of Mo, Tu, We, Th, Fr, Sa, Su, or some in a row, Mo-Fr; did you mean Mo?",
          'p.csv:3:1: weekday: "Mo-Fri", and must be one of', 'p.csv:4:1: weekday: "", and must']),
        ("time,factor\n08:00,1\n09:00,2\n",
         [f"p.csv:3:1: time: 08:15 is missing before 09:00: {MISSING}"]),
        ("weekday,time,factor\nMo-Fr,08:00,1\nTu,08:00,2\n",
         ["p.csv:3:4: time: 08:00 of Tu stands in line 2 already"]),
        ("weekday,time,factor\nMo,08:00,1\nTu,08:00,0\n",
         ["p.csv:3:4: factor: all factors of Tu are 0, so nobody would ever come on that day"]),
        ("time;factor\n08:00;1\n", ["p.csv:1:1: cells separated by semicolons"]),
    ],
)  # fmt: skip
def test_what_could_be_misread_is_reported_at_its_place(
    tmp_path: Path, text: str, messages: list[str]
) -> None:
    said = errors_of(tmp_path, text)

    assert len(said) == len(messages)
    assert [one for one, begin in zip(said, messages, strict=True) if begin not in one] == []


def scenario(folder: Path, others: str, text: str = MORNING) -> Scenario:
    """Return a scenario whose table of others says this, beside a profile."""
    (folder / "p.csv").write_text(text, encoding="utf-8")
    path = folder / "x.toml"
    path.write_text(f"{PLACE}[others]\n{others}\n", encoding="utf-8")
    return read_scenario(str(path))


def said_of(folder: Path, others: str, text: str = MORNING) -> list[str]:
    """Return what is wrong with a scenario whose table of others says this."""
    with pytest.raises(FileErrors) as caught:
        scenario(folder, others, text)
    return [str(one).replace(f"{folder}/", "") for one in caught.value.findings]


def test_arrivals_follow_the_quarters_within_opening_hours(tmp_path: Path) -> None:
    read = scenario(tmp_path, 'profile_csv = "p.csv"\nday_factors = [1, 1, 1, 1, 1, 1, 1]')

    intensity = other_intensity(read, 365, "Mo-Su 08:40-18:00")

    clocks_ms = (HOUR_MS * np.array([0, 8 + 2 / 3, 8.75, 9, 9.25, 24])).round()
    first_day = intensity.knots_ms <= DAY_MS
    a_day = 365 * 1.7 / 365
    # 5 of 15 minutes are open of the first quarter.
    shares = np.array([0, 0, 1 / 3, 1 / 3 + 3, 1 / 3 + 5]) / (1 / 3 + 5)
    assert intensity.knots_ms[first_day].tolist()[:5] == clocks_ms.tolist()[:5]
    np.testing.assert_allclose(intensity.expected[first_day][:5], shares * a_day, rtol=1e-9)


def test_a_weekday_without_rows_follows_the_hour_factors(tmp_path: Path) -> None:
    text = "weekday,time,factor\nMo,12:00,1\n"
    hours = [0.0] * 8 + [1.0, 3.0] + [0.0] * 14
    read = scenario(tmp_path, f'profile_csv = "p.csv"\nhour_factors = {hours}', text)
    plain = scenario(tmp_path, f"hour_factors = {hours}")

    intensity, by_hour = (other_intensity(one, 365, "24/7") for one in (read, plain))

    moments = np.arange(DAY_MS, 7 * DAY_MS, HOUR_MS // 4)
    later = np.interp(moments, intensity.knots_ms, intensity.expected)
    alike = np.interp(moments, by_hour.knots_ms, by_hour.expected)
    np.testing.assert_allclose(later - later[0], alike - alike[0], rtol=1e-9)
    noon = np.interp([12 * HOUR_MS, 12.25 * HOUR_MS], intensity.knots_ms, intensity.expected)
    assert noon.tolist() == pytest.approx([0, alike[0]])


def test_the_factors_are_in_the_manifest_and_an_empty_name_is_none(tmp_path: Path) -> None:
    read = scenario(tmp_path, 'profile_csv = "p.csv"')

    assert effective(read)["others"]["profile"][0][34:37] == [1, 3, 2]
    assert scenario(tmp_path, 'profile_csv = ""').others.profile == ()


def test_what_is_wrong_with_the_file_is_said_at_its_key_or_in_the_file(tmp_path: Path) -> None:
    assert said_of(tmp_path, 'profile_csv = "q.csv"') == [
        'x.toml:4:1: others.profile_csv: "q.csv", and there is no such file'
    ]
    (tmp_path / "dir").mkdir()
    assert said_of(tmp_path, 'profile_csv = "dir"') == [
        'x.toml:4:1: others.profile_csv: "dir": a folder, and must be a file'
    ]
    assert said_of(tmp_path, 'profile_csv = "p.csv"', "time,factor\n8,1\n") == [
        f'p.csv:2:1: time: "8", {TIMES}'
    ]
    quarters = f"[{', '.join(['1'] * 96)}]"
    week = f"[{quarters}, [], [], [], [], [], []]"
    assert said_of(tmp_path, f'profile_csv = "p.csv"\nprofile = {week}') == [
        "x.toml:4:1: others.profile_csv: both profile_csv and profile, and must have one of them"
    ]
    assert scenario(tmp_path, f"profile = {week}").others.profile[0] == (1.0,) * 96


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[]]", "others.profile: 1 values, and must be 7, Monday to Sunday, or none"),
        ("[[1], [], [], [], [], [], []]", "others.profile.0: 1 values, and must be 96, or none"),
        (f"[[], {[0] * 96}, [], [], [], [], []]", "others.profile.1: all are 0, so nobody would"),
        ("3", "others.profile: 3, and must be a list"),
    ],
)
def test_a_profile_of_another_length_is_refused(tmp_path: Path, written: str, said: str) -> None:
    (found,) = said_of(tmp_path, f"profile = {written}")

    assert said in found


def test_a_whole_profile_leaves_the_hour_factors_unread(tmp_path: Path) -> None:
    hours = f"hour_factors = {[0.0] * 24}"
    read = scenario(tmp_path, f'profile_csv = "p.csv"\n{hours}')
    by_hour = scenario(tmp_path, hours)

    said = unread_keys(read, ())

    why = "because the profile of others has every weekday"
    assert f"warning: nothing reads others.hour_factors, {why}" in said
    assert [one.key for one in contradictions(read, 1.0)] == []
    assert [one.key for one in contradictions(by_hour, 1.0)] == ["others.hour_factors"]
