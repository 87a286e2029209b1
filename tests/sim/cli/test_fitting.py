"""`wanghuiyi fit` writes a scenario that runs, says what it could not tell, refuses the rest."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from sim.cli import commands
from sim.files.manifest import faults_of
from sim.files.scenario_file import read_scenario
from sim.files.written import names_written


def log_of(folder: Path, weeks: int = 2, *, name: str = "own.csv") -> Path:
    """Write a log of some weeks of one outlet, served for three minutes on the mean."""
    chance = np.random.default_rng(20061122)
    lines = ["issued,called,ended,no_show,counters"]
    for day in range(weeks * 7):
        if day % 7 > 4:
            continue
        for second in np.sort(chance.uniform(8.5 * 3600, 16.9 * 3600, 40)):
            wait, service = chance.exponential(300), chance.exponential(180)
            gone = wait > chance.lognormal(np.log(480), 0.7)
            ends = "" if gone else f"2007-11-{5 + day:02d}T{clock(second + wait + service)}"
            stamps = [f"2007-11-{5 + day:02d}T{clock(one)}" for one in (second, second + wait)]
            lines.append(",".join([*stamps, ends, "yes" if gone else "no", "2"]))
    path = folder / name
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    return path


def clock(second: float) -> str:
    """Return a time of day, with seconds."""
    whole = int(second)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def fit(folder: Path, log: Path, *words: str) -> Result:
    """Fit in a folder, with few samples and without pictures."""
    given = ["fit", str(log), "--out", str(folder / "results"), "--bootstrap", "40"]
    return CliRunner().invoke(commands, [*given, "--no-plots", *words])


def test_the_fitted_scenario_is_as_the_log_and_says_so_at_each_parameter(tmp_path: Path) -> None:
    log = log_of(tmp_path)

    done = fit(tmp_path, log, "--people", "1000")

    assert done.exit_code == 0, done.output
    folder = tmp_path / "results" / "fit-own"
    scenario = read_scenario(str(folder / "own.toml"))
    assert scenario.services.other_min.mean() == pytest.approx(3, rel=0.2)
    gone = log.read_text(encoding="utf-8").count("yes")
    first = 40 * 5 / 7 * (1 - 0.7 * gone / 400)  # by line.return_share of the base
    assert scenario.others.visits_per_person_year * 1000 / 365 == pytest.approx(first, rel=1e-3)
    assert scenario.others.profile[0] == scenario.others.profile[4]
    assert scenario.others.profile[5] == ()
    assert scenario.network.rural.counters_max == 2
    assert scenario.line.balking is False
    text = (folder / "own.toml").read_text(encoding="utf-8")
    for key in ("visits_per_person_year", "day_factors", "profile_csv", "day_cv", "other_min"):
        before = text.partition(f"\n{key} =")[0].splitlines()[-1]
        assert before.startswith("# ")
    assert text.count("# D: ") >= 8
    assert "400 rows read, 400 tickets used" in done.stdout.replace("\n", " ")
    assert "not told: balking" in done.stdout


def test_what_a_fit_wrote_is_replaced_by_the_next_and_drawn_by_none_else(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    folder = tmp_path / "results" / "fit-own"

    assert fit(tmp_path, log).exit_code == 0
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert fit(tmp_path, log).exit_code == 0

    assert {path.name for path in folder.iterdir()} == {
        *("own.toml", "profile.csv", "fitted.csv", "laws.csv", "manifest.json", "notes.txt"),
    }
    files = frozenset({"own.toml", "profile.csv", "fitted.csv", "laws.csv", "manifest.json"})
    assert names_written(folder) == files
    assert faults_of(folder) == []
    drawn = CliRunner().invoke(commands, ["plot", str(folder)])
    assert drawn.exit_code == 1
    assert "repeat that command" in " ".join(drawn.stderr.split())
    out = tmp_path / "page.html"
    assert CliRunner().invoke(commands, ["report", str(folder), "--out", str(out)]).exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert ", chosen" in page
    assert str(tmp_path) not in page


def test_what_the_log_says_of_counters_and_purposes_is_in_the_scenario(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    head, *rows = log.read_text(encoding="utf-8").splitlines()
    lines = [f"{head},purpose"]
    for number, row in enumerate(rows):
        morning = row.partition("T")[2] < "12"
        counters, purpose = 3 if morning else 1, "pick-up" if number % 4 == 0 else "stamps"
        lines.append(f"{row[:-1]}{counters},{purpose}")
    log.write_text("\n".join((*lines, "")), encoding="utf-8")
    base = tmp_path / "shifts.toml"
    base.write_text(
        'extends = "county"\nname = "shifts"\n[staffing.rural.counters]\n"Mo-Fr 08:30-17:00" = 1\n'
    )

    assert fit(tmp_path, log).exit_code == 0
    kept = fit(tmp_path, log, "--base", str(base), "--name", "kept")

    scenario = read_scenario(str(tmp_path / "results" / "fit-own" / "own.toml"))
    assert scenario.staffing.rural.counters == {"Mo-Fr 08:30-12:00": 3, "Mo-Fr 12:00-17:00": 1}
    assert scenario.network.rural.counters_max == 3
    assert scenario.others.pick_up_share == 0.25
    assert scenario.others.group_size.mean() == 1
    assert kept.exit_code == 0
    assert "not told: shifts: the base has its own" in kept.stdout
    again = read_scenario(str(tmp_path / "results" / "fit-kept" / "kept.toml"))
    assert again.staffing.rural.counters == {"Mo-Fr 08:30-17:00": 1}


def test_the_same_log_and_seed_give_the_same_files(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    texts = []
    for _ in range(2):
        assert fit(tmp_path, log).exit_code == 0
        texts.append((tmp_path / "results" / "fit-own" / "own.toml").read_bytes())

    assert texts[0] == texts[1]


def test_json_has_every_parameter_and_every_row(tmp_path: Path) -> None:
    done = fit(tmp_path, log_of(tmp_path), "--json", "--patience-law", "lognormal_median")

    found = json.loads(done.stdout)
    rows = {one["parameter"]: one for one in found["parameters"]}
    assert {"others.day_cv", "services.other_min.mean", "line.patience_min.median"} <= set(rows)
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows.values())
    assert all(row["together_low"] <= row["low"] for row in rows.values())
    assert all(row["high"] <= row["together_high"] for row in rows.values())
    assert found["rows"]["read"] == sum(found["rows"]["tickets"].values()) == 400
    assert Path(found["scenario"]).is_file()


def test_bad_rows_are_all_reported_and_left_out_only_if_asked(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    with log.open("a", encoding="utf-8") as file:
        file.write("soon,,,,\nlater,,,,\n")

    refused = fit(tmp_path, log)
    skipped = fit(tmp_path, log, "--skip-bad-rows")

    assert refused.exit_code == 2
    assert "2 rows cannot be used" in refused.stderr
    assert ":402:1: issued: " in refused.stderr
    assert ":403:1: issued: " in refused.stderr
    assert skipped.exit_code == 0
    assert "left out: " in skipped.stderr
    assert "2 left out" in skipped.stdout.replace("\n", " ")


def test_other_hours_are_asked_for_and_suggested(tmp_path: Path) -> None:
    log = tmp_path / "late.csv"
    rows = [f"2007-11-05T{hour:02d}:{minute:02d}" for hour in (18, 19) for minute in range(60)]
    log.write_text("\n".join(("issued", *rows, "")), encoding="utf-8")

    refused = fit(tmp_path, log)
    done = fit(tmp_path, log, "--hours", "Mo 18:00-20:00", "--people", "1000")

    assert refused.exit_code == 2
    assert '--hours "Mo 18:00-20:00"' in refused.stderr
    assert done.exit_code == 0, done.output
    scenario = read_scenario(str(tmp_path / "results" / "fit-late" / "late.toml"))
    assert scenario.hours.opening_hours == "Mo 18:00-20:00"
    assert scenario.others.day_factors[0] == pytest.approx(7)
    assert scenario.others.visits_per_person_year == pytest.approx(120 / 7 * 365 / 1000, rel=1e-3)
    for told in (
        "no ticket has a call",
        "no outlet has two days",
        "fewer than 30 services",
        "patience: 0 left",
    ):
        assert told in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--column", "colour=red"), "colour=red is not one of issued, called"),
        (("--column", "called=Up"), 'no column "Up"'),
        (("--timezone", "Mars/Base"), "Mars/Base is no time zone"),
        (("--hours", "always"), "--hours: "),
        (("--base", "nowhere"), "no such file"),
        (("--name", "My Office"), "small letters"),
        (("--service-law", "weibull"), "weibull"),
        (("--people", "0"), "0"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = fit(tmp_path, log_of(tmp_path), *words)

    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "results" / "fit-own").exists()


def test_tickets_are_printed_and_fitted_and_the_fit_runs(tmp_path: Path) -> None:
    few = ["--set", "run.days=8", "--set", "others.visits_per_person_year=0.5"]
    printed = CliRunner().invoke(commands, ["tickets", "county", *few, "--engine", "simpy"])
    log = tmp_path / "printed.csv"
    log.write_text(printed.stdout, encoding="utf-8")

    done = fit(tmp_path, log)
    fitted = str(tmp_path / "results" / "fit-printed" / "printed.toml")
    words = ["run", fitted, "--replications=1", "--set=run.days=1", "--engine=simpy"]
    ran = CliRunner().invoke(commands, [*words, "--workers=1", "--no-plots", f"--out={tmp_path}"])

    assert printed.stdout.startswith("outlet,issued,called,ended,no_show,counters,purpose\n")
    assert done.exit_code == 0, done.output
    assert CliRunner().invoke(commands, ["validate", fitted]).exit_code == 0
    assert ran.exit_code == 0, ran.output


def test_a_machine_has_one_line(tmp_path: Path) -> None:
    words = ["tickets", "county", "--set", 'line.discipline="line_per_window"']

    done = CliRunner().invoke(commands, words)

    assert done.exit_code == 2
    assert "set one line" in done.stderr
    assert list(tmp_path.iterdir()) == []
